package hclspec

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// foldAfter is how many rows that break one rule are shown one by one, showAllMax how many where all are wanted, and foldedPlaces how
// many of the rest are named.
const (
	foldAfter    = 10
	showAllMax   = 1000 // beyond, a small list would make gigabytes of diagnostics
	foldedPlaces = 5
)

// rule is one thing that can be wrong with a row. many continues "217 more recipients …" for the rows that are folded, "还有 217 位领取人…".
type rule struct {
	summary     string // the title in English, by which programs tell the rules apart
	title, many lang.Text
	warning     bool
}

func newRule(title, many lang.Text) *rule {
	return &rule{summary: title.English, title: title, many: many}
}

func warningRule(title, many lang.Text) *rule {
	r := newRule(title, many)
	r.warning = true
	return r
}

// entitle gives a diagnostic the summary of the rule, and makes it a warning where the rule is one.
func (r *rule) entitle(d *hcl.Diagnostic) {
	said := saidOf(d)
	said.Summary = r.title
	d.Summary, d.Extra = r.summary, said
	if r.warning {
		d.Severity = hcl.DiagWarning
	}
}

// saidOf is what a diagnostic says in every language, as it is now.
func saidOf(d *hcl.Diagnostic) diag.Said {
	said, ok := hcl.DiagnosticExtra[diag.Said](d)
	if !ok {
		said.Extra = d.Extra
	}
	said.Summary = lang.Text{English: d.Summary, Chinese: diag.Summary(d, lang.Chinese)}
	said.Detail = lang.Text{English: d.Detail, Chinese: diag.Detail(d, lang.Chinese)}
	return said
}

// retold changes what a diagnostic says at length.
func retold(d *hcl.Diagnostic, change func(detail lang.Text) lang.Text) {
	said := saidOf(d)
	said.Detail = change(said.Detail)
	d.Detail, d.Extra = said.Detail.English, said
}

// problems collects what is wrong with the rows of a campaign. A million faulty rows must neither fill the screen nor
// the memory, so each rule is folded after foldAfter.
type problems struct {
	showAll bool
	diags   hcl.Diagnostics
	folds   []*fold // in the order of their first row
}

type fold struct {
	rule  *rule
	shown int
	more  int
	first hcl.Range // of the folded ones
	lines []string
}

// add reports a row that breaks a rule. The detail is made only where it is shown.
func (p *problems) add(r *rule, row hcl.Range, detail func() *hcl.Diagnostic) {
	f := p.fold(r)
	if f.shown < foldAfter || p.showAll && f.shown < showAllMax {
		f.shown++
		d := detail()
		r.entitle(d)
		p.diags = append(p.diags, d)
		return
	}
	if f.more == 0 {
		f.first = row
	}
	f.more++
	if len(f.lines) < foldedPlaces {
		f.lines = append(f.lines, fmt.Sprint(row.Start.Line))
	}
}

// tell reports a row that breaks a rule, at the value of one of its attributes.
func (p *problems) tell(r *rule, o *origin, a *attribute, detail func() lang.Text) {
	p.add(r, o.at, func() *hcl.Diagnostic { return wrong(r.title, o.value(a), detail()) })
}

// tellAt reports a row that breaks a rule as a whole.
func (p *problems) tellAt(r *rule, row hcl.Range, detail func() lang.Text) {
	p.add(r, row, func() *hcl.Diagnostic { return wrong(r.title, row, detail()) })
}

func (p *problems) fold(r *rule) *fold {
	for _, f := range p.folds {
		if f.rule == r {
			return f
		}
	}
	f := &fold{rule: r}
	p.folds = append(p.folds, f)
	return f
}

// said counts the rows of a fold, and names the first ones.
func (f *fold) said() lang.Text {
	lines := lang.Both(words.Plural(f.more, words.Line).English+" "+strings.Join(f.lines, ", "), "第 "+strings.Join(f.lines, "、")+" 行")
	return lang.Format("%d more %s %s, first at %s of %s.", "还有 %d 位%s%s，最先的在 %[5]s %[4]s。",
		f.more, words.Plural(f.more, words.Recipient), f.rule.many, lines, f.first.Filename)
}

// all gives what was collected, with one diagnostic more for each folded rule.
func (p *problems) all() hcl.Diagnostics {
	diags := p.diags
	for _, f := range p.folds {
		if f.more == 0 {
			continue
		}
		d := wrong(f.rule.title, f.first, f.said())
		f.rule.entitle(d)
		diags = append(diags, d)
	}
	return diags
}
