package hclspec

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/plain"
)

// Summaries are fixed texts: names and values belong into the detail, so that a program can tell the rules apart.

// fault is an error diagnostic that points at a range. Line breaks are those of the format.
func fault(summary string, subject hcl.Range, format string, args ...any) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   plain.Sprintf(format, args...).String(),
		Subject:  &subject,
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

// mask shows enough of an openid to find it and too little to use it.
func mask(openid string) string {
	if len(openid) < 12 {
		return openid
	}
	return openid[:4] + ".." + openid[len(openid)-4:]
}
