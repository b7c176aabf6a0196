package events

import (
	"fmt"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan/diff"
)

// diffEvents are those of what differs between two revisions.
type diffEvents struct{ *stream }

// diffItem is one thing that differs: a setting, a list whose rows are not in git, or a recipient.
type diffItem struct {
	envelope
	Campaign string `json:"campaign,omitempty"` // absent for settings of the folder
	Kind     string `json:"kind"`
	// A setting, or the path of a list.
	Name       string       `json:"name,omitempty"`
	Setting    *diffSetting `json:"setting,omitempty"`
	Recipients int          `json:"recipients,omitempty"` // who get another text by a setting
	List       *diffLists   `json:"list,omitempty"`
	// A recipient.
	Key      string      `json:"key,omitempty"`
	WasKey   string      `json:"was_key,omitempty"`
	Moved    bool        `json:"moved,omitempty"`
	Before   *diffTerms  `json:"before,omitempty"`
	After    *diffTerms  `json:"after,omitempty"`
	Recorded *diffRecord `json:"recorded,omitempty"`
}

type diffSetting struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

type diffLists struct {
	Before *diffList `json:"before,omitempty"`
	After  *diffList `json:"after,omitempty"`
}

type diffList struct {
	Rows      int       `json:"rows"`
	AmountFen money.Fen `json:"amount_fen"`
	SHA256    string    `json:"sha256"`
	Dark      bool      `json:"dark,omitempty"` // neither in git nor in redpack.sum: nothing is known
	Pot       bool      `json:"pot,omitempty"`
}

type diffTerms struct {
	OpenID    string    `json:"openid"`
	AmountFen money.Fen `json:"amount_fen"`
	Wishing   string    `json:"wishing"`
	Remark    string    `json:"remark"`
	Group     string    `json:"group"`
	Label     string    `json:"label,omitempty"`
	supplement
}

type diffRecord struct {
	Status    string    `json:"status"`
	InDoubt   bool      `json:"in_doubt,omitempty"`
	OpenID    string    `json:"openid"`
	AmountFen money.Fen `json:"amount_fen"`
	At        string    `json:"at,omitempty"`
	PaysTwice bool      `json:"pays_twice,omitempty"`
}

type diffSummary struct {
	envelope
	Campaign        string    `json:"campaign,omitempty"` // absent in the sum of all
	Was             string    `json:"was,omitempty"`
	Presence        string    `json:"presence,omitempty"`
	Resembles       string    `json:"resembles,omitempty"`
	Sandbox         bool      `json:"sandbox"`
	Rehearsal       string    `json:"rehearsal,omitempty"`
	Different       bool      `json:"different"`
	FormattingOnly  bool      `json:"formatting_only,omitempty"`
	Settings        int       `json:"settings"`
	PersonChanged   int       `json:"person_changed"`
	AmountChanged   int       `json:"amount_changed"`
	Renamed         int       `json:"renamed"`
	Added           int       `json:"added"`
	Removed         int       `json:"removed"`
	TextsChanged    int       `json:"texts_changed"`
	Lists           int       `json:"lists"`
	Unchanged       int       `json:"unchanged"`
	BeforePackets   int       `json:"before_packets"`
	BeforeFen       money.Fen `json:"before_fen"`
	AfterPackets    int       `json:"after_packets"`
	AfterFen        money.Fen `json:"after_fen"`
	DifferenceFen   money.Fen `json:"difference_fen"`
	CostFen         money.Fen `json:"cost_fen"`
	FormattingFiles int       `json:"formatting_files,omitempty"`
	BeforeRevision  string    `json:"before_revision,omitempty"`
	BeforeCommit    string    `json:"before_commit,omitempty"`
	AfterRevision   string    `json:"after_revision,omitempty"`
	AfterCommit     string    `json:"after_commit,omitempty"`
	ending
}

var presenceNames = map[diff.Presence]string{diff.InBoth: "both", diff.OnlyAfter: "added", diff.OnlyBefore: "removed"}

// Diff writes everything that differs, a summary for each campaign, and one of all of them.
func (j *diffEvents) Diff(d *diff.Diff) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, s := range d.Settings {
		j.emit(j.setting("", s))
	}
	all := &diffSummary{
		Sandbox: true, Rehearsal: d.Venue().Rehearsal, Different: d.Different(), FormattingOnly: d.FormattingOnly(), Settings: len(d.Settings), CostFen: d.Cost(),
		FormattingFiles: d.Formatting(), BeforeRevision: d.Before.Name, BeforeCommit: d.Before.Commit, AfterRevision: d.After.Name,
		AfterCommit: d.After.Commit,
	}
	for i := range d.Campaigns {
		c := &d.Campaigns[i]
		j.campaignDiff(d, c)
		s := summaryOfDiff(c)
		j.emit(s)
		all.plus(s)
	}
	all.envelope = envelopeOf(levelInfo, "diff_summary", all.text())
	j.hold(all)
	return j.err
}

