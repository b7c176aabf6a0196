package tui

import (
	"fmt"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
)

// notice says why nothing is sent, or that the run is ending. It takes the place of nothing: it is a line of its own, and
// the last to go when the terminal is low.
func notice(f *facts, l look, width int) []string {
	text := noticeText(f)
	if text == "" {
		return nil
	}
	lines := page.Wrap(text, width-len(indent)-len("! "))
	by := noticeActor(f)
	for i, line := range lines {
		sign := "  "
		if i == 0 {
			sign = by.sign() + " "
		}
		lines[i] = indent + by.style(l).Render(sign+line)
	}
	return lines
}

// advice is what a person can do who is waited for. It goes before the notice does: it stands with the packets that it is about, too.
func advice(f *facts, l look, width int) []string {
	if !f.waits() || f.stopping() || f.Paused.Advice == "" {
		return nil
	}
	return paragraph(harmless(f.Paused.Advice), l.plain, width)
}

// noticeActor is a person where the run waits for one.
func noticeActor(f *facts) actor {
	if !f.stopping() && f.Paused != nil && f.Paused.Until.IsZero() {
		return person
	}
	return redpack
}

func noticeText(f *facts) string {
	switch {
	case f.stopping():
		return stopping(f)
	case f.Paused != nil && !f.Paused.Until.IsZero():
		return fmt.Sprintf("waiting for %s, %s: %s", moment(f.Paused.Until, f.now), words.Span(f.Paused.Until.Sub(f.now)).English, harmless(f.Paused.Why))
	case f.broke():
		return "paused: balance empty, top up, press p"
	case f.waits() && f.inFlight() > 0:
		return fmt.Sprintf("paused: nothing new is sent until you press p, %s in flight", money.Count(f.inFlight()))
	case f.waits():
		return "paused: nothing is sent until you press p"
	case f.Paused != nil:
		return "paused: " + harmless(f.Paused.Why)
	case f.left == 0 && f.unclear > 0:
		return fmt.Sprintf("asking WeChat Pay what became of %s without a clear answer", packets(f.unclear))
	}
	return ""
}

// stopping counts what is awaited now, which is less than when the draining began, and says how long that can take.
func stopping(f *facts) string {
	awaited := "the last answers are"
	switch n := f.inFlight(); {
	case n == 1:
		awaited = "1 in flight is"
	case n > 1:
		awaited = money.Count(n) + " in flight are"
	case f.Draining == nil:
		return "stopping: nothing new is sent"
	}
	text := "stopping: " + awaited + " awaited"
	if f.awaits > 0 {
		text += ", at most " + words.Span(f.awaits).English
	}
	return text + "; ctrl+c again gives them up and leaves them unknown"
}
