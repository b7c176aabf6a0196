package plan_test

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

func counts(p *plan.Plan) map[string]int {
	found := map[string]int{}
	for _, a := range plan.Actions() {
		if n := p.Tally(a).Packets; n > 0 {
			found[a.String()] = n
		}
	}
	return found
}

func TestEveryStatusHasItsAction(t *testing.T) {
	later := func(p state.Packet) state.Packet { p.NextTryAt = plantest.Noon.Add(time.Hour); return p }
	doubt := func(p state.Packet) state.Packet { p.Doubt = true; return p }
	other := func(p state.Packet) state.Packet { p.Amount = 100; return p }
	person := func(p state.Packet) state.Packet { p.OpenID = plantest.OpenID(99); return p }
	taken := func(p state.Packet) state.Packet { p.Code = "FATAL_ERROR"; return p }
	unordered := func(p state.Packet) state.Packet { p.NoOrder = true; return p }
	accepted := func(p state.Packet) state.Packet {
		p.Accepted = state.Acceptance{Reason: "agreed", OpenID: plantest.OpenID(0), Amount: 888}
		return p
	}
	for _, tt := range []struct {
		name   string
		packet state.Packet
		opts   plan.Options
		want   plan.Action
	}{
		{"reserved", plantest.Recorded(0, 888, state.Reserved), plan.Options{}, plan.Resolve},
		{"unknown", plantest.Recorded(0, 888, state.Unknown), plan.Options{}, plan.Resolve},
		{"held, due", plantest.Recorded(0, 888, state.Held), plan.Options{}, plan.Retry},
		{"held, not due", later(plantest.Recorded(0, 888, state.Held)), plan.Options{}, plan.Held},
		{"held after a doubtful try", doubt(plantest.Recorded(0, 888, state.Held)), plan.Options{}, plan.Resolve},
		{"refused", plantest.Recorded(0, 888, state.Refused), plan.Options{}, plan.Refused},
		{"refused, asked again", plantest.Recorded(0, 888, state.Refused), plan.Options{RetryRefused: true}, plan.Resolve},
		{"refused after a doubtful try", doubt(plantest.Recorded(0, 888, state.Refused)), plan.Options{}, plan.Resolve},
		{"failed", plantest.Recorded(0, 888, state.Failed), plan.Options{}, plan.Failed},
		{"failed, asked again", plantest.Recorded(0, 888, state.Failed), plan.Options{RetryFailed: true}, plan.Send},
		{"failed with another amount", other(plantest.Recorded(0, 888, state.Failed)), plan.Options{}, plan.Correct},
		{"failed with another amount, asked again", other(plantest.Recorded(0, 888, state.Failed)), plan.Options{RetryFailed: true}, plan.Correct},
		{"failed with another amount, accepted", accepted(other(plantest.Recorded(0, 888, state.Failed))), plan.Options{}, plan.Failed},
		{"failed with another amount, accepted, asked again", accepted(other(plantest.Recorded(0, 888, state.Failed))), plan.Options{RetryFailed: true}, plan.Failed},
		{"sent", plantest.Recorded(0, 888, state.Sent), plan.Options{}, plan.Done},
		{"sent, asked again", plantest.Recorded(0, 888, state.Sent), plan.Options{RetryFailed: true, RetryRefused: true}, plan.Done},
		{"received", plantest.Recorded(0, 888, state.Received), plan.Options{}, plan.Done},
		{"refunding", plantest.Recorded(0, 888, state.Refunding), plan.Options{}, plan.Done},
		{"refunded", plantest.Recorded(0, 888, state.Refunded), plan.Options{RetryFailed: true, RetryRefused: true}, plan.Done},
		{"refunded, asked again", plantest.Recorded(0, 888, state.Refunded), plan.Options{ResendRefunded: true}, plan.Resend},
		{"on its way back, asked again", plantest.Recorded(0, 888, state.Refunding), plan.Options{ResendRefunded: true}, plan.Done},
		{"received, asked again", plantest.Recorded(0, 888, state.Received), plan.Options{ResendRefunded: true}, plan.Done},
		{"refunded with another amount, asked again", other(plantest.Recorded(0, 888, state.Refunded)), plan.Options{ResendRefunded: true}, plan.Conflict},
		{"refunded from another person, asked again", person(plantest.Recorded(0, 888, state.Refunded)), plan.Options{ResendRefunded: true}, plan.Conflict},
		{"refunded with another amount, accepted", accepted(other(plantest.Recorded(0, 888, state.Refunded))), plan.Options{ResendRefunded: true}, plan.Done},
		{"sent with another amount", other(plantest.Recorded(0, 888, state.Sent)), plan.Options{}, plan.Conflict},
		{"unknown with another amount", other(plantest.Recorded(0, 888, state.Unknown)), plan.Options{}, plan.Conflict},
		{"sent to another person", person(plantest.Recorded(0, 888, state.Sent)), plan.Options{}, plan.Conflict},
		{"unknown, for another person", person(plantest.Recorded(0, 888, state.Unknown)), plan.Options{}, plan.Conflict},
		{"held, now another person", person(plantest.Recorded(0, 888, state.Held)), plan.Options{}, plan.Conflict},
		{"held with another amount", other(plantest.Recorded(0, 888, state.Held)), plan.Options{}, plan.Conflict},
		{"refused in doubt, now another person", doubt(person(plantest.Recorded(0, 888, state.Refused))), plan.Options{}, plan.Conflict},
		{"refused, now another person", person(plantest.Recorded(0, 888, state.Refused)), plan.Options{}, plan.Correct},
		{"refused as another order, now another person", taken(person(plantest.Recorded(0, 888, state.Refused))), plan.Options{}, plan.Conflict},
		{"refused with another amount, accepted", accepted(other(plantest.Recorded(0, 888, state.Refused))), plan.Options{}, plan.Refused},
		{"refused with another amount, accepted, asked again", accepted(other(plantest.Recorded(0, 888, state.Refused))), plan.Options{RetryRefused: true}, plan.Refused},
		{"held before an order, with another amount", unordered(other(plantest.Recorded(0, 888, state.Held))), plan.Options{}, plan.Correct},
		{"held before an order, in doubt, with another amount", doubt(unordered(other(plantest.Recorded(0, 888, state.Held)))), plan.Options{}, plan.Conflict},
		{"held before an order, with another amount, accepted", accepted(unordered(other(plantest.Recorded(0, 888, state.Held)))), plan.Options{}, plan.Held},
		{"refused, now another person, asked again", person(plantest.Recorded(0, 888, state.Refused)), plan.Options{RetryRefused: true}, plan.Correct},
		{"refused with another amount, asked again", other(plantest.Recorded(0, 888, state.Refused)), plan.Options{RetryRefused: true}, plan.Correct},
		{"failed, now another person", person(plantest.Recorded(0, 888, state.Failed)), plan.Options{}, plan.Correct},
		{"failed, now another person, asked again", person(plantest.Recorded(0, 888, state.Failed)), plan.Options{RetryFailed: true}, plan.Correct},
	} {
		c := plantest.Campaign(t, plantest.People("8.88"))
		p := plantest.MustPlan(t, c, plantest.Snapshot(tt.packet), tt.opts)
		if diff := cmp.Diff(map[string]int{tt.want.String(): 1}, counts(p)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
}

func TestAcceptedConflictIsDone(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("8.88"))
	packet := plantest.Recorded(0, 100, state.Sent)
	packet.Accepted = state.Acceptance{Reason: "agreed with finance", OpenID: plantest.OpenID(0), Amount: 888}
	p := plantest.MustPlan(t, c, plantest.Snapshot(packet), plan.Options{})
	if p.Tally(plan.Done) != (money.Tally{Packets: 1, Amount: 100}) {
		t.Errorf("accepted: %v", counts(p))
	}
}

func TestPlanCountsMoney(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00", "2.00", "3.00", "4.00")+"  limits {\n    budget = 20.00\n  }\n")
	p := plantest.MustPlan(t, c, plantest.Snapshot(
		plantest.Recorded(0, 100, state.Sent),
		plantest.Recorded(1, 200, state.Unknown),
		plantest.Recorded(9, 900, state.Received), // no longer in the file
	), plan.Options{KeepWork: true})
	if diff := cmp.Diff(map[string]int{"done": 1, "resolve": 1, "send": 2, "orphan": 1}, counts(p)); diff != "" {
		t.Error(diff)
	}
	if got, want := p.Open(), (money.Tally{Packets: 3, Amount: 900}); got != want {
		t.Errorf("Open() = %v, want %v", got, want)
	}
	if got, want := p.Paid, (money.Tally{Packets: 3, Amount: 1200}); got != want {
		t.Errorf("Paid = %v, want %v", got, want)
	}
	if got := p.Spent(); got != 1900 {
		t.Errorf("Spent() = %s, want ¥19.00", got)
	}
	if got := p.Recipients(); got != 4 {
		t.Errorf("Recipients() = %d", got)
	}
	if p.Work.Len() != 3 || len(p.Listed) != 2 {
		t.Errorf("%d packets of work, %d listed", p.Work.Len(), len(p.Listed))
	}
}

func TestBudgetCountsOrphans(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00", "2.00")+"  limits {\n    budget = 11.99\n  }\n")
	p, diags := plan.New(c, plantest.Snapshot(plantest.Recorded(9, 900, state.Sent)), plan.Options{At: plantest.Noon})
	if p == nil || !diags.HasErrors() || diags[0].Summary != "Budget exceeded" || diags[0].Subject.Start.Line == 0 {
		t.Errorf("plan %v, diagnostics %v", p, diags)
	}
}

func TestForeignStateWithoutPacketsBindsNobody(t *testing.T) {
	path := filepath.Join(t.TempDir(), "redpack.state")
	store, err := state.Open(t.Context(), state.File(path), state.OpenOptions{
		MchID: "1234567890", AppID: "wx0000000000000000", Sandbox: true, Now: func() time.Time { return plantest.Noon },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, diags := plan.New(plantest.Campaign(t, plantest.People("1.00")), store.Snapshot(), plan.Options{At: plantest.Noon}); diags.HasErrors() {
		t.Errorf("a state in which nothing was ever sent binds nobody: %v", diags)
	}
}

func TestConflictSaysWhatWasPaid(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("188.00", "2.00"))
	stranger := plantest.Recorded(1, 200, state.Sent)
	stranger.OpenID = plantest.OpenID(77)
	p := plantest.MustPlan(t, c, plantest.Snapshot(plantest.Recorded(0, 8800, state.Sent), stranger), plan.Options{})
	diags := p.Conflicts()
	if len(diags) != 2 || diags[0].Severity != hcl.DiagError {
		t.Fatalf("conflicts: %v", diags)
	}
	for i, want := range []string{"was paid ¥88.00", "pay a different person"} {
		if !strings.Contains(diags[i].Detail, want) || diags[i].Subject.Start.Line == 0 {
			t.Errorf("conflict %d at %v: %s", i, diags[i].Subject, diags[i].Detail)
		}
	}
	if p.Open().Packets != 0 {
		t.Errorf("a conflict is open: %v", p.Open())
	}
}

func TestGroups(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00", "2.00", "200.00"))
	p := plantest.MustPlan(t, c, plantest.Snapshot(), plan.Options{})
	want := []plan.Group{{
		Name: c.Sources[0].Name, Tally: money.Tally{Packets: 3, Amount: 20300}, Min: 100, Max: 20000, Wishing: "元宵快乐", Texts: 1,
	}}
	if diff := cmp.Diff(want, p.Groups); diff != "" {
		t.Error(diff)
	}
}

func TestDigestIsOfMeaning(t *testing.T) {
	digest := func(inner string) plan.Digest {
		c := plantest.Campaign(t, inner)
		return plantest.MustPlan(t, c, state.EmptySnapshot(), plan.Options{}).Digest
	}
	base := digest(plantest.People("1.00", "2.00"))
	reordered := fmt.Sprintf("  # a comment\n  recipients = {\n    p1 = { amount = \"2.00\", openid = %q }\n    p0 = { openid = %q, amount = 1 }\n  }", plantest.OpenID(1), plantest.OpenID(0))
	if digest(reordered) != base {
		t.Error("order, comments or spelling change the digest")
	}
	for name, inner := range map[string]string{
		"an amount":   plantest.People("1.00", "2.01"),
		"a recipient": plantest.People("1.00", "2.00", "3.00"),
		"one less":    plantest.People("1.00"),
		"swapped":     plantest.People("2.00", "1.00"),
		"the budget":  plantest.People("1.00", "2.00") + "  limits {\n    budget = 20.00\n  }\n",
	} {
		if digest(inner) == base {
			t.Errorf("%s does not change the digest", name)
		}
	}
	if short := base.Short(); len(short) != 9 || short[4] != '-' {
		t.Errorf("Short() = %q", short)
	}
}

// withoutRanges compares who is meant and not where they stand.
var withoutRanges = cmpopts.IgnoreTypes(hcl.Range{})

func TestDailyLimits(t *testing.T) {
	today := func(i int, campaign string, amount money.Fen, at time.Time) state.Packet {
		p := plantest.Recorded(i, amount, state.Sent)
		p.Campaign, p.Key = campaign, fmt.Sprintf("k%d", i)
		p.IntentAt, p.SendingAt = at, at
		return p
	}
	var full []state.Packet
	for i := range 10 {
		p := today(i, "other", 100, plantest.Noon.Add(-time.Hour))
		p.OpenID = plantest.OpenID(0)
		full = append(full, p)
	}
	yesterday := make([]state.Packet, len(full))
	for i, p := range full {
		p.IntentAt, p.SendingAt = plantest.Noon.Add(-24*time.Hour), plantest.Noon.Add(-24*time.Hour)
		yesterday[i] = p
	}
	rich := today(0, "other", 95000, plantest.Noon)
	rich.OpenID = plantest.OpenID(0)
	p0 := []plan.LimitedRecipient{{Key: "p0"}}
	held := plantest.Recorded(0, 6000, state.Held)
	million := today(50, "other", 99_999_900, plantest.Noon)
	for _, tt := range []struct {
		name    string
		packets []state.Packet
		want    plan.Limited
	}{
		{"nobody", nil, plan.Limited{}},
		{"ten packets today", full, plan.Limited{Packets: 1, Limit: plan.UserPackets, First: p0}},
		{"ten packets yesterday", yesterday, plan.Limited{}},
		{"950 yuan today", []state.Packet{rich}, plan.Limited{Packets: 1, Limit: plan.UserAmount, First: p0}},
		{"one held after ten packets today", append(full[:10:10], held), plan.Limited{Packets: 1, Limit: plan.UserPackets, First: p0}},
		{"one held and nearly a million today", []state.Packet{million, held}, plan.Limited{Merchant: 9900}},
		{"nearly a million today", []state.Packet{million}, plan.Limited{Merchant: 9900}},
	} {
		c := plantest.Campaign(t, plantest.People("60.00", "40.00")+"  repeats = [\"other\"]\n")
		p, diags := plan.New(c, plantest.Snapshot(tt.packets...), plan.Options{At: plantest.Noon})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		for _, each := range p.Limited.First {
			if each.String() != "p0 (campaign.hcl:13)" {
				t.Errorf("%s: %s", tt.name, each)
			}
		}
		if diff := cmp.Diff(tt.want, p.Limited, withoutRanges); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
		if want := tt.want.Packets > 0 || tt.want.Merchant > 0; (len(diags) > 0) != want {
			t.Errorf("%s: warnings %v", tt.name, diags)
		}
	}
}

func TestDailyTurnsAtMidnight(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("60.00"))
	daily, err := plan.NewDaily(c.Merchant, plantest.Snapshot(), plantest.Noon)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if limit := daily.Exceeded(plantest.OpenID(0), 100, plantest.Noon); limit != plan.NoLimit {
			t.Fatalf("exceeded %s", limit)
		}
		daily.Add(plantest.OpenID(0), 100, plantest.Noon)
	}
	if limit := daily.Exceeded(plantest.OpenID(0), 100, plantest.Noon); limit != plan.UserPackets {
		t.Errorf("the eleventh packet: %s", limit)
	}
	if limit := daily.Exceeded(plantest.OpenID(0), 100, plantest.Noon.Add(12*time.Hour)); limit != plan.NoLimit {
		t.Errorf("after midnight: %s", limit)
	}
}

