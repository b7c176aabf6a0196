package report

import (
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Version is that of a report as JSON, see report.schema.json. The number before the dot changes when a field goes or changes its
// meaning, the one after it when a field is added.
const Version = "1.0"

// Report is what became of a campaign. Its items are not in it: Source.Items streams them.
type Report struct {
	Campaign string
	ActName  string
	Merchant string    // masked
	Venue    string    // "sandbox" or the server of a rehearsal: no money; "" where it is real
	Window   lang.Text // when the campaign may send, in words
	Personal bool      // whole openids are in it (含个人信息)

	Control
	Statuses []Status    // how many packets stand where, each at its status of the state
	Days     []Day       // by Beijing day, the first one first
	Back     money.Tally // money that is on its way back: it has no day yet
	Earlier  money.Tally // paid under numbers that packets had before, and come back; part of the days, and of no standing

	Causes     []Cause // the exceptions by cause
	Exceptions []Item  // the first of them, in the order of the file
	Runs       []Run
	Charts

	Provenance
}

// MaxExceptions is how many exceptions a Report holds. The items have all of them.
const MaxExceptions = 1000

// Control is the sums that must meet: Planned + Differing + Orphans = the sum over all standings.
type Control struct {
	Planned   money.Tally // what the files name
	Differing Difference  // recorded with other money, or for somebody else, than the files say now
	Orphans   money.Tally // paid, or in doubt, and named by the files no more
	Sums
}

// Difference is packets whose recorded amount is not the file's, with by how much it is more.
type Difference struct {
	Packets int       `json:"packets"`
	Amount  money.Fen `json:"amount_fen"`
}

// Balanced reports whether the sums meet to the fen.
func (c *Control) Balanced() bool {
	all, want := c.All(), c.Planned.Plus(c.Orphans)
	return all.Packets == want.Packets && all.Amount == want.Amount+c.Differing.Amount
}

// Share is how much of the money that was sent has been received, in tenths of a percent.
func (c *Control) Share() int {
	sent := c.Sent().Amount
	if sent == 0 {
		return 0
	}
	return int(c.Of(Received).Amount * 1000 / sent)
}

// Status is how many packets have a status.
type Status struct {
	Name string
	Of   Standing
	money.Tally
}

// Day is what happened on one Beijing day, and since the beginning.
type Day struct {
	Day                                     string
	Sent, Received, Refunded                money.Tally
	SentSoFar, ReceivedSoFar, RefundedSoFar money.Tally
}

// Cause is the exceptions that have the same reason.
type Cause struct {
	Exception Exception
	Status    string
	Code      string
	Reason    string // of the first of them
	money.Tally
	First, Last time.Time // when they came to be
	Address     string    // of the first of them
	Next        string    // the command that goes on with all of them
}

// Run is one apply or inquiry that had to do with the campaign.
type Run struct {
	ID                 int64
	StartedAt, EndedAt time.Time // EndedAt is zero where it is still at it or was killed
	Owner              string
	Tool               string
	Digest             string // of the plan that was approved; "" where it only asked
	Result             string
	Begun              money.Tally // packets whose present number this run has made
}

// Provenance is where a report was made from.
type Provenance struct {
	Tool    string    // the version of redpack that made it
	Wrote   string    // the one that wrote to the state last
	Lineage string    // of the state; "" where there is none yet
	Serial  int64     // of the state
	AsOf    time.Time // the last moment that the state knows; zero where there is none
	SHA256  string    // of the items as the CSV of the same options
	Rows    int       // of items
	Asked   time.Time // when WeChat Pay was last asked about open packets of the campaign; zero: never
	Overdue int       // waiting packets that were more than 24 hours old then: they were received or came back by now
	Refresh string    // the command that asks again
}

// Source is what a report is made from.
type Source struct {
	Campaign *hclspec.Campaign
	Snapshot *state.Snapshot
	Earlier  *Earlier // of the state; nil: none
	Style    page.Style
	Tool     string    // the version of redpack
	Window   lang.Text // when the campaign may send, in words
}

// New makes a report, in one pass over the campaign, and writes the items as CSV on the way; a nil CSV writes nothing. With an error
// among the diagnostics there is no report.
func New(s Source, csv *CSV) (*Report, hcl.Diagnostics, error) {
	if csv == nil {
		csv = NewCSV(nil, false)
	}
	c := newCollector(s)
	err := csv.Begin()
	diags := s.walk(c.items, func(p *plan.Packet, one *Item) {
		c.add(p, one)
		if err == nil {
			err = csv.Item(one)
		}
	})
	if err == nil {
		err = csv.Close()
	}
	if diags.HasErrors() || err != nil {
		return nil, diags, err
	}
	return c.report(csv), diags, nil
}

// Items streams the items of a report, in the order of the file, orphans last. An item is only lent. The first error ends it.
func (s Source) Items(each func(*Item) error) (err error) {
	diags := s.walk(s.items(), func(_ *plan.Packet, one *Item) {
		if err == nil {
			err = each(one)
		}
	})
	if err == nil && diags.HasErrors() { // New has had the same ones
		return diags
	}
	return err
}

func (s *Source) walk(items *items, each func(*plan.Packet, *Item)) hcl.Diagnostics {
	return plan.Walk(s.Campaign, s.Snapshot, items.asOf, func(p *plan.Packet) {
		one := items.of(p)
		each(p, &one)
	})
}

func (s *Source) items() *items {
	return &items{Style: s.Style, campaign: s.Campaign.Name, asOf: s.asOf(), earlier: s.Earlier}
}

// asOf is the last moment that the state knows of the campaign or of a run.
func (s *Source) asOf() (last time.Time) {
	note := func(at time.Time) {
		if at.After(last) {
			last = at
		}
	}
	for _, name := range append(s.Campaign.FormerNames(), s.Campaign.Name) {
		for p := range s.Snapshot.Of(name) {
			note(p.LastRequestAt())
			note(p.OutcomeAt)
			note(p.ReceivedAt)
			note(p.RefundedAt)
			note(p.Accepted.At)
		}
	}
	for _, run := range s.Snapshot.Runs() {
		note(run.StartedAt)
		note(run.EndedAt)
	}
	return last
}

// venueOf names where there is no money.
func venueOf(m *hclspec.Merchant) string {
	if m.Sandbox {
		return sandbox
	}
	return m.Rehearsal()
}

func (s *Source) provenance(last time.Time) Provenance {
	p := Provenance{
		Tool: s.Tool, Wrote: page.Clean(s.Snapshot.Tool()), Lineage: page.Clean(s.Snapshot.Lineage()), Serial: s.Snapshot.Serial(),
		AsOf: last, Refresh: "redpack refresh " + words.ShellWord(s.Campaign.Name), // for programs
	}
	for _, run := range s.Snapshot.Runs() {
		result := history.Parse(run.Result)
		if run.PlanDigest == "" && run.EndedAt.After(p.Asked) && result.Stop == "" && result.About(s.Campaign.Name) {
			p.Asked = run.EndedAt
		}
	}
	return p
}

// VenueName is the venue for people.
func (r *Report) VenueName() lang.Text {
	if r.Venue == sandbox {
		return lang.Both(sandbox, "模拟")
	}
	return lang.Same(r.Venue)
}

const sandbox = "sandbox"
