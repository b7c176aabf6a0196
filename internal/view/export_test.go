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
