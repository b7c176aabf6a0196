package planfile

import (
	"maps"
	"slices"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
)

// Validity is how long a saved plan may be applied; never past the end of a campaign's schedule.
const Validity = 24 * time.Hour

// Saved is a plan that was put aside to be approved and applied later. It holds digests of everything the plan depends
// on, not the packets, so its size does not grow with the recipients; evaluation is deterministic, so the same digests
// mean the same packets. No secret and no openid is in it.
//
// It is applied once. Which runs were its own is in the state, under its ID; that it was used is in the plan file too, so
// that a lost state does not make it fresh again.
type Saved struct {
	Tool       string    `json:"tool"` // version of the redpack that made it
	Created    time.Time `json:"created"`
	ValidUntil time.Time `json:"valid_until"`
	// Folder is the campaigns' folder as seen from the plan file, with slashes; both may be moved together.
	Folder    string     `json:"folder"`
	Chosen    string     `json:"chosen"` // the file or the campaign that was asked for; "": the whole folder
	Digest    string     `json:"digest"` // of all campaigns together, see Combined
	Merchant  Merchant   `json:"merchant"`
	State     State      `json:"state"`
	Campaigns []Campaign `json:"campaigns"`
	Selection Selection  `json:"selection"`

	Inputs    map[string]string `json:"inputs"`    // every file that was read, by its path in the folder: SHA-256 in hex
	VarFiles  []string          `json:"var_files"` // -var-file, in the order given
	Vars      map[string]string `json:"vars"`      // -var
	Variables map[string]string `json:"variables"` // digest of every variable's value, wherever it came from

	Canary *Canary `json:"canary,omitempty"` // nil: what the campaigns say themselves

	RetryFailed  bool `json:"retry_failed"`
	RetryRefused bool `json:"retry_refused"`
	// ResendRefunded is left out where it is false, as in plans of before there was one.
	ResendRefunded bool `json:"resend_refunded,omitempty"`

	// Seal is the vouching of the state that the plan was made from, over the plan's ID; "" where there was none, or it had no key.
	// It stands in the file beside the plan.
	Seal string `json:"-"`
	Used *Use   `json:"-"` // nil: not yet; stands in the file beside the plan and is no part of its identity
}

// Merchant is whose money a saved plan spends.
type Merchant struct {
	Name    string `json:"name"`
	MchID   string `json:"mch_id"`
	AppID   string `json:"appid"`
	Sandbox bool   `json:"sandbox"`
	// Rehearsal is the server of a rehearsal, see hclspec.Merchant.
	Rehearsal string `json:"rehearsal,omitempty"`
}

// State is the state that a plan was made from.
type State struct {
	Exists  bool   `json:"exists"`
	Lineage string `json:"lineage"`
	Serial  int64  `json:"serial"`
}

// Campaign is one campaign of a saved plan: what it means, and how it stood.
type Campaign struct {
	Name    string                 `json:"name"`
	Digest  string                 `json:"digest"`
	Actions map[string]money.Tally `json:"actions"` // by the name of the action; those with no packets are left out
	Paid    money.Tally            `json:"paid"`    // everything that may have been paid before
	LeftOut money.Tally            `json:"left_out"`
	Granted Granted                `json:"granted"`
	Canary  int                    `json:"canary,omitempty"` // how many packets go first and wait for a person
}

// Granted is Plan.Granted.
type Granted struct {
	Digest string      `json:"digest"`
	Paid   money.Tally `json:"paid"`
}

// Selection is who was chosen with -only, -exclude and -only-file.
type Selection struct {
	Only     []string          `json:"only"`
	Exclude  []string          `json:"exclude"`
	OnlyFile map[string]string `json:"only_file"` // path as it was given: SHA-256 of the content
}

// Canary is who was to be paid first by -canary and -canary-file.
type Canary struct {
	Who  []string          `json:"who,omitempty"`  // as it was given
	File map[string]string `json:"file,omitempty"` // path as it was given: SHA-256 of the content
}

// Use says that and how a saved plan was applied.
type Use struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`      // user@host pid
	Lineage string    `json:"lineage"` // of the state that the first run was recorded in
	Serial  int64     `json:"serial"`  // which that state has reached at least
}

// SaveInfo is what a saved plan keeps beside the plans themselves.
type SaveInfo struct {
	Tool      string // version of this redpack
	Folder    string // of the campaigns, as seen from the plan file, with slashes
	Chosen    string // see Saved
	Project   *hclspec.Project
	VarFiles  []string
	Vars      map[string]string
	Selection Selection
	Canary    *Canary
	Options   plan.Options // that the plans were made with
}

// Save describes plans that were made together, so that they can be applied later.
func Save(plans []*plan.Plan, info SaveInfo) *Saved {
	first := plans[0]
	m := first.Campaign.Merchant
	s := &Saved{
		Tool: info.Tool, Created: Moment(first.At), ValidUntil: Moment(validUntil(plans)), Folder: info.Folder, Chosen: info.Chosen,
		Digest:   plan.Combined(plans).String(),
		Merchant: Merchant{Name: m.Name, MchID: m.MchID, AppID: m.AppID, Sandbox: m.Sandbox, Rehearsal: m.Rehearsal()},
		State:    State{Exists: first.Exists, Lineage: first.Lineage, Serial: first.Serial},
		Inputs:   map[string]string{}, VarFiles: slices.Clone(info.VarFiles), Vars: maps.Clone(info.Vars),
		Variables: info.Project.VariableDigests(), Selection: info.Selection, Canary: info.Canary,
		RetryFailed: info.Options.RetryFailed, RetryRefused: info.Options.RetryRefused, ResendRefunded: info.Options.ResendRefunded,
	}
	for _, p := range plans {
		for _, input := range p.Inputs {
			s.Inputs[input.Path] = input.SHA256
		}
		s.Campaigns = append(s.Campaigns, saveCampaign(p))
	}
	return s
}

func saveCampaign(p *plan.Plan) Campaign {
	c := Campaign{Name: p.Campaign.Name, Digest: p.Digest.String(), Actions: map[string]money.Tally{}, Paid: p.Paid, LeftOut: p.LeftOut}
	c.Canary = len(p.Canaries.Packets)
	c.Granted = Granted{Digest: p.Granted.Digest.String(), Paid: p.Granted.Paid}
	for _, a := range plan.Actions() {
		if t := p.Tally(a); t.Packets > 0 {
			c.Actions[a.String()] = t
		}
	}
	return c
}

// validUntil ends a plan's validity with the first schedule that ends, of those campaigns that have something to send.
func validUntil(plans []*plan.Plan) time.Time {
	until := plans[0].At.Add(Validity)
	for _, p := range plans {
		if end := p.Campaign.Schedule.NotAfter; p.Open().Packets > 0 && !end.IsZero() && end.Before(until) {
			until = end
		}
	}
	return until
}

// Moment is an instant as plan files keep it: Beijing time, to the millisecond.
func Moment(at time.Time) time.Time { return at.In(beijing.Zone).Truncate(time.Millisecond) }

// Open is what the plan approves: how many packets may be sent because of it, and for how much.
func (s *Saved) Open() money.Tally { return s.tally(plan.Action.Works) }

// Tally is the number and the money of one action, over all campaigns.
func (s *Saved) Tally(of plan.Action) money.Tally {
	return s.tally(func(a plan.Action) bool { return a == of })
}

func (s *Saved) tally(counts func(plan.Action) bool) (sum money.Tally) {
	for _, c := range s.Campaigns {
		for _, a := range plan.Actions() {
			if counts(a) {
				sum = sum.Plus(c.Actions[a.String()])
			}
		}
	}
	return sum
}
