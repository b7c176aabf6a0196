package manual_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/manual"
)

// Whatever text is made of, a page shows it as it is and obeys nothing in it.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"plain", ".TH x", "'br", `a\fBb`, "  .x\n'y", "中文-\\", "\t.nf\n.so /etc/passwd", "a\n.b\n\n.c"} {
		f.Add(seed)
	}
	request := regexp.MustCompile(`^\.(PP|in( \+4n)?|nf|fi|br)$`)
	f.Fuzz(func(t *testing.T, text string) {
		for each := range strings.SplitSeq(manual.Text(text), "\n") {
			if (strings.HasPrefix(each, ".") || strings.HasPrefix(each, "'")) && !request.MatchString(each) {
				t.Errorf("%q is obeyed in %q", each, text)
			}
		}
		if strings.Contains(text, "\n") {
			return
		}
		shown := strings.NewReplacer(`\:`, "", `\e`, `\`, `\-`, "-", `\(aq`, "'", `\(ga`, "`", `\(ha`, "^", `\(ti`, "~").Replace(manual.Escape(text))
		if want := string([]rune(text)); shown != want { // what is no UTF-8 is shown as such
			t.Errorf("%q is shown as %q", text, shown)
		}
	})
}
