package tui

import (
	"fmt"
	"time"

	"github.com/cashredpack/redpack/internal/money"
)

// awayTold is for how long a database may say nothing before a person is told: one that is slow for a moment is no news.
const awayTold = time.Second

// condition says how the things stand that a run depends on: the state on disk, the window, and the balance, of which nothing is known
// until a request was refused for it.
func condition(f *facts, l look, width int) []string {
	var parts []fragment
	switch {
	case f.away >= awayTold:
		parts = append(parts, fragment{fmt.Sprintf("no answer from the state's database for %d s, still trying", int(f.away.Seconds())), l.warn})
	case f.serial > 0:
		parts = append(parts, fragment{"state saved, serial " + money.Count(int(f.serial)), l.faint})
	}
	switch w := f.window; {
	case w.Open && w.Until.IsZero():
		parts = append(parts, fragment{"window open", l.faint})
	case w.Open:
		parts = append(parts, fragment{"window open until " + moment(w.Until, f.now), l.faint})
	case w.Until.IsZero():
		parts = append(parts, fragment{"window over", l.bad})
	default:
		parts = append(parts, fragment{"window opens " + moment(w.Until, f.now), l.warn})
	}
	switch {
	case f.broke():
		parts = append(parts, fragment{"balance empty", l.bad})
	case f.Refilled:
		parts = append(parts, fragment{"balance ok", l.faint})
	}
	return flow(width, parts...)
}
