package view

import (
	"io"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
)

// Diagnostics prints what is wrong with the files, each with its source line and a caret under the part that is meant,
// CSV rows like HCL lines, and closes with how many there were and what errors among them came to: "No plan was made."
// HCL's own writer marks the part by colour alone, and so not at all through a pipe. src may be nil and outcome empty.
func Diagnostics(w io.Writer, diags hcl.Diagnostics, src page.Source, outcome lang.Text, s page.Style) error {
	if len(diags) == 0 {
		return nil
	}
	p := &page.Page{Style: s}
	errors := 0
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			errors++
		}
		p.Blank()
		printDiagnostic(p, d, src)
	}
	p.Blank()
	closing := totalOf(errors, len(diags)-errors).Then(lang.Both(".", "。"))
	if errors > 0 && !outcome.Empty() {
		closing = closing.Then(lang.Blank).Then(outcome)
	}
	p.Line("%s", closing)
	return p.Print(w)
}

func totalOf(errors, warnings int) lang.Text {
	if errors == 0 {
		return words.Counted(warnings, words.Warning)
	}
	return lang.Format("%s, %s", "%s，%s", words.Counted(errors, words.Error), words.Counted(warnings, words.Warning))
}

var (
	errorTitle   = lang.Both("Error: ", "错误：")
	warningTitle = lang.Both("Warning: ", "警告：")
)

func printDiagnostic(p *page.Page, d *hcl.Diagnostic, src page.Source) {
	title, colour := p.Say(errorTitle), page.InkError
	if d.Severity == hcl.DiagWarning {
		title, colour = p.Say(warningTitle), page.InkWarning
	}
	for i, line := range page.Wrap(title+p.Told(diag.Summary(d, p.Lang)), p.Columns()) {
		if rest, ok := strings.CutPrefix(line, title); ok && i == 0 {
			p.Line("%s%s", p.Paint(colour, title), p.Paint(page.InkStrong, rest))
			continue
		}
		p.Line("%s", p.Paint(page.InkStrong, line))
	}
	if d.Subject != nil {
		p.Blank()
		page.PrintSnippet(p, *d.Subject, src, colour)
	}
	if detail := diag.Detail(d, p.Lang); detail != "" {
		p.Blank()
		for paragraph := range strings.SplitSeq(detail, "\n") {
			if code := strings.TrimLeft(paragraph, " "); code != paragraph {
				// Something to be pasted; broken lines would be something else.
				p.Line("  %s%s", paragraph[:len(paragraph)-len(code)], p.Told(code))
				continue
			}
			p.Paragraph(2, p.Told(paragraph))
		}
	}
}
