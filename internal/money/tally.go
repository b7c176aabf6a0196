package money

import (
	"math"

	"github.com/cashredpack/redpack/internal/lang"
)

// Tally is a number of packets and their money.
type Tally struct {
	Packets int `json:"packets"`
	Amount  Fen `json:"amount_fen"`
}

// Add counts one packet more. It is an error where the sum does not fit, and the tally stays as it was.
func (t *Tally) Add(amount Fen) error { return t.Join(Tally{1, amount}) }

// Join counts the packets of another tally, with the same promise as Add.
func (t *Tally) Join(other Tally) error {
	sum, ok := t.Amount.Add(other.Amount)
	if !ok {
		return lang.Errorf("the sum of %d packets is beyond %d fen",
			"%d 个红包的合计超过 %d 分", t.Packets+other.Packets, int64(math.MaxInt64))
	}
	t.Packets, t.Amount = t.Packets+other.Packets, sum
	return nil
}

// Plus is the sum of two tallies, for parts of what was added up before. What does not fit counts as the largest amount that there
// is: it is never less than the truth, so that a limit which is held against it holds.
func (t Tally) Plus(other Tally) Tally {
	if t.Join(other) != nil {
		t.Packets, t.Amount = t.Packets+other.Packets, math.MaxInt64
	}
	return t
}

// Minus is the tally without those packets of it.
func (t Tally) Minus(part Tally) Tally {
	return Tally{t.Packets - part.Packets, t.Amount - part.Amount}
}

// Recount adds packets to the tally of a kind, or takes them away where they and their money are negative. A kind of which none is left is
// not in the map.
func Recount[K comparable](all map[K]Tally, kind K, packets int, amount Fen) {
	t := all[kind]
	t.Packets += packets
	t.Amount += amount
	if all[kind] = t; t.Packets == 0 {
		delete(all, kind)
	}
}

// With is the tally with one packet more, as Plus counts.
func (t Tally) With(amount Fen) Tally { return t.Plus(Tally{1, amount}) }
