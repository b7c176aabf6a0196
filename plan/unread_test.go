package plan_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// failing is a folder in which one file cannot be opened once.
type failing struct {
	plantest.Opened
	file string
	at   int // which opening fails; 0: none
}

func (f *failing) Open(name string) (fs.File, error) {
	opened, err := f.Opened.Open(name)
	if name == f.file && f.Times[name] == f.at {
		return nil, errors.New("the disk is gone")
	}
	return opened, err
}

// twoLists are a campaign lantern with p0 and p1, who may share a pot, and a campaign spring with p9 and whatever lines follow.
func twoLists(t *testing.T, amount, more, file string, at int) *hclspec.Project {
	t.Helper()
	files := fstest.MapFS{
		"a.hcl": {Data: []byte("merchant \"m\" {\n  sandbox = true\n}\ndraw \"pot\" {\n  seed = \"s\"\n  total = 30.00\n  min = 1.00\n  max = 29.00\n}\n" +
			listed("lantern", amount) + listed("spring", "1.00"))},
		"lantern.csv": {Data: fmt.Appendf(nil, "id,openid\np0,%s\np1,%s\n", plantest.OpenID(0), plantest.OpenID(1))},
		"spring.csv":  {Data: fmt.Appendf(nil, "id,openid\np9,%s\n%s", plantest.OpenID(9), more)},
	}
	opened := &failing{Opened: plantest.Opened{FS: files, Times: map[string]int{}}}
	project, diags := hclspec.Load(opened, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	clear(opened.Times)
	opened.file, opened.at = file, at
	return project
}

// A list that cannot be read is said to be that, wherever it is read for a plan. Nobody on it is taken for gone.
func TestUnreadListsAreTold(t *testing.T) {
	packet := func(campaign, key string, person int) state.Packet {
		p := plantest.Recorded(0, 100, state.Sent)
		p.Campaign, p.Key, p.OpenID = campaign, key, plantest.OpenID(person)
		return p
	}
	stray := packet("spring", "p0", 0)
	for name, tt := range map[string]struct {
		amount, more string
		recorded     state.Packet
		file         string
		at           int
		want         []string // summaries
	}{
		"own, before a pot is shared":       {"draw.pot.amount", "", packet("lantern", "p0", 0), "lantern.csv", 1, []string{"File cannot be read"}},
		"own, in the reading of the plan":   {"draw.pot.amount", "", packet("lantern", "p0", 0), "lantern.csv", 2, []string{"File cannot be read"}},
		"another, of which somebody may be": {"1.00", "", stray, "spring.csv", 1, []string{"File cannot be read", "Paid in another campaign"}},
		"a row of another":                  {"1.00", "p0\n", stray, "", 0, []string{"Wrong number of cells", "Paid in another campaign"}},
		"another, to its end":               {"1.00", "", stray, "", 0, []string{"Paid in another campaign"}},
		"another, that names the person":    {"1.00", "p0," + plantest.OpenID(0) + "\nx\n", stray, "", 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			project := twoLists(t, tt.amount, tt.more, tt.file, tt.at)
			_, diags := plan.New(project.Campaigns[0], plantest.Snapshot(tt.recorded), plan.Options{At: plantest.Noon})
			var got []string
			for _, d := range diags {
				got = append(got, d.Summary)
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Where a list cannot be read that may name the person again, nobody says that there is nothing to decide.
func TestUnreadListsAreNoDecision(t *testing.T) {
	gone := plantest.Recorded(7, 100, state.Sent)
	project := twoLists(t, "1.00", "", "spring.csv", 1)
	_, diags, err := plan.Decide(project, plantest.Snapshot(gone), plan.Question{Of: address.Address{Campaign: "lantern", Key: gone.Key}, At: plantest.Noon})
	if err != nil || !diags.HasErrors() || !strings.Contains(diags.Error(), "the disk is gone") {
		t.Errorf("%v, %v", diags, err)
	}
}
