package inquiry

import (
	"iter"
	"slices"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// candidate is a number that an earlier run can have used for a recipient.
type candidate struct {
	of      *hclspec.Recipient
	series  billno.Series
	no      billno.BillNo
	finding apply.Finding
	// elsewhere is the campaign whose number it is where that is not this one: then it proves nothing about this one's series.
	elsewhere string
}

// How many recipients are asked about. The platform itself pays nobody twice who is asked about by the very number that a run
// would use; where another number may have been used, everybody who is missed could be paid again.
const (
	maxSampled = 200 // by the numbers of the first releases, if nothing says how this campaign's are made
	several    = 12  // by the numbers of a run, and in another form or campaign
	ofADay     = 6   // of another date
	unlikely   = 2   // of another date in a form that is hardly used
)

// The dates to look at: what the platform remembers was sent on one of the last days, under its day or one soon after. The
// campaign's own date may be far from them, and was edited by some days at most.
const (
	rememberedDays = int(plan.Remembered / (24 * time.Hour))
	daysAround     = 7
)

// candidates are the numbers to ask about, the likeliest first: those of a run; those of the other campaigns of the folder of
// which the state knows nothing either, for a line may have moved; those in another form and of another version; and all of
// them with the dates around. With a pin, fewer have to be asked.
func (p *probe) candidates(wrong *error) iter.Seq[candidate] {
	own := p.numbers.Series
	return func(yield func(candidate) bool) {
		try := func(s billno.Series, of []hclspec.Recipient, elsewhere string) bool {
			for i := range of {
				if of[i].Supplement != nil && s.WithKey != own.WithKey {
					continue // its number has its key in both forms, so it would tell neither from the other
				}
				var numbers []candidate
				if numbers, *wrong = p.numbersOf(&of[i], s, elsewhere); *wrong != nil {
					return false
				}
				for _, g := range numbers {
					if !yield(g) {
						return false
					}
				}
			}
			return true
		}
		if !try(own, p.sample(several), "") {
			return
		}
		for name, s := range p.others() {
			if !try(s, p.sample(several), name) {
				return
			}
		}
		for _, s := range forms(own)[1:] {
			if !try(s, p.sample(p.sampleSize(s)), "") {
				return
			}
		}
		for _, date := range p.dates() {
			dated := own
			dated.Date = date
			for _, s := range forms(dated) {
				if !try(s, p.sample(p.sampleSizeOfDay(s)), "") {
					return
				}
			}
		}
	}
}

// sampleSize is how many are asked about in another form of the campaign's own date.
func (p *probe) sampleSize(s billno.Series) int {
	if isFirst(s) && !p.pinned {
		return maxSampled
	}
	return several
}

// sampleSizeOfDay is how many are asked about by one form of another date.
func (p *probe) sampleSizeOfDay(s billno.Series) int {
	own := p.numbers.Series
	likely := isFirst(s) || s.Version == own.Version && s.Scheme == own.Scheme && s.WithKey == own.WithKey
	switch {
	case p.pinned && !likely:
		return 0
	case p.pinned:
		return ofADay / 2
	case !likely:
		return unlikely
	default:
		return ofADay
	}
}

// isFirst reports whether the first releases made numbers so, unless they were told otherwise.
func isFirst(s billno.Series) bool { return s.Version == billno.ByKey && s.Scheme == billno.Digits }

// others are how the numbers of the other campaigns of this folder and merchant are made, now and before, as far as the state
// has no packet of them. What this campaign repeats on purpose is not looked at.
func (p *probe) others() iter.Seq2[string, billno.Series] {
	return func(yield func(string, billno.Series) bool) {
		c, seen := p.campaign, map[string]bool{}
		try := func(name string, s billno.Series) bool {
			mine := s == p.numbers.Series || s.MchID != p.numbers.Series.MchID || seen[name] || slices.Contains(c.Repeats, name)
			seen[name] = true
			return mine || plan.Known(name, p.snapshot) || yield(name, s)
		}
		for _, pin := range p.pins {
			if !try(pin.Campaign, pin.Series) {
				return
			}
		}
		for _, other := range c.Others() {
			if other.Merchant.MchID == c.Merchant.MchID && !try(other.Name, plan.NumberingOf(other, p.snapshot, p.pins, p.Now()).Series) {
				return
			}
		}
	}
}

// dates are the days that can stand in numbers in the place of the campaign's own.
func (p *probe) dates() (days []string) {
	add := func(at time.Time) {
		if day := beijing.Day(at); day != p.numbers.Series.Date && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	for ahead := daysAround; ahead >= -rememberedDays; ahead-- {
		add(p.Now().AddDate(0, 0, ahead))
	}
	if own, err := beijing.ParseDay(p.numbers.Series.Date); err == nil {
		for around := -daysAround; around <= daysAround; around++ {
			add(own.AddDate(0, 0, around))
		}
	}
	return days
}

// numbersOf are the numbers that a recipient can have in a series, in each reading of the moved blocks.
func (p *probe) numbersOf(of *hclspec.Recipient, s billno.Series, elsewhere string) (all []candidate, err error) {
	numbers := p.numbers.With(s)
	here, err := numbers.Here().Number(of, false, 0)
	if err != nil {
		return nil, err
	}
	all = []candidate{{of: of, series: s, no: here, elsewhere: elsewhere}}
	if elsewhere != "" {
		return all, nil
	}
	if origin := p.campaign.Origin(of.Key); origin.Campaign != p.campaign.FirstName() {
		elsewhere = origin.Campaign
	}
	for _, reading := range numbers.Readings() {
		no, err := reading.Number(of, false, 0)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(g candidate) bool { return g.no == no }) {
			all = append(all, candidate{of: of, series: s, no: no, elsewhere: elsewhere})
		}
	}
	return all, nil
}

// forms are a series and all others that it can have been, the likeliest first.
func forms(s billno.Series) []billno.Series {
	all := []billno.Series{s}
	add := func(form billno.Series) {
		if !slices.Contains(all, form) {
			all = append(all, form)
		}
	}
	for _, version := range []billno.Version{billno.ByKey, billno.ByPerson} {
		for _, scheme := range []billno.Scheme{billno.Digits, billno.Alphanumeric} {
			form := s
			form.Version, form.Scheme = version, scheme
			add(form)
		}
	}
	repeated := s
	repeated.Version, repeated.WithKey = billno.ByPerson, !s.WithKey
	add(repeated)
	return all
}

// sample are so many of the recipients: the first ones, because an interrupted run has sent those before all others, and as many
// again evenly to the end.
func (p *probe) sample(most int) []hclspec.Recipient {
	if len(p.people) <= most {
		return p.people
	}
	first := (most + 1) / 2
	chosen := slices.Clone(p.people[:first])
	for i := 1; i <= most-first; i++ {
		chosen = append(chosen, p.people[first-1+i*(len(p.people)-first)/(most-first)])
	}
	return chosen
}

// sampled takes recipients from all over a list, in its order: the first ones, and then evenly to the end. A recipient who was
// moved here from another campaign that the state knows was paid there, which proves nothing.
func sampled(c *hclspec.Campaign, snapshot *state.Snapshot) (people []hclspec.Recipient, err error) {
	const first = maxSampled / 2
	var spread []hclspec.Recipient
	var last hclspec.Recipient
	row, step := 0, 1
	_, diags := c.Persons(func(r *hclspec.Recipient) bool {
		one := hclspec.Recipient{Key: r.Key, OpenID: r.OpenID, Supplement: r.Supplement}
		moved := c.Moved() && slices.ContainsFunc(c.Addresses(r.Key), func(a address.Address) bool {
			_, known := snapshot.Lookup(a.Campaign, a.Key)
			return known
		})
		switch {
		case moved:
			return true
		case len(people) < first:
			people = append(people, one)
		case row%step == 0:
			if spread = append(spread, one); len(spread) == maxSampled-first {
				spread, step = everySecond(spread), 2*step
			}
		}
		if row++; row > first {
			last = one
		}
		return true
	})
	if diags.HasErrors() { // the plan found nothing wrong
		return nil, lang.Errorf("read the recipients of campaign %q once more: %w", "再读一次活动 %q 的领取人：%w", c.Name, diags)
	}
	people = append(people, spread...)
	if last.Key != "" && last.Key != people[len(people)-1].Key {
		people = append(people, last)
	}
	return people, nil
}

func everySecond(people []hclspec.Recipient) []hclspec.Recipient {
	kept := people[:0]
	for i := 0; i < len(people); i += 2 {
		kept = append(kept, people[i])
	}
	return kept
}
