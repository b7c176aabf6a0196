package plan_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// flagged is a canary as -canary names it.
func flagged(count int, texts ...string) plan.Canary {
	c := plan.Canary{Count: count}
	for _, text := range texts {
		c.Selectors = append(c.Selectors, plan.Selector{Text: text, By: "-canary"})
	}
	return c
}

// keysOf are the canaries of a plan, in its order.
func keysOf(p *plan.Plan) string {
	var keys []string
	for i := range p.Canaries.Packets {
		keys = append(keys, p.Canaries.Packets[i].Key())
	}
	return strings.Join(keys, " ")
}

// Whoever is the canary goes first, however they are named, and everybody else waits until a person has said go. That others were begun
// after all of them does not show that one has.
func TestCanary(t *testing.T) {
	sent := func(i int) state.Packet { return plantest.Recorded(i, 100, state.Sent) }
	late := func(id int64, p state.Packet) state.Packet { p.ID = id; return p }
	for name, tt := range map[string]struct {
		inner   string
		asked   plan.Canary
		only    []string
		state   []state.Packet
		who     string
		open    int
		rest    int
		pending int
		stuck   int
		waits   bool
	}{
		"nobody":                     {rest: 4},
		"the campaign's":             {inner: `canary = ["p1"]`, who: "p1", open: 1, rest: 3, pending: 1, waits: true},
		"by its whole address":       {inner: `canary = ["lantern/p1"]`, who: "p1", open: 1, rest: 3, pending: 1, waits: true},
		"in the order of the file":   {asked: flagged(0, "p3", "p0"), who: "p0 p3", open: 2, rest: 2, pending: 2, waits: true},
		"both":                       {inner: `canary = ["p1"]`, asked: flagged(0, "p2"), who: "p1 p2", open: 2, rest: 2, pending: 2, waits: true},
		"a number":                   {asked: flagged(2), who: "p0 p1", open: 2, rest: 2, pending: 2, waits: true},
		"a number beside a name":     {inner: `canary = ["p0"]`, asked: flagged(1), who: "p0 p1", open: 2, rest: 2, pending: 2, waits: true},
		"a number of those selected": {asked: flagged(1), only: []string{"p2", "p3"}, who: "p2", open: 1, rest: 1, pending: 1, waits: true},
		"a list":                     {asked: flagged(0, "group:inline"), who: "p0 p1 p2 p3", open: 4, pending: 4},
		"paid and not looked at":     {inner: `canary = ["p1"]`, state: []state.Packet{sent(1)}, who: "p1", rest: 3, waits: true},
		"others were before":         {inner: `canary = ["p1"]`, state: []state.Packet{sent(0), sent(1)}, who: "p1", rest: 2, waits: true},
		"others were after":          {inner: `canary = ["p1"]`, state: []state.Packet{sent(1), sent(2)}, who: "p1", rest: 2, waits: true},
		"one is new":                 {inner: `canary = ["p1", "p3"]`, state: []state.Packet{sent(1), sent(2)}, who: "p1 p3", open: 1, rest: 1, pending: 1, waits: true},
		"all is done":                {inner: `canary = ["p1"]`, state: []state.Packet{sent(0), sent(1), sent(2), sent(3)}, who: "p1"},
		"in doubt": {
			inner: `canary = ["p1"]`, state: []state.Packet{plantest.Recorded(1, 100, state.Unknown)}, who: "p1", open: 1, rest: 3, pending: 1, waits: true,
		},
		"refused": {
			inner: `canary = ["p1"]`, state: []state.Packet{plantest.Recorded(1, 100, state.Refused)}, who: "p1", rest: 3, pending: 1, stuck: 1, waits: true,
		},
		"refused, and others were after": {
			inner: `canary = ["p1"]`, state: []state.Packet{plantest.Recorded(1, 100, state.Refused), sent(2)}, who: "p1", rest: 2, pending: 1, stuck: 1, waits: true,
		},
		"an orphan was after": {
			inner: `canary = ["p1"]`, who: "p1", rest: 3, waits: true,
			state: []state.Packet{sent(1), late(9, state.Packet{Campaign: "other", Key: "x", OpenID: plantest.OpenID(9), Amount: 1, Status: state.Sent, BillNo: "1900000109202702200000000009"})},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := plantest.Campaign(t, tt.inner+"\n"+plantest.People("1.00", "1.00", "1.00", "1.00"))
			o := plan.Options{Canary: tt.asked, Selection: plan.NewSelection(plantest.Selectors(tt.only...)), KeepWork: true}
			p := plantest.MustPlan(t, c, plantest.Snapshot(tt.state...), o)
			got := &p.Canaries
			if keysOf(p) != tt.who || got.Open.Packets != tt.open || got.Rest.Packets != tt.rest || got.Waits() != tt.waits {
				t.Errorf("%s, %d open, %d wait (%t); want %s, %d, %d (%t)", keysOf(p), got.Open.Packets, got.Rest.Packets, got.Waits(), tt.who, tt.open, tt.rest, tt.waits)
			}
			if len(got.Pending()) != tt.pending || len(got.Stuck()) != tt.stuck {
				t.Errorf("%d pending, %d stuck; want %d, %d", len(got.Pending()), len(got.Stuck()), tt.pending, tt.stuck)
			}
			o.Canary.Alone = true
			alone := plantest.MustPlan(t, c, plantest.Snapshot(tt.state...), o)
			if alone.Digest != p.Digest || alone.Open() != got.Open || alone.Work.Len() != tt.open || alone.Paid != p.Paid || keysOf(alone) != tt.who {
				t.Errorf("alone: digest %s, open %v, work %d, paid %v, %s", alone.Digest.Short(), alone.Open(), alone.Work.Len(), alone.Paid, keysOf(alone))
			}
		})
	}
}

