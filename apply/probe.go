package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/state"
)

// probes is how many numbers a probe asks about.
const probes = 5

// AppliedBeforeError says that the platform knows a campaign of which the state has no packet: the state was lost.
type AppliedBeforeError struct {
	Campaign, Key string
	BillNo        billno.BillNo
	Word          string // the platform's, such as SENT
	Sandbox       bool
}

func (e *AppliedBeforeError) Error() string {
	text := fmt.Sprintf("campaign %q was applied before: WeChat Pay knows bill number %s of %s/%s (%s), but the state has no packet of "+
		"this campaign, so it was lost or lies elsewhere. Nothing was sent. Put the state back, or restore it by asking WeChat Pay:\n"+
		"  redpack state rebuild", e.Campaign, e.BillNo, e.Campaign, e.Key, e.Word)
	if e.Sandbox {
		text += "\nTo begin the rehearsal anew instead, remove the sandbox's ledger: redpack.sandbox."
	}
	return text
}

// NoProofError says that nobody could tell whether a campaign was applied before.
type NoProofError struct {
	Campaign string
	Why      string
	Broken   bool // the cause will not pass by itself
}

func (e *NoProofError) Error() string {
	advice := "Check the network, then try again."
	if e.Broken {
		advice = "Repair that first."
	}
	return fmt.Sprintf("cannot make sure that campaign %q was not applied before: the state has no packet of it, and WeChat Pay, asked "+
		"about its first bill numbers, answered %s. Nothing was sent. %s", e.Campaign, e.Why, advice)
}

// ErrInterrupted says that a person stopped a command before it had done anything.
var ErrInterrupted = errors.New("interrupted; nothing was sent")

// Probe looks whether a campaign of which the state has no packet was applied before: it asks about the numbers that a
// run would use first. A campaign that the state knows passes unasked. Derived numbers keep a second run from paying twice
// even without the probe; it keeps the history, the totals and the daily limits from being wrong.
func Probe(ctx context.Context, c *hclspec.Campaign, snapshot *state.Snapshot, q Inquiry) error {
	names := append(c.FormerNames(), c.Name)
	for packet := range snapshot.ByID() {
		if slices.Contains(names, packet.Campaign) {
			return nil
		}
	}
	s, id := newSurvey(&q), numbers(c, snapshot, q.Now())
	for _, key := range firstKeys(c, snapshot) {
		id = identify(id, c, key)
		no, err := billno.Derive(id, c.BillNo)
		if err != nil {
			return err
		}
		finding, asked := s.ask(ctx, no)
		switch {
		case !asked || s.over(ctx):
			return ErrInterrupted
		case finding.Platform == NoAnswer:
			return &NoProofError{Campaign: c.Name, Why: describe(finding.Code, finding.Text), Broken: finding.Broken}
		case finding.known():
			return &AppliedBeforeError{Campaign: c.Name, Key: key, BillNo: no, Word: finding.Word, Sandbox: c.Merchant.Sandbox}
		}
	}
	return nil
}

// firstKeys are the recipients that a first run begins with: an interrupted run has sent those before all others. A
// recipient who was moved here from another campaign was paid there, which proves nothing.
func firstKeys(c *hclspec.Campaign, snapshot *state.Snapshot) []string {
	var keys []string
	// The rows were checked when the plan was made.
	_ = c.Recipients(nil, func(r *hclspec.Recipient) bool {
		moved := c.Moved() && slices.ContainsFunc(c.Addresses(r.Key), func(a hclspec.Address) bool {
			_, known := snapshot.Lookup(a.Campaign, a.Key)
			return known
		})
		if !moved {
			keys = append(keys, r.Key)
		}
		return len(keys) < probes
	})
	return keys
}
