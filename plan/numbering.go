package plan

import (
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// Numbering makes the bill numbers of one campaign's recipients. It is safe for concurrent use.
type Numbering struct {
	Series   billno.Series // of the campaign; those who came from another campaign have that one's
	campaign *hclspec.Campaign
	snapshot *state.Snapshot
	pins     Pins
	at       time.Time
	moves    moves
}

// NumberingOf tells how the numbers of a campaign are made: as they were frozen in the state, or else as they are pinned
// beside the campaign, or else, where none was used yet, as the file says. The instant gives a sandbox campaign without a
// date its day.
func NumberingOf(c *hclspec.Campaign, snapshot *state.Snapshot, pins Pins, at time.Time) *Numbering {
	return &Numbering{Series: seriesOf(c, snapshot, pins, at), campaign: c, snapshot: snapshot, pins: pins, at: at}
}

// Follow takes over the series that the state has frozen, which decides. It refuses one that was frozen otherwise since the
// plan was made.
func (n *Numbering) Follow(frozen billno.Series) error {
	if !agree(frozen, n.Series) {
		return lang.Errorf("the bill numbers of campaign %q were fixed in another way since the plan was made; run the command again",
			"生成计划之后，活动 %q 的商户订单号规则已按另一种方式定下；重新运行命令", n.campaign.Name)
	}
	return nil
}

// With makes the numbers of another series, to find out whether they were used.
func (n *Numbering) With(s billno.Series) *Numbering {
	other := *n
	other.Series = s
	return &other
}

// Number is the number of one attempt at a recipient. Further asks for the number of one more packet for a person who has
// one in this campaign already; a supplement always is one. A recipient who was moved here has a number of the campaign that a
// moved block names, as long as that campaign is known to have sent anything.
func (n *Numbering) Number(r *hclspec.Recipient, further bool, attempt int) (billno.BillNo, error) {
	series, key := n.of(r.Key)
	return series.Number(billno.Recipient{OpenID: r.OpenID, Key: key, Further: further || r.Supplement != nil, Attempt: attempt})
}

// SeriesOf is how the number of a recipient is made, which for one who was moved here can be otherwise than the campaign's own.
func (n *Numbering) SeriesOf(r *hclspec.Recipient) billno.Series {
	series, _ := n.of(r.Key)
	return series
}

// of is the series of a key, and the key that it began with.
func (n *Numbering) of(key string) (billno.Series, string) {
	origin, series := n.campaign.Origin(key), n.Series
	if n.moves == ignored {
		origin = address.Address{Campaign: n.campaign.FirstName(), Key: key}
	}
	if series.Version == billno.ByKey {
		series.Campaign = origin.Campaign
	}
	if origin.Campaign != n.campaign.FirstName() {
		series = n.foreign(origin.Campaign)
	}
	return series, origin.Key
}

// moves is what moved blocks of keys mean for numbers. A block can outlive the person it was written for, and can name a
// campaign that never sent anything, so where a state is lost each reading is asked about.
type moves uint8

const (
	trusted  moves = iota // the packet has a number of the campaign that it came from, if that one has sent anything
	ignored               // it has one of this campaign
	believed              // it has one of the campaign that it came from, whatever is known of that
)

// Readings are all ways to number recipients under the moved blocks of the project, the likeliest first.
func (n *Numbering) Readings() []*Numbering {
	if !n.campaign.Moved() {
		return []*Numbering{n}
	}
	all := make([]*Numbering, 0, believed+1)
	for _, reading := range []moves{trusted, ignored, believed} {
		other := *n
		other.moves = reading
		all = append(all, &other)
	}
	return all
}

// Here numbers recipients as if none had come from another campaign.
func (n *Numbering) Here() *Numbering {
	other := *n
	other.moves = ignored
	return &other
}

// foreign is the series of the campaign that a recipient was moved from.
func (n *Numbering) foreign(campaign string) billno.Series {
	if frozen, ok := frozenSeries(n.snapshot, n.pins, campaign); ok {
		return frozen
	}
	series := n.Series
	if series.Version == billno.ByPerson && n.moves != believed {
		return series
	}
	if sibling := n.campaign.Sibling(campaign); sibling != nil {
		return seriesOf(sibling, n.snapshot, n.pins, n.at)
	}
	series.Campaign = campaign
	return series
}

func seriesOf(c *hclspec.Campaign, snapshot *state.Snapshot, pins Pins, at time.Time) billno.Series {
	if frozen, ok := frozenSeries(snapshot, pins, names(c)...); ok && !Abandoned(c, snapshot) {
		if frozen.Scheme == 0 {
			frozen.Scheme = billno.Digits // what the releases took whose series the state did not keep
		}
		return frozen
	}
	series := billno.Series{
		Version: billno.ByPerson, Scheme: c.BillNo, MchID: c.Merchant.MchID, AppID: c.Merchant.AppID, Campaign: c.FirstName(), Date: c.Date,
		WithKey: c.AllowRepeatOpenID,
	}
	if recorded, ok := snapshot.Campaign(c.Name); ok && recorded.BillNoDate != "" {
		series.Date = recorded.BillNoDate
	}
	if series.Date == "" { // only a sandbox campaign comes without one
		series.Date = beijing.Day(at)
	}
	return series
}

// names are all names that a campaign has and had, the newest first.
func names(c *hclspec.Campaign) []string { return append([]string{c.Name}, c.FormerNames()...) }

// frozenSeries looks a campaign up in the state, and then among the pins.
func frozenSeries(snapshot *state.Snapshot, pins Pins, names ...string) (billno.Series, bool) {
	for _, name := range names {
		if recorded, ok := snapshot.Campaign(name); ok && recorded.Series.Version != 0 {
			series := recorded.Series
			if series.Campaign == "" {
				series.Campaign = name
			}
			return series, true
		}
	}
	pin, ok := pins.Find(names...)
	return pin.Series, ok
}
