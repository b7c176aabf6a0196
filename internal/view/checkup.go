package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
)

// standings are the standings in the order of a summary, with how each is marked. Nothing is told by colour alone.
var standings = []struct {
	checkup.Standing
	mark string
	ink  page.Ink
}{
	{checkup.Failed, "x", page.InkError},
	{checkup.Warning, "!", page.InkWarning},
	{checkup.Unknown, "?", page.InkNone},
	{checkup.OK, "+", page.InkGood},
}

// Checkup writes what was looked at before a first packet, by area, each check with its next step beneath it, and what all of it comes to.
func Checkup(w io.Writer, checks []checkup.Check, s page.Style) error {
	p := &page.Page{Style: s}
	for _, area := range checkup.Areas() {
		begun := false
		for _, c := range checks {
			if c.Area != area {
				continue
			}
			if !begun {
				p.Blank()
				p.Line("%s", p.Paint(page.InkStrong, words.Capital(string(area))))
				begun = true
			}
			check(p, c)
		}
	}
	p.Blank()
	p.Paragraph(0, CheckupLine(checks))
	return p.Print(w)
}

// check writes a check behind its mark and word, which alone are coloured.
func check(p *page.Page, c checkup.Check) {
	const width = len("  ? unknown  ")
	lead := strings.Repeat(" ", width)
	told := p.Say(c.Told)
	if c.Subject != "" && !strings.Contains(told, c.Subject) {
		told = c.Subject + ": " + told
	}
	for i, line := range pasteable(p.Told(told), p.Columns()-width) {
		if i > 0 {
			p.Line("%s%s", lead, line)
			continue
		}
		for _, standing := range standings {
			if standing.Standing == c.Standing {
				p.Line("  %s%s", p.Paint(standing.ink, page.Pad(standing.mark+" "+string(c.Standing), width-2)), line)
			}
		}
	}
	if c.Next.Empty() {
		return
	}
	const arrow = "-> "
	for i, line := range pasteable(p.Told(p.Say(c.Next)), p.Columns()-width-len(arrow)) {
		p.Line("%s%s%s", lead, page.Pad(arrow[:len(arrow)*max(0, 1-i)], len(arrow)), line)
	}
}

// pasteable wraps a text and keeps commands in one line, as far as they fit into one: what stands in backquotes, and what follows "Run: ".
func pasteable(text string, width int) []string {
	const space, quotes = "\u00a0", len("``") // nothing is broken at this space
	whole := func(command string) string {
		if page.Width(command)+quotes > width {
			return command
		}
		return strings.ReplaceAll(command, " ", space)
	}
	parts := strings.Split(text, "`")
	for i := 1; i < len(parts); i += 2 {
		parts[i] = whole(parts[i])
	}
	text = strings.Join(parts, "`")
	if before, command, ok := strings.Cut(text, "Run: "); ok {
		text = before + "Run: " + whole(command)
	}
	lines := page.Wrap(text, width)
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], space, " ")
	}
	return lines
}

// CheckupLine counts the standings, and says what they mean.
func CheckupLine(checks []checkup.Check) string {
	counts := map[checkup.Standing]int{}
	for _, c := range checks {
		counts[c.Standing]++
	}
	var parts []string
	for _, standing := range standings {
		if n := counts[standing.Standing]; n > 0 {
			word := string(standing.Standing)
			if standing.Standing == checkup.Warning && n > 1 {
				word += "s"
			}
			parts = append(parts, money.Count(n)+" "+word)
		}
	}
	meaning := "Nothing stands against `redpack plan` and `redpack apply`, as far as can be known."
	if counts[checkup.Failed] > 0 {
		meaning = "Repair what failed before you apply."
	}
	return fmt.Sprintf("%s. %s", strings.Join(parts, ", "), meaning)
}
