package hclspec

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
)

// Summaries are fixed texts: names and values belong into the detail, so that a program can tell the rules apart.

// fault is an error diagnostic that points at a range.
func fault(summary string, subject hcl.Range, format string, args ...any) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   fmt.Sprintf(format, args...),
		Subject:  &subject,
	}
}

// caution is a warning that points at a range.
func caution(summary string, subject hcl.Range, format string, args ...any) *hcl.Diagnostic {
	d := fault(summary, subject, format, args...)
	d.Severity = hcl.DiagWarning
	return d
}

// didYouMean is a sentence with the known name nearest to a misspelt one, or nothing where none is near.
func didYouMean(name string, known []string) string {
	best, bestDistance := "", 1+len(name)/3
	for _, candidate := range known {
		if d := editDistance(name, candidate); d <= bestDistance && (best == "" || d < bestDistance) {
			best, bestDistance = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q?", best)
}

// editDistance counts the insertions, deletions and replacements of characters between two names.
func editDistance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			cost := diagonal
			if r != s {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
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
