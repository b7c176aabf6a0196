package diff

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan/listsum"
)

// Revision says where one side of a comparison was read from.
type Revision struct {
	Name     string // as people call it: "main", "work tree", "old.hcl"
	Commit   string // the short commit; "" outside of git and for the work tree
	Base     bool   // it is the merge base with the other side, not what was named
	WorkTree bool   // it is what lies in the folder now, and Name is WorkTree
}

// WorkTree is the name of what lies in the folder now.
const WorkTree = "work tree" // for programs

// Called is the revision's name where people read it.
func (r Revision) Called() lang.Text {
	if r.WorkTree {
		return lang.Both(WorkTree, "工作区")
	}
	return lang.Same(r.Name)
}

// Side is one side of a comparison: a folder at one revision.
type Side struct {
	Revision
	Project   *hclspec.Project    // nil where the folder does not exist on this side
	Campaigns []*hclspec.Campaign // those of the project that are compared
	Sum       listsum.Sum         // redpack.sum of the folder: speaks for lists that are not there
	// File and CalledBy are for two files that are compared with each other: the file's path on this side, and the one name that
	// both go by. Else both are empty.
	File, CalledBy string

	lists []hclspec.Input // that the comparison has read
}

// Diff is how two sides differ in meaning: in people, money, texts and settings. The order of rows, formatting, comments,
// and whether people stand in HCL or in a CSV are no difference.
type Diff struct {
	Before, After Revision
	Settings      []Setting      // of the folder: its state, its moved blocks
	Campaigns     []CampaignDiff // every campaign of both sides, by name, those without a difference included
	Files         []FileChange   // every file that was read and whose bytes differ, by path
	WithState     bool           // a state was laid over the changes: Change.Recorded counts
	StateExists   bool           // that state has been written already
}

// FileChange is a file whose bytes are not the same on both sides.
type FileChange struct {
	Path    string
	Added   bool // it stands only on the after side
	Removed bool // it stands only on the before side
	// Formatting: nothing of what differs in meaning stands in the file, so only its form has changed.
	Formatting bool
}

// Presence is on which sides a campaign stands.
type Presence uint8

// The presences of a campaign.
const (
	_          Presence = iota
	InBoth              // possibly under two names, see CampaignDiff.Was
	OnlyAfter           // the whole campaign is added
	OnlyBefore          // the whole campaign is removed
)

// CampaignDiff is how one campaign differs.
type CampaignDiff struct {
	Name          string // on the after side; of a removed campaign, on the before side
	Was           string // its name on the before side where a moved block says that it had another one; else ""
	Presence      Presence
	hclspec.Venue // on the after side; of a removed campaign, on the before side
	// Resembles names a removed campaign most of whose people are in this added one. Without a moved block everybody of
	// them would be paid once more.
	Resembles string
	Settings  []Setting // what reviewers miss, the most relevant for money first
	// Changes are the recipients that differ, by kind and key. A campaign that stands on one side only lists everybody.
	Changes   []Change
	Lists     []ListChange // CSVs whose rows at least one side does not have
	Unchanged money.Tally
	// Before and After are all recipients of either side.
	Before, After money.Tally

	deltas [changeKinds]Delta
}

// Delta is what the changes of one kind come to.
type Delta struct {
	Packets       int
	Before, After money.Fen // what these recipients were and are to get
}

// Difference is by how much the kind makes the campaign more expensive.
func (d Delta) Difference() money.Fen { return d.After - d.Before }

// Delta is the number and the money of one kind of change.
func (c *CampaignDiff) Delta(kind ChangeKind) Delta { return c.deltas[kind] }

// Of are the changes of one kind, by key.
func (c *CampaignDiff) Of(kind ChangeKind) []Change {
	from := 0
	for k := ChangeKind(1); k < kind; k++ {
		from += c.deltas[k].Packets
	}
	return c.Changes[from : from+c.deltas[kind].Packets]
}

// Different reports whether anything about the campaign has another meaning.
func (c *CampaignDiff) Different() bool {
	return c.Presence != InBoth || c.Was != "" || len(c.Settings)+len(c.Changes)+len(c.Lists) > 0
}

// ListChange is a CSV that at least one side does not have, as lists of people are often kept out of git, and that is not the
// same on both sides. The side without it is known by its line in redpack.sum, so nothing can be said of single people.
type ListChange struct {
	Path          string
	Before, After List
}

// List is what is known of a CSV as a whole.
type List struct {
	Known  bool // false: the campaign does not read it on this side
	Dark   bool // the campaign reads it, and neither git nor redpack.sum tells what is in it
	Pot    bool // its people share a pot, so no amount is known
	Rows   int
	Amount money.Fen
	SHA256 string // in hex
}

// Setting is one setting that differs.
type Setting struct {
	Class         hclspec.SettingClass
	Name          string // as the language calls it: "budget", "merchant.appid", "schedule.hours"
	Before, After string // for people, in English; "" where it is not set. Said has them in every language
	before, after lang.Text
	// Recipients is how many recipients get another text by a changed wishing or remark of the campaign. They are not
	// listed as changes of their own.
	Recipients int
	// Numbers says that every bill number of the campaign is made of it, so that all of them change. What was sent keeps its
	// own in the state; without the state, everybody would be paid once more.
	Numbers bool
	Range   hcl.Range // on the after side if it stands there, else on the before side; zero for a default
}

// Said is what the setting was and is, in every language.
func (s Setting) Said() (before, after lang.Text) {
	before, after = lang.Same(s.Before), lang.Same(s.After)
	if s.before.English == s.Before {
		before = s.before
	}
	if s.after.English == s.After {
		after = s.after
	}
	return before, after
}

// Venue is where the money of all campaigns moves, see hclspec.CommonVenue.
func (d *Diff) Venue() hclspec.Venue {
	var all []hclspec.Venue
	for i := range d.Campaigns {
		all = append(all, d.Campaigns[i].Venue)
	}
	return hclspec.CommonVenue(all)
}

// Different reports whether anything has another meaning.
func (d *Diff) Different() bool {
	if len(d.Settings) > 0 {
		return true
	}
	for i := range d.Campaigns {
		if d.Campaigns[i].Different() {
			return true
		}
	}
	return false
}

// FormattingOnly reports whether files changed, and all of them mean the same as before.
func (d *Diff) FormattingOnly() bool { return len(d.Files) > 0 && !d.Different() }

// Formatting counts the files that changed without a change of meaning.
func (d *Diff) Formatting() int {
	n := 0
	for _, f := range d.Files {
		if f.Formatting {
			n++
		}
	}
	return n
}

// Totals are all recipients of all campaigns, before and after.
func (d *Diff) Totals() (before, after money.Tally) {
	for i := range d.Campaigns {
		c := &d.Campaigns[i]
		before, after = before.Plus(c.Before), after.Plus(c.After) // Compare refuses a folder whose sums together do not fit
	}
	return before, after
}

// Cost is what the change makes the campaigns more expensive by. Only what rises counts: a campaign that goes or becomes
// cheaper pays for no other, because what it would have cost may have been paid already. Where a state is laid over,
// money that was paid to people who leave the list is not saved.
func (d *Diff) Cost() (cost money.Fen) {
	for i := range d.Campaigns {
		cost += d.Campaigns[i].Cost()
	}
	return cost
}

// Cost is what the change makes this campaign more expensive by, never less than nothing.
func (c *CampaignDiff) Cost() money.Fen {
	rise := c.After.Amount - c.Before.Amount
	for i := range c.Changes {
		if change := &c.Changes[i]; change.Recorded.MayHavePaid() {
			rise += change.spent()
		}
	}
	return max(rise, 0)
}
