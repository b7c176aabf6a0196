package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

func TestSelection(t *testing.T) {
	for _, tt := range []struct {
		selectors []string
		send      int
		left      money.Tally
	}{
		{[]string{"p0"}, 1, money.Tally{Packets: 2, Amount: 500}},
		{[]string{"lantern/p0", "p1"}, 2, money.Tally{Packets: 1, Amount: 300}},
		{[]string{"-p0"}, 2, money.Tally{Packets: 1, Amount: 100}},
		{[]string{"-lantern/p0", "p0", "p1"}, 1, money.Tally{Packets: 2, Amount: 400}}, // an exclusion wins
		{[]string{"p0", "-p0"}, 0, money.Tally{Packets: 3, Amount: 600}},
		{[]string{"lantern", "-p2"}, 2, money.Tally{Packets: 1, Amount: 300}},
		{[]string{"lantern/"}, 3, money.Tally{}},
		{[]string{"-lantern"}, 0, money.Tally{Packets: 3, Amount: 600}},
		{[]string{"group:inline", "-p1"}, 2, money.Tally{Packets: 1, Amount: 200}},
		{[]string{"-group:inline"}, 0, money.Tally{Packets: 3, Amount: 600}},
		{[]string{" p0 "}, 1, money.Tally{Packets: 2, Amount: 500}},
	} {
		selection := plan.NewSelection(plantest.Selectors(tt.selectors...))
		p := plantest.MustPlan(t, plantest.Campaign(t, plantest.People("1.00", "2.00", "3.00")), state.EmptySnapshot(), plan.Options{Selection: selection, KeepWork: true})
		if diags := selection.Check([]*plan.Plan{p}); len(diags) > 0 {
			t.Errorf("%v: %v", tt.selectors, diags)
		}
		if p.Tally(plan.Send).Packets != tt.send || p.Open().Packets != tt.send || p.Work.Len() != tt.send {
			t.Errorf("%v: %d to send, open %v, work %d, want %d", tt.selectors, p.Tally(plan.Send).Packets, p.Open(), p.Work.Len(), tt.send)
		}
		if p.LeftOut != tt.left || p.LeftOutOf(plan.Send) != tt.left {
			t.Errorf("%v: left out %v, want %v", tt.selectors, p.LeftOut, tt.left)
		}
		if p.Recipients() != 3 {
			t.Errorf("%v: %d recipients", tt.selectors, p.Recipients())
		}
	}
}

// What is paid counts, whoever is selected; what nobody would touch stays where it is.
func TestSelectionCountsWhatWasPaid(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00", "2.00", "3.00", "4.00", "5.00")+"  limits {\n    budget = 18.00\n  }\n")
	s := plantest.Snapshot(plantest.Recorded(0, 100, state.Sent), plantest.Recorded(1, 200, state.Unknown), plantest.Recorded(2, 777, state.Sent), plantest.Recorded(3, 400, state.Held))
	selection := plan.NewSelection(plantest.Selectors("p0", "p4"))
	p := plantest.MustPlan(t, c, s, plan.Options{Selection: selection})
	if diff := cmp.Diff(map[string]int{"send": 1, "done": 1}, counts(p)); diff != "" {
		t.Error(diff)
	}
	for action, want := range map[plan.Action]int{plan.Resolve: 1, plan.Conflict: 1, plan.Retry: 1} {
		if got := p.LeftOutOf(action).Packets; got != want {
			t.Errorf("left out of %s: %d, want %d", action, got, want)
		}
	}
	if len(p.Conflicts()) > 0 {
		t.Error("a conflict that is left out is reported")
	}
	if got, want := p.Paid, (money.Tally{Packets: 3, Amount: 1077}); got != want {
		t.Errorf("paid %v, want %v", got, want)
	}
	if got, want := p.InDoubt, (money.Tally{Packets: 1, Amount: 200}); got != want {
		t.Errorf("in doubt %v, want %v", got, want)
	}
	if p.Spent() != 1577 || p.Recipients() != 5 {
		t.Errorf("spent %s, %d recipients", p.Spent(), p.Recipients())
	}
}

