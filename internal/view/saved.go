package view

import (
	"io"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
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
	Moved  []lang.Text   // what keeps it from being applied; empty where nothing does
	Used   *planfile.Use // nil: not yet
	Ended  bool          // it was used, and nothing of it is open any more
	Rest   string        // what is open of a used plan
}

// Saved says where a plan was saved, and what can be done with it.
func Saved(w io.Writer, of SavedPlan, s page.Style) error {
	p := &page.Page{Style: s}
	p.Line("")
	p.Paragraph(0, "Saved: "+page.Clean(of.File)+" (digest "+shortDigest(of.Digest)+", valid until "+beijing.Format(of.ValidUntil)+")")
	for _, next := range [][2]string{
		{"apply it", "redpack apply " + of.Quoted},
		{"every packet", "redpack show -list " + of.Quoted},
		{"for a PR", "redpack show -markdown " + of.Quoted},
	} {
		p.Line("  %s %s", page.Pad(next[0], 14), next[1])
	}
	return p.Print(w)
}

// SavedHeader says what a plan file holds: when it was made, until when and for what it may be applied, whether it was used,
// and what has moved since.
func SavedHeader(w io.Writer, of SavedPlan, s page.Style) error {
	p := &page.Page{Style: s}
	open := of.Open()
	p.Labelled(0, "Plan", p.Paint(page.InkStrong, page.Clean(of.File)), "digest "+shortDigest(of.Digest), "redpack "+page.Clean(of.Tool))
	p.Labelled(0, "Made", beijing.Format(of.Created), "valid until "+beijing.Format(of.ValidUntil))
	p.Labelled(0, "Approves", words.Counted(open.Packets, words.Packet).English, p.Money(open.Amount)+" at most", merchant(p.Style, of.Merchant))
	for _, c := range of.Campaigns[:min(len(of.Campaigns), words.ListedMax)] {
		p.Labelled(0, "Campaign", page.Clean(c.Name), "digest "+shortDigest(c.Digest), money.Count(c.Actions[plan.Done.String()].Packets)+" done before")
	}
	p.More(len(of.Campaigns))
	switch {
	case of.Used == nil:
		p.Labelled(0, "Used", "not yet")
	case of.Ended:
		p.Labelled(0, "Used", beijing.Format(of.Used.At)+" by "+page.Clean(of.Used.By), "nothing of it is open any more")
	default:
		p.Labelled(0, "Used", beijing.Format(of.Used.At)+" by "+page.Clean(of.Used.By), p.Own(of.Rest))
	}
	if len(of.Moved) > 0 {
		p.Line("")
		p.Line("%s", p.Paint(page.InkError, "It cannot be applied any more:"))
		for _, moved := range of.Moved[:min(len(of.Moved), words.ListedMax)] {
			p.Bullet(p.Say(moved))
		}
		p.More(len(of.Moved))
	}
	return p.Print(w)
}

func merchant(s page.Style, m planfile.Merchant) plain.Text {
	return plain.Sprintf("merchant %s %s", words.MaskMchID(m.MchID), venue{Sandbox: m.Sandbox, Rehearsal: m.Rehearsal}.badge(s))
}

// shortDigest is the form of a digest that people compare.
func shortDigest(digest string) string {
	if len(digest) < 8 {
		return page.Clean(digest)
	}
	return page.Clean(digest[:4] + "-" + digest[4:8])
}
