package apply

import (
	"cmp"
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// causes groups the packets of a run that are not paid by status and code, while they come and go.
type causes struct {
	byPacket map[int64]cause
	groups   map[cause]*Reason
	// advice outlives its group: a query that finds nothing out settles a packet again, without advice of its own.
	advice map[cause]string
}

// cause is why a packet is not paid.
type cause struct {
	status state.Status
	code   string
}

func newCauses() *causes {
	return &causes{byPacket: map[int64]cause{}, groups: map[cause]*Reason{}, advice: map[cause]string{}}
}

// maxAddresses is how many addresses a reason names.
const maxAddresses = 10

// note takes in a packet's latest outcome.
func (c *causes) note(p state.Packet, advice string) {
	c.forget(p)
	if p.Status.Paid() {
		return
	}
	now := cause{p.Status, p.Code}
	c.byPacket[p.ID] = now
	group := c.groups[now]
	if group == nil {
		group = &Reason{Status: p.Status, Code: p.Code, Text: p.Text, NextTry: p.NextTryAt}
		c.groups[now] = group
	}
	group.Tally = group.With(p.Amount)
	if advice = cmp.Or(advice, decision(&p)); advice != "" {
		c.advice[now] = advice
	}
	group.Advice = c.advice[now]
	group.NextTry = earlier(group.NextTry, p.NextTryAt)
	if len(group.Addresses) < maxAddresses {
		group.Addresses = append(group.Addresses, p.Campaign+"/"+p.Key)
	}
}

// decision is what a person can do about a packet that the platform cannot clear up; "" for any other.
func decision(p *state.Packet) string {
	if p.Unheard() {
		return "The number before it failed, the state was lost, and WeChat Pay does not know whether this number was used. `redpack apply -retry-failed` sends it."
	}
	if !p.Disputed() {
		return ""
	}
	accept := "redpack state accept " + words.ShellWord(p.Campaign+"/"+p.Key) + " -reason=…"
	if p.Personal {
		return "Look into the merchant platform (商户平台) what was paid under this person's number; `" + accept + "` lets it count as paid."
	}
	return "Look into the merchant platform (商户平台) who was paid under this number. If it was this person, `" + accept +
		"` lets it count as paid; if not, the same with -not-paid lets the next apply pay this person under another number."
}

// forget takes a packet out of its group.
func (c *causes) forget(p state.Packet) {
	from, ok := c.byPacket[p.ID]
	if !ok {
		return
	}
	delete(c.byPacket, p.ID)
	group := c.groups[from]
	if group.Tally = group.Minus(money.Tally{Packets: 1, Amount: p.Amount}); group.Packets == 0 {
		delete(c.groups, from)
		return
	}
	gone := p.Address().String()
	group.Addresses = slices.DeleteFunc(group.Addresses, func(a string) bool { return a == gone })
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// reasons lists the groups, the largest first.
func (c *causes) reasons() []Reason {
	sorted := make([]Reason, 0, len(c.groups))
	for _, group := range c.groups {
		reason := *group
		reason.Addresses = slices.Sorted(slices.Values(group.Addresses))
		sorted = append(sorted, reason)
	}
	slices.SortFunc(sorted, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Packets, a.Packets), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Code, b.Code))
	})
	return sorted
}
