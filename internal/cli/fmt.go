package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
)

type fmtOptions struct {
	check bool
	diff  bool
}

func newFmt(env *Env) *cobra.Command {
	var o fmtOptions
	cmd := &cobra.Command{
		Use: "fmt [FOLDER | FILE ... | -]", GroupID: "other",
		Short: "Write campaign files in the canonical form",
		Long: `Rewrites campaign files (*.hcl and *.rpvars) with canonical white space and prints the names of those that changed.
Nothing but white space is touched, comments stay, and inside recipients there is one space before each "=", so that one
long new name changes one line and not all of them.

Without an argument it formats the folder you are in; "-" reads standard input and writes standard output. A file with a
syntax error is reported and left as it is. With -check, exit code 3 says that files need formatting.`,
		Example: "  redpack fmt\n  redpack fmt -check -diff\n  redpack fmt - < campaign.hcl",
		RunE:    func(cmd *cobra.Command, args []string) error { return runFmt(env, cmd, o, args) },
	}
	cmd.Flags().BoolVar(&o.check, "check", false, "write nothing; exit with 3 when a file needs formatting")
	cmd.Flags().BoolVar(&o.diff, "diff", false, "print what changes; with -check, what would")
	return cmd
}

func runFmt(env *Env, cmd *cobra.Command, o fmtOptions, args []string) error {
	print, err := newPrinter(env, cmd, false, shown{})
	if err != nil {
		return err
	}
	f := &formatter{env: env, options: o}
	if slices.Contains(args, "-") {
		if len(args) > 1 {
			return errors.New(`"-" stands alone: standard input cannot be formatted together with files`)
		}
		err = f.stdin()
	} else {
		err = f.files(args)
	}
	if err != nil {
		return err
	}
	print.source = f.broken
	if err := print.diagnostics(f.diags); err != nil {
		return err
	}
	if o.check && f.unformatted {
		return exit{exitUnformatted}
	}
	return nil
}

// formatter is one `redpack fmt`.
type formatter struct {
	env         *Env
	options     fmtOptions
	unformatted bool
	diags       hcl.Diagnostics
	broken      page.HeldLines // the files that diags are about
}

func (f *formatter) files(args []string) error {
	if len(args) == 0 {
		args = []string{"."}
	}
	for _, arg := range args {
		paths, err := formattable(arg)
		if err != nil {
			return err
		}
		for _, path := range paths {
			if err := f.file(path); err != nil {
				return err
			}
		}
	}
	return nil
}

// formattable lists the files that an argument names. Folders below a folder are projects of their own.
func formattable(arg string) ([]string, error) {
	info, err := os.Stat(arg)
	if err != nil {
		return nil, fmt.Errorf("find what to format: %w", err)
	}
	if !info.IsDir() {
		if !isCampaignFile(arg) {
			return nil, fmt.Errorf("only .hcl and .rpvars files can be formatted, and %s is neither", arg)
		}
		return []string{arg}, nil
	}
	entries, err := os.ReadDir(arg)
	if err != nil {
		return nil, fmt.Errorf("read the folder to format: %w", err)
	}
	var paths []string
	for _, entry := range entries {
		if name := entry.Name(); !entry.IsDir() && isCampaignFile(name) && !strings.HasPrefix(name, ".") {
			paths = append(paths, filepath.Join(arg, name))
		}
	}
	return paths, nil
}

func isCampaignFile(name string) bool {
	return strings.HasSuffix(name, ".hcl") || strings.HasSuffix(name, ".rpvars")
}

// formattedMax is more than hclspec.Format takes, which says at its line what is too much.
const formattedMax = 16 << 20

func (f *formatter) file(path string) error {
	err := osfile.CheckGiven(path)
	var refused *osfile.RefusedError
	if errors.As(err, &refused) {
		f.diags = append(f.diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "File is not formatted", Detail: capital(refused)})
		return nil
	}
	var src []byte
	if err == nil {
		src, err = osfile.ReadGiven(path, formattedMax)
	}
	if err != nil {
		return fmt.Errorf("read the file to format: %w", err)
	}
	formatted, ok := f.format(src, path)
	if !ok || bytes.Equal(src, formatted) {
		return nil
	}
	f.unformatted = true
	if !f.options.check {
		if err := osfile.WriteGiven(path, formatted, osfile.Shared); err != nil {
			return fmt.Errorf("write the formatted file: %w", err)
		}
	}
	if _, err := plain.Fprintf(f.env.Stdout, "%s\n", path); err != nil {
		return err
	}
	return f.showDiff(path, src, formatted)
}

// stdin formats what it is given. What cannot be formatted is not printed, so that a pipe never loses a file's content
// unnoticed: the exit code is 1.
func (f *formatter) stdin() error {
	src, err := bounded.ReadAll(f.env.Stdin, formattedMax)
	if err != nil {
		return fmt.Errorf("read standard input: %w", err)
	}
	const name = "<stdin>"
	formatted, ok := f.format(src, name)
	if !ok {
		return nil
	}
	f.unformatted = !bytes.Equal(src, formatted)
	switch {
	case f.options.diff:
		return f.showDiff(name, src, formatted)
	case f.options.check:
		return nil
	}
	return f.env.keep(formatted)
}

// format gives ok only for a file without syntax errors.
func (f *formatter) format(src []byte, name string) (formatted []byte, ok bool) {
	formatted, diags := hclspec.Format(src, name)
	f.diags = append(f.diags, diags...)
	if len(diags) > 0 {
		f.broken = append(f.broken, page.HeldFile{Name: name, Content: src})
	}
	return formatted, !diags.HasErrors()
}

func (f *formatter) showDiff(name string, before, after []byte) error {
	if !f.options.diff {
		return nil
	}
	name = plain.Of(filepath.ToSlash(name)).String()
	return plain.Write(f.env.Stdout, plain.Source(string(diff.Diff(name+".orig", before, name, after))))
}
