package hclspec_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
)

// moves writes moved blocks: "a>b c/x>d/y".
func moves(text string) string {
	var blocks strings.Builder
	for _, move := range strings.Fields(text) {
		from, to, _ := strings.Cut(move, ">")
		fmt.Fprintf(&blocks, "moved {\n  from = %q\n  to   = %q\n}\n", from, to)
	}
	return blocks.String()
}

// renamed is a folder of the campaigns new_year and spring after these moves.
func renamed(text string) folder {
	second := strings.NewReplacer("new_year", "spring", sandbox, "").Replace(people(anna))
	return folder{"a.hcl": moves(text) + people(anna), "b.hcl": second}
}

func (f folder) campaign(t *testing.T, name string) *hclspec.Campaign {
	t.Helper()
	for _, c := range f.mustLoad(t, hclspec.Options{}).Campaigns {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no campaign %q", name)
	return nil
}

// Bill numbers are derived from the first address that a key ever had, by whatever way it came.
func TestOrigin(t *testing.T) {
	for _, tt := range []struct{ name, moves, key, want string }{
		{"nothing moved", "", "anna", "new_year/anna"},
		{"another key moved", "new_year/a>new_year/b", "anna", "new_year/anna"},
		{"the key", "new_year/a>new_year/anna", "anna", "new_year/a"},
		{"the key, seen from the old name", "new_year/anna>new_year/b", "anna", "new_year/anna"},
		{"the key three times", "new_year/a>new_year/b new_year/b>new_year/c new_year/c>new_year/anna", "anna", "new_year/a"},
		{"the same, in the other order", "new_year/c>new_year/anna new_year/b>new_year/c new_year/a>new_year/b", "anna", "new_year/a"},
		{"the campaign", "old>new_year", "anna", "old/anna"},
		{"the campaign twice", "older>old old>new_year", "anna", "older/anna"},
		{"the key after the campaign", "old>new_year new_year/a>new_year/anna", "anna", "old/a"},
		{"the key before the campaign", "old/a>old/anna old>new_year", "anna", "old/a"},
		{"the key before and after", "old/a>old/b old>new_year new_year/b>new_year/anna", "anna", "old/a"},
		{"a key that does not move with its campaign", "old>new_year gone/a>new_year/anna", "anna", "gone/a"},
		{"another key of a campaign that moved", "old>new_year gone/a>new_year/b", "anna", "old/anna"},
		{"out of another campaign that is there", "spring/anna>new_year/anna", "anna", "spring/anna"},
		{"out of another campaign that was renamed", "old>spring spring/a>new_year/anna", "anna", "old/a"},
		{"a key with a slash", "new_year/a/b>new_year/anna", "anna", "new_year/a/b"},
		{"the campaign itself", "older>old old>new_year new_year/a>new_year/anna", "", "older"},
	} {
		c := renamed(tt.moves).campaign(t, "new_year")
		origin := c.Origin(tt.key)
		if origin.String() != tt.want {
			t.Errorf("%s: from %s, want %s", tt.name, origin, tt.want)
		}
		all := c.Addresses(tt.key)
		if all[0] != (address.Address{Campaign: "new_year", Key: tt.key}) || all[len(all)-1] != origin {
			t.Errorf("%s: addresses %v", tt.name, all)
		}
		if c.Moved() != (tt.moves != "") {
			t.Errorf("%s: Moved() = %t", tt.name, c.Moved())
		}
	}
}

func TestFormerNames(t *testing.T) {
	f := renamed("oldest>older older>old old>new_year winter>spring old/x>old/y")
	c := f.campaign(t, "new_year")
	if got := c.FormerNames(); !slices.Equal(got, []string{"old", "older", "oldest"}) || c.FirstName() != "oldest" {
		t.Errorf("former names %v, first %s", got, c.FirstName())
	}
	if got := f.campaign(t, "spring").FormerNames(); !slices.Equal(got, []string{"winter"}) {
		t.Errorf("former names of spring: %v", got)
	}
	if c := renamed("").campaign(t, "new_year"); c.FormerNames() != nil || c.FirstName() != "new_year" {
		t.Errorf("former names %v, first %s", c.FormerNames(), c.FirstName())
	}
}

// MovedTo follows one block. That of a whole campaign leads no key anywhere.
func TestMovedTo(t *testing.T) {
	c := renamed("old>new_year new_year/a>new_year/b new_year/b>spring/c").campaign(t, "spring")
	for from, want := range map[string]string{"new_year/a": "new_year/b", "new_year/b": "spring/c", "old": "new_year", "old/a": "", "spring/c": ""} {
		at, _ := address.Parse(from)
		to, ok := c.MovedTo(at)
		if got := to.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%s leads to %s, want %s", from, got, want)
		}
	}
}

func TestSiblings(t *testing.T) {
	p := renamed("old>new_year").mustLoad(t, hclspec.Options{})
	first, second := p.Campaigns[0], p.Campaigns[1]
	if first.Sibling("spring") != second || first.Sibling("new_year") != first || first.Sibling("old") != nil {
		t.Error("the siblings are wrong")
	}
	if others := first.Others(); len(others) != 1 || others[0] != second {
		t.Errorf("others %v", others)
	}
	if first.Project() != p || len(second.Others()) != 1 {
		t.Error("the project is wrong")
	}
}

