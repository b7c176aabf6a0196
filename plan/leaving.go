package plan

import (
	"cmp"
	"slices"
)

// Leaving is what apply may send, as far as it fits a screen: every packet where there are few, and of many those by whose wishes a
// mistake shows. A wish is what the file says now; of a packet whose request has left already, WeChat Pay has the one from then.
type Leaving struct {
	Packets int      // that may leave
	Wishes  int      // different texts, counted up to LeavingWishes and one
	Shown   []Packet // up to LeavingAll every packet; up to LeavingWishes texts one packet of each; else the shortest, the longest and others, five in all
}

// LeavingAll is how many packets are shown one by one, LeavingWishes how many different wishes of more.
const (
	LeavingAll    = 20
	LeavingWishes = 5
)

// leavingBuilder keeps a few packets of any number.
type leavingBuilder struct {
	packets  int
	latest   string // the wish of the packet before
	all      []Packet
	distinct []sample // the first ones whose wishes nobody had before
	spread   []sample // every stride-th packet
	stride   int
	shortest sample // by bytes, as WeChat Pay counts
	longest  sample
}

// sample is a packet and how many came before it.
type sample struct {
	at     int
	packet Packet
}

// spreadMax is how many packets are kept from all over the list. When they become more, every second one goes.
const spreadMax = 32

func (b *leavingBuilder) add(p *Packet) {
	at, wish := b.packets, p.Recipient.Wishing
	b.packets++
	if at < LeavingAll {
		b.all = append(b.all, *p)
	}
	if at == 0 {
		b.stride, b.shortest, b.longest = 1, sample{at, *p}, sample{at, *p}
	}
	if at%b.stride == 0 {
		b.keep(sample{at, *p})
	}
	if at > 0 && wish == b.latest {
		return // most packets have the wish of the one before
	}
	b.latest = wish
	if len(wish) < len(b.shortest.packet.Recipient.Wishing) {
		b.shortest = sample{at, *p}
	}
	if len(wish) > len(b.longest.packet.Recipient.Wishing) {
		b.longest = sample{at, *p}
	}
	if len(b.distinct) <= LeavingWishes && !has(b.distinct, wish) {
		b.distinct = append(b.distinct, sample{at, *p})
	}
}

// keep adds to the spread.
func (b *leavingBuilder) keep(s sample) {
	b.spread = append(b.spread, s)
	if len(b.spread) <= spreadMax {
		return
	}
	b.stride *= 2
	b.spread = slices.DeleteFunc(b.spread, func(s sample) bool { return s.at%b.stride != 0 })
}

func has(samples []sample, wish string) bool {
	return slices.ContainsFunc(samples, func(s sample) bool { return s.packet.Recipient.Wishing == wish })
}

func (b *leavingBuilder) leaving() Leaving {
	l := Leaving{Packets: b.packets, Wishes: len(b.distinct)}
	switch {
	case b.packets <= LeavingAll:
		l.Shown = b.all
	case l.Wishes <= LeavingWishes:
		l.Shown = packetsOf(b.distinct)
	default:
		l.Shown = packetsOf(b.outstanding())
	}
	return l
}

// outstanding are the packets with the shortest and the longest wish, and others with wishes of their own from the beginning to the end of
// the list. There are always enough: the distinct ones alone are more.
func (b *leavingBuilder) outstanding() []sample {
	shown := []sample{b.shortest}
	if b.longest.at != b.shortest.at {
		shown = append(shown, b.longest)
	}
	candidates := slices.Concat(b.distinct, b.spread)
	slices.SortStableFunc(candidates, func(a, b sample) int { return cmp.Compare(a.at, b.at) })
	var others []sample
	for _, s := range candidates {
		if wish := s.packet.Recipient.Wishing; !has(shown, wish) && !has(others, wish) {
			others = append(others, s)
		}
	}
	steps := LeavingWishes - len(shown) - 1
	for i := range steps + 1 {
		shown = append(shown, others[i*(len(others)-1)/steps])
	}
	return shown
}

func packetsOf(samples []sample) []Packet {
	packets := make([]Packet, len(samples))
	for i, s := range samples {
		packets[i] = s.packet
	}
	return packets
}
