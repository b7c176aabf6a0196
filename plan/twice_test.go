package plan_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// under is a packet of another address.
func under(p state.Packet, campaign, key string) state.Packet {
	p.Campaign, p.Key = campaign, key
	return p
}

// decided is a packet that a person has decided to leave as it is.
func decided(p state.Packet, at time.Time) state.Packet {
	p.Accepted = state.Acceptance{Reason: "agreed with finance", By: "li@host", At: at, OpenID: p.OpenID, Amount: p.Amount}
	return p
}

// second packets are allowed by a person who knows that this one was paid.
func seconded(p state.Packet) state.Packet {
	p = decided(p, plantest.Noon)
	p.Accepted.Second = true
	return p
}

// errorOf is the only error of a plan; nil where one could be made.
func errorOf(t *testing.T, c *hclspec.Campaign, s *state.Snapshot, o plan.Options) *hcl.Diagnostic {
	t.Helper()
	o.At = plantest.Noon
	p, diags := plan.New(c, s, o)
	switch {
	case !diags.HasErrors():
		return nil
	case p != nil:
		t.Error("a plan in spite of errors")
	case len(diags) > 1:
		t.Errorf("several diagnostics: %v", diags)
	}
	return diags[0]
}

func TestRenamedKeys(t *testing.T) {
	old := func(i int, amount money.Fen, status state.Status) state.Packet {
		return under(plantest.Recorded(i, amount, status), "lantern", fmt.Sprintf("old%d", i))
	}
	moved := "moved {\n  from = \"lantern/old0\"\n  to   = \"lantern/p0\"\n}\n"
	away := "moved {\n  from = \"lantern/old0\"\n  to   = \"aa/k0\"\n}\n"
	for _, tt := range []struct {
		name          string
		blocks, inner string
		packets       []state.Packet
		opts          plan.Options
		want          []string // in the detail; none: a plan is made
	}{
		{
			"one key renamed", "", plantest.People("1.00", "2.00"),
			[]state.Packet{old(0, 100, state.Sent)},
			plan.Options{},
			[]string{"lantern/p0 has the openid that was paid under the key \"old0\"", moved, "state accept lantern/old0", "-exclude=lantern/p0"},
		},
		{
			"its packet goes to another campaign", away + strings.Replace(sibling("aa"), plantest.OpenID(40), plantest.OpenID(0), 1), plantest.People("1.00", "2.00"),
			[]state.Packet{old(0, 100, state.Sent)},
			plan.Options{},
			nil,
		},
		{
			"its packet goes to a campaign that does not name them", away + sibling("aa"), plantest.People("1.00", "2.00"),
			[]state.Packet{old(0, 100, state.Sent)},
			plan.Options{},
			[]string{"lantern/p0 has the openid that was paid under the key \"old0\""},
		},
		{"with the block", moved, plantest.People("1.00", "2.00"), []state.Packet{old(0, 100, state.Sent)}, plan.Options{}, nil},
		{
			"another amount", "", plantest.People("5.00"),
			[]state.Packet{old(0, 100, state.Received)},
			plan.Options{},
			[]string{"# recorded with ¥1.00, the file says ¥5.00", moved},
		},
		{"possibly sent", "", plantest.People("1.00"), []state.Packet{old(0, 100, state.Unknown)}, plan.Options{}, []string{moved}},
		{"failed", "", plantest.People("1.00"), []state.Packet{old(0, 100, state.Failed)}, plan.Options{}, nil},
		{
			"refused, and its order may be open", "", plantest.People("1.00"),
			[]state.Packet{old(0, 100, state.Refused)},
			plan.Options{},
			[]string{"lantern/p0 has the openid of a packet that may still be paid under the key \"old0\"", moved, "repeats = [\"lantern\"]"},
		},
		{"held", "", plantest.People("1.00"), []state.Packet{old(0, 100, state.Held)}, plan.Options{}, []string{moved}},
		{"held, with the block", moved, plantest.People("1.00"), []state.Packet{old(0, 100, state.Held)}, plan.Options{}, nil},
		{"another person", "", plantest.People("1.00"), []state.Packet{old(7, 100, state.Sent)}, plan.Options{}, nil},
		{"the old key is still there", "", plantest.People("1.00") + second(0, "old0", "1.00"), []state.Packet{old(0, 100, state.Sent)}, plan.Options{}, nil},
		{"a person decided", "", plantest.People("1.00"), []state.Packet{seconded(old(0, 100, state.Sent))}, plan.Options{}, nil},
		{
			"a person decided that it counts as paid", "", plantest.People("1.00"),
			[]state.Packet{decided(old(0, 100, state.Unknown), plantest.Noon)},
			plan.Options{},
			[]string{moved},
		},
		{"a person decided both", "", plantest.People("1.00"), []state.Packet{seconded(old(0, 100, state.Unknown))}, plan.Options{}, nil},
		{
			"a person decided about another amount", "", plantest.People("1.00"),
			[]state.Packet{func() state.Packet { p := seconded(old(0, 100, state.Sent)); p.Accepted.Amount = 300; return p }()},
			plan.Options{},
			[]string{moved},
		},
		{
			"the new key is left out", "", plantest.People("1.00", "2.00"),
			[]state.Packet{old(0, 100, state.Sent)},
			plan.Options{Selection: plan.NewSelection(plantest.Selectors("-p0"))},
			nil,
		},
		{"the new key is already sent", "", plantest.People("1.00", "2.00"), []state.Packet{old(0, 100, state.Sent), plantest.Recorded(0, 100, state.Sent)}, plan.Options{}, nil},
		{
			"two", "", plantest.People("1.00", "2.00"),
			[]state.Packet{old(0, 100, state.Sent), old(1, 200, state.Sent)},
			plan.Options{},
			[]string{"2 recipients", "Sending would pay these people twice.", moved, "from = \"lantern/old1\""},
		},
	} {
		d := errorOf(t, plantest.CampaignBeside(t, tt.blocks, tt.inner), plantest.Snapshot(tt.packets...), tt.opts)
		if (d == nil) != (tt.want == nil) {
			t.Errorf("%s: %v", tt.name, d)
			continue
		}
		for _, want := range tt.want {
			if !strings.HasSuffix(d.Summary, " under another key") || !strings.Contains(d.Detail, want) || d.Subject.Start.Line == 0 {
				t.Errorf("%s: no %q in: %v", tt.name, want, d)
			}
		}
	}
}

