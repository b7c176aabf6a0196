package tui

import (
	"regexp"
	"sync"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
)

// fragment is a piece of a line and how it looks.
type fragment struct {
	text  string
	style lipgloss.Style
}

func (f fragment) String() string { return f.style.Render(f.text) }

const (
	indent = "  "  // before every line but the header
	gap    = "   " // between the fragments of a line
)

// flow sets fragments side by side, in as many lines as they need. A fragment that is wider than a line is cut.
func flow(width int, fragments ...fragment) []string {
	var lines []string
	used := 0
	for _, f := range fragments {
		if f.text == "" {
			continue
		}
		room := width - len(indent)
		f.text = page.Fit(f.text, room)
		w := page.Width(f.text)
		if last := len(lines) - 1; last >= 0 && used+len(gap)+w <= room {
			lines[last] += gap + f.String()
			used += len(gap) + w
			continue
		}
		lines = append(lines, indent+f.String())
		used = w
	}
	return lines
}

// clamp keeps a styled line within the terminal, whatever its parts have come to.
func clamp(line string, width int) string { return ansi.Truncate(line, width, "") }

// openID finds an openid in a text of the platform: 28 characters, in practice with an o in front.
var openID = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\bo[0-9A-Za-z_-]{27}\b`)
})

// harmless makes a text from outside fit for a line, in which no openid is readable.
func harmless(text string) string {
	return openID().ReplaceAllStringFunc(plain.Of(text).String(), words.MaskOpenID)
}

// paragraph breaks a text into lines of one style.
func paragraph(text string, style lipgloss.Style, width int) []string {
	lines := page.Wrap(plain.Of(text).String(), width-len(indent))
	for i, line := range lines {
		lines[i] = indent + style.Render(line)
	}
	return lines
}

// clock is the time of day, with the zone.
func clock(at time.Time) string { return at.In(beijing.Zone).Format("15:04:05 MST") }

// moment is a time that may lie on another day than now.
func moment(at, now time.Time) string {
	if beijing.Day(at) == beijing.Day(now) {
		return clock(at)
	}
	return beijing.Format(at)
}
