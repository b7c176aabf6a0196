package tui

import (
	"slices"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/state"
)

// problems says by cause what is not paid and who does what about it: first what needs a person, then what settles itself. What is settled
// has one line.
func problems(f *facts, l look, width int) []string {
	var lines []string
	for _, by := range []actor{person, redpack} {
		for i := range f.Reasons {
			if r := &f.Reasons[i]; f.actorOf(r) == by {
				lines = append(lines, problem(r, f, l, width)...)
			}
		}
	}
	if text := settledAfterAll(f); !text.Empty() {
		lines = append(lines, paragraph(l.Say(text.Then(lang.Both("; f lists them", "；按 f 列出"))), l.faint, width)...)
	}
	return lines
}

// settledAfterAll counts what is no problem any more; it is empty where there is nothing.
func settledAfterAll(f *facts) lang.Text {
	if f.Cleared.Packets == 0 {
		return lang.Text{}
	}
	return lang.Format("%s settled: paid after all", "%s 个已了结：最终已付款", money.Count(f.Cleared.Packets))
}

func problem(r *apply.Reason, f *facts, l look, width int) []string {
	by, text := f.next(r)
	lead := indent + by.sign() + " " + page.Pad(l.Say(r.Status.Said()), 8) + page.PadLeft(money.Count(r.Packets), 6) + "  "
	lines := []string{by.style(l).Render(lead) + page.Fit(causeOf(r, l), max(0, width-page.Width(lead)))}
	style := l.faint
	if by == person {
		style = l.plain
	}
	for i, line := range page.Wrap(l.Say(text), max(8, width-2*len(indent)-2)) {
		if i > 0 {
			line = "  " + line
		}
		lines = append(lines, indent+indent+style.Render(line))
	}
	return lines
}

// causeOf names a cause by the platform's code and its text, which may be Chinese and so stands last.
func causeOf(r *apply.Reason, l look) string {
	code, text := harmless(l.Say(state.Spoken(r.Code))), harmless(l.Say(r.Text))
	switch {
	case code == "" && text == "":
		return l.Say(lang.Both("other causes", "其他原因"))
	case code == "":
		return text
	case text == "" || text == code:
		return code
	}
	return code + "  " + text
}

// actorFor is who acts about the packets of a status: a person where some of them need one.
func (f *facts) actorFor(status state.Status) actor {
	if slices.ContainsFunc(f.Reasons, func(r apply.Reason) bool { return r.Status == status && f.actorOf(&r) == person }) {
		return person
	}
	return redpack
}
