package hclspec

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
)

// Summaries are fixed texts: names and values belong into the detail, so that a program can tell the rules apart.

// fault is an error diagnostic that points at a range. Line breaks are those of the format.
func fault(summary string, subject hcl.Range, format string, args ...any) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   clip(plain.Sprintf(format, args...).String()),
		Subject:  &subject,
	}
}

// wrong is an error diagnostic that points at a range.
func wrong(summary lang.Text, subject hcl.Range, detail lang.Text) *hcl.Diagnostic {
	d := diag.New(hcl.DiagError, summary, detail.Each(clip))
	d.Subject = &subject
	return d
}

// clip shortens what quotes a text of any length.
func clip(detail string) string {
	if len(detail) <= detailMax {
		return detail
	}
	return bounded.Text(detail, detailMax) + "…"
}

// clipped are diagnostics whose details may come from the HCL library.
func clipped(diags hcl.Diagnostics) hcl.Diagnostics {
	for _, d := range diags {
		if len(d.Detail) > detailMax {
			d.Detail = clip(d.Detail)
		}
	}
	return diags
}

// tooManyMistakes unwinds a Load that nobody would read to its end.
type tooManyMistakes struct{}

// report notes diagnostics, of a number that somebody may still read, and ends the Load beyond it.
func (l *loader) report(diags ...*hcl.Diagnostic) {
	room := max(0, mistakesMax-len(l.diags))
	l.diags = append(l.diags, clipped(diags[:min(room, len(diags))])...)
	switch {
	case len(diags) > room:
		l.diags = append(l.diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Too many mistakes",
			Detail: fmt.Sprintf("These are the first %d; what follows was not looked at.", mistakesMax), Subject: diags[room].Subject,
		})
		panic(tooManyMistakes{})
	case l.meter != nil && diags != nil && l.meter.exhausted() != nil:
		panic(tooManyMistakes{}) // every further expression would say the same
	}
}

// recoverTooMany ends the unwinding.
func (l *loader) recoverTooMany() {
	if broken := recover(); broken != nil {
		if _, ok := broken.(tooManyMistakes); !ok {
			panic(broken)
		}
	}
}

// caution is a warning that points at a range.
func caution(summary string, subject hcl.Range, format string, args ...any) *hcl.Diagnostic {
	d := fault(summary, subject, format, args...)
	d.Severity = hcl.DiagWarning
	return d
}

// oneOf lists names for people: "a", "a or b", "a, b or c".
func oneOf(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// size tells both lengths of a text, because the platform counts one and people count the other.
func size(text string) string {
	return fmt.Sprintf("%d bytes (%d characters)", len(text), utf8.RuneCountInString(text))
}

// narrowed is the known name that somebody typed in letters of full width, or "".
func narrowed(name string, known []string) string {
	narrow := words.Narrow(name)
	if narrow == name || !slices.Contains(known, narrow) {
		return ""
	}
	return narrow
}

// didYouMean is a hint at the known name that was meant, with a blank before it, or "".
func didYouMean(name string, known []string) string {
	if narrow := narrowed(name, known); narrow != "" {
		return " Write it in half-width letters: " + narrow + "."
	}
	return words.DidYouMean(name, slices.Values(known)).English
}
