package hclspec_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math/big"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
)

const lantern = `
draw "lantern" {
  seed = "lantern-2027"
  tier "grand" {
    share  = 0.001
    amount = 88.88
  }
  tier "second" {
    share = 0.099
    min   = 8.00
    max   = 18.00
  }
  tier "everyone" {
    share = 0.90
    min   = 1.00
    max   = 3.00
  }
}
`

// What the draw of tiers is, in ten lines that anyone can repeat in any language.
func drawnByHand(seed, key string) (string, money.Fen) {
	mac := hmac.New(sha256.New, []byte(seed))
	mac.Write([]byte("redpack.draw.v1\x00" + key))
	sum := mac.Sum(nil)
	first, second := binary.BigEndian.Uint64(sum), new(big.Int).SetUint64(binary.BigEndian.Uint64(sum[8:]))
	amount := func(low, high int64) money.Fen {
		return money.Fen(low + new(big.Int).Rsh(second.Mul(second, big.NewInt(high-low+1)), 64).Int64())
	}
	share := new(big.Rat).SetFrac(new(big.Int).SetUint64(first), new(big.Int).Lsh(big.NewInt(1), 64))
	switch {
	case share.Cmp(big.NewRat(1, 1000)) < 0:
		return "grand", 8888
	case share.Cmp(big.NewRat(100, 1000)) < 0:
		return "second", amount(800, 1800)
	}
	return "everyone", amount(100, 300)
}

func TestDrawOfTiers(t *testing.T) {
	var rows strings.Builder
	rows.WriteString(header)
	for i := range 5000 {
		fmt.Fprintf(&rows, "u%04d,oTEST%023d,x,1\n", i, i)
	}
	f := folder{"people.csv": rows.String(), "a.hcl": lantern + campaign(strings.Replace(rowsFrom, "row.amount", "draw.lantern.amount\nwishing = draw.lantern.tier", 1))}
	won := map[string]int{}
	for _, r := range f.mustStream(t) {
		tier, amount := drawnByHand("lantern-2027", r.Key)
		if r.Wishing != tier || r.Amount != amount {
			t.Fatalf("%s won %s %s, and by hand %s %s", r.Key, r.Wishing, r.Amount, tier, amount)
		}
		won[tier]++
	}
	if won["grand"] == 0 || won["second"] < 400 || won["second"] > 600 {
		t.Errorf("won %v of 5000", won)
	}
}

// The public test vector of the README.
func TestDrawVector(t *testing.T) {
	f := folder{"a.hcl": lantern + people(strings.Replace(anna, "8.88", "draw.lantern.amount", 1))}
	if r := f.mustStream(t)[0]; r.Amount.Yuan() != "2.80" {
		t.Errorf("seed lantern-2027, key anna: %s", r.Amount.Yuan())
	}
}

func potCampaign(n int) string {
	var list strings.Builder
	for i := range n {
		fmt.Fprintf(&list, "u%d = { openid = \"oTEST%023d\", amount = draw.pot.amount }\n", i, i)
	}
	return "draw \"pot\" {\nseed = \"luck-2027\"\ntotal = 88.88\nmin = 1.00\nmax = 20.00\n}\n" + people(list.String())
}

func TestPotIsSharedExactly(t *testing.T) {
	people := folder{"a.hcl": potCampaign(12)}.mustStream(t)
	var sum money.Fen
	for _, r := range people {
		if r.Amount < 100 || r.Amount > 2000 {
			t.Errorf("%s got %s", r.Key, r.Amount)
		}
		sum += r.Amount
	}
	if sum != 8888 {
		t.Errorf("the shares add up to %s", sum)
	}
}

func TestPotDoesNotHangOnTheOrder(t *testing.T) {
	lines := strings.Split(potCampaign(12), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "u") {
			slices.Reverse(lines[i : i+12])
			break
		}
	}
	byKey := map[string]money.Fen{}
	for _, r := range (folder{"a.hcl": potCampaign(12)}).mustStream(t) {
		byKey[r.Key] = r.Amount
	}
	for _, r := range (folder{"a.hcl": strings.Join(lines, "\n")}).mustStream(t) {
		if byKey[r.Key] != r.Amount {
			t.Errorf("%s: %s, and in the other order %s", r.Key, r.Amount, byKey[r.Key])
		}
	}
}

// What was sent stays; the rest is drawn over who is left and what is left.
func TestPotKeepsWhatWasSent(t *testing.T) {
	c := folder{"a.hcl": potCampaign(13)}.mustLoad(t, hclspec.Options{}).Campaigns[0]
	committed := func(key string) (money.Fen, bool) { return 555, key == "u3" }
	var sum money.Fen
	diags := c.Recipients(committed, func(r *hclspec.Recipient) bool {
		sum += r.Amount
		if r.Key == "u3" && r.Amount != 555 {
			t.Errorf("u3 was sent 5.55 and is now %s", r.Amount)
		}
		return true
	})
	if diags.HasErrors() || sum != 8888 {
		t.Error(sum, diags)
	}
}

// Everybody may expect the same, whatever his place in the order: over many draws each place gets the average.
func TestPotIsFair(t *testing.T) {
	const places, draws = 5, 20000
	var sums [places]float64
	state := uint64(1)
	for range draws {
		luck := make([]uint64, places)
		for i := range luck {
			state = state*6364136223846793005 + 1442695040888963407
			luck[i] = state ^ state>>31
		}
		total := money.Fen(0)
		for i, share := range hclspec.PotShares(5000, 100, 3000, luck) {
			sums[i] += float64(share)
			total += share
			if share < 100 || share > 3000 {
				t.Fatalf("a share of %s", share)
			}
		}
		if total != 5000 {
			t.Fatalf("the shares add up to %s", total)
		}
	}
	for i, sum := range sums {
		if mean := sum / draws; mean < 980 || mean > 1020 {
			t.Errorf("place %d gets %.1f fen on average, and the fair share is 1000", i, mean)
		}
	}
}

