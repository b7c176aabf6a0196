package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
)

// approvalFlags approve one plan and no other, so that a suggested command never repeats them.
var approvalFlags = []string{"confirm-total", "confirm-count", "check", "auto-approve"}

// commandLine is the command that continues this one, for a shell: the same flags, but for those that approve.
func commandLine(cmd *cobra.Command, args []string, more ...string) string {
	return lineWithout(cmd, args, approvalFlags, more...)
}

// commandLineWithout is commandLine without one flag more.
func commandLineWithout(cmd *cobra.Command, args []string, flag string) string {
	return lineWithout(cmd, args, append(slices.Clone(approvalFlags), flag))
}

func lineWithout(cmd *cobra.Command, args, without []string, more ...string) string {
	line := append([]string{cmd.CommandPath()}, more...)
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if !slices.Contains(without, f.Name) {
			line = append(line, typed(f)...)
		}
	})
	for _, arg := range args {
		line = append(line, words.ShellWord(arg))
	}
	return strings.Join(line, " ")
}

// typed is how a flag was given, once for each value.
func typed(f *pflag.Flag) []string {
	name := "-" + f.Name
	if list, ok := f.Value.(pflag.SliceValue); ok {
		var line []string
		for _, value := range list.GetSlice() {
			if f.Name == "var" {
				value = maskedVar(value)
			}
			line = append(line, words.ShellWord(name+"="+value))
		}
		return line
	}
	if f.Value.Type() == "bool" && f.Value.String() == "true" {
		return []string{name}
	}
	return []string{words.ShellWord(name + "=" + f.Value.String())}
}

// maskedVar is a name=value of -var as it may be printed: a value with an openid or a key in it is left for whoever types it.
func maskedVar(pair string) string {
	if name, value, _ := strings.Cut(pair, "="); page.Personal(value) {
		return name + "=..."
	}
	return pair
}

// Flags that a command has in common with the one that its document names.
var (
	inputWords = []string{"var", "var-file"}
	planWords  = append(slices.Clone(inputWords), "only", "exclude", "only-file", "canary", "canary-file", "retry-failed", "retry-refused", "resend-refunded")
	diffWords  = append(slices.Clone(inputWords), "state")
)

// shownWith is a command with flags of this one, for everybody who reads a pull request. Values of variables may be secret,
// such as the seed of a draw, so they are not in it.
func shownWith(cmd *cobra.Command, command string, flags, args []string) string {
	line := []string{command}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		list, several := f.Value.(pflag.SliceValue)
		switch {
		case !slices.Contains(flags, f.Name):
		case f.Name == "var" && several:
			for _, pair := range list.GetSlice() {
				name, _, _ := strings.Cut(pair, "=")
				line = append(line, words.ShellWord("-var="+name+"=..."))
			}
		case f.Value.String() == f.NoOptDefVal:
			line = append(line, "-"+f.Name)
		default:
			line = append(line, typed(f)...)
		}
	})
	for _, arg := range args {
		line = append(line, words.ShellWord(arg))
	}
	return strings.Join(line, " ")
}
