package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/draft"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
)

// Draft prints what was guessed about a list and why, and the first people as they would be sent to.
func Draft(w io.Writer, of *draft.Draft, list *hclspec.Survey, s page.Style) error {
	p := &page.Page{Style: s}
	p.Paragraph(0, page.Clean(fmt.Sprintf("The columns of %s are named in %s %d. What they were taken for:", nameOf(list), list.LineWord(), of.Header.Number)))
	p.Blank()
	choices(p, of.Choices)
	if len(of.Unused) > 0 {
		p.Blank()
		p.Paragraph(0, page.Clean("Not used: "+strings.Join(of.Unused, ", ")+"."))
	}
	if len(of.First) > 0 {
		p.Blank()
		firstPeople(p, of)
	}
	if len(of.Open) > 0 {
		p.Blank()
		p.Paragraph(0, "Still to be changed in "+hclspec.StarterFile+":")
		p.Blank()
		choices(p, of.Open)
	}
	return p.Print(w)
}

func choices(p *page.Page, all []draft.Choice) {
	t := &page.Table{Wrap: true, Columns: []page.Column{{}, {}, {}}}
	for _, c := range all {
		t.Add("", c.Attribute, emptyAs(c.Expression, "-"), c.Why)
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
	who := "people"
	if of.Diags.HasErrors() {
		who = "people in whose rows nothing is wrong"
	}
	p.Paragraph(0, fmt.Sprintf("The first %d of %s %s, %s in all, as they would be sent:", len(of.First),
		money.Count(of.People.Packets), who, p.Money(of.People.Amount)))
	p.Blank()
	t := &page.Table{Columns: []page.Column{
		{Title: "Key"}, {Title: "Label", Spare: 2}, {Title: "Openid", Spare: 1}, {Title: "Amount", Right: true}, {Title: "Wishing"},
	}}
	for i := range of.First {
		r := &of.First[i]
		t.Add("", p.Key(r.Key), p.Label(r.Label), p.OpenID(r.OpenID), p.Money(r.Amount), r.Wishing)
	}
	t.Print(p)
}