// second is one more key for a person.
func second(i int, key, amount string) string {
	return fmt.Sprintf("  allow_repeat_openid = true\n  recipient %q {\n    openid = %q\n    amount = %s\n  }\n", key, plantest.OpenID(i), amount)
}

// Of several packets of one person, those of equal amounts are taken for each other.
func TestRenamedKeysArePairedByAmount(t *testing.T) {
	inner := "  allow_repeat_openid = true\n"
	for i, amount := range []string{"5.00", "8.00", "3.00"} {
		inner += fmt.Sprintf("  recipient \"new%d\" {\n    openid = %q\n    amount = %s\n  }\n", i, plantest.OpenID(0), amount)
	}
	d := errorOf(t, plantest.Campaign(t, inner), plantest.Snapshot(under(plantest.Recorded(0, 800, state.Sent), "lantern", "old8"),
		under(plantest.Recorded(1, 100, state.Failed), "lantern", "other")), plan.Options{})
	if d == nil || !strings.Contains(d.Detail, "from = \"lantern/old8\"\n  to   = \"lantern/new1\"") {
		t.Errorf("got %v", d)
	}
}

func TestManyRenamedKeysAreFolded(t *testing.T) {
	var amounts []string
	var packets []state.Packet
	for i := range 25 {
		amounts = append(amounts, "1.00")
		packets = append(packets, under(plantest.Recorded(i, 100, state.Sent), "lantern", fmt.Sprintf("old%d", i)))
	}
	d := errorOf(t, plantest.Campaign(t, plantest.People(amounts...)), plantest.Snapshot(packets...), plan.Options{})
	if d == nil || strings.Count(d.Detail, "moved {") != 10 || !strings.Contains(d.Detail, "and one for each of 15 more.") {
		t.Errorf("got %v", d)
	}
}

// The block that is printed is the one that settles it, whatever the keys hold.
func TestThePrintedBlockSettlesIt(t *testing.T) {
	key := "${x} %{y} \"欧阳\" a/b"
	inner := fmt.Sprintf("  recipients = {\n    %q = { openid = %q, amount = 1.00 }\n  }\n", "$${z} 张三", plantest.OpenID(0))
	s := plantest.Snapshot(under(plantest.Recorded(0, 100, state.Sent), "lantern", key))
	d := errorOf(t, plantest.Campaign(t, inner), s, plan.Options{})
	if d == nil {
		t.Fatal("no error")
	}
	from := strings.Index(d.Detail, "moved {")
	block := d.Detail[from : from+strings.Index(d.Detail[from:], "\n}")+2]
	p := plantest.MustPlan(t, plantest.CampaignBeside(t, block+"\n", inner), s, plan.Options{})
	if p.Tally(plan.Done).Packets != 1 || p.Open().Packets != 0 {
		t.Errorf("with %s: %v", block, counts(p))
	}
}

