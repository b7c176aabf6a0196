package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// recordedExtra is the supplement p0_2 of p0 as the state knows it.
func recordedExtra(status state.Status) state.Packet {
	p := under(plantest.Recorded(0, 200, status), "lantern", "p0_2")
	p.ID, p.BillNo = 2, "1900000109202702200000000009"
	return p
}

func says(diags hcl.Diagnostics, summary, detail string) bool {
	return slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { return d.Summary == summary && strings.Contains(d.Detail, detail) })
}

// Only what was paid to the same person has a difference.
func TestSupplementNeedsAPaidPacket(t *testing.T) {
	doubt := func(p state.Packet) state.Packet { p.Doubt = true; return p }
	stranger := func(p state.Packet) state.Packet { p.OpenID = plantest.OpenID(9); return p }
	closed := plantest.Recorded(0, 500, state.Unknown)
	closed.IntentAt = plantest.Noon.Add(-40 * 24 * time.Hour)
	closed.Accepted = state.Acceptance{Reason: "nobody will ever know", OpenID: closed.OpenID, Amount: closed.Amount, At: plantest.Noon}
	const ownLine = "Put the sum into its own line, amount = 7.00"
	for _, tt := range []struct {
		name    string
		packets []state.Packet
		options plan.Options
		summary string // "" where it may leave
		detail  string
	}{
		{"nothing recorded", nil, plan.Options{}, plan.SupplementUnfounded, ownLine},
		{"reserved", []state.Packet{plantest.Recorded(0, 500, state.Reserved)}, plan.Options{}, plan.SupplementUnfounded, "redpack refresh"},
		{"unknown", []state.Packet{plantest.Recorded(0, 500, state.Unknown)}, plan.Options{}, plan.SupplementUnfounded, "redpack refresh"},
		{"held", []state.Packet{plantest.Recorded(0, 500, state.Held)}, plan.Options{}, plan.SupplementUnfounded, "redpack apply -only=lantern/p0"},
		{"held in doubt", []state.Packet{doubt(plantest.Recorded(0, 500, state.Held))}, plan.Options{}, plan.SupplementUnfounded, "redpack refresh"},
		{"refused", []state.Packet{plantest.Recorded(0, 500, state.Refused)}, plan.Options{}, plan.SupplementUnfounded, "is refused and nothing was paid, so there is no difference to pay. " + ownLine},
		{"failed", []state.Packet{plantest.Recorded(0, 500, state.Failed)}, plan.Options{}, plan.SupplementUnfounded, ownLine},
		{"failed, and tried again", []state.Packet{plantest.Recorded(0, 500, state.Failed)}, plan.Options{RetryFailed: true}, plan.SupplementUnfounded, ownLine},
		{"nobody knows", []state.Packet{closed}, plan.Options{}, plan.SupplementUnfounded, `repeats = ["lantern"]`},
		{"another person", []state.Packet{stranger(plantest.Recorded(0, 500, state.Sent))}, plan.Options{}, plan.SupplementOther, "another openid"},
		{"sent", []state.Packet{plantest.Recorded(0, 500, state.Sent)}, plan.Options{}, "", ""},
		{"received", []state.Packet{plantest.Recorded(0, 500, state.Received)}, plan.Options{}, "", ""},
		{"on its way back", []state.Packet{plantest.Recorded(0, 500, state.Refunding)}, plan.Options{}, plan.SupplementCameBack, "is on its way back"},
		{"came back", []state.Packet{plantest.Recorded(0, 500, state.Refunded)}, plan.Options{}, plan.SupplementCameBack, "was not opened and ¥5.00 came back"},
	} {
		c := plantest.Campaign(t, plantest.People("5.00", "6.00")+plan.SupplementBlock("p0_2", "p0", 200, "the contract says 7.00"))
		o := tt.options
		o.At = plantest.Noon
		p, diags := plan.New(c, plantest.Snapshot(tt.packets...), o)
		free := tt.summary == "" || tt.summary == plan.SupplementCameBack
		if (p != nil) != free || diags.HasErrors() == free {
			t.Errorf("%s: %v", tt.name, diags)
			continue
		}
		if tt.summary != "" && !says(diags, tt.summary, tt.detail) {
			t.Errorf("%s: no %q, %q in %v", tt.name, tt.summary, tt.detail, diags)
		}
		if free && (len(p.Supplements) != 1 || p.Supplements[0].Upon != 1 || p.Tally(plan.Send).Packets != 2) {
			t.Errorf("%s: %+v", tt.name, p.Supplements)
		}
		if free {
			continue
		}
		if !says(diags, tt.summary, "redpack apply -exclude=lantern/p0_2") {
			t.Errorf("%s: nothing to paste for the others: %v", tt.name, diags)
		}
		o.Selection = plan.NewSelection(plantest.Selectors("-lantern/p0_2"))
		if p, diags = plan.New(c, plantest.Snapshot(tt.packets...), o); p == nil {
			t.Errorf("%s, excluded: %v", tt.name, diags)
		}
	}
}

