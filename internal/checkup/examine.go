package checkup

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
)

// Examine looks at everything, in the order of the areas. It makes no file, takes no lock and pays nobody. When the context ends, what is
// still to be looked at is left out.
func Examine(ctx context.Context, s Subject) []Check {
	checks, certificate := files(s)
	found, snapshot := states(ctx, s)
	checks = append(checks, found...)
	campaigns := campaigns(ctx, s, snapshot, certificate)
	checks = append(checks, disk(s, campaigns)...)
	if ctx.Err() == nil {
		checks = append(checks, Reach(ctx, s)...)
	}
	return append(append(checks, campaigns.checks...), sending(s)...)
}

// split takes a text apart that begins with what is wrong, in a sentence of its own, and ends in what to do about it, as diagnostics and
// the errors about a state do.
func split(text lang.Text) (told, next lang.Text) {
	told.English, next.English = splitEnglish(text.English)
	told.Chinese, next.Chinese = splitChinese(text.Chinese)
	if next.Empty() { // a next step is there in all languages or in none
		told.Chinese, next.Chinese = told.Chinese+next.Chinese, ""
	}
	return told, next
}

func splitChinese(text string) (told, next string) {
	text = strings.Join(strings.Fields(text), " ")
	if !strings.Contains(text, stop) {
		if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			return splitEnglish(text) // of a library that knows no Chinese
		}
		return words.EndedChinese(text), ""
	}
	told, next, _ = strings.Cut(text, stop)
	return told + stop, strings.TrimSpace(next)
}

func splitEnglish(text string) (told, next string) {
	text = plain.Capital(strings.Join(strings.Fields(text), " "))
	for from := 0; ; {
		end := strings.Index(text[from:], ". ")
		if end < 0 {
			return words.Ended(text), ""
		}
		from += end + len(". ")
		if first, _ := utf8.DecodeRuneInString(text[from:]); !unicode.IsLower(first) {
			return text[:from-1], ended(text[from:])
		}
	}
}

// ended gives a next step its full stop, unless it ends in a command: that is pasted.
func ended(next string) string {
	if i := strings.LastIndex(next, ": "); strings.HasSuffix(next[:max(i, 0)], "Run") || strings.HasPrefix(next[i+1:], " redpack ") {
		return next
	}
	return words.Ended(next)
}

// command is one of redpack's about the subject's folder, to be pasted.
func (s Subject) command(name string) string {
	line := "redpack " + name
	if dir := s.Account.Dir; dir != "" && dir != "." {
		line += " " + words.ShellWord(dir)
	}
	return "`" + line + "`"
}

const stop = "。"

// summary is what a diagnostic says in short.
func summary(d *hcl.Diagnostic) lang.Text {
	return lang.Text{English: d.Summary, Chinese: diag.Summary(d, lang.Chinese)}
}

// detail is what a diagnostic says at length.
func detail(d *hcl.Diagnostic) lang.Text {
	return lang.Text{English: d.Detail, Chinese: diag.Detail(d, lang.Chinese)}
}
