package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// total is the bar over all packets.
func total(f *facts, l look, width int) []string {
	percent := fmt.Sprintf("%3d %%  ", int(f.settled()*100))
	lost := f.settled() - share(f.paid.Packets, f.open.Packets)
	return []string{indent + l.strong.Render(percent) + l.bar(share(f.paid.Packets, f.open.Packets), lost, width-2*len(indent)-len(percent))}
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// bar draws how much is paid and how much is lost, both from 0 to 1. In colour its cells are coloured spaces, which every
// terminal draws one column wide; otherwise it is ASCII.
func (l look) bar(paid, lost float64, width int) string {
	if !l.Colour {
		inner := max(0, width-2)
		full, fault := cells(paid, lost, inner)
		return "[" + strings.Repeat("#", full) + strings.Repeat("!", fault) + strings.Repeat("-", inner-full-fault) + "]"
	}
	full, fault := cells(paid, lost, width)
	return painted(l.paid, full) + painted(l.fault, fault) + painted(l.track, width-full-fault)
}

func painted(s lipgloss.Style, width int) string {
	if width <= 0 {
		return ""
	}
	return s.Render(strings.Repeat(" ", width))
}

// cells divides the width of a bar. It is full only when everything is settled, and what is lost shows as one cell at
// least.
func cells(paid, lost float64, width int) (full, fault int) {
	settled := min(max(0, int((paid+lost)*float64(width)+1e-9)), max(0, width))
	if lost > 1e-9 {
		fault = min(max(1, int(lost*float64(width)+0.5)), width)
	}
	return max(0, settled-fault), fault
}

// counts says what became of the packets.
func counts(f *facts, l look, width int) []string {
	parts := []fragment{{fmt.Sprintf("paid %s %s", money.Count(f.paid.Packets), l.Money(f.paid.Amount)), l.gold}}
	if f.Found.Packets > 0 {
		parts = append(parts, fragment{fmt.Sprintf("of which found %s %s", money.Count(f.Found.Packets), l.Money(f.Found.Amount)), l.plain})
	}
	for _, o := range f.unpaid {
		style := l.bad
		if o.status == state.Held {
			style = l.strong
		}
		parts = append(parts, fragment{o.status.String() + " " + money.Count(o.Packets), style})
	}
	return flow(width, append(parts, fragment{fmt.Sprintf("left %s %s", money.Count(f.left), l.Money(f.amountLeft())), l.plain})...)
}

// timing says how fast the run is and when it will be over.
func timing(f *facts, l look, width int) []string {
	var parts []fragment
	if f.pace > 0 {
		parts = append(parts, fragment{perSecond(f.pace), l.strong})
	}
	parts = append(parts, fragment{rate(f), l.plain}, fragment{money.Count(f.inFlight()) + " in flight", l.plain})
	switch {
	case f.left == 0:
	case !f.end.at.IsZero():
		parts = append(parts, fragment{words.Span(f.end.at.Sub(f.now)) + " left", l.strong}, fragment{"ends " + moment(f.end.at, f.now), l.plain})
	case !f.end.closes.IsZero():
		parts = append(parts, fragment{"the schedule ends before all is sent", l.bad})
	}
	if !f.end.closes.IsZero() {
		parts = append(parts, fragment{"closes " + moment(f.end.closes, f.now), l.strong})
	}
	return flow(width, parts...)
}

// rate is what the run may send, and why it is not more: the platform's complaints or a person's wish lower it.
func rate(f *facts) string {
	limit := plan.RateOf(f.Plan.Campaign).PerMinute
	if f.PerMinute < limit {
		return fmt.Sprintf("slowed to %s of %s a minute", money.Count(f.PerMinute), money.Count(limit))
	}
	return "limit " + money.Count(limit) + " a minute"
}

// perSecond writes a pace with the digits that matter.
func perSecond(pace float64) string {
	if pace >= 100 {
		return money.Count(int(pace+0.5)) + "/s"
	}
	return fmt.Sprintf("%.1f/s", pace)
}