func (j *diffEvents) campaignDiff(d *diff.Diff, c *diff.CampaignDiff) {
	for _, s := range c.Settings {
		j.emit(j.setting(c.Name, s))
	}
	for _, l := range c.Lists {
		j.emit(&diffItem{
			envelope: envelopeOf(levelInfo, "diff_item", l.Path+" changed; its rows are not in git"), Campaign: c.Name, Kind: "list_changed",
			Name: l.Path, List: &diffLists{listOf(l.Before), listOf(l.After)},
		})
	}
	for i := range c.Changes {
		j.emit(j.change(d, c, &c.Changes[i]))
	}
}

func listOf(l diff.List) *diffList {
	if !l.Known {
		return nil
	}
	return &diffList{l.Rows, l.Amount, l.SHA256, l.Dark, l.Pot}
}

func (j *diffEvents) setting(campaign string, s diff.Setting) *diffItem {
	before, after := j.Masked(s.Before), j.Masked(s.After)
	text := fmt.Sprintf("%s: %q -> %q", s.Name, before, after)
	if s.Numbers {
		text += "; " + view.AllNumbers.English
	}
	return &diffItem{
		envelope: envelopeOf(levelInfo, "diff_item", text),
		Campaign: campaign, Kind: "setting", Name: s.Name, Setting: &diffSetting{before, after}, Recipients: s.Recipients,
	}
}

func (j *diffEvents) change(d *diff.Diff, campaign *diff.CampaignDiff, c *diff.Change) *diffItem {
	level := levelInfo
	if view.AtRisk(c) {
		level = levelWarn
	}
	e := &diffItem{
		envelope: envelopeOf(level, "diff_item", campaign.Name+"/"+j.Key(c.Key)+" "+c.Kind.String()),
		Campaign: campaign.Name, Kind: c.Kind.String(), Key: j.Key(c.Key), WasKey: j.Key(c.WasKey), Moved: c.Moved,
	}
	if c.Kind != diff.Added {
		e.Before = j.terms(&c.Before)
	}
	if c.Kind != diff.Removed {
		e.After = j.terms(&c.After)
	}
	if r := c.Recorded; d.WithState && r.Known() {
		e.Recorded = &diffRecord{
			Status: r.Status.String(), InDoubt: r.Doubt, OpenID: j.identity(r.OpenID), AmountFen: r.Amount, At: beijing.Stamp(r.At), PaysTwice: c.PaysTwice(),
		}
	}
	return e
}

func (j *diffEvents) terms(t *diff.Terms) *diffTerms {
	return &diffTerms{j.identity(t.OpenID), t.Amount, j.Masked(t.Wishing), j.Masked(t.Remark), t.Group, j.Label(t.Label), j.supplement(t.Supplement)}
}

func summaryOfDiff(c *diff.CampaignDiff) *diffSummary {
	n := func(kind diff.ChangeKind) int { return c.Delta(kind).Packets }
	s := &diffSummary{
		Campaign: c.Name, Was: c.Was, Presence: presenceNames[c.Presence], Resembles: c.Resembles, Sandbox: c.Sandbox,
		Rehearsal: c.Rehearsal,
		Different: c.Different(), Settings: len(c.Settings), PersonChanged: n(diff.PersonChanged), AmountChanged: n(diff.AmountChanged),
		Renamed: n(diff.Renamed), Added: n(diff.Added), Removed: n(diff.Removed), TextsChanged: n(diff.TextsChanged), Lists: len(c.Lists),
		Unchanged: c.Unchanged.Packets, BeforePackets: c.Before.Packets, BeforeFen: c.Before.Amount, AfterPackets: c.After.Packets,
		AfterFen: c.After.Amount, DifferenceFen: c.After.Amount - c.Before.Amount, CostFen: c.Cost(),
	}
	s.envelope = envelopeOf(levelInfo, "diff_summary", c.Name+": "+s.text())
	return s
}

// plus adds a campaign to the sum of all.
func (s *diffSummary) plus(c *diffSummary) {
	s.Sandbox = s.Sandbox && c.Sandbox
	for _, pair := range [...][2]*int{
		{&s.Settings, &c.Settings},
		{&s.PersonChanged, &c.PersonChanged},
		{&s.AmountChanged, &c.AmountChanged},
		{&s.Renamed, &c.Renamed},
		{&s.Added, &c.Added},
		{&s.Removed, &c.Removed},
		{&s.TextsChanged, &c.TextsChanged},
		{&s.Lists, &c.Lists},
		{&s.Unchanged, &c.Unchanged},
		{&s.BeforePackets, &c.BeforePackets},
		{&s.AfterPackets, &c.AfterPackets},
	} {
		*pair[0] += *pair[1]
	}
	s.BeforeFen += c.BeforeFen
	s.AfterFen += c.AfterFen
	s.DifferenceFen = s.AfterFen - s.BeforeFen
}

func (s *diffSummary) text() string {
	switch {
	case s.FormattingOnly:
		return "formatting only"
	case !s.Different:
		return "no difference"
	}
	return fmt.Sprintf("%s -> %s packets, %s -> %s", money.Count(s.BeforePackets), money.Count(s.AfterPackets), s.BeforeFen, s.AfterFen)
}
