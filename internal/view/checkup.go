package view

import (
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
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
				p.Line("%s", p.Paint(page.InkStrong, p.Say(areaName(area))))
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
	width := standingWidth(p.Lang)
	lead := strings.Repeat(" ", width)
	text := lang.Format("%s", "%s", c.Told)
	if c.Subject != "" && !strings.Contains(text.English, c.Subject) {
		text = lang.Format("%s: %s", "%s：%s", c.Subject, text)
	}
	for i, line := range pasteable(p.Told(p.Say(text)), p.Columns()-width) {
		if i > 0 {
			p.Line("%s%s", lead, line)
			continue
		}
		for _, standing := range standings {
			if standing.Standing == c.Standing {
				p.Line("  %s%s", p.Paint(standing.ink, page.Pad(standing.mark+" "+p.Say(c.Standing.Said()), width-2)), line)
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
	for _, run := range []string{"Run: ", "运行："} {
		if before, command, ok := strings.Cut(text, run); ok {
			text = before + run + whole(command)
		}
	}
	lines := page.Wrap(text, width)
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], space, " ")
	}
	return lines
}

// CheckupLine counts the standings, and says what they mean.
func CheckupLine(checks []checkup.Check) lang.Text {
	counts := map[checkup.Standing]int{}
	for _, c := range checks {
		counts[c.Standing]++
	}
	var parts []lang.Text
	for _, standing := range standings {
		if n := counts[standing.Standing]; n > 0 {
			word := standing.Said()
			if standing.Standing == checkup.Warning && n > 1 {
				word.English += "s"
			}
			parts = append(parts, lang.Format("%s %s", "%[2]s %[1]s 项", money.Count(n), word))
		}
	}
	meaning := lang.Both("Nothing stands against `redpack plan` and `redpack apply`, as far as can be known.",
		"就目前所知，可以运行 `redpack plan` 和 `redpack apply`。")
	if counts[checkup.Failed] > 0 {
		meaning = lang.Both("Repair what failed before you apply.", "先修好未通过的项目，再发放。")
	}
	return listOf(parts).Then(lang.Stop).Then(meaning)
}

// standingWidth is the room for the mark and the name of a standing.
func standingWidth(l lang.Language) int {
	if l == lang.Chinese {
		return page.Width("  ? 无法确定  ")
	}
	return len("  ? unknown  ")
}

// areaName is an area as the title of its checks.
func areaName(a checkup.Area) lang.Text {
	return beginning(a.Said())
}
