package hclspec

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/money"
)

// Reading is a campaign's list after it was read to its end. Whoever has one and needs the rows again gets them from it, without
// the work of checking that nobody stands there twice.
type Reading struct {
	stream *stream
}

// Read is Recipients for whoever also needs to know what was read, or may have to read again. The result may only be used
// where the diagnostics hold no error, except for Inputs.
func (c *Campaign) Read(committed Committed, yield func(*Recipient) bool) (*Reading, hcl.Diagnostics) {
	if committed == nil {
		committed = func(string) (money.Fen, bool) { return 0, false }
	}
	s := newStream(c, committed, yield)
	s.watch()
	return &Reading{s}, s.run()
}

// Inputs are the lists that were read to their end.
func (r *Reading) Inputs() []Input { return slices.Clone(r.stream.inputs) }

// Whole reports whether every list was read to its end, whatever is wrong with its rows.
func (r *Reading) Whole() bool {
	lists := 0
	for _, source := range r.stream.campaign.Sources {
		if source.Path != "" && !source.Absent {
			lists++
		}
	}
	return len(r.stream.inputs) == lists
}

// Again streams the same recipients once more. An error is a list that is not what it was, and then it may have left some out.
func (r *Reading) Again(yield func(*Recipient) bool) hcl.Diagnostics {
	s := newStream(r.stream.campaign, r.stream.committed, yield)
	s.pots = map[*draw]*potRun{}
	for d, pot := range r.stream.pots {
		again := *pot
		again.at = 0
		s.pots[d] = &again
	}
	return s.reread()
}

// People streams key and openid of every recipient for whoever needs no more, in one reading also where a pot is shared, because
// nobody's share is drawn. Rows are not held against each other; what is wrong with one is told, and it is left out.
func (c *Campaign) People(yield func(key, openID string) bool) ([]Input, hcl.Diagnostics) {
	return c.Persons(func(r *Recipient) bool { return yield(r.Key, r.OpenID) })
}

// Labelled reports whether anybody of the campaign may have a label.
func (c *Campaign) Labelled() bool {
	return slices.ContainsFunc(c.rows.attributes(), func(a *attributes) bool { return a.label != nil })
}

// Persons is People with everything but the share of a pot.
func (c *Campaign) Persons(yield func(*Recipient) bool) ([]Input, hcl.Diagnostics) {
	s := newStream(c, func(string) (money.Fen, bool) { return 0, false }, yield)
	s.collectPots()
	diags := s.reread()
	return s.inputs, diags
}
