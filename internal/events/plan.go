package events

import (
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// planItem is a packet that is neither plainly to be sent nor done, a supplement that may be sent, or in a list any packet. before is what is recorded, after what the file says.
type planItem struct {
	envelope
	Campaign string    `json:"campaign"`
	Key      string    `json:"key"`
	Label    string    `json:"label,omitempty"`
	Action   string    `json:"action"`
	Group    string    `json:"group,omitempty"`
	Canary   bool      `json:"canary,omitempty"`
	Before   *recorded `json:"before,omitempty"`
	After    *wanted   `json:"after,omitempty"`
	ending
}

type recorded struct {
	Status    string    `json:"status"`
	OpenID    string    `json:"openid"`
	AmountFen money.Fen `json:"amount_fen"`
	BillNo    string    `json:"billno"`
	Attempt   int       `json:"attempt"`
	Reason    string    `json:"reason,omitempty"`
	Text      string    `json:"text,omitempty"`
	At        string    `json:"at,omitempty"`
	NextTry   string    `json:"next_try,omitempty"`
}

type wanted struct {
	OpenID    string    `json:"openid"`
	AmountFen money.Fen `json:"amount_fen"`
	Filename  string    `json:"filename"`
	Line      int       `json:"line"`
	Wishing   string    `json:"wishing"`
	supplement
}

// supplement says beside whose packet one comes, and why; nothing for everybody else.
type supplement struct {
	Of     string `json:"supplement_of,omitempty"`
	Reason string `json:"supplement_reason,omitempty"`
}

func (s *stream) supplement(of *hclspec.Supplement) supplement {
	if of == nil {
		return supplement{}
	}
	return supplement{s.Key(of.Of), s.Masked(of.Reason)}
}

type planSummary struct {
	envelope
	Campaign    string    `json:"campaign,omitempty"` // absent in the sum of several
	Send        int       `json:"send"`
	Correct     int       `json:"correct"`
	Resend      int       `json:"resend"`
	Retry       int       `json:"retry"`
	Resolve     int       `json:"resolve"`
	Done        int       `json:"done"`
	Conflict    int       `json:"conflict"`
	Held        int       `json:"held"`
	Refused     int       `json:"refused"`
	Failed      int       `json:"failed"`
	Orphan      int       `json:"orphan"`
	CameBack    int       `json:"came_back,omitempty"` // of those that are done
	CameBackFen money.Fen `json:"came_back_fen,omitempty"`
	LeftOut     int       `json:"left_out"`
	LeftOutFen  money.Fen `json:"left_out_fen"`
	Canary      int       `json:"canary,omitempty"`       // how many go first
	Waits       bool      `json:"canary_waits,omitempty"` // the rest waits for a person who has looked at them
	MaxFen      money.Fen `json:"max_fen"`
	PlanDigest  string    `json:"plan_digest,omitempty"`
	Sandbox     bool      `json:"sandbox"`
	Rehearsal   string    `json:"rehearsal,omitempty"`
	ending
}

// planEvents are those of what would be sent.
type planEvents struct{ *stream }

// Plans writes every packet that needs a look, supplements among them, and a summary for each campaign; of several campaigns one summary more, of
// their sums.
func (j *planEvents) Plans(plans []*plan.Plan) error { return j.plans(plans, true) }

// PlansListed is Plans without the packets, after every one was written with PlanItem.
func (j *planEvents) PlansListed(plans []*plan.Plan) error { return j.plans(plans, false) }

// PlanItem writes one packet of a plan.
func (j *planEvents) PlanItem(of *plan.Plan, packet *plan.Packet) error {
	return j.closing(j.item(of, packet))
}

func (j *planEvents) plans(plans []*plan.Plan, items bool) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	sandbox := true
	for _, p := range plans {
		for i := range p.Listed {
			if items {
				j.emit(j.item(p, &p.Listed[i]))
			}
		}
		for i := range p.Returned.First {
			if items {
				j.emit(j.item(p, &p.Returned.First[i]))
			}
		}
		for i := range p.Supplements {
			if items && p.Supplements[i].Action == plan.Send { // the others are listed
				j.emit(j.item(p, &p.Supplements[i]))
			}
		}
		s := summaryOf(p)
		s.Campaign, s.PlanDigest, s.Sandbox = p.Campaign.Name, p.Digest.String(), p.Campaign.Merchant.Sandbox
		s.Rehearsal = p.Campaign.Merchant.Rehearsal()
		j.hold(s)
		sandbox = sandbox && s.Sandbox
	}
	if len(plans) != 1 {
		s := summaryOf(plans...)
		s.PlanDigest, s.Sandbox, s.Rehearsal = plan.Combined(plans).String(), sandbox, plan.VenueOf(plans...).Rehearsal
		j.hold(s)
	}
	return j.err
}

