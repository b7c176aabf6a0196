package view

import (
	"io"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/draft"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
)

// Draft prints what was guessed about a list and why, and the first people as they would be sent to.
func Draft(w io.Writer, of *draft.Draft, list *hclspec.Survey, s page.Style) error {
	p := &page.Page{Style: s}
	p.Paragraph(0, lang.Format("The columns of %s are named in %s %d. What they were taken for:", "%s 的列名在第 %[3]d %[2]s。各列识别为：",
		nameOf(list), list.LineWord(), of.Header.Number).Each(page.Clean))
	p.Blank()
	choices(p, of.Choices)
	if len(of.Unused) > 0 {
		p.Blank()
		p.Paragraph(0, lang.Format("Not used: %s.", "未使用：%s。", lang.List(of.Unused)).Each(page.Clean))
	}
	if len(of.First) > 0 {
		p.Blank()
		firstPeople(p, of)
	}
	if len(of.Open) > 0 {
		p.Blank()
		p.Paragraph(0, lang.Format("Still to be changed in %s:", "还需在 %s 中修改：", hclspec.StarterFile))
		p.Blank()
		choices(p, of.Open)
	}
	return p.Print(w)
}

func choices(p *page.Page, all []draft.Choice) {
	t := &page.Table{Wrap: true, Columns: []page.Column{{}, {}, {}}}
	for _, c := range all {
		t.Add("", c.Attribute, emptyAs(c.Expression, "-"), p.Say(c.Why))
	}
	t.Print(p)
}

// nameOf is a list as people point at it.
func nameOf(list *hclspec.Survey) string {
	if list.Sheet == "" {
		return list.Path
	}
	return list.Path + " " + list.Sheet
}

func emptyAs(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// firstPeople are the first of the list, with what each would get.
func firstPeople(p *page.Page, of *draft.Draft) {
	who := lang.Both("people", "位领取人")
	if of.Diags.HasErrors() {
		who = lang.Both("people in whose rows nothing is wrong", "位所在行没有错误的领取人")
	}
	p.Paragraph(0, lang.Format("The first %d of %s %s, %s in all, as they would be sent:", "前 %d 位（共 %s %s，合计 %s），将这样发放：",
		len(of.First), money.Count(of.People.Packets), who, p.Money(of.People.Amount)))
	p.Blank()
	t := &page.Table{Columns: []page.Column{
		{Title: lang.Both("Key", "键")}, {Title: lang.Both("Label", "备注名"), Spare: 2}, {Title: lang.Both("Openid", "openid"), Spare: 1}, {Title: lang.Both("Amount", "金额"), Right: true}, {Title: lang.Both("Wishing", "祝福语")},
	}}
	for i := range of.First {
		r := &of.First[i]
		t.Add("", p.Key(r.Key), p.Label(r.Label), p.OpenID(r.OpenID), p.Money(r.Amount), r.Wishing)
	}
	t.Print(p)
}
