package tui

import (
	"slices"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
)

// chartMost is how many columns the chart takes at most.
const chartMost = 60

// chart draws the pace of the last minutes, the newest at the right end; a column stands for as many seconds as it takes to
// show all that is remembered. The signs may be two columns wide on a Chinese terminal, so they are the end of their line
// and take half of it at most.
func chart(f *facts, l look, width int) []string {
	room := min(chartMost, (width-2*len(indent))/2-page.Width(l.Say(paceOf(remembered))))
	if len(f.paces) < 3 || room < 3 {
		return nil
	}
	columns, shown := f.columns(room)
	levels, top := l.Glyphs().Levels, slices.Max(columns)
	var b strings.Builder
	for _, pace := range columns {
		level := 0
		if top > 0 {
			level = min(int(pace/top*float64(len(levels))), len(levels)-1)
		}
		b.WriteString(levels[level])
	}
	return []string{indent + l.faint.Render(l.Say(paceOf(shown))) + l.gold.UnsetBold().Render(b.String())}
}

func paceOf(shown time.Duration) lang.Text {
	return lang.Format("pace, last %s  ", "速率，最近 %s  ", words.Span(shown))
}

// columns averages the paces so that they fit. A column begins at a round second, or all of them would change every second.
func (f *facts) columns(room int) (columns []float64, shown time.Duration) {
	paces, each := f.paces, 1
	for _, each = range []int{1, 2, 5, 10, 15, 30} {
		if len(paces) <= (room-1)*each {
			break
		}
	}
	paces = paces[max(0, len(paces)-(room-1)*each):]
	first := int(f.now.Unix()) - len(paces)
	count := 0
	for i, pace := range paces {
		if i == 0 || (first+i)%each == 0 {
			columns, count = append(columns, 0), 0
		}
		last := len(columns) - 1
		columns[last] = (columns[last]*float64(count) + pace) / float64(count+1)
		count++
	}
	return columns, time.Duration(len(paces)) * time.Second
}
