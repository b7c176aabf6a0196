package inquiry

import (
	"context"
	"hash/maphash"
	"iter"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/plan"
)

// target is a recipient of whom the state knows nothing.
type target struct {
	campaign  *hclspec.Campaign
	recipient hclspec.Recipient
}

// askedNumber is one number of a recipient's chain and what the platform says of it.
type askedNumber struct {
	no      billno.BillNo
	finding apply.Finding
}

// targets are the recipients to ask about.
func (r *rebuild) targets(c *hclspec.Campaign) iter.Seq[target] {
	return func(yield func(target) bool) {
		diags := r.readings[c.Name].Again(func(row *hclspec.Recipient) bool {
			if recorded, known := r.options.Snapshot.Lookup(c.Name, row.Key); known {
				r.enter(&recorded, row.Amount, &r.sum.Account.Before)
				r.sum.Known = r.sum.Known.With(row.Amount)
				return true
			}
			return yield(target{c, *row})
		})
		if diags.HasErrors() { // warnings were shown when the list was read first
			r.sum.Changed = append(r.sum.Changed, diags...)
		}
	}
}

// chain is what the platform knows of a recipient, and in which campaign.
type chain struct {
	of     target
	series billno.Series
	links  []askedNumber
}

// findChain asks about a recipient's numbers, in each reading of the moved blocks, and where the platform knows none, about those
// that this person has in the other campaigns of the folder that do not list them: the line may have moved after the packet was
// sent, and a block may be about somebody else by now.
func (r *rebuild) findChain(ctx context.Context, numbers *plan.Numbering, of target) (own chain, ok bool) {
	for i, reading := range numbers.Readings() {
		links, ok := r.askChain(ctx, reading, of, i > 0)
		series := reading.SeriesOf(&of.recipient)
		if i == 0 {
			own = chain{of, series, links}
		}
		if !ok || numbers.Series.Version != billno.ByPerson || !unheard(links) {
			return chain{of, series, links}, ok
		}
	}
	for _, sibling := range r.options.Siblings {
		others := r.numbers(sibling).Here()
		if sibling == of.campaign || others.Series.Version != billno.ByPerson || r.members[sibling.Name][maphash.String(r.seed, of.recipient.OpenID)] {
			continue
		}
		elsewhere := target{sibling, of.recipient}
		links, ok := r.askChain(ctx, others, elsewhere, true)
		if !ok {
			return own, false
		}
		if !unheard(links) {
			return chain{elsewhere, others.Series, links}, true
		}
	}
	return own, true
}

// unheard reports whether the platform knows nothing of a number that was asked about.
func unheard(links []askedNumber) bool {
	return len(links) > 0 && links[0].finding.Platform == apply.NotFound
}

// maxChain bounds the numbers of one recipient that are asked about. Each takes a person's wish to try again.
const maxChain = 20

// askChain asks about a recipient's numbers, from the first one on, as far as a run could have come: beyond a number only if
// the platform says that it failed or that its money came back. A chain that ends without a link belongs, as far as one can know, to
// somebody else. What came back need not have been sent anew, so a number after it that is not known is none; should it have been
// used all the same, a new attempt has that very number, which the platform pays once.
//
// Of a number that is not the recipient's own by the files as they are, "not found" lets another number be sent to the same
// person, and of one after a number that came back it lets a supplement be written in its place; and the platform can say it of a
// number that it has paid. So it has to say it twice.
func (r *rebuild) askChain(ctx context.Context, numbers *plan.Numbering, of target, another bool) (links []askedNumber, ok bool) {
	for attempt := range maxChain {
		no, err := numbers.Number(&of.recipient, false, attempt)
		if err != nil || r.shared.has(no) {
			return links, true
		}
		finding, asked := r.ask(ctx, no)
		cameBack := len(links) > 0 && links[len(links)-1].finding.Platform == apply.Refunded
		if asked && (another || cameBack) && finding.Platform == apply.NotFound {
			if asked = r.sleep(ctx, apply.Backoff(0)); asked {
				finding, asked = r.ask(ctx, no)
			}
		}
		if !asked {
			return links, false
		}
		if cameBack && finding.Platform == apply.NotFound {
			break
		}
		links = append(links, askedNumber{no, finding})
		if finding.Platform != apply.FailedThere && finding.Platform != apply.Refunded {
			break
		}
	}
	return links, true
}
