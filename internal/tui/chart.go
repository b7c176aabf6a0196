package tui

import (
	"fmt"
	"slices"
	"strings"
)

// chartMost is how many seconds the chart shows at most.
const chartMost = 60

// chart draws the pace of the last seconds, the newest at the right end. Its signs may be two columns wide on a Chinese
// terminal, so they are the end of their line and take half of it at most.
func chart(f *facts, l look, width int) []string {
	room := min(chartMost, (width-2*len(indent))/2-len("pace, last 60 s  "))
	paces := f.paces[max(0, len(f.paces)-max(0, room)):]
	if len(paces) < 3 {
		return nil
	}
	levels, top := l.Glyphs().Levels, slices.Max(paces)
	var b strings.Builder
	for _, pace := range paces {
		level := 0
		if top > 0 {
			level = min(int(pace/top*float64(len(levels))), len(levels)-1)
		}
		b.WriteString(levels[level])
	}
	label := fmt.Sprintf("pace, last %d s  ", len(paces))
	return []string{indent + l.faint.Render(label) + l.gold.UnsetBold().Render(b.String())}
}
