package cli_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/cashredpack/redpack/internal/cli"
	layout "github.com/cashredpack/redpack/internal/page" // page is a page of a test here
)

// helpWidth is how many cells a line of help may have.
const helpWidth = 120

// Whoever reads Chinese finds no command and no flag that is explained in English.
func TestNoHelpIsEnglishInChinese(t *testing.T) {
	t.Parallel()
	spoken := func(text string) bool {
		return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		for _, each := range cmd.Commands() {
			visit(each)
		}
		if !spoken(cmd.Short) || cmd.Long != "" && !spoken(cmd.Long) {
			t.Errorf("%s: is explained in English: %q, %.60q", cmd.CommandPath(), cmd.Short, cmd.Long)
		}
		for line := range strings.SplitSeq(cmd.Long, "\n") {
			if layout.Width(line) >= helpWidth {
				t.Errorf("%s: a line of its help is too long: %s", cmd.CommandPath(), line)
			}
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !spoken(f.Usage) {
				t.Errorf("%s: -%s is explained in English: %s", cmd.CommandPath(), f.Name, f.Usage)
			}
		})
		if usage := cmd.UsageString(); strings.Contains(usage, "Usage:") || strings.Contains(usage, "Flags:") || !strings.HasPrefix(usage, "用法：\n") {
			t.Errorf("%s: the frame of its help is English:\n%s", cmd.CommandPath(), usage)
		}
	}
	visit(cli.NewChineseRoot())
}
