package apply

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Reason groups the packets of a run that did not end as sent.
type Reason struct {
	Status state.Status
	Code   string
	Text   lang.Text
	Advice lang.Text
	money.Tally
	// NextTry is the earliest time at which one of them may be tried again; zero: now, or never.
	NextTry time.Time
	// NextStep is when this run asks about one of them, or sends it again; zero: it leaves all of them as they are.
	NextStep time.Time
	// Addresses are the first few, for people.
	Addresses []string
}

// causes groups the packets of a run that are not paid by status and code, while they come and go.
type causes struct {
	byPacket map[int64]noted
	groups   map[cause]*group
	// advice outlives its group: a query that finds nothing out settles a packet again, without advice of its own.
	advice map[cause]lang.Text
	// What was left out has a reason that is no outcome.
	putOffs    map[plan.Limit]*Reason
	secondOnes *Reason // nil: nobody
	unfounded  *Reason // supplements of what is not paid; nil: none
}

// noted is a packet in its group, with what is counted there.
type noted struct {
	cause
	amount  money.Fen
	nextTry time.Time
	goesOn  bool
}

// group is a reason while its packets come and go.
type group struct {
	Reason
	goOn  int  // of its packets, those that the run does something about again
	stale bool // NextTry is that of a packet that is gone
}

// cause is why a packet is not paid. That a number failed has one code and many reasons, which only the text tells.
type cause struct {
	status state.Status
	code   string
	text   string // of failed ones alone
}

// maxCauses is how many causes are told apart by their texts, which a platform can make up as it likes.
const maxCauses = 50

func (c *causes) of(p *state.Packet) cause {
	k := cause{status: p.Status, code: p.Code}
	if p.Status == state.Failed {
		k.text = p.Text
	}
	if _, known := c.groups[k]; !known && len(c.groups) >= maxCauses {
		k.text = ""
	}
	return k
}

func newCauses() *causes {
	return &causes{byPacket: map[int64]noted{}, groups: map[cause]*group{}, advice: map[cause]lang.Text{}, putOffs: map[plan.Limit]*Reason{}}
}

// maxAddresses is how many addresses a reason names.
const maxAddresses = 10

// note takes in a packet's latest outcome, and when the run does something about it again.
func (c *causes) note(p state.Packet, said, advice lang.Text, nextStep time.Time) {
	c.forget(p)
	if !p.Status.Paid() {
		c.add(p, said, advice, nextStep)
	}
}

// add lists a packet, whatever its status. What is said is the packet's text, where it is known in every language.
func (c *causes) add(p state.Packet, said, advice lang.Text, nextStep time.Time) {
	now := c.of(&p)
	c.byPacket[p.ID] = noted{now, p.Amount, p.NextTryAt, !nextStep.IsZero()}
	g := c.groups[now]
	if g == nil {
		if said.English != p.Text {
			said = state.Spoken(p.Text)
		}
		g = &group{Reason: Reason{Status: p.Status, Code: p.Code, Text: said, NextTry: p.NextTryAt}}
		c.groups[now] = g
	}
	g.Tally = g.With(p.Amount)
	if advice = cmp.Or(advice, decision(&p)); !advice.Empty() {
		c.advice[now] = advice
	}
	g.Advice = c.advice[now]
	g.NextTry = earlier(g.NextTry, p.NextTryAt)
	if !nextStep.IsZero() {
		g.goesOn(nextStep, p.OutcomeAt)
	}
	if len(g.Addresses) < maxAddresses {
		g.Addresses = append(g.Addresses, p.Campaign+"/"+p.Key)
	}
}

// goesOn counts a packet that the run does something about again. A step whose time has passed is another packet's and was done.
func (g *group) goesOn(at, now time.Time) {
	g.goOn++
	if g.NextStep.IsZero() || g.NextStep.Before(now) {
		g.NextStep = at
	}
	g.NextStep = earlier(g.NextStep, at)
}