func TestSelectionChecksTheWholeList(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00", "2.00")+"  limits {\n    max_recipients = 1\n  }\n")
	_, diags := plan.New(c, state.EmptySnapshot(), plan.Options{At: plantest.Noon, Selection: plan.NewSelection(plantest.Selectors("p0"))})
	if !diags.HasErrors() {
		t.Error("a selection got around limits.max_recipients")
	}
}

// The digest names who is selected: the same people by whatever words, never the whole plan's.
func TestSelectionDigest(t *testing.T) {
	digest := func(inner string, texts ...string) plan.Digest {
		return plantest.MustPlan(t, plantest.Campaign(t, inner), state.EmptySnapshot(), plan.Options{Selection: plan.NewSelection(plantest.Selectors(texts...))}).Digest
	}
	three := plantest.People("1.00", "2.00", "3.00")
	same := digest(three, "p0", "p1")
	for _, texts := range [][]string{{"p1", "lantern/p0"}, {"-p2"}, {"lantern", "-p2"}, {"group:inline", "-lantern/p2"}} {
		if digest(three, texts...) != same {
			t.Errorf("%v has another digest", texts)
		}
	}
	seen := map[plan.Digest]string{}
	for _, texts := range [][]string{nil, {"lantern"}, {"p0"}, {"p1"}, {"-p0"}, {"-lantern"}} {
		d := digest(three, texts...)
		if other, ok := seen[d]; ok {
			t.Errorf("%v and %s share a digest", texts, other)
		}
		seen[d] = fmt.Sprint(texts)
	}
	// A change to whom the selection leaves out is a change of the campaign all the same.
	if digest(plantest.People("1.00", "2.00", "4.00"), "p0", "p1") == same {
		t.Error("the digest forgets who is left out")
	}
}

const twoCampaigns = `
campaign "second" {
  merchant  = merchant.m
  date      = "2027-02-20"
  send_name = "天虹百货"
  act_name  = "猜灯谜"
  remark    = "元宵"
  wishing   = "元宵快乐"
  recipients = {
    p0      = { openid = "oTEST00000000000000000000050", amount = 5.00 }
    "p1/x"  = { openid = "oTEST00000000000000000000051", amount = 5.00 }
    second  = { openid = "oTEST00000000000000000000052", amount = 5.00 }
  }
}
`