func TestMovedBlocksThatAreWrong(t *testing.T) {
	for _, tt := range []struct{ name, moves, want, detail string }{
		{"to itself", "a/x>a/x", "Moved to itself", `"a/x"`},
		{"a campaign to a key", "a>new_year/x", "Moved between levels", `from is "a" and to is "new_year/x"`},
		{"a key to a campaign", "a/x>b", "Moved between levels", ""},
		{"from twice", "a/x>new_year/y a/x>new_year/z", "Moved twice", "line 1 of a.hcl"},
		{"to twice", "a/x>new_year/y a/z>new_year/y", "Moved twice", "line 1 of a.hcl"},
		{"two campaigns into one", "a>new_year b>new_year", "Moved twice", ""},
		{"a campaign that is there", "new_year>b", "Moved campaign still exists", "line 9 of a.hcl"},
		{"nothing before the slash", "/x>new_year/x", "Not an address", `from is "/x"`},
		{"nothing after it", "new_year/>new_year/x", "Not an address", ""},
		{"no name of a campaign", "1a>new_year", "Not an address", ""},
		{"a wide slash", "old／x>new_year/x", "Not an address", "U+FF0F, FULLWIDTH SOLIDUS"},
		{"spaces around a key", "new_year/x>b/%20", "", ""},
		{"a circle of campaigns", "a>b b>a", "Moved too often", "circle"},
	} {
		_, diags := folder{"a.hcl": moves(tt.moves) + people(anna)}.load(t, hclspec.Options{})
		if !strings.Contains(summaries(diags), tt.want) || tt.want == "" && len(diags) > 0 {
			t.Errorf("%s: %v", tt.name, diags)
			continue
		}
		for _, d := range diags {
			if d.Summary == tt.want && !strings.Contains(d.Detail, tt.detail) {
				t.Errorf("%s: %s", tt.name, d.Detail)
			}
		}
	}
}

// Where one end of a move is missing or no address, nothing more is said of the move.
func TestHalfAMove(t *testing.T) {
	for _, block := range []string{"to = \"new_year/anna\"", "from = \"old/anna\"", "from = \"a b\"\n to = \"new_year/anna\""} {
		_, diags := folder{"a.hcl": "moved {\n " + block + "\n}\n" + people(anna)}.load(t, hclspec.Options{})
		if len(diags) != 1 {
			t.Errorf("%s: %v", block, diags)
		}
	}
}

// Keys in a circle have no first address, but an end.
func TestKeysInACircle(t *testing.T) {
	c := renamed("new_year/a>new_year/b new_year/b>new_year/a").campaign(t, "new_year")
	if got := c.Addresses("a"); len(got) != 4 {
		t.Errorf("addresses %v", got)
	}
	if got := c.Addresses("anna"); len(got) != 1 {
		t.Errorf("addresses %v", got)
	}
}

// A campaign may have had a hundred names, and not one more.
func TestLongestChainOfMoves(t *testing.T) {
	for names, refused := range map[int]bool{99: false, 100: false, 101: true} {
		var chain strings.Builder
		for i := range names - 1 {
			fmt.Fprintf(&chain, "n%d>n%d ", i, i+1)
		}
		fmt.Fprintf(&chain, "n%d>new_year", names-1)
		p, diags := folder{"a.hcl": moves(chain.String()) + people(anna)}.load(t, hclspec.Options{})
		if got := summaries(diags) == "Moved too often"; got != refused {
			t.Errorf("%d names before: %v", names, diags)
		}
		if !refused && p.Campaigns[0].FirstName() != "n0" {
			t.Errorf("%d names before: the first is %s", names, p.Campaigns[0].FirstName())
		}
	}
}

func TestMovedInWords(t *testing.T) {
	p := renamed("lantern/wang>new_year/wang_wei").mustLoad(t, hclspec.Options{})
	if got := p.Moved[0].String(); got != "lantern/wang to new_year/wang_wei" {
		t.Error(got)
	}
}

func TestMoved(t *testing.T) {
	p := folder{"a.hcl": "moved {\nfrom = \"lantern_2026\"\nto = \"new_year\"\n}\nmoved {\nfrom = \"new_year/a/b\"\nto = \"new_year/anna\"\n}\n" + people(anna)}.mustLoad(t, hclspec.Options{})
	if got := fmt.Sprint(p.Moved[0].From, p.Moved[0].To, p.Moved[1].From, p.Moved[1].To); got != "lantern_2026 new_year new_year/a/b new_year/anna" {
		t.Error(got)
	}
}

// Whoever has a campaign whose name holds a character that nobody sees can leave that name.
func TestMovedFromAnInvisibleName(t *testing.T) {
	p := folder{"a.hcl": "moved {\nfrom = \"sp\u200dring\"\nto = \"new_year\"\n}\n" + people(anna)}.mustLoad(t, hclspec.Options{})
	if got := p.Campaigns[0].FirstName(); got != "sp\u200dring" {
		t.Errorf("first name %q", got)
	}
}

// The project knows its campaigns under all the names that they had, whichever of them is asked.
func TestInProject(t *testing.T) {
	p := folder{
		"a.hcl": "moved {\nfrom = \"lantern_2026\"\nto = \"new_year\"\n}\nmoved {\nfrom = \"gone\"\nto = \"gone_too\"\n}\n" + people(anna),
		"b.hcl": strings.Replace(campaign("recipients = {\n"+anna+"\n}\nrepeats = [\"spring\", \"autumn\"]"), sandbox, "", 1),
	}
	second := strings.Replace(p["b.hcl"], "campaign \"new_year\"", "campaign \"second\"", 1)
	p["b.hcl"] = second
	project := p.mustLoad(t, hclspec.Options{})
	for _, c := range project.Campaigns {
		for name, want := range map[string]bool{
			"new_year": true, "second": true, "lantern_2026": true, "gone": false, "gone_too": false, "spring": false,
		} {
			if c.InProject(name) != want {
				t.Errorf("%s: InProject(%s) = %t", c.Name, name, !want)
			}
		}
	}
	if got := project.Campaigns[1].Repeats; !slices.Equal(got, []string{"spring", "autumn"}) {
		t.Errorf("repeats %v", got)
	}
}
