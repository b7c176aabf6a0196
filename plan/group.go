package plan

import (
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
)

// Group sums up what is to be sent to the recipients of one source: the inline ones or one CSV.
type Group struct {
	Name string
	money.Tally
	Min, Max money.Fen
	Wishing  string // the first text
	// Texts is how many different wishes there are, counted up to MaxTexts.
	Texts int
}

// MaxTexts is where counting different wishes ends: beyond it, they are one a person.
const MaxTexts = 100

// groupBuilder holds what a group needs only while it is counted.
type groupBuilder struct{ texts map[string]bool }

func (b *groupBuilder) add(g *Group, r *hclspec.Recipient) {
	if g.Packets == 0 {
		g.Min, g.Max, g.Wishing = r.Amount, r.Amount, strings.Clone(r.Wishing)
		b.texts = map[string]bool{}
	}
	g.Tally = g.With(r.Amount) // the plan's own tally of the action holds this sum too and has refused it if it does not fit
	g.Min, g.Max = min(g.Min, r.Amount), max(g.Max, r.Amount)
	if g.Texts < MaxTexts && !b.texts[r.Wishing] {
		b.texts[strings.Clone(r.Wishing)] = true
		g.Texts = len(b.texts)
	}
}