func TestNotes(t *testing.T) {
	for _, tt := range []struct {
		name, draw, inner string
		inline            int
		want              string
	}{
		{"nothing to say", "", plantest.People("1.00"), 1, ""},
		{"few inline", "", plantest.People("1.00"), 5_000, ""},
		{"many inline", "", plantest.People("1.00"), 5_001, "Many inline recipients"},
		{
			"a pot", "draw \"d\" {\n  seed  = \"lantern-2027\"\n  total = 2.00\n  min   = 1.00\n  max   = 2.00\n}\n",
			"  recipients = {\n    a = { openid = \"" + plantest.OpenID(1) + "\", amount = draw.d.amount }\n  }\n", 1, "Drawn amounts",
		},
		{
			"drawn", "draw \"d\" {\n  seed = \"lantern-2027\"\n  tier \"all\" {\n    share = 1\n    amount = 2.00\n  }\n}\n",
			"  recipients = {\n    a = { openid = \"" + plantest.OpenID(1) + "\", amount = draw.d.amount }\n  }\n", 1, "Drawn amounts",
		},
	} {
		c := plantest.CampaignBeside(t, tt.draw, tt.inner)
		c.Sources[0].Count = tt.inline
		_, diags := plan.New(c, state.EmptySnapshot(), plan.Options{At: plantest.Noon})
		if draws := c.Draws(); len(draws) > 0 && !strings.Contains(diags[0].Detail, map[bool]string{true: "shares one pot", false: "publish a hash"}[draws[0].Pot]) {
			t.Errorf("%s: %s", tt.name, diags[0].Detail)
		}
		if got := summaries(diags); got != tt.want {
			t.Errorf("%s: notes %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestMovedPacketsAreFoundUnderTheirOldAddress(t *testing.T) {
	moved := "moved {\n  from = \"lantern_2026\"\n  to   = \"lantern\"\n}\nmoved {\n  from = \"lantern/old\"\n  to   = \"lantern/p1\"\n}\n"
	c := plantest.CampaignBeside(t, moved, plantest.People("1.00", "2.00", "3.00"))
	old := plantest.Recorded(0, 100, state.Sent)
	old.Campaign = "lantern_2026"
	rekeyed := plantest.Recorded(1, 200, state.Sent)
	rekeyed.Campaign, rekeyed.Key = "lantern_2026", "old"
	gone := plantest.Recorded(8, 900, state.Sent)
	gone.Campaign = "lantern_2026"
	p := plantest.MustPlan(t, c, plantest.Snapshot(old, rekeyed, gone), plan.Options{})
	if diff := cmp.Diff(map[string]int{"done": 2, "send": 1, "orphan": 1}, counts(p)); diff != "" {
		t.Error(diff)
	}
}

func TestMovedKeyThatIsStillThereCountsForNobodyElse(t *testing.T) {
	moved := "moved {\n  from = \"lantern/p0\"\n  to   = \"lantern/p1\"\n}\n"
	c := plantest.CampaignBeside(t, moved, plantest.People("1.00", "1.00"))
	p, diags := plan.New(c, plantest.Snapshot(plantest.Recorded(0, 100, state.Sent)), plan.Options{At: plantest.Noon})
	if p != nil || !diags.HasErrors() || !strings.Contains(diags[0].Detail, "count for two recipients") {
		t.Errorf("plan %v, %v", p, diags)
	}
}

func TestPotIsNotOverspentByThoseWhoLeft(t *testing.T) {
	draw := "draw \"pot\" {\n  seed  = \"lantern-2027\"\n  total = 30.00\n  min   = 1.00\n  max   = 20.00\n}\n"
	var rows strings.Builder
	for i := range 3 {
		fmt.Fprintf(&rows, "    p%d = { openid = %q, amount = draw.pot.amount }\n", i, plantest.OpenID(i))
	}
	c := plantest.CampaignBeside(t, draw, "  recipients = {\n"+rows.String()+"  }\n")
	p := plantest.MustPlan(t, c, plantest.Snapshot(plantest.Recorded(0, 700, state.Sent), plantest.Recorded(8, 1300, state.Sent)), plan.Options{})
	if got := p.Spent(); got != 3000 {
		t.Errorf("the pot of ¥30.00 would cost %s", got)
	}
	if got := p.Tally(plan.Orphan); got != (money.Tally{Packets: 1, Amount: 1300}) {
		t.Errorf("orphans: %v", got)
	}
}

func TestSeveralCampaignsShareTheDay(t *testing.T) {
	var campaigns []*hclspec.Campaign
	for range 2 {
		campaigns = append(campaigns, plantest.Campaign(t, plantest.People("100.00", "60.00")))
	}
	m := *campaigns[0].Merchant
	m.Limits.PerUserDailyAmount, m.Limits.DailyAmount = 15000, 30000
	daily, err := plan.NewDaily(&m, plantest.Snapshot(), plantest.Noon)
	if err != nil {
		t.Fatal(err)
	}
	var limited []plan.Limited
	for _, c := range campaigns {
		c.Merchant = &m
		limited = append(limited, plantest.MustPlan(t, c, plantest.Snapshot(), plan.Options{Daily: daily}).Limited)
	}
	want := []plan.Limited{{}, {Packets: 1, Limit: plan.UserAmount, First: []plan.LimitedRecipient{{Key: "p0"}}, Merchant: 2000}}
	if diff := cmp.Diff(want, limited, withoutRanges); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Actions are listed in the order of a plan, each by its name.
func TestActionsAreListed(t *testing.T) {
	got := ""
	for _, a := range append(plan.Actions(), 0, plan.Failed+1) {
		got += fmt.Sprintf("%s %t; ", a, a.Works())
	}
	const want = "send true; correct true; resend true; retry true; resolve true; done false; conflict false; orphan false; held false; refused false; failed false; " +
		"invalid action 0 false; invalid action 12 false; "
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What a packet is called, costs and has for a number is what was recorded, unless it is still to be made. One that the file no
// longer names stands where it was recorded.
func TestPacketIsWhatWasRecorded(t *testing.T) {
	now := hclspec.Recipient{Key: "now", OpenID: "o-now", Amount: 200, Source: 1}
	then := state.Packet{ID: 1, Campaign: "spring", Key: "then", OpenID: "o-then", Amount: 100, BillNo: "n"}
	of := &plan.Plan{Campaign: plantest.Campaign(t, plantest.People("1.00")), Groups: []plan.Group{{Name: "a"}, {Name: "b"}}}
	for _, a := range plan.Actions() {
		p := &plan.Packet{Action: a, Recipient: now, Recorded: then}
		want, otherwise := "now o-then ¥1.00 n lantern/now b", map[plan.Action]string{
			plan.Send: "now o-now ¥2.00  lantern/now b", plan.Correct: "now o-now ¥2.00  lantern/now b", plan.Resend: "now o-now ¥2.00  lantern/now b",
			plan.Orphan: "then o-then ¥1.00 n spring/then ",
		}
		if text, ok := otherwise[a]; ok {
			want = text
		}
		if got := fmt.Sprint(p.Key(), " ", p.OpenID(), " ", p.Amount(), " ", p.BillNo(), " ", p.AddressIn(of), " ", p.GroupIn(of)); got != want {
			t.Errorf("%s: %q, want %q", a, got, want)
		}
	}
}

// Sums beyond what can be counted are errors, wherever the packets stand, and no plan.
func TestSumsBeyondCounting(t *testing.T) {
	const half = money.Fen(math.MaxInt64/2 + 1)
	huge := func(i int, key string, status state.Status) state.Packet {
		p := plantest.Recorded(i, half, status)
		p.Key = key
		return p
	}
	exclude := func(texts ...string) plan.Options {
		return plan.Options{Selection: plan.NewSelection(plantest.Selectors(texts...))}
	}
	for name, tt := range map[string]struct {
		packets []state.Packet
		opts    plan.Options
	}{
		"paid and gone":     {[]state.Packet{huge(7, "x", state.Sent), huge(8, "y", state.Sent)}, plan.Options{}},
		"failed and gone":   {[]state.Packet{huge(7, "x", state.Failed), huge(8, "y", state.Failed)}, plan.Options{}},
		"paid":              {[]state.Packet{huge(0, "p0", state.Sent), huge(1, "p1", state.Sent)}, plan.Options{}},
		"held":              {[]state.Packet{huge(0, "p0", state.Held), huge(1, "p1", state.Held)}, plan.Options{}},
		"in doubt":          {[]state.Packet{huge(0, "p0", state.Unknown), huge(1, "p1", state.Unknown)}, plan.Options{}},
		"left out":          {[]state.Packet{huge(0, "p0", state.Held), huge(1, "p1", state.Held)}, exclude("-p0", "-p1")},
		"paid and left out": {[]state.Packet{huge(0, "p0", state.Sent), huge(1, "p1", state.Held), huge(2, "p2", state.Sent)}, exclude("-p1")},
	} {
		c := plantest.Campaign(t, plantest.People("1.00", "1.00", "1.00"))
		tt.opts.At = plantest.Noon
		p, diags := plan.New(c, plantest.Snapshot(tt.packets...), tt.opts)
		if p != nil || firstError(diags) != "Cannot be counted" {
			t.Errorf("%s: %v", name, diags)
		}
	}
}

// Each sees everybody who is planned for, in the order of the file, those who are gone last, and nobody who is left out.
func TestEachSeesEverybody(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00", "2.00", "3.00"))
	gone := plantest.Recorded(9, 100, state.Sent)
	for name, tt := range map[string]struct {
		opts plan.Options
		want string
	}{
		"all":  {plan.Options{}, "p0 p1 p2 p9 "},
		"some": {plan.Options{Selection: plan.NewSelection(plantest.Selectors("-p1"))}, "p0 p2 p9 "},
	} {
		got := ""
		tt.opts.Each = func(_ *plan.Plan, p *plan.Packet) { got += p.Key() + " " }
		plantest.MustPlan(t, c, plantest.Snapshot(gone), tt.opts)
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
