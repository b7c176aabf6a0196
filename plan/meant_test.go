package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/plan"
)

// Whom an address that names nobody may mean. A stranger is never suggested.
func TestMeant(t *testing.T) {
	var known []plan.Addressee
	for _, who := range strings.Fields("lantern_festival/wang_wei lantern_festival/josé lantern_festival/zhang_min lantern_festival/A-001 spring/zhao_lei " +
		"spring/zhang_min spring/10234 spring/欧阳静 spring/A002=王伟 spring/A003=王伟 spring/lisa " +
		"spring/lise spring/2027-11-2 spring/10-234 spring/ab1 spring/🐍 spring/กิน spring/wang_fei spring/josé_li spring/a.01") {
		text, label, _ := strings.Cut(who, "=")
		a, _ := address.Parse(text)
		known = append(known, plan.Addressee{Address: a, Label: label})
	}
	campaigns := []string{"lantern_festival", "spring"}
	for text, want := range map[string]string{
		// The key is compared with the keys of that campaign.
		"lantern_festival/wang_wie":   ` Did you mean "lantern_festival/wang_wei"?`,
		"lantern_festival/qqqqqqqqqq": "",
		"lantern_festival/Wang_Wei":   ` Did you mean "lantern_festival/wang_wei"? Capital letters count.`,
		"lantern_festival/A001":       ` Did you mean "lantern_festival/A-001"?`,
		"lantern_festival/zhao_lai":   "",
		// It belongs to another one.
		"lantern_festival/zhao_lei": ` lantern_festival has no such key; meant may be "spring/zhao_lei".`,
		"spring/wang_wei":           ` spring has no such key; meant may be "lantern_festival/wang_wei".`,
		// The campaign is compared with the campaigns.
		"lantern_festivl/wang_wei": ` There is no campaign "lantern_festivl". Did you mean "lantern_festival/wang_wei"?`,
		"lantern_festivl/wang_wie": ` There is no campaign "lantern_festivl". Did you mean "lantern_festival/wang_wei"?`,
		"lantern_festivl/Wang_Wei": ` There is no campaign "lantern_festivl". Did you mean "lantern_festival/wang_wei"? Capital letters count.`,
		"lantern_festivl/nobody":   ` There is no campaign "lantern_festivl". Did you mean "lantern_festival"?`,
		// A key that another campaign has is another payment.
		"lantern_festivl/zhao_lei":  ` There is no campaign "lantern_festivl". Did you mean "lantern_festival"? lantern_festival has no such key; meant may be "spring/zhao_lei".`,
		"lantern_festival／wang_wei": ` Did you mean "lantern_festival/wang_wei"?`,
		"autumn/nobody":             ` There is no campaign "autumn".`,
		"autumn/zhang_min":          ` There is no campaign "autumn". Did you mean "lantern_festival/zhang_min" or "spring/zhang_min"?`,
		"sprin":                     ` Did you mean "spring"?`,
		// Other digits and other characters are other people.
		"spring/10243": "", "10235": "", "spring/欧阳晴": "", "spring/A004": "", "spring/2027-1-12": "", "spring/1-0234": "", "spring/a1b": "",
		"🐉": "", "กิ่น": "", "lina": "", "wang_lei": "", "jose_li": "", "spring/a-0-1": "", "x": "", "": "", "/": "", "spring/": "",
		// A name that people know.
		"王伟":                  ` It is the label of "spring/A002" or "spring/A003"; an address has the key.`,
		"lantern_festival/王伟": ` lantern_festival has nobody of that name; it is the label of "spring/A002" or "spring/A003".`,
		"lantern_festivl/王伟":  ` There is no campaign "lantern_festivl". Did you mean "lantern_festival"? lantern_festival has nobody of that name; it is the label of "spring/A002" or "spring/A003".`,
		// Of two that are as near, neither.
		"spring/lisx": "",
	} {
		got := plan.Meant(text, campaigns, slices.Values(known)).English
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
