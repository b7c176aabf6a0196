package page

import (
	"strings"

	"github.com/rivo/uniseg"

	"github.com/cashredpack/redpack/internal/plain"
)

// Ellipsis marks left-out text. The character … is two columns wide in many Chinese terminals, so it is not used.
const Ellipsis = ".."

// Width is how many columns a text takes on a terminal: two for a Chinese character, none for a combining one.
func Width(text string) int {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' {
			return uniseg.StringWidth(text)
		}
	}
	return len(text) // most texts: a list of a million lines is measured cell by cell
}

// Pad fills a text with spaces on the right up to a width.
func Pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-Width(text)))
}

// PadLeft fills a text with spaces on the left up to a width.
func PadLeft(text string, width int) string {
	return strings.Repeat(" ", max(0, width-Width(text))) + text
}

// Fit cuts a text that is wider than width, between characters, and marks the cut. The result is never wider.
func Fit(text string, width int) string {
	if Width(text) <= width {
		return text
	}
	if width <= len(Ellipsis) {
		return Ellipsis[:max(0, width)]
	}
	return Head(text, width-len(Ellipsis)) + Ellipsis
}

// Head is the longest start of a text that is not wider than width.
func Head(text string, width int) string {
	used, end := 0, 0
	for c := range Characters(text) {
		if used += c.width; used > width {
			break
		}
		end += len(c.Text)
	}
	return text[:end]
}

// character is what a reader takes for one: a rune with all that combines with it.
type character struct {
	Text  string
	width int
}

// Characters goes through a text character by character.
func Characters(text string) func(yield func(character) bool) {
	return func(yield func(character) bool) {
		state := -1
		for text != "" {
			var c character
			c.Text, text, c.width, state = uniseg.FirstGraphemeClusterInString(text, state)
			if !yield(c) {
				return
			}
		}
	}
}

// Clean is a text of somebody's as a line shows it, for what is measured, cut or put together before it is printed.
func Clean(text string) string { return plain.Of(text).String() }
