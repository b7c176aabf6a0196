package inquiry

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// AppliedBeforeError says that the platform knows a campaign of which the state has no packet.
type AppliedBeforeError struct {
	Campaign, Key string
	BillNo        billno.BillNo
	Word          string        // the platform's, such as SENT
	Found         billno.Series // that the number is of
	Own           billno.Series // that the campaign would use
	Elsewhere     string        // the campaign that the number is of, where it is another one of this folder
	Sandbox       bool
}

// Error names the causes that fit, with a way out of each.
func (e *AppliedBeforeError) Error() string { return e.Told().String() }

// Told has the causes and the ways out on lines of their own.
func (e *AppliedBeforeError) Told() plain.Text {
	text := plain.Sprintf("campaign %q was applied before: WeChat Pay knows bill number %s of %s/%s (%s), but the state here has no packet of "+
		"this campaign. Nothing was sent.", e.Campaign, e.BillNo, e.Campaign, e.Key, e.Word)
	switch {
	case e.Elsewhere != "":
		text = plain.Sprintf("%s\nThe number is one of campaign %q, of which the state has no packet either: the list, or a line of it, was moved. If "+
			"the state was lost or lies elsewhere, put it back, or restore it by asking WeChat Pay:\n  redpack state rebuild", text, e.Elsewhere)
	case e.Found.WithKey != e.Own.WithKey && e.Found.Version == e.Own.Version:
		text = plain.Sprintf("%s\nThat number was made with allow_repeat_openid = %t, so that was edited; now everybody would be paid again. Put it "+
			"back, then put the state back, or restore it by asking WeChat Pay:\n  redpack state rebuild", text, e.Found.WithKey)
	case e.Found.Date != e.Own.Date:
		text = plain.Sprintf("%s\nThat number was made with another date, so the campaign's date was edited; with the new one everybody would be "+
			"paid again. Put it back:\n  date = %q\nThen put the state back, or restore it by asking WeChat Pay:\n  redpack state rebuild",
			text, plan.Dashed(e.Found.Date))
	case e.Found.Version == e.Own.Version && e.Found.Scheme != e.Own.Scheme:
		text = plain.Sprintf("%s\nThat number was made in another form, so billno was edited; with the new one everybody would be paid again. Put it "+
			"back:\n  billno = %q\nThen put the state back, or restore it by asking WeChat Pay:\n  redpack state rebuild", text, e.Found.Scheme.String())
	default:
		text = plain.Sprintf("%s\nIf the state was lost or lies elsewhere, put it back, or restore it by asking WeChat Pay:\n  redpack state rebuild\n%s", text, e.shared())
	}
	if e.Sandbox {
		text = plain.Sprintf("%s\nTo begin the rehearsal anew instead, remove the sandbox's ledger and what lies beside it: redpack.sandbox*.", text)
	}
	return text
}

// shared is the other cause: a campaign of this name in another folder.
func (e *AppliedBeforeError) shared() string {
	if e.Found.Version == billno.ByKey {
		return "If another folder of this merchant has a campaign of this name, date and these keys, the number is one of its people's, for " +
			"numbers of the first releases name a key and no person: give this campaign a name of its own."
	}
	return "If another folder of this merchant has a campaign of this name and date, the two are one campaign to WeChat Pay, and whoever is in " +
		"both is one person in it: give this campaign a name of its own, and everybody here is paid by it."
}

// NoProofError says that nobody could tell whether a campaign was applied before.
type NoProofError struct {
	Campaign string
	Why      string
	Advice   string // what a person can do about it; "" where nothing is known
	Broken   bool   // the cause will not pass by itself
}

func (e *NoProofError) Error() string {
	advice := e.Advice
	switch {
	case advice != "":
	case e.Broken:
		advice = "Repair that first."
	default:
		advice = "Check the network, then try again."
	}
	return fmt.Sprintf("cannot make sure that campaign %q was not applied before: the state has no packet of it, and WeChat Pay, asked "+
		"about its bill numbers, answered %s. Nothing was sent. %s", e.Campaign, cmp.Or(e.Why, "without a reason"), advice)
}

// ErrInterrupted says that a person stopped a command before it had done anything.
var ErrInterrupted = errors.New("interrupted; nothing was sent")

// Probe looks whether a campaign of which the state has no packet was applied before. It asks about recipients from all
// over the list, by the numbers that a run would use and by all that an earlier run can have used, see candidates. A campaign that
// the state knows passes unasked. One that was sent from here so long ago that the platform may have forgotten it is a
// *TooOldError.
func Probe(ctx context.Context, c *hclspec.Campaign, snapshot *state.Snapshot, pins plan.Pins, q Inquiry) error {
	if !plan.Abandoned(c, snapshot) && plan.Begun(c, snapshot) {
		return nil
	}
	p, err := newProbe(c, snapshot, pins, &q)
	if err != nil {
		return err
	}
	found, err := p.search(ctx)
	switch {
	case err != nil:
		return err
	case found != nil:
		return &AppliedBeforeError{
			Campaign: c.Name, Key: found.of.Key, BillNo: found.no, Word: found.finding.Word, Found: found.series, Own: p.numbers.Series,
			Elsewhere: found.elsewhere, Sandbox: c.Merchant.Sandbox,
		}
	case p.pinned && tooOld(p.numbers.Series.Date, q.Now()):
		return &TooOldError{Campaign: c.Name, Date: p.numbers.Series.Date}
	}
	return nil
}

// probe is one search for numbers of a campaign that the platform knows.
type probe struct {
	*survey
	campaign *hclspec.Campaign
	numbers  *plan.Numbering
	snapshot *state.Snapshot
	pins     plan.Pins
	pinned   bool
	people   []hclspec.Recipient
}

func newProbe(c *hclspec.Campaign, snapshot *state.Snapshot, pins plan.Pins, q *Inquiry) (*probe, error) {
	people, err := sampled(c, snapshot)
	_, pinned := pins.Find(append(c.FormerNames(), c.Name)...)
	return &probe{
		survey: newSurvey(q), campaign: c, snapshot: snapshot, pins: pins, pinned: pinned, people: people,
		numbers: plan.NumberingOf(c, snapshot, pins, q.Now()),
	}, err
}

// errFound ends a search.
var errFound = errors.New("found")

// search asks about one candidate after the other, several at a time, and ends with the first that the platform knows as a number
// of this campaign. One of a campaign that a recipient was moved from is found only where there is none of this one.
func (p *probe) search(ctx context.Context) (found *candidate, err error) {
	var wrong error
	each(ctx, p.survey, p.candidates(&wrong), func(ctx context.Context, g candidate) (candidate, bool) {
		var asked bool
		g.finding, asked = p.ask(ctx, g.no)
		return g, asked
	}, func(_, g candidate) error {
		switch {
		case p.over(ctx):
			return ErrInterrupted
		case g.finding.Platform == apply.NoAnswer:
			return &NoProofError{
				Campaign: p.campaign.Name, Why: g.finding.Reason(), Advice: g.finding.Advice, Broken: g.finding.Broken,
			}
		case g.finding.Known() && g.elsewhere != "":
			g.series, found = p.numbers.Series, &g
		case g.finding.Known():
			found = &g
			return errFound
		}
		return nil
	})
	switch {
	case found != nil:
		return found, nil
	case p.stop == apply.Interrupted || p.stop == apply.Forced:
		return nil, ErrInterrupted
	case p.err != nil:
		return nil, p.err
	}
	return nil, wrong
}
