package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/testkit/plantest"
)

// texted is a campaign with its own text, of which one recipient follows it and the other has what own says; "" follows, too.
func texted(attribute, shared, own string) map[string]string {
	inner := plantest.People("1.00", "2.00")
	if own != "" {
		inner = strings.Replace(inner, "amount = 2.00", fmt.Sprintf("amount = 2.00, %s = %q", attribute, own), 1)
	}
	files := lantern(inner)
	was := map[string]string{"wishing": "  wishing   = \"元宵快乐\"\n", "remark": "  remark    = \"元宵\"\n"}[attribute]
	files["campaign.hcl"] = strings.Replace(files["campaign.hcl"], was, fmt.Sprintf("  %s = %q\n", attribute, shared), 1)
	return files
}

// Who follows the campaign's text changes with it, in one line for all; who has a text of their own is listed where it changes.
func TestTextsOwnAndShared(t *testing.T) {
	const own = "  texts_changed p1 texts 200 -> 200\n"
	shared := func(n int) string { return fmt.Sprintf("  %%s \"a\" -> \"b\" (%d)\n", n) }
	for _, tt := range []struct {
		name             string
		sharedNow        string
		ownWas, ownIsNow string
		want             string // without the campaign's line
	}{
		{"all follow, nothing changed", "a", "", "", ""},
		{"all follow, changed", "b", "", "", shared(2)},
		{"one of its own, nothing changed", "a", "x", "x", ""},
		{"one of its own, the shared one changed", "b", "x", "x", shared(1)},
		{"one of its own, changed", "a", "x", "y", own},
		{"one of its own, both changed", "b", "x", "y", shared(1) + own},
		{"one gets its own", "a", "", "x", own},
		{"one gets its own, the shared one changed", "b", "", "x", shared(1) + own},
		{"one gets the former shared one, which changed", "b", "", "a", shared(1)},
		{"one gives its own up", "a", "x", "", own},
		{"one gives its own up, the shared one changed", "b", "x", "", shared(1) + own},
		{"one had what all get", "b", "b", "", shared(1)},
	} {
		for _, attribute := range []string{"wishing", "remark"} {
			want := strings.ReplaceAll(tt.want, "%s", attribute)
			if want != "" {
				want = "lantern 1\n" + want
			}
			d := compared(t, texted(attribute, "a", tt.ownWas), texted(attribute, tt.sharedNow, tt.ownIsNow))
			if diff := cmp.Diff(want, told(d)); diff != "" {
				t.Errorf("%s, %s: (-want +got)\n%s", attribute, tt.name, diff)
			}
		}
	}
}
