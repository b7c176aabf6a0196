package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
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
		SuggestFor: []string{"format"},
		Short:      env.say(lang.Both("Write campaign files in the canonical form", "把活动文件改写成规范格式")),
		Long:       env.say(fmtHelp()),
		Example:    "  redpack fmt\n  redpack fmt -check -diff\n  redpack fmt - < campaign.hcl", // for programs
		RunE:       func(cmd *cobra.Command, args []string) error { return runFmt(env, cmd, o, args) },
	}
	cmd.Flags().BoolVar(&o.check, "check", false, env.say(lang.Both("write nothing; exit with 3 when a file needs formatting", "不写文件；有文件需要格式化时以退出码 3 结束")))
	cmd.Flags().BoolVar(&o.diff, "diff", false, env.say(lang.Both("print what changes; with -check, what would", "显示改了什么；加上 -check 时显示会改什么")))
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
			return lang.Errorf(`"-" stands alone: standard input cannot be formatted together with files`,
				"“-”要单独写：标准输入不能和文件一起格式化")
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
		return nil, lang.Errorf("find what to format: %w", "查找要格式化的文件：%w", err)
	}
	if !info.IsDir() {
		if !isCampaignFile(arg) {
			return nil, lang.Errorf("only .hcl and .rpvars files can be formatted, and %s is neither",
				"只能格式化 .hcl 和 .rpvars 文件，而 %s 都不是", arg)
		}
		return []string{arg}, nil
	}
	entries, err := os.ReadDir(arg)
	if err != nil {
		return nil, lang.Errorf("read the folder to format: %w", "读取要格式化的文件夹：%w", err)
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
		f.diags = append(f.diags, diag.New(hcl.DiagError, lang.Both("File is not formatted", "文件没有格式化"), capitals(refused)))
		return nil
	}
	var src []byte
	if err == nil {
		src, err = osfile.ReadGiven(path, formattedMax)
	}
	if err != nil {
		return lang.Errorf("read the file to format: %w", "读取要格式化的文件：%w", err)
	}
	formatted, ok := f.format(src, path)
	if !ok || bytes.Equal(src, formatted) {
		return nil
	}
	f.unformatted = true
	if !f.options.check {
		if err := osfile.WriteGiven(path, formatted, osfile.Shared); err != nil {
			return lang.Errorf("write the formatted file: %w", "写入格式化后的文件：%w", err)
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
		return lang.Errorf("read standard input: %w", "读取标准输入：%w", err)
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