func TestSelectionFaults(t *testing.T) {
	line := hcl.Range{Filename: "people.txt", Start: hcl.Pos{Line: 7, Column: 1}, End: hcl.Pos{Line: 7, Column: 5}}
	for _, tt := range []struct {
		selector plan.Selector
		summary  string
		want     string // "" for none
	}{
		{plan.Selector{Text: "p1"}, "", ""},
		{plan.Selector{Text: "p1/x"}, "", ""},
		{plan.Selector{Text: "second/p1/x"}, "", ""},
		{plan.Selector{Text: "gone"}, "", ""}, // an orphan
		{plan.Selector{Text: "lantern/gone", Exclude: true}, "", ""},
		{plan.Selector{Text: "group:inline"}, "", ""},
		{plan.Selector{Text: "q1"}, "Address names nobody", `-only q1 is neither a recipient of lantern, second nor`},
		{plan.Selector{Text: "lantern/q1", Exclude: true}, "Address names nobody", `that the state knows. An address is`}, // p1 is somebody else
		{plan.Selector{Text: "lanter"}, "Address names nobody", `Did you mean "lantern"?`},
		{plan.Selector{Text: "lantern/Gone"}, "Address names nobody", `Did you mean "lantern/gone"?`},
		{plan.Selector{Text: "group:inlin"}, "Address names nobody", `Did you mean "group:inline"?`},
		{plan.Selector{Text: `"p1"`}, "Address names nobody", "It stands in quotes, which are taken for a part of it."},
		{plan.Selector{Text: "p\u200b1", Range: line}, "Address names nobody", "It holds U+200B, ZERO WIDTH SPACE, which nobody sees."},
		{plan.Selector{Text: "lantern／p1"}, "Address names nobody", `It holds U+FF0F, FULLWIDTH SOLIDUS; is "/" meant?`},
		{plan.Selector{Text: "p0"}, "Ambiguous address", "lantern/p0, second/p0"},
		{plan.Selector{Text: "second"}, "Ambiguous address", "second/, second/second"},
		{plan.Selector{Text: "  "}, "Empty address", "-only is empty"},
		{plan.Selector{Text: "third/p0", Range: line}, "Address names nobody", "-only-file third/p0"},
	} {
		project := campaignsBeside(t, twoCampaigns, plantest.People("1.00", "2.00"))
		selection := plan.NewSelection([]plan.Selector{tt.selector})
		orphan := plantest.Recorded(9, 100, state.Sent)
		orphan.Key = "gone"
		var plans []*plan.Plan
		for _, c := range project {
			plans = append(plans, plantest.MustPlan(t, c, plantest.Snapshot(orphan), plan.Options{Selection: selection}))
		}
		diags := selection.Check(plans)
		if tt.summary == "" {
			if len(diags) > 0 {
				t.Errorf("%q: %v", tt.selector.Text, diags)
			}
			continue
		}
		if len(diags) != 1 || diags[0].Summary != tt.summary || !strings.Contains(diags[0].Detail, tt.want) {
			t.Errorf("%q: %v", tt.selector.Text, diags)
			continue
		}
		if (diags[0].Subject != nil) != (tt.selector.Range != hcl.Range{}) {
			t.Errorf("%q points at %v", tt.selector.Text, diags[0].Subject)
		}
	}
}

func TestNoSelectionIsEverybody(t *testing.T) {
	if plan.NewSelection(nil) != nil {
		t.Error("nothing selects somebody")
	}
	var none *plan.Selection
	if diags := none.Check(nil); diags != nil {
		t.Error(diags)
	}
}

func TestReadSelectors(t *testing.T) {
	src := "\ufeff# the second wave\r\nlantern/p0\r\n\r\n  张三  \n\t# nobody\ngroup:员工.csv"
	found, diags := plan.ReadSelectors("wave.txt", []byte(src))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var got []string
	for _, s := range found {
		got = append(got, fmt.Sprintf("%d:%s", s.Range.Start.Line, s.Text))
		whole := src[s.Range.Start.Byte:s.Range.End.Byte]
		if strings.TrimSpace(whole) != s.Text || s.Range.Start.Column != 1 || s.Range.End.Column != 1+utf8.RuneCountInString(whole) {
			t.Errorf("%q is told to be at %v", s.Text, s.Range)
		}
	}
	if diff := cmp.Diff([]string{"2:lantern/p0", "4:张三", "6:group:员工.csv"}, got); diff != "" {
		t.Error(diff)
	}
	for src, want := range map[string]string{
		"":              "Nobody is selected",
		"\n# nobody\n":  "Nobody is selected",
		"p0\np\xff1\n":  "Not a list of addresses",
		"p0\nab\x00c\n": "Not a list of addresses",
		"p0\n\x00\n":    "Not a list of addresses",
		"p0\nc\x7f\n":   "Not a list of addresses",

		"PK\x03\x04\x14\x00\x06\x00": "File cannot be read",
		"\xff\xfep\x000\x00\n\x00":   "File cannot be read",
		"p\x000\x00\n\x00":           "File cannot be read",
		"\x00GITCRYPT\x00abc":        "File cannot be read",
	} {
		if _, diags := plan.ReadSelectors("wave.txt", []byte(src)); len(diags) != 1 || diags[0].Summary != want {
			t.Errorf("%q: %v", src, diags)
		}
	}
}