func TestVanishedCampaign(t *testing.T) {
	was := func(i int, status state.Status) state.Packet {
		return under(plantest.Recorded(i, 100, status), "lantern_2026", fmt.Sprintf("p%d", i))
	}
	three := plantest.People("1.00", "1.00", "1.00")
	whole := "moved {\n  from = \"lantern_2026\"\n  to   = \"lantern\"\n}\n"
	for _, tt := range []struct {
		name          string
		blocks, inner string
		packets       []state.Packet
		want          string // "" for a plan
	}{
		{"everybody again", "", three, []state.Packet{was(0, state.Sent), was(1, state.Sent), was(2, state.Unknown)}, whole},
		{"with the block", whole, three, []state.Packet{was(0, state.Sent), was(1, state.Sent)}, ""},
		{"on purpose", "", three + "  repeats = [\"lantern_2026\"]\n", []state.Packet{was(0, state.Sent), was(1, state.Sent)}, ""},
		{
			"another one on purpose", "", three + "  repeats = [\"lantern_2025\"]\n",
			[]state.Packet{was(0, state.Sent), was(1, state.Sent)},
			"repeats = [\"lantern_2025\", \"lantern_2026\"]",
		},
		{"more than half of the new one", "", three, []state.Packet{was(0, state.Sent), was(1, state.Sent), was(7, state.Sent), was(8, state.Sent)}, whole},
		{"more than half of the old one", "", three, []state.Packet{was(0, state.Sent)}, whole},
		{"half of neither", "", plantest.People("2.00", "1.00"), []state.Packet{was(0, state.Sent), was(7, state.Sent)}, ""},
		{"half of neither, with the same key and amount", "", plantest.People("1.00", "1.00"), []state.Packet{was(0, state.Sent), was(7, state.Sent)}, whole},
		{
			"one of many, with the same key and amount", "", plantest.People("1.00", "1.00", "1.00", "1.00", "1.00"),
			[]state.Packet{was(0, state.Held), was(7, state.Sent), was(8, state.Sent)},
			whole,
		},
		{"nothing was ever open", "", three, []state.Packet{was(0, state.Failed), was(1, state.Failed)}, ""},
		{"a refused one may be open", "", three, []state.Packet{was(0, state.Failed), was(1, state.Refused)}, whole},
		{"still in the project", sibling("lantern_2026"), three, []state.Packet{was(40, state.Sent), was(41, state.Sent)}, ""},
		{
			"merged into one under way", "", three,
			[]state.Packet{was(0, state.Sent), was(1, state.Sent), plantest.Recorded(2, 100, state.Sent)},
			"moved {\n  from = \"lantern_2026/p0\"\n  to   = \"lantern/p0\"\n}\n",
		},
		{
			"a few of it join one under way", "", plantest.People("2.00", "1.00", "1.00"),
			[]state.Packet{was(0, state.Sent), was(7, state.Sent), plantest.Recorded(2, 100, state.Sent)},
			"",
		},
		{
			"one of it joins one under way as it was", "", three,
			[]state.Packet{was(0, state.Sent), was(7, state.Sent), plantest.Recorded(2, 100, state.Sent)},
			"moved {\n  from = \"lantern_2026/p0\"\n  to   = \"lantern/p0\"\n}\n",
		},
		{
			"a held packet came back, and its person was paid meanwhile", "", plantest.People("1.00"),
			[]state.Packet{was(0, state.Sent), plantest.Recorded(0, 100, state.Held)},
			"take their lines out of this campaign (lantern/p0)",
		},
		{"all are paid here too", "", plantest.People("1.00"), []state.Packet{was(0, state.Sent), plantest.Recorded(0, 100, state.Sent)}, ""},
	} {
		packets := make([]state.Packet, len(tt.packets))
		for i, p := range tt.packets {
			p.ID = int64(i + 1)
			packets[i] = p
		}
		d := errorOf(t, plantest.CampaignBeside(t, tt.blocks, tt.inner), plantest.Snapshot(packets...), plan.Options{})
		switch {
		case (d == nil) != (tt.want == ""):
			t.Errorf("%s: %v", tt.name, d)
		case d != nil && (!strings.HasSuffix(d.Summary, " in a campaign that is gone") || !strings.Contains(d.Detail, tt.want) || d.Subject.Start.Line != 5):
			t.Errorf("%s: no %q in: %v", tt.name, tt.want, d)
		}
	}
}

// Sending a part first must not switch the guard off for the rest.
func TestVanishedCampaignLooksAtTheWholeList(t *testing.T) {
	packets := []state.Packet{under(plantest.Recorded(0, 100, state.Sent), "old", "a"), under(plantest.Recorded(1, 100, state.Sent), "old", "b")}
	c := plantest.Campaign(t, plantest.People("1.00", "1.00", "1.00"))
	if d := errorOf(t, c, plantest.Snapshot(packets...), plan.Options{Selection: plan.NewSelection(plantest.Selectors("p2"))}); d == nil {
		t.Error("a selection got around the guard")
	}
	if d := errorOf(t, c, plantest.Snapshot(packets...), plan.Options{Selection: plan.NewSelection(plantest.Selectors("-lantern"))}); d != nil {
		t.Errorf("nothing is sent, and yet: %v", d)
	}
}