// decision is what a person can do about a packet that the platform cannot clear up; empty for any other.
func decision(p *state.Packet) lang.Text {
	switch {
	case p.Unheard():
		return unheard
	case p.Disputed():
		return disputed(p)
	}
	return lang.Text{}
}

// forget takes a packet out of its group.
func (c *causes) forget(p state.Packet) {
	from, ok := c.byPacket[p.ID]
	if !ok {
		return
	}
	delete(c.byPacket, p.ID)
	g := c.groups[from.cause]
	if g.Tally = g.Minus(money.Tally{Packets: 1, Amount: from.amount}); g.Packets == 0 {
		delete(c.groups, from.cause)
		return
	}
	g.stale = g.stale || !from.nextTry.After(g.NextTry)
	if from.goesOn {
		if g.goOn--; g.goOn == 0 {
			g.NextStep = time.Time{}
		}
	}
	gone := p.Address().String()
	g.Addresses = slices.DeleteFunc(g.Addresses, func(a string) bool { return a == gone })
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// putOff lists a packet whose recipient's day is full. The state keeps it as it is, for the next apply.
func (c *causes) putOff(t *task, limit plan.Limit, now time.Time) {
	reason := c.putOffs[limit]
	if reason == nil {
		reason = &Reason{
			Status: state.Held, Code: limit.String(), NextTry: nextDay(now), Advice: onTheNextDay, Text: hadTodaysShare,
		}
		c.putOffs[limit] = reason
	}
	reason.list(t)
}

// refuseSecond lists a packet whose person has another one, or a supplement whose person has none.
func (c *causes) refuseSecond(t *task, why error) {
	if supplement := (*state.SupplementError)(nil); errors.As(why, &supplement) {
		if c.unfounded == nil {
			c.unfounded = &Reason{Status: state.Held, Code: "SUPPLEMENT", Text: lang.Of(why), Advice: runPlanAgain}
		}
		c.unfounded.list(t)
		return
	}
	if c.secondOnes == nil {
		c.secondOnes = &Reason{Status: state.Held, Code: "SECOND_PACKET", Text: lang.Of(why), Advice: noSecondPacket}
	}
	c.secondOnes.list(t)
}

// list counts a packet under a reason that is not an outcome.
func (r *Reason) list(t *task) {
	r.Tally = r.With(t.packet.Amount())
	if len(r.Addresses) < maxAddresses {
		r.Addresses = append(r.Addresses, t.campaign+"/"+t.packet.Key())
	}
}

// refresh finds the times of groups anew whose earliest packet is gone. To do so for each packet that goes would take too long.
func (c *causes) refresh() {
	stale := map[cause]*group{}
	for of, g := range c.groups {
		if g.stale {
			stale[of] = g
		}
	}
	if len(stale) == 0 {
		return
	}
	for _, packet := range c.byPacket {
		switch g := stale[packet.cause]; {
		case g == nil:
		case g.stale:
			g.NextTry, g.stale = packet.nextTry, false
		default:
			g.NextTry = earlier(g.NextTry, packet.nextTry)
		}
	}
}

// reasons lists the groups, the largest first, and then what was left out.
func (c *causes) reasons() []Reason {
	c.refresh()
	sorted := make([]Reason, 0, len(c.groups))
	for _, g := range c.groups {
		reason := g.Reason
		reason.Addresses = slices.Sorted(slices.Values(g.Addresses))
		sorted = append(sorted, reason)
	}
	slices.SortFunc(sorted, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Packets, a.Packets), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Text.English, b.Text.English))
	})
	for _, leftOut := range []*Reason{c.putOffs[plan.UserPackets], c.putOffs[plan.UserAmount], c.secondOnes, c.unfounded} {
		if leftOut != nil {
			reason := *leftOut
			reason.Addresses = slices.Clone(reason.Addresses)
			sorted = append(sorted, reason)
		}
	}
	return sorted
}
