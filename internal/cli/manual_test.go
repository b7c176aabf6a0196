package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/cli"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/manual"
	"github.com/cashredpack/redpack/internal/manual/markdown"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
)

// campaignReferences are those of the language of campaigns.
var campaignReferences = map[lang.Language]string{lang.English: "../../hclspec/README.md", lang.Chinese: "../../hclspec/README.zh-CN.md"}

// manualPages are all pages of a language, by their files.
func manualPages(t *testing.T, l lang.Language) map[string]string {
	t.Helper()
	reference, err := os.ReadFile(campaignReferences[l])
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, page := range append(cli.Manual(l), cli.CampaignPage(l, func(first string) []manual.Part { return markdown.Parts(reference, first) })) {
		all[page.File()] = page.Roff(cli.ManualEdition(l, "2026-11-30", "1.2.3"))
	}
	return all
}

// The formatter that shows the pages has nothing to say about any of them.
func TestManualPagesAreClean(t *testing.T) {
	t.Parallel()
	groff, err := exec.LookPath("groff")
	if err != nil && os.Getenv("REDPACK_TEST_LINTERS") != "required" {
		t.Skip("groff is not installed")
	}
	for _, l := range lang.Languages {
		for file, roff := range manualPages(t, l) {
			cmd := exec.CommandContext(t.Context(), groff, "-Kutf8", "-man", "-ww", "-z", "-Tutf8")
			cmd.Stdin = strings.NewReader(roff)
			if said, err := cmd.CombinedOutput(); err != nil || len(said) > 0 {
				t.Errorf("%s of %s: %v\n%s", file, l, err, said)
			}
		}
	}
}

// Whatever page another one names is there, in both languages alike, and none is in another hand than groff's requests allow.
func TestManualPagesNameOneAnother(t *testing.T) {
	t.Parallel()
	english, chinese := manualPages(t, lang.English), manualPages(t, lang.Chinese)
	if len(english) < 30 || len(english) != len(chinese) {
		t.Errorf("%d pages in English, %d in Chinese", len(english), len(chinese))
	}
	reference := regexp.MustCompile(`(redpack[a-z\\-]*)(?:\\fR)?\(([157])\)`)
	for _, all := range []map[string]string{english, chinese} {
		for file, roff := range all {
			for _, found := range reference.FindAllStringSubmatch(roff, -1) {
				if named := strings.ReplaceAll(found[1], `\-`, "-"); all[strings.TrimSuffix(named, `\fR`)+"."+found[2]] == "" {
					t.Errorf("%s names %s(%s), which is not there", file, named, found[2])
				}
			}
		}
	}
}

// A page looks as agreed.
func TestManualPagesLookAsAgreed(t *testing.T) {
	t.Parallel()
	for _, l := range lang.Languages {
		all := manualPages(t, l)
		for _, file := range []string{"redpack-history.1", "redpack-exit-codes.7", "redpack-state.1"} {
			viewtest.Golden(t, filepath.Join("testdata", "manual", l.String(), file), []byte(all[file]))
		}
	}
}
