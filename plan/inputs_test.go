package plan_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// listed is a campaign whose people stand in a CSV of its name.
func listed(name, amount string) string {
	return fmt.Sprintf(`
campaign %q {
  merchant  = merchant.m
  date      = "2027-02-20"
  send_name = "天虹百货"
  act_name  = "猜灯谜"
  remark    = "元宵"
  wishing   = "元宵快乐"
  recipients_from "csv" {
    path   = "%[1]s.csv"
    key    = row.id
    openid = row.openid
    amount = %[2]s
  }
}
`, name, amount)
}

// One plan reads its list once; again where the state binds somebody of it under an address that is not theirs any more; three
// times for a pot of which something was sent. The list of another campaign is read only where somebody looks like one of theirs.
// What was read stands in the plan.
func TestPlanReadsNoMoreThanItMust(t *testing.T) {
	const merchant = "merchant \"m\" {\n  sandbox = true\n}\ndraw \"pot\" {\n  seed = \"s\"\n  total = 30.00\n  min = 1.00\n  max = 20.00\n}\n"
	people := func(from int) *fstest.MapFile {
		text := "id,openid\n"
		for i := from; i < from+3; i++ {
			text += fmt.Sprintf("p%d,%s\n", i, plantest.OpenID(i))
		}
		return &fstest.MapFile{Data: []byte(text)}
	}
	packet := func(campaign, key string, person int) state.Packet {
		p := plantest.Recorded(0, 100, state.Sent)
		p.Campaign, p.Key, p.OpenID = campaign, key, plantest.OpenID(person)
		return p
	}
	for name, tt := range map[string]struct {
		amount   string
		recorded state.Packet
		own      int
		others   int
		refused  string
	}{
		"sent":                             {"1.00", packet("lantern", "p0", 0), 1, 0, ""},
		"an orphan":                        {"1.00", packet("lantern", "gone", 9), 1, 0, ""},
		"a person under another key":       {"1.00", packet("lantern", "gone", 1), 2, 0, "under another key"},
		"somebody in a campaign gone":      {"1.00", packet("lantern_2026", "p0", 9), 1, 0, ""},
		"one of the list, in a gone one":   {"1.00", packet("lantern_2026", "p0", 0), 2, 0, "in a campaign that is gone"},
		"a pot, of which something left":   {"draw.pot.amount", packet("lantern", "p0", 0), 3, 0, ""},
		"a stranger in another campaign":   {"1.00", packet("spring", "p5", 5), 1, 0, ""},
		"a look-alike in another campaign": {"1.00", packet("spring", "p5", 0), 1, 1, ""},
		"one who left another campaign":    {"1.00", packet("spring", "p9", 0), 2, 1, "in another campaign"},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{
				"a.hcl": {Data: []byte(merchant + listed("lantern", tt.amount) + listed("spring", "1.00"))}, "lantern.csv": people(0),
				"spring.csv": {Data: []byte("id,openid\np5," + plantest.OpenID(0) + "\n")},
			}
			opened := plantest.Opened{FS: files, Times: map[string]int{}}
			project, diags := hclspec.Load(opened, hclspec.Options{})
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			clear(opened.Times)
			p, diags := plan.New(project.Campaigns[0], plantest.Snapshot(tt.recorded), plan.Options{At: plantest.Noon})
			if opened.Times["lantern.csv"] != tt.own || opened.Times["spring.csv"] != tt.others {
				t.Errorf("opened %v, want the own list %d times and the other %d times", opened.Times, tt.own, tt.others)
			}
			if tt.refused != "" {
				if p != nil || len(diags) != 1 || !strings.Contains(diags[0].Summary, tt.refused) {
					t.Errorf("got %v, want %q", diags, tt.refused)
				}
				return
			}
			var want []hclspec.Input
			for _, path := range []string{"a.hcl", "lantern.csv", "spring.csv"} {
				if path != "spring.csv" || tt.others > 0 {
					want = append(want, hclspec.Input{Path: path, SHA256: fmt.Sprintf("%x", sha256.Sum256(files[path].Data))})
				}
			}
			if p == nil {
				t.Fatal(diags)
			}
			if diff := cmp.Diff(want, p.Inputs); diff != "" {
				t.Errorf("inputs (-want +got):\n%s", diff)
			}
		})
	}
}

// Who is no recipient of the pot has not taken from it.
func TestPotKeepsWhatOthersGot(t *testing.T) {
	c := plantest.CampaignBeside(t, "draw \"pot\" {\n  seed = \"s\"\n  total = 30.00\n  min = 1.00\n  max = 20.00\n}\n", fmt.Sprintf(`
  recipients = {
    p0 = { openid = %q, amount = 8.88 }
    p1 = { openid = %q, amount = draw.pot.amount }
    p2 = { openid = %q, amount = draw.pot.amount }
  }
`, plantest.OpenID(0), plantest.OpenID(1), plantest.OpenID(2)))
	p := plantest.MustPlan(t, c, plantest.Snapshot(plantest.Recorded(0, 888, state.Sent)), plan.Options{})
	if got := p.Tally(plan.Send); got.Amount != 3000 {
		t.Errorf("the pot shares out %s, want all of its 30.00", got.Amount)
	}
}
