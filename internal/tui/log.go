package tui

import (
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/state"
)

// logMost is how many of the latest events the overview shows.
const logMost = 5

// log tells what happened last, the newest first.
func log(f *facts, l look, width int) []string {
	var lines []string
	for i := len(f.Log) - 1; i >= max(0, len(f.Log)-logMost); i-- {
		at, text := told(f.Log[i], l)
		if text != "" {
			lines = append(lines, indent+l.faint.Render(at.In(beijing.Zone).Format("15:04:05")+"  ")+page.Fit(text, width-len(indent)-len("15:04:05  ")))
		}
	}
	return lines
}

// told is an event in a line.
func told(e apply.Event, l look) (at time.Time, text string) {
	switch e := e.(type) {
	case apply.Settled:
		return e.At, settled(&e, l)
	case apply.Paused:
		return e.At, l.Say(paused) + harmless(l.Say(e.Why))
	case apply.Resumed:
		return e.At, l.Say(lang.Both("goes on", "继续"))
	case apply.RateChanged:
		return e.At, l.Say(lang.Format("%s a minute: %s", "每分钟 %s 个：%s", money.Count(e.PerMinute), lang.Of(e.Why).Each(harmless)))
	case apply.Draining:
		return e.At, l.Say(stops) + harmless(l.Say(e.Why))
	case apply.Started, apply.Reserved, apply.Missed, apply.Finished:
	}
	return time.Time{}, ""
}

// settled names the outcome of one packet by its address, the name that people know, and its cause.
func settled(e *apply.Settled, l look) string {
	p := &e.Packet
	line := l.Say(p.Status.Said()) + " " + harmless(p.Campaign) + "/" + harmless(p.Key) + labelOf(e, l)
	if p.Status.Paid() {
		return line + l.Say(lang.Both(", paid after all", "，最终已付款"))
	}
	if p.Code != "" {
		line += "  " + harmless(l.Say(state.Spoken(p.Code)))
	}
	if text := l.Say(state.Spoken(p.Text)); text != "" && text != p.Code {
		line += "  " + harmless(text)
	}
	return line
}
