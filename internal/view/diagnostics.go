package view

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/words"
)

// Diagnostics prints what is wrong with the files, each with its source line and a caret under the part that is meant,
// CSV rows like HCL lines, and closes with how many there were and what errors among them came to: "No plan was made."
// HCL's own writer marks the part by colour alone, and so not at all through a pipe. src may be nil and outcome empty.
func Diagnostics(w io.Writer, diags hcl.Diagnostics, src Source, outcome string, s Style) error {
	if len(diags) == 0 {
		return nil
	}
	p := &page{Style: s}
	errors := 0
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			errors++
		}
		p.blank()
		printDiagnostic(p, d, src)
	}
	p.blank()
	closing := totalOf(errors, len(diags)-errors) + "."
	if errors > 0 && outcome != "" {
		closing += " " + outcome
	}
	p.line("%s", closing)
	return p.writeTo(w)
}

func totalOf(errors, warnings int) string {
	if errors == 0 {
		return words.Counted(warnings, "warning")
	}
	return words.Counted(errors, "error") + ", " + words.Counted(warnings, "warning")
}

func printDiagnostic(p *page, d *hcl.Diagnostic, src Source) {
	title, colour := "Error: ", inkError
	if d.Severity == hcl.DiagWarning {
		title, colour = "Warning: ", inkWarning
	}
	for i, line := range Wrap(title+p.told(d.Summary), p.width()) {
		if rest, ok := strings.CutPrefix(line, title); ok && i == 0 {
			p.line("%s%s", p.paint(colour, title), p.paint(inkStrong, rest))
			continue
		}
		p.line("%s", p.paint(inkStrong, line))
	}
	if d.Subject != nil {
		p.blank()
		printSnippet(p, *d.Subject, src, colour)
	}
	if d.Detail != "" {
		p.blank()
		for paragraph := range strings.SplitSeq(d.Detail, "\n") {
			if code := strings.TrimLeft(paragraph, " "); code != paragraph {
				// Something to be pasted; broken lines would be something else.
				p.line("  %s%s", paragraph[:len(paragraph)-len(code)], p.told(code))
				continue
			}
			p.paragraph(2, p.told(paragraph))
		}
	}
}

// told is a diagnostic's own text without anything that must not be printed.
func (s Style) told(text string) string { return s.own(Clean(s.masked(text))) }

func printSnippet(p *page, r hcl.Range, src Source, colour ink) {
	line, ok := "", false
	if src != nil {
		line, ok = src.Line(r)
	}
	end := ":"
	if !ok {
		end = ""
	}
	p.wrapped("  ", fmt.Sprintf("on %s line %d%s", Clean(r.Filename), r.Start.Line, end))
	if !ok {
		return
	}
	number := strconv.Itoa(r.Start.Line)
	lead := 4 + len(number) + 2
	if text, ok := above(src, r, line); ok {
		before := PadLeft(strconv.Itoa(r.Start.Line-1), len(number))
		p.line("    %s: %s", before, p.paint(inkFaint, Fit(p.shown(text).text, p.width()-lead)))
	}
	n := p.snippetOf(line, r).crop(p.width() - lead)
	p.line("    %s: %s", number, n.text)
	p.line("%s%s", strings.Repeat(" ", lead), p.paint(colour, n.carets()))
}
