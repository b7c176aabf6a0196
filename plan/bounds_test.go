package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// summaries are the summaries of diagnostics, in their order.
func summaries(diags hcl.Diagnostics) string {
	var all []string
	for _, d := range diags {
		all = append(all, d.Summary)
	}
	return strings.Join(all, ", ")
}

// What a budget has to hold: what was paid or may have been, also to people who are gone, and what is still to be paid.
func TestBudget(t *testing.T) {
	later := func(p state.Packet) state.Packet { p.NextTryAt = plantest.Noon.Add(time.Hour); return p }
	for _, tt := range []struct {
		name    string
		packets []state.Packet
		opts    plan.Options
		spent   money.Fen
	}{
		{"to send", nil, plan.Options{}, 300},
		{"one is done", []state.Packet{plantest.Recorded(0, 100, state.Sent)}, plan.Options{}, 300},
		{"paid to somebody who is gone", []state.Packet{plantest.Recorded(9, 900, state.Sent)}, plan.Options{}, 1200},
		{"nothing came of somebody who is gone", []state.Packet{plantest.Recorded(9, 900, state.Held)}, plan.Options{}, 300},
		{"in doubt", []state.Packet{plantest.Recorded(0, 100, state.Unknown)}, plan.Options{}, 300},
		{"to retry", []state.Packet{plantest.Recorded(0, 100, state.Held)}, plan.Options{}, 300},
		{"on hold", []state.Packet{later(plantest.Recorded(0, 100, state.Held))}, plan.Options{}, 300},
		{"left as it is", []state.Packet{func() state.Packet {
			p := decided(plantest.Recorded(0, 500, state.Held), plantest.Noon)
			p.Accepted.Amount = 100
			return p
		}()}, plan.Options{}, 200},
		{"refused", []state.Packet{plantest.Recorded(0, 100, state.Refused)}, plan.Options{}, 200},
		{"refused, asked again", []state.Packet{plantest.Recorded(0, 100, state.Refused)}, plan.Options{RetryRefused: true}, 300},
		{"failed", []state.Packet{plantest.Recorded(0, 100, state.Failed)}, plan.Options{}, 200},
		{"failed, tried again", []state.Packet{plantest.Recorded(0, 100, state.Failed)}, plan.Options{RetryFailed: true}, 300},
	} {
		for _, budget := range []money.Fen{tt.spent - 1, tt.spent, tt.spent + 1} {
			if budget < 300 { // less than the list is refused before
				continue
			}
			c := plantest.Campaign(t, plantest.People("1.00", "2.00")+fmt.Sprintf("  limits {\n    budget = %s\n  }\n", budget.Yuan()))
			tt.opts.At = plantest.Noon
			p, diags := plan.New(c, plantest.Snapshot(tt.packets...), tt.opts)
			if exceeded := strings.Contains(summaries(diags), "Budget exceeded"); p.Spent() != tt.spent || exceeded != (budget < tt.spent) {
				t.Errorf("%s, budget %s: %s spent, want %s; %s", tt.name, budget, p.Spent(), tt.spent, summaries(diags))
			}
		}
	}
}

// Each limit of a day holds what is exactly the limit.
func TestDailyBounds(t *testing.T) {
	paid := func(person, packets int, amount money.Fen) (all []state.Packet) {
		for i := range packets {
			p := under(plantest.Recorded(i, amount, state.Sent), "other", fmt.Sprintf("k%d", i))
			p.OpenID, p.IntentAt, p.SendingAt = plantest.OpenID(person), plantest.Noon, plantest.Noon
			all = append(all, p)
		}
		return all
	}
	for _, tt := range []struct {
		name    string
		packets []state.Packet
		limit   plan.Limit
		over    money.Fen
	}{
		{"one packet less", paid(0, 9, 100), plan.NoLimit, 0},
		{"the last packet", paid(0, 10, 100), plan.UserPackets, 0},
		{"the last fen", paid(0, 1, 94000), plan.NoLimit, 0},
		{"one fen more", paid(0, 1, 94001), plan.UserAmount, 0},
		{"the merchant's last fen", paid(9, 1, 99_990_000), plan.NoLimit, 0},
		{"one fen more of the merchant", paid(9, 1, 99_990_001), plan.NoLimit, 1},
	} {
		c := plantest.Campaign(t, plantest.People("60.00", "40.00")+"  repeats = [\"other\"]\n")
		p := plantest.MustPlan(t, c, plantest.Snapshot(tt.packets...), plan.Options{})
		if p.Limited.Limit != tt.limit || (p.Limited.Packets == 1) != (tt.limit != plan.NoLimit) || p.Limited.Merchant != tt.over {
			t.Errorf("%s: %+v", tt.name, p.Limited)
		}
	}
}

