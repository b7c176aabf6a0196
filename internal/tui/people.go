package tui

import (
	"bytes"
	"strings"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// people is what the runs of some plans act on, as one list. It reads the plans, which nobody changes any more, and keeps
// nothing of its own for a packet.
type people struct {
	plans []*plan.Plan
	ends  []int // of each plan's rows
}

func newPeople(plans ...*plan.Plan) people {
	p := people{plans: plans}
	n := 0
	for _, each := range plans {
		n += len(each.Work)
		p.ends = append(p.ends, n)
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
func (p *people) at(i int) (*plan.Plan, *plan.Packet) {
	n := 0
	for p.ends[n] <= i {
		n++
	}
	first := p.ends[n] - len(p.plans[n].Work)
	return p.plans[n], &p.plans[n].Work[i-first]
}

// find looks for the next packet from a row on, or the one before, whose key or masked openid holds a text in any case. It
// goes on at the other end; -1 says that there is none.
func (p *people) find(text string, from, step int) int {
	n, wanted := p.len(), []byte(strings.ToLower(text))
	for range n {
		from = (from + n) % n
		if _, packet := p.at(from); holds(packet, wanted) {
			return from
		}
		from += step
	}
	return -1
}

// holds makes no texts, because find may look at a million packets while somebody waits.
func holds(p *plan.Packet, wanted []byte) bool {
	if contains(p.Key(), wanted) {
		return true
	}
	const shown = 4
	id := openIDOf(p)
	if len(id) < 2*shown+2 {
		return false
	}
	var masked [2*shown + 2]byte
	n := copy(masked[:], id[:shown])
	n += copy(masked[n:], "..")
	copy(masked[n:], id[len(id)-shown:])
	for i, c := range masked {
		masked[i] = lower(c)
	}
	return bytes.Contains(masked[:], wanted)
}

// contains looks for a text in small letters. Only the letters of ASCII have a case here, as in keys they do.
func contains(text string, wanted []byte) bool {
	for i := 0; i+len(wanted) <= len(text); i++ {
		n := 0
		for n < len(wanted) && lower(text[i+n]) == wanted[n] {
			n++
		}
		if n == len(wanted) {
			return true
		}
	}
	return false
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// openIDOf is to whom a packet goes: what is recorded counts once there is an intent.
func openIDOf(p *plan.Packet) string {
	if p.Action != plan.Send && p.Recorded.OpenID != "" {
		return p.Recorded.OpenID
	}
	return p.Recipient.OpenID
}

// openIDShown writes an openid as the style allows.
func openIDShown(id string, s page.Style) string {
	if s.ShowOpenID {
		return plain.Of(id).String()
	}
	return words.MaskOpenID(id)
}
