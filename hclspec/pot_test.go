package hclspec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
)

// potOf is a campaign of three people who share a pot of these lines.
func potOf(lines string) folder {
	return folder{"a.hcl": strings.Replace(potCampaign(3), "total = 88.88\nmin = 1.00\nmax = 20.00\n", lines+"\n", 1)}
}

// A pot can be shared where its total lies from n times its least to n times its most, both included.
func TestPotAtItsBounds(t *testing.T) {
	for _, tt := range []struct{ total, min, max, want string }{
		{"2.99", "1", "3", "Pot cannot be shared"},
		{"3.00", "1", "3", ""},
		{"3.01", "1", "3", ""},
		{"8.99", "1", "3", ""},
		{"9.00", "1", "3", ""},
		{"9.01", "1", "3", "Pot cannot be shared"},
		{"6", "2", "2", ""},
		{"6", "0.99", "3", "Pot beyond the limits"},
		{"6", "1.00", "200.01", "Pot beyond the limits"},
		{"6", "1.00", "200", ""},
		{"6", "3", "2.99", "Bounds cross"},
		{"0", "1", "3", "Not an amount"},
		{"6", "0", "3", "Not an amount"},
	} {
		people, diags := potOf(fmt.Sprintf("total = %s\nmin = %s\nmax = %s", tt.total, tt.min, tt.max)).stream(t)
		if !strings.HasPrefix(summaries(diags), tt.want) || tt.want == "" && diags.HasErrors() {
			t.Errorf("%s shared as %s to %s: %v", tt.total, tt.min, tt.max, diags)
		}
		var sum money.Fen
		for _, r := range people {
			sum += r.Amount
		}
		if whole, err := money.ParseYuan(tt.total); tt.want == "" && (err != nil || sum != whole) {
			t.Errorf("%s shared as %s", tt.total, sum)
		}
	}
}

// What is promised to people, and what went to those who are gone, is taken from the pot before it is shared.
func TestPotThatIsPartlySpent(t *testing.T) {
	for _, tt := range []struct {
		fixed, gone money.Fen
		want        string
	}{
		{0, 0, ""}, {300, 0, ""}, {100, 100, ""}, {0, 300, ""}, {400, 0, ""}, {0, 400, "Pot cannot be shared"}, {401, 0, "Pot cannot be shared"}, {0, 301, "Pot cannot be shared"}, {300, 101, "Pot cannot be shared"},
	} {
		c := potOf("total = 6\nmin = 1\nmax = 3").mustLoad(t, hclspec.Options{}).Campaigns[0]
		left, shared := money.Fen(600)-tt.gone, money.Fen(0)
		diags := c.Recipients(func(key string) (money.Fen, bool) {
			return map[string]money.Fen{"": tt.gone, "u1": tt.fixed}[key], key == "" || key == "u1" && tt.fixed > 0
		}, func(r *hclspec.Recipient) bool { shared += r.Amount; return true })
		if summaries(diags) != tt.want || tt.want == "" && shared != left {
			t.Errorf("%s promised, %s gone: shared %s, %v", tt.fixed, tt.gone, shared, diags)
		}
	}
	// Where everybody has theirs, nothing is shared, whatever is left.
	c := potOf("total = 600\nmin = 1\nmax = 3").mustLoad(t, hclspec.Options{}).Campaigns[0]
	if diags := c.Recipients(func(key string) (money.Fen, bool) { return 123, key != "" }, nil); diags.HasErrors() {
		t.Error(diags)
	}
}

// Every share that the band allows can come, the least and the most of luck included, and no other.
func TestSharesAtTheEndsOfLuck(t *testing.T) {
	const least, most = 0, ^uint64(0)
	for _, tt := range []struct {
		total, low, high money.Fen
		luck             []uint64
		want             []money.Fen
	}{
		{500, 100, 900, []uint64{least}, []money.Fen{500}},
		{500, 100, 400, []uint64{least, most}, []money.Fen{100, 400}},
		{500, 100, 400, []uint64{most, least}, []money.Fen{400, 100}},
		{600, 200, 400, []uint64{least, least}, []money.Fen{200, 400}},
		{600, 200, 200, []uint64{most, most, most}, []money.Fen{200, 200, 200}},
		{301, 100, 200, []uint64{least, least, least}, []money.Fen{100, 100, 101}},
		{301, 100, 200, []uint64{most, most, most}, []money.Fen{100, 101, 100}},
		{1000, 100, 1000, []uint64{least, most, 1 << 63}, []money.Fen{100, 800, 100}},
	} {
		if got := hclspec.PotShares(tt.total, tt.low, tt.high, tt.luck); fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s as %s to %s: %v, want %v", tt.total, tt.low, tt.high, got, tt.want)
		}
	}
}

// A pot belongs to one campaign, and who shares one knows it.
func TestPotsOfCampaigns(t *testing.T) {
	files := potOf("total = 6\nmin = 1\nmax = 3")
	c := files.mustLoad(t, hclspec.Options{}).Campaigns[0]
	if draws := c.Draws(); !c.SharesPot() || len(draws) != 1 || draws[0].Name != "pot" || !draws[0].Pot {
		t.Errorf("%+v", c.Draws())
	}
	if c := (folder{"a.hcl": lantern + people(strings.Replace(anna, "8.88", "draw.lantern.amount", 1))}).mustLoad(t, hclspec.Options{}).Campaigns[0]; c.SharesPot() || len(c.Draws()) != 1 || c.Draws()[0].Pot {
		t.Errorf("tiers: %+v", c.Draws())
	}
	files["b.hcl"] = strings.NewReplacer("new_year", "spring", sandbox, "").Replace(people(strings.Replace(anna, "8.88", "draw.pot.amount", 1)))
	if _, diags := files.load(t, hclspec.Options{}); summaries(diags) != "Pot of two campaigns" {
		t.Error(diags)
	}
}