// planWish is a text that would leave, or without one all texts beyond the most that are told apart.
type planWish struct {
	envelope
	Wishing string `json:"wishing,omitempty"`
	Packets int    `json:"packets"`
}

// Wishes writes every text that would leave, the most frequent first.
func (j *planEvents) Wishes(of *plan.Wishes) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, wish := range of.All() {
		j.emit(&planWish{envelopeOf(levelInfo, "plan_wish", words.Counted(wish.Packets, words.Packet).English), j.Masked(wish.Text), wish.Packets})
	}
	if n := of.Others(); n > 0 {
		j.emit(&planWish{envelopeOf(levelInfo, "plan_wish", words.Counted(n, words.Packet).English+" with other texts"), "", n})
	}
	return j.err
}

func summaryOf(plans ...*plan.Plan) *planSummary {
	t, left := plan.TotalsOf(plans...), plan.ExcludedFrom(plans...)
	n := func(a plan.Action) int { return t[a].Packets }
	s := &planSummary{
		envelope: envelopeOf(levelInfo, "plan_summary", view.Summed(plans...).English),
		Send:     n(plan.Send), Correct: n(plan.Correct), Resend: n(plan.Resend), Retry: n(plan.Retry), Resolve: n(plan.Resolve), Done: n(plan.Done), Conflict: n(plan.Conflict),
		Held: n(plan.Held), Refused: n(plan.Refused), Failed: n(plan.Failed), Orphan: n(plan.Orphan),
		LeftOut: left.Sum.Packets, LeftOutFen: left.Sum.Amount,
		MaxFen: t.Open().Amount,
	}
	for _, p := range plans {
		s.CameBack, s.CameBackFen = s.CameBack+p.Returned.Packets, s.CameBackFen+p.Returned.Amount
		s.Canary, s.Waits = s.Canary+len(p.Canaries.Packets), s.Waits || p.Canaries.Waits()
	}
	return s
}

func (j *planEvents) item(p *plan.Plan, packet *plan.Packet) *planItem {
	level := levelInfo
	if packet.Action == plan.Conflict {
		level = levelWarn
	}
	e := &planItem{
		envelope: envelopeOf(level, "plan_item", p.Campaign.Name+"/"+j.Key(packet.Key())+" "+packet.Action.String()),
		Campaign: p.Campaign.Name, Key: j.Key(packet.Key()), Label: j.Label(packet.Recipient.Label), Action: packet.Action.String(),
		Canary: packet.Canary,
	}
	if r := &packet.Recorded; r.ID != 0 {
		e.Before = &recorded{
			Status: r.Status.String(), OpenID: j.identity(r.OpenID), AmountFen: r.Amount, BillNo: string(r.BillNo), Attempt: r.Attempt,
			Reason: r.Code, Text: j.Masked(r.Text), At: beijing.Stamp(r.IntentAt), NextTry: beijing.Stamp(r.NextTryAt),
		}
	}
	if packet.Action != plan.Orphan {
		r := &packet.Recipient
		e.Group = p.Groups[r.Source].Name
		e.After = &wanted{j.identity(r.OpenID), r.Amount, place.File(r.Range), r.Range.Start.Line, j.Masked(r.Wishing), j.supplement(r.Supplement)}
	}
	return e
}
