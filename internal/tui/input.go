package tui

import (
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/cashredpack/redpack/internal/page"
)

// input is a line that a person types. Characters are added and taken away at its end; that is enough for a word or a
// sum, and leaves no state that could be drawn wrongly.
type input struct {
	text  string
	typed bool // the keys go here
}

// inputMost keeps a paste by mistake from filling the memory.
const inputMost = 256

// splitKeys takes keys apart that were pressed so fast that they came as one. What is pasted stays one: it is text, and no
// command. Together with press it is the only place that looks into bubbletea's keys.
func splitKeys(msg tea.KeyMsg) []tea.KeyMsg {
	if msg.Type != tea.KeyRunes || msg.Paste || len(msg.Runes) < 2 {
		return []tea.KeyMsg{msg}
	}
	var each []tea.KeyMsg
	for i := range msg.Runes {
		one := msg
		one.Runes = msg.Runes[i : i+1]
		each = append(each, one)
	}
	return each
}

// press takes a key that writes or deletes.
func (in *input) press(msg tea.KeyMsg) {
	switch {
	case msg.String() == "backspace":
		_, size := utf8.DecodeLastRuneInString(in.text)
		in.text = in.text[:len(in.text)-size]
	case msg.String() == "ctrl+u":
		in.text = ""
	case (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt && len(in.text)+len(msg.Runes) <= inputMost:
		in.text += harmless(string(msg.Runes))
	}
}

// line draws the input behind a prompt. A cursor is shown while it is typed into.
func (in *input) line(l look, prompt string, width int) string {
	line := indent + l.strong.Render(prompt) + tail(in.text, inputRoom(prompt, width))
	if in.typed {
		line += l.gold.Render("_")
	}
	return line
}

// inputRoom is how much of a text is seen behind a prompt.
func inputRoom(prompt string, width int) int { return max(1, width-len(indent)-page.Width(prompt)-2) }

// tail is the end of a text that is not wider than width: where a person types is what must be seen.
func tail(text string, width int) string {
	for page.Width(text) > width {
		_, size := utf8.DecodeRuneInString(text)
		text = text[size:]
	}
	return text
}