// Whatever a file holds: what is read from it stands in it, on the line that is told, and nothing but comments is passed
// over.
func FuzzReadSelectors(f *testing.F) {
	f.Add([]byte("\ufefflantern/p0\r\n# x\n\n p1 "))
	f.Add([]byte("a\rb\n\xff"))
	f.Add([]byte("group:x\u2028y\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		found, diags := plan.ReadSelectors("f", src)
		if diags.HasErrors() {
			return
		}
		text := strings.TrimPrefix(string(src), "\ufeff")
		if !strings.Contains(text, "\n") {
			text = strings.ReplaceAll(text, "\r", "\n") // as an old Mac ends lines
		}
		lines := strings.Split(text, "\n")
		named := 0
		for _, line := range lines {
			if text := strings.TrimSpace(line); text != "" && text[0] != '#' {
				named++
			}
		}
		if named != len(found) {
			t.Fatalf("%d lines name somebody, %d were read", named, len(found))
		}
		for _, s := range found {
			if strings.TrimSpace(lines[s.Range.Start.Line-1]) != s.Text {
				t.Fatalf("%q is not on line %d", s.Text, s.Range.Start.Line)
			}
		}
	})
}

// Of any three addresses in a selection, what is chosen, left out and done adds up to the list, and a plan is made.
func FuzzSelection(f *testing.F) {
	f.Add("p0", "lantern/p1", "group:inline", uint8(2))
	f.Add("lantern", "lantern/", "/", uint8(7))
	var three *hclspec.Campaign
	f.Fuzz(func(t *testing.T, a, b, c string, exclude uint8) {
		if three == nil {
			three = plantest.Campaign(t, plantest.People("1.00", "2.00", "3.00"))
		}
		var all []plan.Selector
		for i, text := range []string{a, b, c} {
			all = append(all, plan.Selector{Text: text, Exclude: exclude&(1<<i) != 0})
		}
		selection := plan.NewSelection(all)
		p := plantest.MustPlan(t, three, plantest.Snapshot(plantest.Recorded(2, 300, state.Sent)), plan.Options{Selection: selection})
		if got := p.Tally(plan.Send).Packets + p.LeftOut.Packets + p.Tally(plan.Done).Packets; got != 3 || p.Recipients() != 3 {
			t.Fatalf("%d of 3 accounted for", got)
		}
		_ = selection.Check([]*plan.Plan{p})
	})
}

// campaignsBeside loads a campaign and others beside it.
func campaignsBeside(t *testing.T, blocks, inner string) []*hclspec.Campaign {
	t.Helper()
	return plantest.ProjectBeside(t, blocks, inner).Campaigns
}

// A key may look like the address of another campaign's recipient; then nobody knows who is meant.
func TestAddressThatIsAlsoAKey(t *testing.T) {
	all := campaignsBeside(t, strings.Replace(sibling("aa"), "k0 =", "\"lantern/p0\" =", 1), plantest.People("1.00"))
	selection := plan.NewSelection(plantest.Selectors("lantern/p0"))
	var plans []*plan.Plan
	for _, c := range all {
		plans = append(plans, plantest.MustPlan(t, c, state.EmptySnapshot(), plan.Options{Selection: selection}))
	}
	diags := selection.Check(plans)
	if summaries(diags) != "Ambiguous address" || !strings.Contains(diags[0].Detail, "could mean lantern/p0, aa/lantern/p0.") {
		t.Errorf("%v", diags)
	}
}

// So many faulty addresses are told one by one, and the rest together.
func TestSelectionFaultsAreFolded(t *testing.T) {
	for _, n := range []int{19, 20, 21, 22} {
		var texts []string
		for i := range n {
			texts = append(texts, fmt.Sprintf("nobody%d", i))
		}
		selection := plan.NewSelection(plantest.Selectors(texts...))
		diags := selection.Check([]*plan.Plan{plantest.MustPlan(t, plantest.Campaign(t, plantest.People("1.00")), state.EmptySnapshot(), plan.Options{Selection: selection})})
		rest := diags[len(diags)-1].Detail
		if len(diags) != min(n, 21) || (n > 20) != (rest == fmt.Sprintf("%d more addresses name nobody or several.", n-20)) {
			t.Errorf("%d faults: %d diagnostics, the last one %s", n, len(diags), rest)
		}
	}
}
