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
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/words"
)

// Summaries are fixed texts: names and values belong into the detail, so that a program can tell the rules apart.

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
			d.Detail = clip(d.Detail) // of wrong it is clipped in every language already
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
		d := diag.New(hcl.DiagError, lang.Both("Too many mistakes", "错误太多"), lang.Format("These are the first %d; what follows was not looked at.",
			"这里只列出前 %d 个；后面的没有检查。", mistakesMax))
		d.Subject = diags[room].Subject
		l.diags = append(l.diags, d)
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

// warning is a warning that points at a range.
func warning(summary lang.Text, subject hcl.Range, detail lang.Text) *hcl.Diagnostic {
	d := wrong(summary, subject, detail)
	d.Severity = hcl.DiagWarning
	return d
}

// spaced puts a blank behind a Latin word in front of Chinese ones.
func spaced(t lang.Text) lang.Text {
	if last := lastRune(t.Chinese); t.Chinese != "" && last < 0x80 {
		return lang.Both(t.English, t.Chinese+" ")
	}
	return t
}

// placeOf names a position for people.
func placeOf(r hcl.Range) lang.Text {
	if place.InWorkbook(r) {
		return lang.Same(place.Of(r))
	}
	return lang.Both(place.Of(r), fmt.Sprintf("%s 第 %d 行", r.Filename, r.Start.Line))
}

// either lists names for people: "a", "a or b", "a, b or c".
func either(names []string) lang.Text {
	if len(names) < 2 {
		return lang.Same(strings.Join(names, ""))
	}
	last := len(names) - 1
	return lang.List(names[:last]).
		Then(lang.Both(" or ", " 或 ")).Then(lang.Same(names[last]))
}

// sized tells both lengths of a text, because the platform counts one and people count the other.
func sized(text string) lang.Text {
	return lang.Format("%d bytes (%d characters)", "%d 字节（%d 个字符）", len(text), utf8.RuneCountInString(text))
}

// narrowed is the known name that somebody typed in letters of full width, or "".
func narrowed(name string, known []string) string {
	narrow := words.Narrow(name)
	if narrow == name || !slices.Contains(known, narrow) {
		return ""
	}
	return narrow
}

// told is what an error says, in one line unless the lines are redpack's own.
func told(err error) lang.Text { return lang.Format("%s", "%s", err) }

// nearest is a hint at the known name that was meant, with a blank before it, or nothing.
func nearest(name string, known []string) lang.Text {
	if narrow := narrowed(name, known); narrow != "" {
		return lang.Format(" Write it in half-width letters: %s.", "用半角字母写：%s。", narrow)
	}
	return words.DidYouMean(name, slices.Values(known))
}
