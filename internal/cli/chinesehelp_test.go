package cli_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/cli"
)

// What a command does is said in Chinese in every paragraph, in lines that fit.
func TestEveryCommandHelpsInChinese(t *testing.T) {
	t.Parallel()
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		for _, each := range cmd.Commands() {
			visit(each)
		}
		path := strings.Fields(cmd.CommandPath())[1:]
		var out bytes.Buffer
		cli.Main(&cli.Env{
			Args: append(path, "-help", "-lang=zh"), Stdout: &out, Stderr: &out,
			LookupEnv: func(string) (string, bool) { return "", false },
		})
		help, _, found := strings.Cut(out.String(), "\n用法")
		if !found {
			t.Errorf("%v -help does not say how it is used:\n%s", path, out.Bytes())
		}
		for paragraph := range strings.SplitSeq(help, "\n\n") {
			if !strings.ContainsFunc(paragraph, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && !strings.Contains(paragraph, "redpack completion") {
				t.Errorf("%v -help has no Chinese in %q", path, paragraph)
			}
		}
		for line := range strings.SplitSeq(help, "\n") {
			if uniseg.StringWidth(line) >= 120 {
				t.Errorf("%v -help is %d columns wide in %q", path, uniseg.StringWidth(line), line)
			}
		}
	}
	visit(cli.NewRoot(&cli.Env{}))
}
