package tui

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
)

const (
	groupsMost    = 8  // lines
	barsFrom      = 60 // columns
	groupNameMost = 24
)

// groups is a line for each source of recipients: how many of it are paid, and a bar where the terminal is wide enough.
func groups(f *facts, l look, width int) []string {
	if len(f.groups) < 2 {
		return nil // the bar over all packets says it already
	}
	shown := f.groups
	if len(shown) > groupsMost {
		shown = shown[:groupsMost-1]
	}
	name, count, amount := 0, 0, 0
	for i := range shown {
		name = max(name, min(page.Width(shown[i].name), groupNameMost, width/4))
		count = max(count, len(shown[i].count()))
		amount = max(amount, page.Width(l.Money(shown[i].paid.Amount)))
	}
	var lines []string
	for i := range shown {
		g := &shown[i]
		line := indent + page.Pad(page.Fit(g.name, name), name) + gap + page.PadLeft(g.count(), count) + gap +
			page.PadLeft(l.Money(g.paid.Amount), amount)
		if width >= barsFrom {
			line += gap + l.bar(shares{paid: share(g.paid.Packets, g.open.Packets)}, width-page.Width(line)-len(gap)-len(indent))
		}
		lines = append(lines, line)
	}
	if hidden := len(f.groups) - len(shown); hidden > 0 {
		lines = append(lines, indent+l.faint.Render(l.Say(lang.Format("and %d more", "另有 %d 个", hidden))))
	}
	return lines
}

func (g *group) count() string {
	return money.Count(g.paid.Packets) + "/" + money.Count(g.open.Packets)
}
