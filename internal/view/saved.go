package view

import (
	"io"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/planfile"
)

// SavedPlan is a plan file as it is shown.
type SavedPlan struct {
	*planfile.Saved
	File   string
	ID     string
	Quoted string        // the file's name for a shell
	Moved  []string      // what keeps it from being applied; empty where nothing does
	Used   *planfile.Use // nil: not yet
	Ended  bool          // it was used, and nothing of it is open any more
	Rest   string        // what is open of a used plan
}

// Saved says where a plan was saved, and what can be done with it.
func Saved(w io.Writer, of SavedPlan, s Style) error {
	p := &page{Style: s}
	p.line("")
	p.paragraph(0, "Saved: "+Clean(of.File)+" (digest "+shortDigest(of.Digest)+", valid until "+beijing.Format(of.ValidUntil)+")")
	for _, next := range [][2]string{
		{"apply it", "redpack apply " + of.Quoted},
		{"every packet", "redpack show -list " + of.Quoted},
		{"for a PR", "redpack show -markdown " + of.Quoted},
	} {
		p.line("  %s %s", Pad(next[0], 14), next[1])
	}
	return p.writeTo(w)
}

// SavedHeader says what a plan file holds: when it was made, until when and for what it may be applied, whether it was used,
// and what has moved since.
func SavedHeader(w io.Writer, of SavedPlan, s Style) error {
	p := &page{Style: s}
	open := of.Open()
	p.labelled(0, "Plan", p.paint(inkStrong, Clean(of.File)), "digest "+shortDigest(of.Digest), "redpack "+Clean(of.Tool))
	p.labelled(0, "Made", beijing.Format(of.Created), "valid until "+beijing.Format(of.ValidUntil))
	p.labelled(0, "Approves", words.Counted(open.Packets, "packet"), p.Money(open.Amount)+" at most", merchant(p.Style, of.Merchant))
	for _, c := range of.Campaigns[:min(len(of.Campaigns), words.ListedMax)] {
		p.labelled(0, "Campaign", Clean(c.Name), "digest "+shortDigest(c.Digest), money.Count(c.Actions[plan.Done.String()].Packets)+" done before")
	}
	p.more(len(of.Campaigns))
	switch {
	case of.Used == nil:
		p.labelled(0, "Used", "not yet")
	case of.Ended:
		p.labelled(0, "Used", beijing.Format(of.Used.At)+" by "+Clean(of.Used.By), "nothing of it is open any more")
	default:
		p.labelled(0, "Used", beijing.Format(of.Used.At)+" by "+Clean(of.Used.By), p.own(of.Rest))
	}
	if len(of.Moved) > 0 {
		p.line("")
		p.line("%s", p.paint(inkError, "It cannot be applied any more:"))
		for _, moved := range of.Moved[:min(len(of.Moved), words.ListedMax)] {
			p.bullet(moved)
		}
		p.more(len(of.Moved))
	}
	return p.writeTo(w)
}

func merchant(s Style, m planfile.Merchant) plain.Text {
	mode := s.paint(inkError, "LIVE")
	if m.Sandbox {
		mode = s.paint(inkGood, "SANDBOX")
	}
	return plain.Sprintf("merchant %s %s", words.MaskMchID(m.MchID), mode)
}

// bullet adds one point of a list.
func (p *page) bullet(text string) {
	for i, line := range Wrap(p.told(text), p.width()-4) {
		lead := "    "
		if i == 0 {
			lead = "  - "
		}
		p.line("%s%s", lead, line)
	}
}

// shortDigest is the form of a digest that people compare.
func shortDigest(digest string) string {
	if len(digest) < 8 {
		return Clean(digest)
	}
	return Clean(digest[:4] + "-" + digest[4:8])
}

type planSaved struct {
	envelope
	File       string    `json:"file"`
	PlanID     string    `json:"plan_id"`
	PlanDigest string    `json:"plan_digest"`
	Redpack    string    `json:"redpack"`
	Created    string    `json:"created"`
	ValidUntil string    `json:"valid_until"`
	Open       int       `json:"open"`
	MaxFen     money.Fen `json:"max_fen"`
	Sandbox    bool      `json:"sandbox"`
	UsedAt     string    `json:"used_at,omitempty"`
	UsedBy     string    `json:"used_by,omitempty"`
	Moved      []string  `json:"moved,omitempty"`
	ExitCode   *int      `json:"exit_code,omitempty"`
}

// Saved writes what a plan file holds. code is NotEnding where the plan itself follows.
func (j *JSON) Saved(of SavedPlan, code int) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	open := of.Open()
	e := &planSaved{
		envelope: envelopeOf(levelInfo, "plan_saved", of.File+" holds a plan for "+words.Counted(open.Packets, "packet")+", "+open.Amount.String()),
		File:     of.File, PlanID: of.ID, PlanDigest: of.Digest, Redpack: of.Tool, Created: stamp(of.Created),
		ValidUntil: stamp(of.ValidUntil), Open: open.Packets, MaxFen: open.Amount, Sandbox: of.Merchant.Sandbox, ExitCode: ending(code),
	}
	if of.Used != nil {
		e.UsedAt, e.UsedBy = stamp(of.Used.At), of.Used.By
	}
	for _, moved := range of.Moved {
		e.Moved = append(e.Moved, j.masked(moved))
	}
	if len(e.Moved) > 0 {
		e.Level = levelWarn
	}
	j.emit(e)
	return j.err
}