// A supplement that was begun is asked about and told of whatever became of the packet that it comes beside.
func TestSupplementThatWasBegun(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("5.00")+plan.SupplementBlock("p0_2", "p0", 200, "x"))
	for status, want := range map[state.Status]plan.Action{
		state.Sent: plan.Done, state.Unknown: plan.Resolve, state.Refused: plan.Refused, state.Held: plan.Retry,
	} {
		p, diags := plan.New(c, plantest.Snapshot(plantest.Recorded(0, 500, state.Failed), recordedExtra(status)), plan.Options{At: plantest.Noon})
		if want == plan.Retry {
			if p != nil || !says(diags, plan.SupplementUnfounded, "nothing was paid") {
				t.Errorf("%s: %v", status, diags)
			}
			continue
		}
		if p == nil || p.Tally(want).Packets != 1 {
			t.Errorf("%s: %v", status, diags)
		}
	}
}

// A packet of the same person under a key that the file no longer names is in the way, as it is for everybody.
func TestSupplementUnderAnotherKey(t *testing.T) {
	paid := plantest.Recorded(0, 500, state.Sent)
	for name, tt := range map[string]struct {
		packets []state.Packet
		blocks  string
		refused string
	}{
		"a second one":            {[]state.Packet{paid, recordedExtra(state.Sent)}, plan.SupplementBlock("p0_2", "p0", 200, "x") + plan.SupplementBlock("p0_3", "p0", 200, "y"), ""},
		"a renamed one":           {[]state.Packet{paid, recordedExtra(state.Sent)}, plan.SupplementBlock("p0_3", "p0", 200, "x"), "Paid under another key"},
		"one that was taken out":  {[]state.Packet{paid, recordedExtra(state.Sent)}, "", ""},
		"its person moved":        {[]state.Packet{under(paid, "lantern", "old")}, plan.SupplementBlock("p0_2", "p0", 200, "x"), "Paid under another key"},
		"a campaign that is gone": {[]state.Packet{paid, under(plantest.Recorded(0, 300, state.Sent), "gone", "p0")}, plan.SupplementBlock("p0_2", "p0", 200, "x"), ""},
	} {
		for i := range tt.packets {
			tt.packets[i].ID = int64(i + 1)
		}
		d := errorOf(t, plantest.Campaign(t, plantest.People("5.00")+tt.blocks), plantest.Snapshot(tt.packets...), plan.Options{})
		if got := summaryOf(d); got != tt.refused {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func summaryOf(d *hcl.Diagnostic) string {
	if d == nil {
		return ""
	}
	return d.Summary
}

// The number of a supplement has its key in it from the first attempt on, and nobody else's number changes because of it.
func TestSupplementNumber(t *testing.T) {
	without := plantest.Campaign(t, plantest.People("5.00"))
	with := plantest.Campaign(t, plantest.People("5.00")+plan.SupplementBlock("p0_2", "p0", 200, "x")+plan.SupplementBlock("p0_3", "p0", 200, "x"))
	seen := map[string]string{}
	for _, c := range []*hclspec.Campaign{without, with} {
		numbers := plan.NumberingOf(c, state.EmptySnapshot(), nil, plantest.Noon)
		_, diags := c.Persons(func(r *hclspec.Recipient) bool {
			no, err := numbers.Number(r, false, 0)
			if err != nil {
				t.Fatal(err)
			}
			further, _ := numbers.Number(r, true, 0)
			if (no == further) != (r.Supplement != nil) {
				t.Errorf("%s: %s, further %s", r.Key, no, further)
			}
			if before, known := seen[r.Key]; known && before != string(no) {
				t.Errorf("%s: %s, and was %s", r.Key, no, before)
			}
			seen[r.Key] = string(no)
			return true
		})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
	}
	if len(seen) != 3 || seen["p0_2"] == seen["p0_3"] {
		t.Error(seen)
	}
}

// The digest names who gets a further packet, how much, beside whose packet and why; the order of the blocks is no part of it.
func TestDigestCoversSupplements(t *testing.T) {
	people := plantest.People("5.00", "5.00")
	paid := plantest.Snapshot(plantest.Recorded(0, 500, state.Sent), plantest.Recorded(1, 500, state.Sent))
	a, b := plan.SupplementBlock("a", "p0", 200, "x"), plan.SupplementBlock("b", "p1", 200, "y")
	seen := map[plan.Digest]string{}
	for name, blocks := range map[string]string{
		"none": "", "one": a, "another key": plan.SupplementBlock("c", "p0", 200, "x"), "another person": plan.SupplementBlock("a", "p1", 200, "x"),
		"another amount": plan.SupplementBlock("a", "p0", 201, "x"), "another reason": plan.SupplementBlock("a", "p0", 200, "y"), "two": a + b,
	} {
		digest := plantest.MustPlan(t, plantest.Campaign(t, people+blocks), paid, plan.Options{}).Digest
		if other, dup := seen[digest]; dup {
			t.Errorf("%s has the digest of %s", name, other)
		}
		seen[digest] = name
	}
	if digest := plantest.MustPlan(t, plantest.Campaign(t, b+people+a), paid, plan.Options{}).Digest; seen[digest] != "two" {
		t.Error("the order of the blocks is in the digest")
	}
}

// Several packets for one person in one plan fill that person's day together.
func TestSupplementsFillTheDay(t *testing.T) {
	c := plantest.CampaignBeside(t, "", plantest.People("5.00")+plan.SupplementBlock("a", "p0", 200_00, "x")+plan.SupplementBlock("b", "p0", 200_00, "x")+
		plan.SupplementBlock("c", "p0", 200_00, "x")+plan.SupplementBlock("d", "p0", 200_00, "x")+plan.SupplementBlock("e", "p0", 200_00, "x")+
		plan.SupplementBlock("f", "p0", 200_00, "x"))
	_, diags := plan.New(c, plantest.Snapshot(plantest.Recorded(0, 500, state.Sent)), plan.Options{At: plantest.Noon})
	if !says(diags, plan.PersonsDay, "") {
		t.Errorf("%v", diags)
	}
}

// What is printed is what is meant, whatever the key is.
func TestSupplementBlockIsRead(t *testing.T) {
	for _, key := range []string{"p0", "王 伟", `a"b`, "${x}", "%{x}", strings.Repeat("k", 128)} {
		people := "  recipients_from \"csv\" {\n    path = \"p.csv\"\n    key = row.k\n    openid = row.o\n    amount = row.a\n  }\n"
		list := "k,o,a\n\"" + strings.ReplaceAll(key, `"`, `""`) + "\"," + plantest.OpenID(0) + ",8.00\n"
		files := fstest.MapFS{"p.csv": {Data: []byte(list)}}
		recorded := under(plantest.Recorded(0, 500, state.Sent), "lantern", key)
		diags := plantest.MustPlan(t, plantest.ProjectOver(t, files, "", people).Campaigns[0], plantest.Snapshot(recorded), plan.Options{}).Conflicts()
		_, block, found := strings.Cut(diags[0].Detail, "    supplement ")
		block, _, closed := strings.Cut(block, "    }\n")
		if !found || !closed {
			t.Errorf("%q: no block in %s", key, diags[0].Detail)
			continue
		}
		files["p.csv"].Data = []byte(strings.ReplaceAll(list, "8.00", "5.00"))
		c := plantest.ProjectOver(t, files, "", people+"supplement "+block+"}\n").Campaigns[0]
		p := plantest.MustPlan(t, c, plantest.Snapshot(recorded), plan.Options{})
		if len(p.Supplements) != 1 || p.Supplements[0].Amount() != 300 || p.Open().Packets != 1 {
			t.Errorf("%q: %+v", key, p.Supplements)
		}
	}
}

// Those beyond the first ten are one diagnostic together, which says how to go on without any of them.
func TestUnfoundedSupplementsAreFolded(t *testing.T) {
	var blocks strings.Builder
	for i := range 12 {
		blocks.WriteString(plan.SupplementBlock(fmt.Sprintf("s%d", i), "p0", 200, "x"))
	}
	c := plantest.Campaign(t, plantest.People("5.00")+blocks.String())
	_, diags := plan.New(c, state.EmptySnapshot(), plan.Options{At: plantest.Noon})
	if len(diags) != 11 || !strings.Contains(diags[10].Detail, "2 more of campaign \"lantern\"") || !strings.Contains(diags[10].Detail, "-exclude=group:supplements") {
		t.Errorf("%d diagnostics, %v", len(diags), diags)
	}
	without := plan.Options{Selection: plan.NewSelection(plantest.Selectors("-group:supplements"))}
	if p := plantest.MustPlan(t, c, state.EmptySnapshot(), without); p.Tally(plan.Send).Packets != 1 || p.LeftOut.Packets != 12 {
		t.Errorf("%+v", p.LeftOut)
	}
}

// TestCameBackAndSupplemented: a packet that came back is not sent again beside a supplement that was written in its place.
func TestCameBackAndSupplemented(t *testing.T) {
	inner := plantest.People("8.88") + "  supplement \"more\" {\n    of = \"p0\"\n    amount = 10.76\n    reason = \"came back\"\n  }\n"
	back := plantest.Noon.Add(-time.Hour)
	for _, tt := range []struct {
		name string
		more func(*state.Packet) // nil: not sent yet
		want plan.Action
	}{
		{"not sent yet", nil, plan.Done},
		{"sent after the money was back", func(p *state.Packet) { p.IntentAt = back.Add(time.Minute) }, plan.Done},
		{"sent before", func(p *state.Packet) { p.IntentAt = back.Add(-time.Minute) }, plan.Done},
		{"failed since, and may be tried again", func(p *state.Packet) { p.Status = state.Failed }, plan.Done},
	} {
		first := plantest.Recorded(0, 888, state.Refunded)
		first.RefundedAt = back
		packets := []state.Packet{first}
		if tt.more != nil {
			second := plantest.Recorded(0, 1076, state.Sent)
			second.ID, second.Key, second.BillNo = 2, "more", "1900000109202702200000000002"
			tt.more(&second)
			packets = append(packets, second)
		}
		p := plantest.MustPlan(t, plantest.Campaign(t, inner), plantest.Snapshot(packets...), plan.Options{ResendRefunded: true})
		if got := p.Tally(plan.Resend).Packets == 1; got != (tt.want == plan.Resend) {
			t.Errorf("%s: %v", tt.name, counts(p))
		}
	}
}
