package plan

import (
	"cmp"
	"slices"
	"strings"
)

// Wishes counts the texts of the packets that apply may send. It keeps WishesMax texts at most: packets with texts that come up after
// that are counted and not told apart, so that no list of people fills the memory.
type Wishes struct {
	counts map[string]int
	others int
}

// WishesMax is how many different texts are told apart.
const WishesMax = 100_000

// Wish is a text and how many packets have it.
type Wish struct {
	Text    string
	Packets int
}

// Add counts a packet, if it may leave.
func (w *Wishes) Add(p *Packet) {
	if !p.MayLeave() {
		return
	}
	text := p.Recipient.Wishing
	_, known := w.counts[text]
	switch {
	case known:
		w.counts[text]++
	case len(w.counts) >= WishesMax:
		w.others++
	case w.counts == nil:
		w.counts = map[string]int{}
		fallthrough
	default:
		w.counts[strings.Clone(text)] = 1
	}
}

// All are the texts, the most frequent first, and of equals in the order of their characters.
func (w *Wishes) All() []Wish {
	all := make([]Wish, 0, len(w.counts))
	for text, packets := range w.counts {
		all = append(all, Wish{text, packets})
	}
	slices.SortFunc(all, func(a, b Wish) int { return cmp.Or(cmp.Compare(b.Packets, a.Packets), strings.Compare(a.Text, b.Text)) })
	return all
}

// Others is how many packets have texts that came up after WishesMax others.
func (w *Wishes) Others() int { return w.others }
