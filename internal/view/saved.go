package view

import (
	"io"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/lang"
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
	Moved  []lang.Text      // what keeps it from being applied; empty where nothing does
	Used   *planfile.Use // nil: not yet
	Ended  bool          // it was used, and nothing of it is open any more
	Rest   string        // what is open of a used plan
}

// Saved says where a plan was saved, and what can be done with it.
func Saved(w io.Writer, of SavedPlan, s page.Style) error {
	p := &page.Page{Style: s}
	p.Line("")
	p.Paragraph(0, lang.Format("Saved: %s (digest %s, valid until %s)", "已保存：%s（摘要 %s，有效期至 %s）",
		of.File, shortDigest(of.Digest), beijing.Format(of.ValidUntil)))
	for _, next := range []struct {
		what    lang.Text
		command string
	}{
		{lang.Both("apply it", "发放"), "redpack apply " + of.Quoted},              // for programs
		{lang.Both("every packet", "查看每个红包"), "redpack show -list " + of.Quoted}, // for programs
		{lang.Both("for a PR", "用于合并请求"), "redpack show -markdown " + of.Quoted}, // for programs
	} {
		p.Line("  %s %s", page.Pad(p.Say(next.what), 14), next.command)
	}
	return p.Print(w)
}

// SavedHeader says what a plan file holds: when it was made, until when and for what it may be applied, whether it was used,
// and what has moved since.
func SavedHeader(w io.Writer, of SavedPlan, s page.Style) error {
	p := &page.Page{Style: s}
	open := of.Open()
	p.Labelled(0, lang.Both("Plan", "计划"), p.Paint(page.InkStrong, page.Clean(of.File)), digestOf(shortDigest(of.Digest)), "redpack "+page.Clean(of.Tool))
	p.Labelled(0, lang.Both("Made", "生成"), beijing.Format(of.Created), lang.Format("valid until %s", "有效期至 %s", beijing.Format(of.ValidUntil)))
	p.Labelled(0, lang.Both("Approves", "核准"), words.Counted(open.Packets, words.Packet), atMost(p.Money(open.Amount)), merchant(p.Style, of.Merchant))
	for _, c := range of.Campaigns[:min(len(of.Campaigns), words.ListedMax)] {
		p.Labelled(0, lang.Both("Campaign", "活动"), page.Clean(c.Name), digestOf(shortDigest(c.Digest)),
			lang.Format("%s done before", "此前已完成 %s 个", money.Count(c.Actions[plan.Done.String()].Packets)))
	}
	p.More(len(of.Campaigns))
	switch {
	case of.Used == nil:
		p.Labelled(0, lang.Both("Used", "使用"), lang.Both("not yet", "尚未"))
	case of.Ended:
		p.Labelled(0, lang.Both("Used", "使用"), usedBy(of), lang.Both("nothing of it is open any more", "已全部了结"))
	default:
		p.Labelled(0, lang.Both("Used", "使用"), usedBy(of), p.Own(p.Say(of.Rest)))
	}
	if len(of.Moved) > 0 {
		p.Line("")
		p.Line("%s", p.Paint(page.InkError, p.Say(lang.Both("It cannot be applied any more:", "已不能发放："))))
		for _, moved := range of.Moved[:min(len(of.Moved), words.ListedMax)] {
			p.Bullet(moved)
		}
		p.More(len(of.Moved))
	}
	return p.Print(w)
}

func merchant(s page.Style, m planfile.Merchant) plain.Text {
	return plain.Sprintf("%s %s", s.Say(merchantNumber(m.MchID)), venue{Sandbox: m.Sandbox, Rehearsal: m.Rehearsal}.badge(s))
}

// shortDigest is the form of a digest that people compare.
func shortDigest(digest string) string {
	if len(digest) < 8 {
		return page.Clean(digest)
	}
	return page.Clean(digest[:4] + "-" + digest[4:8])
}

func usedBy(of SavedPlan) lang.Text {
	return lang.Format("%s by %s", "%s，%s", beijing.Format(of.Used.At), of.Used.By)
}
