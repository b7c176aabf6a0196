package apply

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
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
	Sandbox       bool
}

// Error names the causes that fit, with a way out of each.
func (e *AppliedBeforeError) Error() string {
	text := fmt.Sprintf("campaign %q was applied before: WeChat Pay knows bill number %s of %s/%s (%s), but the state here has no packet of "+
		"this campaign. Nothing was sent.", e.Campaign, e.BillNo, e.Campaign, e.Key, e.Word)
	switch {
	case e.Found.Date != e.Own.Date:
		text += fmt.Sprintf("\nThat number was made with another date, so the campaign's date was edited; with the new one everybody would be "+
			"paid again. Put it back:\n  date = %q\nThen put the state back, or restore it by asking WeChat Pay:\n  redpack state rebuild",
			day(e.Found.Date))
	case e.Found.Version == e.Own.Version && e.Found.Scheme != e.Own.Scheme:
		text += fmt.Sprintf("\nThat number was made in another form, so billno was edited; with the new one everybody would be paid again. Put it "+
			"back:\n  billno = %q\nThen put the state back, or restore it by asking WeChat Pay:\n  redpack state rebuild", form(e.Found.Scheme))
	default:
		text += "\nIf the state was lost or lies elsewhere, put it back, or restore it by asking WeChat Pay:\n  redpack state rebuild\n" + e.shared()
	}
	if e.Sandbox {
		text += "\nTo begin the rehearsal anew instead, remove the sandbox's ledger and what lies beside it: redpack.sandbox*."
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

// day writes the date of a number as campaigns do.
func day(date string) string {
	at, err := time.ParseInLocation("20060102", date, beijing.Zone)
	if err != nil {
		return date
	}
	return at.Format(time.DateOnly)
}

// form is a scheme as campaigns write it.
func form(s billno.Scheme) string {
	if s == billno.Digits {
		return "digits"
	}
	return "alphanumeric"
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
		"about its bill numbers, answered %s. Nothing was sent. %s", e.Campaign, e.Why, advice)
}

// ErrInterrupted says that a person stopped a command before it had done anything.
var ErrInterrupted = errors.New("interrupted; nothing was sent")

// Probe looks whether a campaign of which the state has no packet was applied before. It asks about recipients from all
// over the list, by the numbers that a run would use, and, unless a pin says how the campaign's numbers are made, by all that
// an earlier run can have used: in both forms, of every version, and with each date around the thirty days that the
// platform remembers. A campaign that
// the state knows passes unasked.
func Probe(ctx context.Context, c *hclspec.Campaign, snapshot *state.Snapshot, pins plan.Pins, q Inquiry) error {
	if !plan.Abandoned(c, snapshot) && plan.Begun(c, snapshot) {
		return nil
	}
	p := newProbe(c, snapshot, pins, &q)
	found, err := p.search(ctx)
	switch {
	case err != nil:
		return err
	case found != nil:
		return &AppliedBeforeError{
			Campaign: c.Name, Key: found.of.Key, BillNo: found.no, Word: found.finding.Word, Found: found.series, Own: p.numbers.Series,
			Sandbox: c.Merchant.Sandbox,
		}
	}
	return nil
}

// probe is one search for numbers of a campaign that the platform knows.
type probe struct {
	*survey
	campaign *hclspec.Campaign
	numbers  *plan.Numbering
	pinned   bool
	people   []hclspec.Recipient
}

// guess is a number that an earlier run can have used for a recipient.
type guess struct {
	of      *hclspec.Recipient
	series  billno.Series
	no      billno.BillNo
	moved   bool // it is a number of the campaign that the recipient was moved from, which proves nothing about this one's series
	finding Finding
}

func newProbe(c *hclspec.Campaign, snapshot *state.Snapshot, pins plan.Pins, q *Inquiry) *probe {
	_, pinned := pins.Find(append(c.FormerNames(), c.Name)...)
	return &probe{
		survey: newSurvey(q), campaign: c, pinned: pinned, people: sample(c, snapshot), numbers: plan.NumberingOf(c, snapshot, pins, q.Now()),
	}
}

// errFound ends a search.
var errFound = errors.New("found")

// search asks about one guess after the other, several at a time, and ends with the first that the platform knows as a number
// of this campaign. One of a campaign that a recipient was moved from is found only where there is none of this one.
func (p *probe) search(ctx context.Context) (found *guess, err error) {
	var wrong error
	each(ctx, p.survey, p.guesses(&wrong), func(ctx context.Context, g guess) (guess, bool) {
		var asked bool
		g.finding, asked = p.ask(ctx, g.no)
		return g, asked
	}, func(_, g guess) error {
		switch {
		case p.over(ctx):
			return ErrInterrupted
		case g.finding.Platform == NoAnswer:
			return &NoProofError{
				Campaign: p.campaign.Name, Why: describe(g.finding.Code, g.finding.Text), Advice: g.finding.Advice, Broken: g.finding.Broken,
			}
		case g.finding.known() && g.moved:
			g.series, found = p.numbers.Series, &g
		case g.finding.known():
			found = &g
			return errFound
		}
		return nil
	})
	switch {
	case found != nil:
		return found, nil
	case p.stop == Interrupted || p.stop == Forced:
		return nil, ErrInterrupted
	case p.err != nil:
		return nil, p.err
	}
	return nil, wrong
}

// guesses are the numbers to ask about, the likeliest first.
func (p *probe) guesses(wrong *error) iter.Seq[guess] {
	own := p.numbers.Series
	return func(yield func(guess) bool) {
		try := func(s billno.Series, people []hclspec.Recipient) bool {
			for i := range people {
				var guesses []guess
				if guesses, *wrong = p.numbersOf(&people[i], s); *wrong != nil {
					return false
				}
				for _, g := range guesses {
					if !yield(g) {
						return false
					}
				}
			}
			return true
		}
		if !try(own, p.people) || p.pinned {
			return
		}
		for _, s := range forms(own)[1:] {
			if !try(s, p.people) {
				return
			}
		}
		for days := daysAhead; days >= -rememberedDays; days-- {
			dated := own
			if dated.Date = beijing.Day(p.Now().AddDate(0, 0, days)); dated.Date == own.Date {
				continue
			}
			for i, s := range forms(dated) {
				if !try(s, p.few(i)) {
					return
				}
			}
		}
	}
}

// numbersOf are the numbers that a recipient can have in a series, in each reading of the moved blocks.
func (p *probe) numbersOf(of *hclspec.Recipient, s billno.Series) (all []guess, err error) {
	numbers := p.numbers.With(s)
	here, err := numbers.Here().Number(of, false, 0)
	if err != nil {
		return nil, err
	}
	moved := p.campaign.Origin(of.Key).Campaign != p.campaign.FirstName()
	all = []guess{{of: of, series: s, no: here}}
	for _, reading := range numbers.Readings() {
		no, err := reading.Number(of, false, 0)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(g guess) bool { return g.no == no }) {
			all = append(all, guess{of: of, series: s, no: no, moved: moved})
		}
	}
	return all, nil
}

