package hclspec

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// foldAfter is how many rows that break one rule are shown one by one, showAllMax how many where all are wanted, and foldedPlaces how
// many of the rest are named.
const (
	foldAfter    = 10
	showAllMax   = 1000 // beyond, a small list would make gigabytes of diagnostics
	foldedPlaces = 5
)

// rule is one thing that can be wrong with a row. many continues "217 more recipients …" for the rows that are folded.
type rule struct {
	summary string
	many    string
	warning bool
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
		d.Summary = r.summary
		if r.warning {
			d.Severity = hcl.DiagWarning
		}
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

// refuse reports a row that breaks a rule, at the value of one of its attributes.
func (p *problems) refuse(r *rule, o *origin, a *attribute, format string, args ...any) {
	p.add(r, o.at, func() *hcl.Diagnostic { return fault("", o.value(a), format, args...) })
}

// refuseAt reports a row that breaks a rule as a whole.
func (p *problems) refuseAt(r *rule, row hcl.Range, format string, args ...any) {
	p.add(r, row, func() *hcl.Diagnostic { return fault("", row, format, args...) })
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

// all gives what was collected, with one diagnostic more for each folded rule.
func (p *problems) all() hcl.Diagnostics {
	diags := p.diags
	for _, f := range p.folds {
		if f.more == 0 {
			continue
		}
		noun, lines := "recipients", "lines"
		if f.more == 1 {
			noun, lines = "recipient", "line"
		}
		d := fault(f.rule.summary, f.first, "%d more %s %s, first at %s %s of %s.",
			f.more, noun, f.rule.many, lines, strings.Join(f.lines, ", "), f.first.Filename)
		if f.rule.warning {
			d.Severity = hcl.DiagWarning
		}
		diags = append(diags, d)
	}
	return diags
}