// flicker is a folder whose list is another one each time it is opened.
type flicker struct {
	fs.FS
	lists []string
	opens *int
}

func (f flicker) Open(name string) (fs.File, error) {
	if name != "people.csv" {
		return f.FS.Open(name)
	}
	list := f.lists[min(*f.opens, len(f.lists)-1)]
	*f.opens++
	return fstest.MapFS{name: {Data: []byte(list)}}.Open(name)
}

// A pot is drawn in two passes over the list. If the list changes between them, nobody is paid a share of the other list.
func TestPotNoticesThatTheListChanged(t *testing.T) {
	const one = "u1,oTEST00000000000000000000001,x,1\n"
	const two = "u2,oTEST00000000000000000000002,x,1\n"
	const pot = "draw \"pot\" {\nseed = \"luck\"\ntotal = 3\nmin = 1\nmax = 3\n}\n"
	hcl := pot + campaign(strings.Replace(rowsFrom, "row.amount", "draw.pot.amount", 1))
	for _, second := range []string{"", one + two, two} {
		f := flicker{fstest.MapFS{"a.hcl": {Data: []byte(hcl)}}, []string{header, header + one, header + second}, new(int)}
		project, diags := hclspec.Load(f, hclspec.Options{})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		diags = project.Campaigns[0].Recipients(nil, func(*hclspec.Recipient) bool { return true })
		if !strings.Contains(summaries(diags), "File changed") {
			t.Errorf("second list %q: %v", second, diags)
		}
	}
}

// tiers is a campaign of one draw of these blocks.
func tiers(blocks string) folder {
	return folder{"a.hcl": "draw \"d\" {\nseed = \"s\"\n" + blocks + "\n}\n" + people(strings.Replace(anna, "8.88", "draw.d.amount", 1))}
}

func TestDrawsThatAreWrong(t *testing.T) {
	tier := func(name, share, rest string) string {
		return fmt.Sprintf("tier %q {\nshare = %s\n%s\n}\n", name, share, rest)
	}
	for _, tt := range []struct{ name, blocks, want string }{
		{"one whole", tier("a", "1", "amount = 1"), ""},
		{"two halves", tier("a", "0.5", "amount = 1") + tier("b", "0.5", "amount = 1"), ""},
		{"three thirds", tier("a", "1/3", "amount = 1") + tier("b", "1/3", "amount = 1") + tier("c", "1/3", "amount = 1"), ""},
		{"nearly one", tier("a", "0.999999999999999999", "amount = 1"), "Shares do not add up"},
		{"more than one", tier("a", "0.5", "amount = 1") + tier("b", "0.500001", "amount = 1"), "Shares do not add up"},
		{"nothing", tier("a", "0", "amount = 1") + tier("b", "1", "amount = 1"), "Not a share"},
		{"negative", tier("a", "-1", "amount = 1"), "Not a share"},
		{"above one", tier("a", "1.0001", "amount = 1"), "Not a share"},
		{"a share as a text", tier("a", `"1"`, "amount = 1"), "Wrong type"},
		{"no share", "tier \"a\" {\namount = 1\n}", "Missing attribute"},
		{"an amount twice", tier("a", "1", "amount = 1\nmin = 1"), "Amount given twice"},
		{"no amount", tier("a", "1", ""), "Missing attribute; Missing attribute"},
		{"crossed", tier("a", "1", "min = 2\nmax = 1.99"), "Bounds cross"},
		{"one point", tier("a", "1", "min = 2\nmax = 2.00"), ""},
		{"of two kinds", tier("a", "1", "amount = 1") + "total = 5\nmin = 1\nmax = 5", "Draw of two kinds"},
		{"tiers of one name", tier("a", "0.5", "amount = 1") + tier("a", "0.5", "amount = 1"), "Duplicate name"},
		{"no kind", "", "Missing attribute; Missing attribute; Missing attribute"},
	} {
		if _, diags := tiers(tt.blocks).stream(t); summaries(diags) != tt.want {
			t.Errorf("%s: %v", tt.name, diags)
		}
	}
	for seed, want := range map[string]string{`seed = ""`: "Empty seed", "seed = 5": "Wrong type", "": "Missing attribute", "seed = var.x": "Unsupported attribute"} {
		files := tiers(tier("a", "1", "amount = 1"))
		files["a.hcl"] = strings.Replace(files["a.hcl"], `seed = "s"`, seed, 1)
		if _, diags := files.stream(t); summaries(diags) != want {
			t.Errorf("%s: %v", seed, diags)
		}
	}
	for amount, want := range map[string]string{"draw.d": "Unknown name", "draw.d.total": "Unknown name", "draw.e.amount": "Unknown draw", "draw": "Draw without a name", "draw.d.amount + 1": "", "draw.d.tier": "Not an amount"} {
		files := tiers(tier("a", "1", "amount = 1"))
		files["a.hcl"] = strings.Replace(files["a.hcl"], "draw.d.amount", amount, 1)
		if _, diags := files.stream(t); !strings.HasPrefix(summaries(diags), want) || want == "" && len(diags) > 0 {
			t.Errorf("%s: %v", amount, diags)
		}
	}
}
