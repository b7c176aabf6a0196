package view

import "github.com/cashredpack/redpack/internal/page"

// Characters splits a text as columns of diagnostics count it.
func Characters(text string) (found []string) {
	for c := range page.Characters(text) {
		found = append(found, c.Text)
	}
	return found
}

// MarkdownText, MarkdownCode and MarkdownRow are the core of the Markdown documents.
var (
	MarkdownText = markdownText
	MarkdownCode = markdownCode
	MarkdownRow  = mdRow
)

// Printable is a text without what must not be printed; MarkdownShortened cuts it.
func Printable(text string) string { return page.Clean(page.Style{}.Masked(text)) }

// MarkdownShortened cuts a text between characters.
var MarkdownShortened = shortenedTo