// A number means the same people until others are asked for: those who were begun by the first run with it stay its canary, and those
// who were merely asked about since do not become one.
func TestCanarysNumber(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00", "1.00", "1.00", "1.00"))
	first := plantest.Noon.Add(-time.Hour)
	at := func(p state.Packet, begun, heard time.Time) state.Packet {
		p.IntentAt, p.SendingAt, p.OutcomeAt = begun, begun, heard
		return p
	}
	before, after := first.Add(-time.Minute), first.Add(time.Minute)
	asked := flagged(2)
	for name, tt := range map[string]struct {
		since time.Time
		state []state.Packet
		who   string
	}{
		"nobody begun":            {first, nil, "p0 p1"},
		"both begun since":        {first, []state.Packet{at(plantest.Recorded(0, 100, state.Sent), after, after), at(plantest.Recorded(1, 100, state.Sent), after, after)}, "p0 p1"},
		"at the very instant":     {first, []state.Packet{at(plantest.Recorded(0, 100, state.Sent), first, first)}, "p0 p1"},
		"one refused since":       {first, []state.Packet{at(plantest.Recorded(0, 100, state.Refused), after, after)}, "p0 p1"},
		"begun before":            {first, []state.Packet{at(plantest.Recorded(0, 100, state.Sent), before, before)}, "p1 p2"},
		"asked about since":       {first, []state.Packet{at(plantest.Recorded(0, 100, state.Received), before, after)}, "p1 p2"},
		"no run with this canary": {time.Time{}, []state.Packet{at(plantest.Recorded(0, 100, state.Sent), after, after)}, "p1 p2"},
	} {
		o := plan.Options{Canary: asked}
		o.Canary.Since = tt.since
		if p := plantest.MustPlan(t, c, plantest.Snapshot(tt.state...), o); keysOf(p) != tt.who {
			t.Errorf("%s: %s, want %s", name, keysOf(p), tt.who)
		}
	}
}

// The digest covers who goes first, in whatever order they are named, and is what it was for whoever names nobody.
func TestCanarysDigest(t *testing.T) {
	digest := func(inner string, asked plan.Canary) plan.Digest {
		c := plantest.Campaign(t, inner+"\n"+plantest.People("1.00", "1.00", "1.00"))
		return plantest.MustPlan(t, c, state.EmptySnapshot(), plan.Options{Canary: asked}).Digest
	}
	none := digest("", plan.Canary{})
	if none != digest("canary = []", plan.Canary{Since: plantest.Noon}) {
		t.Error("a canary of nobody has a digest of its own")
	}
	seen := map[plan.Digest]string{none: "nobody"}
	for name, d := range map[string]plan.Digest{
		"p0 in the file": digest(`canary = ["p0"]`, plan.Canary{}), "p1 in the file": digest(`canary = ["p1"]`, plan.Canary{}),
		"both in the file": digest(`canary = ["p0", "p1"]`, plan.Canary{}), "p0 by a flag": digest("", flagged(0, "p0")),
		"both by flags": digest("", flagged(0, "p1", "p0")), "one": digest("", flagged(1)), "two": digest("", flagged(2)),
	} {
		if other := seen[d]; other != "" {
			t.Errorf("%s and %s have one digest", name, other)
		}
		seen[d] = name
	}
	if digest(`canary = ["p1", "p0"]`, plan.Canary{}) != digest(`canary = ["p0", "p1"]`, plan.Canary{}) ||
		digest("", flagged(0, "p0", "p1")) != digest("", flagged(0, "p1", "p0", "p1")) {
		t.Error("the order counts")
	}
}

