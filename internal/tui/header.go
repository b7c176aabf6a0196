package tui

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
)

// header names the campaign, says whether the money is real, and what it may cost. Whatever does not fit beside the name
// goes into a second line; the clock only where there is room.
func header(f *facts, l look, width int) []string {
	c := f.Plan.Campaign
	mode := modeOf(c.Merchant.Sandbox, c.Merchant.Rehearsal(), l, width)
	name := fragment{" " + page.Fit(harmless(c.Name), max(shortName, width-7-max(page.Width(mode.text), len("SANDBOX")))) + " ", l.badge}
	line := " " + name.String() + "  " + mode.String()
	used := 1 + page.Width(name.text) + 2 + page.Width(mode.text)
	size := fragment{l.Say(lang.Format("%s, at most %s", "%s，最多 %s", words.Counted(f.open.Packets, words.Packet), l.Money(f.open.Amount))), l.strong}
	if f.Plan.Canaries.Alone {
		size.text = l.Say(lang.Both("canary: ", "先行试发：")) + size.text
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
	switch at := l.Say(lang.Format("REHEARSAL at %s", "演练：%s", harmless(rehearsal))); {
	case sandbox:
		return fragment{l.Say(lang.Both("SANDBOX", "模拟")), l.faint}
	case rehearsal == "":
		return fragment{l.Say(lang.Both("LIVE", "真实资金")), l.live}
	case page.Width(at)+shortName+5 <= width:
		return fragment{at, l.gold}
	default:
		return fragment{l.Say(lang.Both("REHEARSAL", "演练")), l.gold}
	}
}
