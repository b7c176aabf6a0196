package cli_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/cashredpack/redpack/internal/cli"
)

// Whoever reads Chinese finds no command, no flag and no paragraph of help in English, and no line that does not fit.
func TestEveryCommandHelpsInChinese(t *testing.T) {
	t.Parallel()
	spoken := func(text string) bool {
		return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		for _, each := range cmd.Commands() {
			visit(each)
		}
		path := strings.Fields(cmd.CommandPath())[1:]
		if !spoken(cmd.Short) {
			t.Errorf("%v is explained in English: %s", path, cmd.Short)
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !spoken(f.Usage) {
				t.Errorf("%v: -%s is explained in English: %s", path, f.Name, f.Usage)
			}
		})
		help, usage, found := strings.Cut(helpInChinese(path), "\n用法：\n")
		if !found || strings.Contains(usage, "Usage:") || strings.Contains(usage, "Flags:") {
			t.Errorf("%v -help does not say in Chinese how it is used:\n%s", path, usage)
		}
		for paragraph := range strings.SplitSeq(help, "\n\n") {
			if !spoken(paragraph) && !strings.Contains(cmd.CommandPath(), "completion ") { // which is lines for a shell in places
				t.Errorf("%v -help has no Chinese in %q", path, paragraph)
			}
		}
		for line := range strings.SplitSeq(help, "\n") {
			if uniseg.StringWidth(line) >= 120 {
				t.Errorf("%v -help is %d columns wide in %q", path, uniseg.StringWidth(line), line)
			}
		}
	}
	visit(cli.NewChineseRoot())
}

func helpInChinese(path []string) string {
	var out bytes.Buffer
	cli.Main(&cli.Env{
		Args: append(path, "-help", "-lang=zh"), Stdout: &out, Stderr: &out,
		LookupEnv: func(string) (string, bool) { return "", false },
	})
	return out.String()
}