// Whoever goes first must be somebody, must be few, and must be selected.
func TestCanarysFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		inner string
		asked plan.Canary
		only  []string
		want  string
	}{
		"a name of nobody":         {inner: `canary = ["p999"]`, want: "Address names nobody"},
		"a flag of nobody":         {asked: flagged(0, "p999"), want: "Address names nobody"},
		"an empty flag":            {asked: flagged(0, "p0", " "), want: "Empty address"},
		"left out":                 {inner: `canary = ["p0"]`, only: []string{"p1"}, want: "Canary left out"},
		"excluded":                 {asked: flagged(0, "p0"), only: []string{"-p0"}, want: "Canary left out"},
		"a list, of whom nobody":   {asked: flagged(0, "group:inline"), only: []string{"-group:inline"}, want: "Canary left out"},
		"of nobody in the list":    {inner: `canary = ["gone"]`, want: "Nobody is the canary"},
		"a flag of nobody there":   {asked: flagged(0, "gone"), want: "Nobody is the canary"},
		"one is there":             {inner: `canary = ["gone", "p0"]`},
		"one is there by a flag":   {inner: `canary = ["gone"]`, asked: flagged(0, "p0")},
		"a list, of whom somebody": {asked: flagged(0, "group:inline"), only: []string{"-p0"}},
		"a hundred":                {asked: flagged(100)},
		"more than a hundred":      {asked: flagged(101), want: "Too large a canary"},
	} {
		amounts := make([]string, 50+tt.asked.Count)
		for i := range amounts {
			amounts[i] = "1.00"
		}
		c := plantest.Campaign(t, tt.inner+"\n"+plantest.People(amounts...))
		gone := state.Packet{Campaign: c.Name, Key: "gone", OpenID: plantest.OpenID(999), Amount: 100, Status: state.Sent, BillNo: "1900000109202702200000000999"}
		p, diags := plan.New(c, plantest.Snapshot(gone), plan.Options{At: plantest.Noon, Canary: tt.asked, Selection: plan.NewSelection(plantest.Selectors(tt.only...))})
		if p != nil {
			diags = append(diags, plan.CheckCanary(tt.asked, []*plan.Plan{p})...)
		}
		got := ""
		for _, d := range diags.Errs() {
			got += d.Error()
		}
		if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// What a canary shows is worth something for the plan that has written what was sent, and for no other, although it has sent it again.
func TestCanaryPaidBy(t *testing.T) {
	c := plantest.Campaign(t, "canary = [\"p0\"]\n"+plantest.People("1.00", "1.00"))
	runs := []state.Run{{ID: 1, PlanDigest: "b"}, {ID: 2, PlanDigest: "a"}, {ID: 3, PlanDigest: "b"}, {ID: 4, PlanDigest: "a"}}
	wrote := func(run int64) state.Event { return state.Event{Run: run, Request: "xml"} }
	did := func(run int64) state.Event { return state.Event{Run: run} }
	canaries := plantest.MustPlan(t, c, plantest.Snapshot(plantest.Recorded(0, 100, state.Sent)), plan.Options{}).Canaries
	for name, tt := range map[string]struct {
		events []state.Event
		want   bool
	}{
		"its run":               {[]state.Event{wrote(2), did(2)}, true},
		"another run of it":     {[]state.Event{wrote(2), did(4)}, true},
		"asked by another":      {[]state.Event{wrote(2), did(3)}, true},
		"another's run":         {[]state.Event{wrote(1), did(1)}, false},
		"sent again by it":      {[]state.Event{wrote(1), did(2)}, false},
		"written anew by it":    {[]state.Event{wrote(1), wrote(2)}, true},
		"written anew by other": {[]state.Event{wrote(2), wrote(3)}, false},
		"outside of any run":    {[]state.Event{wrote(0)}, false},
		"nothing known":         {nil, false},
	} {
		got, err := canaries.PaidBy("a", runs, func(address.Address) ([]state.Event, error) { return tt.events, nil })
		if err != nil || got != tt.want {
			t.Errorf("%s: %t, %v", name, got, err)
		}
	}
	open := plantest.MustPlan(t, c, state.EmptySnapshot(), plan.Options{}).Canaries
	if got, err := open.PaidBy("a", runs, nil); got || err != nil {
		t.Errorf("nobody was paid: %t, %v", got, err)
	}
	broken := errors.New("broken")
	if _, err := canaries.PaidBy("a", runs, func(address.Address) ([]state.Event, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

// A go is the word of a person for one plan, after the last request to its canary.
func TestCanaryLookedAt(t *testing.T) {
	c := plantest.Campaign(t, "canary = [\"p0\"]\n"+plantest.People("1.00", "1.00"))
	paid := plantest.Recorded(0, 100, state.Sent)
	paid.IntentAt, paid.SendingAt = plantest.Noon, plantest.Noon.Add(time.Minute)
	p := plantest.MustPlan(t, c, plantest.Snapshot(paid), plan.Options{})
	said := func(after time.Duration) state.Run {
		return state.Run{PlanDigest: p.Digest.String(), StartedAt: plantest.Noon.Add(after), Result: plan.Looked}
	}
	another, plain := said(time.Hour), said(time.Hour)
	another.PlanDigest, plain.Result = "b", "exit code 0"
	for name, tt := range map[string]struct {
		runs []state.Run
		want bool
	}{
		"said":                       {[]state.Run{said(time.Hour)}, true},
		"at the very instant":        {[]state.Run{said(time.Minute)}, true},
		"said before it was sent":    {[]state.Run{said(30 * time.Second)}, false},
		"said again":                 {[]state.Run{said(30 * time.Second), said(time.Hour)}, true},
		"said of another plan":       {[]state.Run{another}, false},
		"only a run":                 {[]state.Run{plain}, false},
		"nobody has said or sent it": {nil, false},
	} {
		if got := p.Canaries.LookedAt(p.Digest, tt.runs); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
