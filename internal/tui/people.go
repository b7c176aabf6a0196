package tui

import (
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// people is what the runs of some plans act on, as one list. It reads the plans, which nobody changes any more, and keeps
// nothing of its own for a packet. Its copies share what they read with.
type people struct {
	plans   []*plan.Plan
	readers []*plan.WorkReader // of each plan
	ends    []int              // of each plan's rows
}

func newPeople(plans ...*plan.Plan) people {
	p := people{plans: plans}
	n := 0
	for _, each := range plans {
		n += each.Work.Len()
		p.ends, p.readers = append(p.ends, n), append(p.readers, each.Work.Reader())
	}
	return p
}

func (p *people) len() int {
	if len(p.ends) == 0 {
		return 0
	}
	return p.ends[len(p.ends)-1]
}

// at is one packet, and the plan it is of.
func (p *people) at(i int) (*plan.Plan, *plan.Packet, error) {
	packet := new(plan.Packet)
	of, err := p.read(i, packet)
	return of, packet, err
}

// read is at for whoever goes through many.
func (p *people) read(i int, into *plan.Packet) (*plan.Plan, error) {
	n := 0
	for p.ends[n] <= i {
		n++
	}
	return p.plans[n], p.readers[n].Read(i-p.ends[n]+p.plans[n].Work.Len(), into)
}

// openIDShown writes an openid as the style allows.
func openIDShown(id string, s page.Style) string {
	if s.ShowOpenID {
		return plain.Of(id).String()
	}
	return words.MaskOpenID(id)
}

// labelled is what follows the key of a packet: the name that people know, in brackets.
func labelled(label, key string, l look) string {
	label = harmless(l.Label(label))
	if label == "" || label == key {
		return ""
	}
	return " (" + label + ")"
}