// sibling is a campaign block beside the one of these tests.
func sibling(name string) string {
	return fmt.Sprintf("campaign %q {\n  merchant = merchant.m\n  date = \"2026-02-20\"\n  send_name = \"a\"\n  act_name = \"b\"\n"+
		"  remark = \"c\"\n  wishing = \"d\"\n  recipients = {\n    k0 = { openid = %q, amount = 1.00 }\n  }\n}\n", name, plantest.OpenID(40))
}

// An unknown packet that the platform has forgotten is closed by a person, and only then.
func TestForgottenPacketsAreClosedByAPerson(t *testing.T) {
	sent := plantest.Noon.Add(-40 * 24 * time.Hour)
	unknown := plantest.Recorded(0, 100, state.Unknown)
	unknown.IntentAt, unknown.SendingAt = sent, sent.Add(time.Hour)
	doubtful := unknown
	doubtful.Status, doubtful.Doubt = state.Held, true
	late, early := sent.Add(31*24*time.Hour), sent.Add(29*24*time.Hour)
	for _, tt := range []struct {
		name   string
		packet state.Packet
		amount string
		want   plan.Action
	}{
		{"nobody decided", unknown, "1.00", plan.Resolve},
		{"decided while the platform could tell", decided(unknown, early), "1.00", plan.Resolve},
		{"decided", decided(unknown, late), "1.00", plan.Done},
		{"decided, held in doubt", decided(doubtful, late), "1.00", plan.Done},
		{"decided, and another amount now", decided(unknown, late), "2.00", plan.Conflict},
	} {
		for _, o := range []plan.Options{{}, {RetryFailed: true, RetryRefused: true}} {
			p := plantest.MustPlan(t, plantest.Campaign(t, plantest.People(tt.amount)), plantest.Snapshot(tt.packet), o)
			if p.Tally(tt.want).Packets != 1 || p.Paid.Packets != 1 {
				t.Errorf("%s: %v, %v paid", tt.name, counts(p), p.Paid)
			}
		}
	}
}

// The guards cost a second reading only where somebody who is to be paid was paid under a key that is gone.
func TestGuardsAreFreeForEverybodyElse(t *testing.T) {
	reads, first := 0, 0
	fsys := countingFS{fstest.MapFS{}, &reads}
	rows := "id,openid,amount\n"
	for i := range 100 {
		rows += fmt.Sprintf("p%d,%s,1.00\n", i, plantest.OpenID(i))
	}
	fsys.MapFS["people.csv"] = &fstest.MapFile{Data: []byte(rows)}
	fsys.MapFS["a.hcl"] = &fstest.MapFile{Data: []byte(strings.Replace(sibling("lantern"), "  recipients = {\n    k0 = { openid = \""+plantest.OpenID(40)+
		"\", amount = 1.00 }\n  }\n", "  recipients_from \"csv\" {\n    path = \"people.csv\"\n    key = row.id\n    openid = row.openid\n"+
		"    amount = row.amount\n  }\n", 1) + "merchant \"m\" {\n  sandbox = true\n}\n")}
	project, diags := hclspec.Load(fsys, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	asked := plantest.Recorded(0, 100, state.Unknown) // about, and not sent: nobody is to be paid
	asked.Code = state.CodeUnheard
	settled := []state.Packet{asked, plantest.Recorded(200, 100, state.Sent)}
	for i := 1; i < 100; i++ {
		settled = append(settled, plantest.Recorded(i, 100, state.Sent))
	}
	for _, tt := range []struct {
		packets []state.Packet
		more    int
	}{
		{nil, 0},
		{settled, 0},
		{[]state.Packet{plantest.Recorded(0, 100, state.Sent)}, 0},
		{[]state.Packet{plantest.Recorded(0, 100, state.Sent), plantest.Recorded(200, 100, state.Sent)}, 0},
		{[]state.Packet{under(plantest.Recorded(0, 100, state.Sent), "lantern", "old0")}, 1},
	} {
		reads = 0
		if d := errorOf(t, project.Campaigns[0], plantest.Snapshot(tt.packets...), plan.Options{}); (d != nil) != (tt.more > 0) {
			t.Errorf("%d packets: %v", len(tt.packets), d)
		}
		if tt.packets == nil {
			first = reads
		}
		if reads != first*(1+tt.more) {
			t.Errorf("%d packets: %d reads, the plan alone needs %d", len(tt.packets), reads, first)
		}
	}
}

// countingFS counts how often the CSV is opened.
type countingFS struct {
	fstest.MapFS
	opened *int
}

func (f countingFS) Open(name string) (fs.File, error) {
	if name == "people.csv" {
		*f.opened++
	}
	return f.MapFS.Open(name)
}
