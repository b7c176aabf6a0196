package lang_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// comment is one of a shell or of HCL, with the blanks before it, and reason a text that the example's author wrote for people.
var (
	comment  = regexp.MustCompile(`(?m)\s+#.*$`)
	reason   = regexp.MustCompile(`(?m)reason = ".*"$`)
	fenced   = regexp.MustCompile("(?s)```.*?\n```")
	ticked   = regexp.MustCompile("`[^`\n]+`")
	heading  = regexp.MustCompile(`(?m)^#+ `)
	tableRow = regexp.MustCompile(`(?m)^\|.*$`)
)

// TestReadmesSayTheSame holds each page against its other language: the same examples but for their comments, as many headings, as many rows of tables, and
// in each row the same words of programs.
func TestReadmesSayTheSame(t *testing.T) {
	for english, chinese := range map[string]string{"../../README.md": "../../README.zh-CN.md", "../../hclspec/README.md": "../../hclspec/README.zh-CN.md"} {
		en, zh := page(t, english), page(t, chinese)
		if a, b := blocks(en), blocks(zh); !slices.Equal(a, b) {
			for i := range min(len(a), len(b)) {
				if a[i] != b[i] {
					t.Errorf("%s: example %d is\n%s\nand in English\n%s", chinese, i+1, b[i], a[i])
				}
			}
			t.Errorf("%s has %d examples, %s has %d", chinese, len(b), english, len(a))
		}
		en, zh = fenced.ReplaceAllString(en, ""), fenced.ReplaceAllString(zh, "")
		if a, b := len(heading.FindAllString(en, -1)), len(heading.FindAllString(zh, -1)); a != b {
			t.Errorf("%s has %d headings, %s has %d", chinese, b, english, a)
		}
		a, b := tableRow.FindAllString(en, -1), tableRow.FindAllString(zh, -1)
		if len(a) != len(b) {
			t.Fatalf("%s has %d rows of tables, %s has %d", chinese, len(b), english, len(a))
		}
		for i := range a {
			for _, word := range ticked.FindAllString(a[i], -1) {
				if !strings.Contains(b[i], word) && !strings.ContainsAny(word, "/ ") && !strings.Contains(word, "name") {
					t.Errorf("%s: %s is missing in %s", chinese, word, b[i])
				}
			}
		}
	}
}

func page(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// blocks are the examples of a page that are commands or campaigns; what a command prints is in the page's own language.
func blocks(text string) (all []string) {
	for _, block := range fenced.FindAllString(text, -1) {
		if strings.HasPrefix(block, "```sh\n") || strings.HasPrefix(block, "```hcl\n") {
			block = strings.ReplaceAll(block, " -lang=zh", "")
			all = append(all, reason.ReplaceAllString(comment.ReplaceAllString(block, ""), "reason"))
		}
	}
	return all
}