func TestDailyOfTheMerchantComesFirst(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00"))
	m := *c.Merchant
	m.Limits.DailyAmount, m.Limits.PerUserDailyAmount, m.Limits.PerUserDailyPackets = 1000, 500, 2
	daily, err := plan.NewDaily(&m, plantest.Snapshot(), plantest.Noon)
	if err != nil {
		t.Fatal(err)
	}
	daily.Add(plantest.OpenID(0), 300, plantest.Noon)
	for _, tt := range []struct {
		amount money.Fen
		want   plan.Limit
	}{{200, plan.NoLimit}, {201, plan.UserAmount}, {700, plan.UserAmount}, {701, plan.MerchantAmount}} {
		if got := daily.Exceeded(plantest.OpenID(0), tt.amount, plantest.Noon); got != tt.want {
			t.Errorf("%s more: %s, want %s", tt.amount, got, tt.want)
		}
	}
}

// A day that cannot be written as eight digits is no day to count by.
func TestDaysBeyondAllCalendars(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00"))
	for year, fine := range map[int]bool{9999: true, 10_000: false} {
		at := time.Date(year, 6, 1, 4, 0, 0, 0, time.UTC)
		if daily, err := plan.NewDaily(c.Merchant, plantest.Snapshot(), at); (err == nil) != fine || (daily != nil) != fine {
			t.Errorf("%d: %v", year, err)
		}
		if p, diags := plan.New(c, plantest.Snapshot(), plan.Options{At: at}); (p != nil) != fine || diags.HasErrors() == fine {
			t.Errorf("%d: %v", year, diags)
		}
	}
}

// Several packets of one person count together where the campaign means them.
func TestDailyCountsThePlanItself(t *testing.T) {
	inner := "  allow_repeat_openid = true\n  recipients = {\n"
	for i := range 12 {
		inner += fmt.Sprintf("    k%02d = { openid = %q, amount = 1.00 }\n", i, plantest.OpenID(0))
	}
	p := plantest.MustPlan(t, plantest.Campaign(t, inner+"  }\n"), plantest.Snapshot(), plan.Options{})
	if p.Limited.Packets != 2 || p.Limited.First[0].Key != "k10" {
		t.Errorf("%+v", p.Limited)
	}
}

