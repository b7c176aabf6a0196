package hclspec

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// warning is a warning that points at a range.
func warning(summary lang.Text, subject hcl.Range, detail lang.Text) *hcl.Diagnostic {
	d := wrong(summary, subject, detail)
	d.Severity = hcl.DiagWarning
	return d
}

// nearest is a hint at the known name that was meant, with a blank before it in English, or nothing.
func nearest(name string, known []string) lang.Text {
	if narrow := narrowed(name, known); narrow != "" {
		return lang.Format(" Write it in half-width letters: %s.", "用半角字母写：%s。", narrow)
	}
	return words.DidYouMean(name, slices.Values(known))
}

// sized tells both lengths of a text, because the platform counts one and people count the other.
func sized(text string) lang.Text {
	return lang.Format("%d bytes (%d characters)", "%d 字节（%d 个字符）", len(text), utf8.RuneCountInString(text))
}

// either lists names for people: "a", "a or b", "a, b or c".
func either(names []string) lang.Text {
	if len(names) < 2 {
		return lang.Same(strings.Join(names, ""))
	}
	last := len(names) - 1
	return lang.Both(strings.Join(names[:last], ", ")+" or "+names[last], strings.Join(names[:last], "、")+" 或 "+names[last])
}

// characterOf names the character that begins at a byte of a text, and its place as people count.
func characterOf(text string, at int) lang.Text {
	r := firstRune(text[at:])
	before := utf8.RuneCountInString(text[:at])
	if before == 0 {
		return lang.Format("%s, before its first character", "%s（在第 1 个字符之前）", words.Character(r))
	}
	return lang.Both(words.Character(r)+", after its "+ordinal(before)+" character", fmt.Sprintf("%s（在第 %d 个字符之后）", words.Character(r), before))
}

// inEnglish are hints for a frame.
func inEnglish(hints map[string]lang.Text) map[string]string {
	all := make(map[string]string, len(hints))
	for name, hint := range hints {
		all[name] = hint.English
	}
	return all
}

func keyFault(key string) string          { return keyWrong(key).English }
func spreadsheetFault(text string) string { return spreadsheetWrong(text).English }
func shortenedFault(text string) string   { return shortenedWrong(text).English }

// told is what an error says, in one line unless the lines are redpack's own.
func told(err error) lang.Text { return lang.Format("%s", "%s", err) }
