package tui

import (
	"fmt"
	"strings"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
)

// lowest is how many lines the overview needs to be more than one.
const lowest = 7

// overview is the main view: everything about the run, or as much as fits.
func overview(f *facts, l look, width, height int, help []string) []string {
	if height < lowest {
		return []string{oneLine(f, width, l)}
	}
	bars := total(f, l, width)
	if height < roomy {
		bars = bars[len(bars)-1:] // the one over the run
	}
	sections := []section{
		{lines: header(f, l, width), apart: true}, // from what the terminal showed before
		{lines: bars, apart: true},
		{lines: counts(f, l, width)},
		{lines: timing(f, l, width)},
		{lines: condition(f, l, width)},
		{lines: notice(f, l, width), apart: true},
		{lines: advice(f, l, width), whole: true},
		{lines: groups(f, l, width), apart: true, whole: true},
		{lines: problems(f, l, width), keep: 2, apart: true},
		{lines: chart(f, l, width), apart: true},
		{lines: log(f, l, width), keep: 1, spare: logMost - 1, apart: true},
		{lines: help, keep: 1, apart: true},
	}
	const timingAt, conditionAt, adviceAt, groupsAt, problemsAt, chartAt, logAt, helpAt = 3, 4, 6, 7, 8, 9, 10, 11
	return stack(sections, []int{chartAt, conditionAt, logAt, groupsAt, adviceAt, helpAt, problemsAt, timingAt}, height)
}

// oneLine is the whole run for a terminal that has room for nothing else.
func oneLine(f *facts, width int, l look) string {
	parts := []string{fmt.Sprintf("%d %%", int(f.settled()*100)), l.Say(paid) + " " + money.Count(f.paid.Packets), l.Money(f.paid.Amount)}
	for _, o := range f.unpaid {
		parts = append(parts, l.Say(o.status.Said())+" "+money.Count(o.Packets))
	}
	if text := noticeText(f); !text.Empty() {
		parts = append(parts, l.Say(text))
	}
	return page.Fit(strings.Join(parts, "  "), width)
}