// Around midnight a packet counts for each day that a clock shows, and a clock that is set back brings no allowance back.
func TestDaysOfClocks(t *testing.T) {
	daily, err := plan.NewDaily(plantest.Campaign(t, plantest.People("1.00")).Merchant, plantest.Snapshot(), at(t, "2027-02-20 12:00"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		now    string
		others []string
		want   []string
	}{
		{"one clock", "2027-02-20 23:59:59", nil, []string{"20270220"}},
		{"another one ahead", "2027-02-20 23:59:59", []string{"2027-02-21 00:00"}, []string{"20270220", "20270221"}},
		{"midnight", "2027-02-21 00:00", nil, []string{"20270221"}},
		{"another one behind", "2027-02-21 00:00", []string{"2027-02-20 23:59:59"}, []string{"20270220", "20270221"}},
		{"set back", "2027-02-20 23:00", nil, []string{"20270220", "20270221"}},
	} {
		var others []time.Time
		for _, other := range tt.others {
			others = append(others, at(t, other))
		}
		if diff := cmp.Diff(tt.want, daily.Days(at(t, tt.now), others...)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
	// The day before is not full, and the latest one is.
	for range 10 {
		daily.AddOn("20270221", plantest.OpenID(0), 100)
	}
	if got := daily.Exceeded(plantest.OpenID(0), 100, at(t, "2027-02-20 23:00")); got != plan.UserPackets {
		t.Errorf("with a clock that was set back: %s", got)
	}
}

// Lists in sentences hold so many names, and say how many more there are.
func TestNamesAreFolded(t *testing.T) {
	for _, n := range []int{10, 11, 12} {
		var amounts []string
		var packets []state.Packet
		for i := range n {
			amounts = append(amounts, "1.00")
			packets = append(packets, under(plantest.Recorded(i, 100, state.Sent), "lantern", fmt.Sprintf("old%d", i)))
		}
		d := errorOf(t, plantest.Campaign(t, plantest.People(amounts...)), plantest.Snapshot(packets...), plan.Options{})
		for _, part := range []string{"moved {", "state accept", "-exclude=lantern/"} {
			if got := strings.Count(d.Detail, part); got != 10 {
				t.Errorf("%d renames: %d times %q", n, got, part)
			}
		}
		if got, want := strings.Count(d.Detail, fmt.Sprintf("for each of %d more", n-10)), map[bool]int{true: 3}[n > 10]; got != want {
			t.Errorf("%d renames: %d times the rest, want %d: %s", n, got, want, d.Detail)
		}
	}
}

func TestTextsAreCountedSoFar(t *testing.T) {
	for _, n := range []int{plan.MaxTexts - 1, plan.MaxTexts, plan.MaxTexts + 1} {
		inner := "  recipients = {\n"
		for i := range n {
			inner += fmt.Sprintf("    k%d = { openid = %q, amount = 1.00, wishing = \"to %d\" }\n", i, plantest.OpenID(i), i)
		}
		p := plantest.MustPlan(t, plantest.Campaign(t, inner+"  }\n"), plantest.Snapshot(), plan.Options{})
		if g := p.Groups[0]; g.Texts != min(n, plan.MaxTexts) || g.Wishing != "to 0" {
			t.Errorf("%d texts: %d counted, the first %q", n, g.Texts, g.Wishing)
		}
	}
}

// Whether the open packets fit into what is left of the schedule.
func TestScheduleHoldsThePlan(t *testing.T) {
	for _, tt := range []struct {
		name, end string
		want      string
	}{
		{"to the second", "12:02", ""},
		{"a minute less", "12:01", "Does not fit the schedule"},
		{"over", "12:00", "Nothing can be sent any more"},
		{"nothing is open", "11:00", ""},
	} {
		c := plantest.Campaign(t, plantest.People("1.00", "1.00")+
			fmt.Sprintf("  schedule {\n    not_after = \"2027-02-20 %s\"\n  }\n  limits {\n    per_minute = 1\n  }\n", tt.end))
		var packets []state.Packet
		if tt.name == "nothing is open" {
			packets = []state.Packet{plantest.Recorded(0, 100, state.Sent), plantest.Recorded(1, 100, state.Sent)}
		}
		_, diags := plan.New(c, plantest.Snapshot(packets...), plan.Options{At: plantest.Noon})
		if got := summaries(diags); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// A held packet is due at the instant that was told.
func TestHeldIsDue(t *testing.T) {
	for after, want := range map[time.Duration]plan.Action{-time.Second: plan.Retry, 0: plan.Retry, time.Second: plan.Held} {
		packet := plantest.Recorded(0, 100, state.Held)
		packet.NextTryAt = plantest.Noon.Add(after)
		if p := plantest.MustPlan(t, plantest.Campaign(t, plantest.People("1.00")), plantest.Snapshot(packet), plan.Options{}); p.Tally(want).Packets != 1 {
			t.Errorf("%s after now: %v, want %s", after, counts(p), want)
		}
	}
}

// A new attempt goes on with the chain of numbers of its person; another person, and another account, begin one.
func TestAttempts(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*state.Packet)
		want   int
	}{
		{"the next one", func(*state.Packet) {}, 4},
		{"another amount", func(p *state.Packet) { p.Amount = 500 }, 4},
		{"another person", func(p *state.Packet) { p.OpenID = plantest.OpenID(9) }, 0},
		{"another person, with numbers of keys", func(p *state.Packet) { p.OpenID, p.Version = plantest.OpenID(9), billno.ByKey }, 4},
		{"another account", func(p *state.Packet) { p.Code = state.CodeVoided }, 0},
		{"released", func(p *state.Packet) { p.Code = state.CodeReleased }, 4},
	} {
		packet := plantest.Recorded(0, 100, state.Failed)
		packet.Attempt, packet.Version = 3, billno.ByPerson
		tt.change(&packet)
		p := plantest.MustPlan(t, plantest.Campaign(t, plantest.People("1.00")), plantest.Snapshot(packet), plan.Options{RetryFailed: true, KeepWork: true})
		if work := plantest.Work(t, p); len(work) != 1 || !work[0].Action.Begins() || work[0].Attempt != tt.want {
			t.Errorf("%s: %+v", tt.name, work)
		}
	}
}

// An approval covers who is open or done, and what happened since it was given.
func TestWhoAnApprovalCovers(t *testing.T) {
	given := plantest.Noon.Add(-time.Hour)
	three := plantest.People("1.00", "2.00", "3.00")
	covers := func(packet *state.Packet, since time.Time) plan.Digest {
		var all []state.Packet
		if packet != nil {
			all = append(all, *packet)
		}
		p, diags := plan.New(plantest.Campaign(t, three), plantest.Snapshot(all...), plan.Options{At: plantest.Noon, Since: since, RetryFailed: true})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		return p.Granted.Digest
	}
	recorded := func(status state.Status, intent, outcome time.Duration) *state.Packet {
		p := plantest.Recorded(0, 100, status)
		p.IntentAt, p.OutcomeAt = given.Add(intent), given.Add(outcome)
		return &p
	}
	fresh := covers(nil, given)
	for _, tt := range []struct {
		name   string
		packet *state.Packet
		same   bool
	}{
		{"sent since", recorded(state.Sent, time.Second, time.Minute), true},
		{"sent before", recorded(state.Sent, -time.Hour, -time.Minute), true},
		{"refused before", recorded(state.Refused, -time.Hour, -time.Second), false},
		{"refused at that instant", recorded(state.Refused, -time.Hour, 0), true},
		{"refused since", recorded(state.Refused, -time.Hour, time.Second), true},
		{"asked for since", recorded(state.Refused, 0, -time.Hour), true},
		{"failed before", recorded(state.Failed, -time.Hour, -time.Second), true},
		{"failed at that instant", recorded(state.Failed, -time.Hour, 0), false},
		{"failed since", recorded(state.Failed, -time.Second, time.Second), false},
		{"begun and failed since", recorded(state.Failed, 0, time.Second), true},
	} {
		if got := covers(tt.packet, given) == fresh; got != tt.same {
			t.Errorf("%s: covers the same people %t, want %t", tt.name, got, tt.same)
		}
	}
	if covers(recorded(state.Refused, time.Second, time.Second), time.Time{}) == fresh {
		t.Error("a plan that goes on with none covers who was refused")
	}
}

func TestCampaignWithoutItsListsIsNotPlanned(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("planned")
		}
	}()
	c := plantest.Campaign(t, plantest.People("1.00"))
	c.Sources = append(c.Sources, hclspec.Source{Absent: true})
	plan.New(c, plantest.Snapshot(), plan.Options{At: plantest.Noon})
}