// The dates to look at: what the platform remembers was sent on one of the last days, under its day or one soon after.
const (
	rememberedDays = int(Remembered / (24 * time.Hour))
	daysAhead      = 7
)

// forms are a series and what it would be in the other form and by the other version, the likeliest first.
func forms(s billno.Series) []billno.Series {
	all := []billno.Series{s}
	for _, version := range []billno.Version{billno.ByPerson, billno.ByKey} {
		for _, scheme := range []billno.Scheme{billno.Digits, billno.Alphanumeric} {
			other := s
			other.Version, other.Scheme = version, scheme
			if !slices.Contains(all, other) {
				all = append(all, other)
			}
		}
	}
	return all
}

// few are the people to ask about for another date: three for the form that the campaign has now, one for each other.
func (p *probe) few(form int) []hclspec.Recipient {
	const most = 3
	switch last := len(p.people) - 1; {
	case form > 0:
		return p.people[:min(1, len(p.people))]
	case len(p.people) <= most:
		return p.people
	default:
		return []hclspec.Recipient{p.people[0], p.people[last/2], p.people[last]}
	}
}

// sampled is how many recipients a probe asks about.
const sampled = 12

// sample takes recipients from all over a list: the first ones, because an interrupted run has sent those before all others,
// and then evenly to the end. A recipient who was moved here from another campaign was paid there, which proves nothing.
func sample(c *hclspec.Campaign, snapshot *state.Snapshot) (people []hclspec.Recipient) {
	const first = sampled / 3
	var spread []hclspec.Recipient
	var last hclspec.Recipient
	row, step := 0, 1
	// The rows were checked when the plan was made.
	_ = c.Recipients(nil, func(r *hclspec.Recipient) bool {
		moved := c.Moved() && slices.ContainsFunc(c.Addresses(r.Key), func(a hclspec.Address) bool {
			_, known := snapshot.Lookup(a.Campaign, a.Key)
			return known
		})
		switch {
		case moved:
			return true
		case len(people) < first:
			people = append(people, *r)
		case row%step == 0:
			if spread = append(spread, *r); len(spread) == 2*(sampled-first-1) {
				spread, step = everySecond(spread), 2*step
			}
		}
		if row++; row > first {
			last = *r
		}
		return true
	})
	for len(spread) > sampled-first-1 {
		spread = everySecond(spread)
	}
	people = append(people, spread...)
	if last.Key != "" && last.Key != people[len(people)-1].Key {
		people = append(people, last)
	}
	return people
}

func everySecond(people []hclspec.Recipient) []hclspec.Recipient {
	kept := people[:0]
	for i := 0; i < len(people); i += 2 {
		kept = append(kept, people[i])
	}
	return kept
}
