package tui

import (
	"fmt"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
)

// header names the campaign, says whether the money is real, and what it may cost. Whatever does not fit beside the name
// goes into a second line; the clock only where there is room.
func header(f *facts, l look, width int) []string {
	c := f.Plan.Campaign
	mode := modeOf(c.Merchant.Sandbox, c.Merchant.Rehearsal(), l, width)
	name := fragment{" " + page.Fit(harmless(c.Name), max(shortName, width-7-max(page.Width(mode.text), len("SANDBOX")))) + " ", l.badge}
	line := " " + name.String() + "  " + mode.String()
	used := 1 + page.Width(name.text) + 2 + page.Width(mode.text)
	size := fragment{fmt.Sprintf("%s, at most %s", packets(f.open.Packets), l.Money(f.open.Amount)), l.strong}
	if f.Plan.Canaries.Alone {
		size.text = "canary: " + size.text
	}
	var second []string
	if w := page.Width(size.text); used+len(gap)+w <= width {
		line += gap + size.String()
		used += len(gap) + w
	} else {
		second = flow(width, size)
	}
	if now := clock(f.now); used+len(gap)+len(now) <= width {
		line += l.plain.Render(page.PadLeft("", width-used-len(now))) + l.faint.Render(now)
	}
	return append([]string{line}, second...)
}

// shortName is how much of a campaign's name there is room for at least.
const shortName = 8

// modeOf says whether the money is real. The server of a rehearsal is named where there is room for it.
func modeOf(sandbox bool, rehearsal string, l look, width int) fragment {
	switch at := "REHEARSAL at " + harmless(rehearsal); {
	case sandbox:
		return fragment{"SANDBOX", l.faint}
	case rehearsal == "":
		return fragment{"LIVE", l.live}
	case page.Width(at)+shortName+5 <= width:
		return fragment{at, l.gold}
	default:
		return fragment{"REHEARSAL", l.gold}
	}
}

func packets(n int) string {
	if n == 1 {
		return "1 packet"
	}
	return money.Count(n) + " packets"
}
