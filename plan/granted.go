package plan

import (
	"time"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// Granted is a set of recipients, and the part of it that was paid.
type Granted struct {
	Digest Digest      // of the set, whatever the order of the rows
	Paid   money.Tally // the part of the set that is done
}

// grant puts a selected packet into Plan.Granted where it belongs.
func (b *builder) grant(p *Packet) bool {
	since := b.opts.Since
	switch {
	case p.Action == Done:
		b.err = b.plan.Granted.Paid.Add(p.Amount())
	case !p.Action.Works() && !touched(p, since):
		return true
	}
	b.digest.grant()
	if reopened(p, since) {
		b.digest.grant() // twice, so that the set equals no other
	}
	return b.err == nil
}

// touched reports whether anything was recorded of a packet since an instant, if there is one.
func touched(p *Packet, since time.Time) bool {
	return !since.IsZero() && (!p.Recorded.OutcomeAt.Before(since) || !p.Recorded.LastRequestAt().Before(since))
}

// reopened reports whether a packet is to be paid anew whose number was there before an instant and was found to have failed
// after it. It may have been paid at the instant, and so approved by nobody: accepted packets can fail late.
func reopened(p *Packet, since time.Time) bool {
	return p.Action == Send && p.Recorded.Status == state.Failed && p.Recorded.IntentAt.Before(since) && !p.Recorded.OutcomeAt.Before(since)
}
