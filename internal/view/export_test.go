package view

// Characters splits a text as columns of diagnostics count it.
func Characters(text string) (found []string) {
	for c := range characters(text) {
		found = append(found, c.text)
	}
	return found
}

// Head is the longest start of a text that is not wider than width.
var Head = head

// MarkdownText, MarkdownCode and MarkdownRow are the core of the Markdown documents.
var (
	MarkdownText = markdownText
	MarkdownCode = markdownCode
	MarkdownRow  = mdRow
)

// Printable is a text without what must not be printed; MarkdownShortened cuts it.
func Printable(text string) string { return Clean(Style{}.masked(text)) }

// MarkdownShortened cuts a text between characters.
var MarkdownShortened = shortenedTo
