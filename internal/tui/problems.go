package tui

import (
	"cmp"
	"fmt"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/state"
)

// problems says by cause what is not paid, and what to do about it.
func problems(f *facts, l look, width int) []string {
	var lines []string
	for i := range f.Reasons {
		r := &f.Reasons[i]
		lead := fmt.Sprintf("%s! %-8s%6s  ", indent, r.Status, money.Count(r.Packets))
		cause := page.Fit(causeOf(r), max(0, width-len(lead)))
		lines = append(lines, l.bad.Render(lead)+cause)
		lines = append(lines, adviceLines(r, f, l, width)...)
	}
	return lines
}

// causeOf names a cause by the platform's code and its text, which may be Chinese and so stands last.
func causeOf(r *apply.Reason) string {
	code, text := harmless(r.Code), harmless(r.Text)
	switch {
	case code == "":
		return "other causes"
	case text == "" || text == code:
		return code
	}
	return code + "  " + text
}

func adviceLines(r *apply.Reason, f *facts, l look, width int) []string {
	lead := indent + "  "
	var lines []string
	for i, line := range page.Wrap(next(r, f), max(8, width-len(lead)-len("next: "))) {
		label := "next: "
		if i > 0 {
			label = "      "
		}
		lines = append(lines, lead+l.faint.Render(label+line))
	}
	return lines
}

// next is what follows for the packets of a cause: the advice that came with the answer, or what their status means.
func next(r *apply.Reason, f *facts) string {
	var meaning string
	switch r.Status {
	case state.Unknown:
		meaning = "redpack asks WeChat Pay before anything is sent again; nobody is paid twice"
	case state.Held:
		meaning = "sent again with the same number by the next apply"
		if r.NextTry.After(f.now) {
			meaning = "may be sent again from " + moment(r.NextTry, f.now)
		}
	case state.Refused:
		meaning = "after the cause is gone, apply with -retry-refused"
	case state.Failed:
		meaning = "apply with -retry-failed gives them a new number"
	case state.Reserved, state.Sent, state.Received, state.Refunding, state.Refunded:
	}
	return harmless(cmp.Or(r.Advice, meaning))
}
