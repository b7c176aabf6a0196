package view

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// historyPage is what a history is printed on.
type historyPage struct{ page.Page }

// RunHistory prints entries as they come, each a few lines behind its label.
func RunHistory(w io.Writer, entries []history.Entry, s page.Style) error {
	p := &historyPage{page.Page{Style: s}}
	if len(entries) == 0 {
		p.Paragraph(0, "Nothing has happened yet.")
	}
	for i := range entries {
		p.Blank()
		p.entry(&entries[i])
	}
	return p.Print(w)
}

func (p *historyPage) entry(e *history.Entry) {
	at := e.At.In(beijing.Zone).Format("2006-01-02 15:04:05 MST")
	switch e.Kind {
	case history.Apply, history.Inquiry:
		p.Labelled(0, "Run "+strconv.FormatInt(e.Run.ID, 10), at, p.took(e), p.Paint(inkOf(e), EndOf(e)))
		p.Labelled(0, "", p.ranBy(e)...)
		p.lines(e)
	case history.Looked:
		p.Labelled(0, "Looked", at, "the canary was looked at, and a person said go")
		p.Labelled(0, "", p.ranBy(e)...)
	case history.Decision:
		p.Labelled(0, "Decided", at, p.Told(DecisionOf(p.Style, e)))
	case history.Unrun:
		p.Labelled(0, "Outside", at, "outcomes that belong to no run")
		p.lines(e)
	}
}

func (p *historyPage) took(e *history.Entry) string {
	if e.End == history.Ended {
		return "took " + words.Span(e.Took()).English
	}
	return "no end on record"
}

// ranBy is who ran it, with what.
func (p *historyPage) ranBy(e *history.Entry) []any {
	parts := []any{"by " + page.Clean(e.Run.Owner), "redpack " + page.Clean(e.Run.Tool)}
	if digest := PlanOf(e); digest != "" {
		parts = append(parts, "plan "+digest)
	}
	return parts
}

// PlanOf is the digest of what a run sent, in the form that people compare; "" where nothing was sent.
func PlanOf(e *history.Entry) string {
	if e.Result.Plan != "" {
		return page.Clean(e.Result.Plan)
	}
	const short = 8
	digest := page.Clean(e.Run.PlanDigest)
	if len(digest) < short {
		return digest
	}
	return digest[:short/2] + "-" + digest[short/2:short]
}

func inkOf(e *history.Entry) page.Ink {
	switch {
	case e.End == history.Killed:
		return page.InkError
	case e.End == history.Running || e.Result.Code != 0:
		return page.InkWarning
	}
	return page.InkGood
}

// EndOf says how a run ended.
func EndOf(e *history.Entry) string {
	switch r := e.Result; {
	case e.End == history.Running:
		return "is still at it"
	case e.End == history.Killed:
		return "killed: it never said how it ended, and nobody is at it now"
	case r.Said != "":
		return page.Clean(r.Said)
	case r.Stop != "":
		return fmt.Sprintf("stopped: %s (exit code %d)", strings.ReplaceAll(page.Clean(r.Stop), "_", " "), r.Code)
	case r.Code == 0:
		return "done"
	default:
		return "exit code " + strconv.Itoa(r.Code)
	}
}

// lines are what became of the packets of a run, one kind of outcome a line.
func (p *historyPage) lines(e *history.Entry) {
	did := DidOf(p.Style, e)
	if len(did) == 0 {
		p.Labelled(0, "", "nothing was sent, and nothing was learnt")
	}
	for _, line := range did {
		p.Labelled(0, "", line)
	}
}

// DidOf lists what a run did, with packets and money.
func DidOf(s page.Style, e *history.Entry) (did []string) {
	sums := &e.Sums
	say := func(t money.Tally, what string) {
		if t.Packets > 0 {
			did = append(did, s.Tallied(t, what))
		}
	}
	switch {
	case sums.Restored.Packets > 0:
		did = append(did, s.Tallied(sums.Restored, "restored by asking WeChat Pay")+": "+statusesOf(s, sums.By))
	case e.Kind == history.Apply:
		say(sums.Sent, "sent")
		say(sums.Found, "found to be paid by an earlier run")
		say(sums.CameBack, "found to have come back")
		say(sums.By[state.Refused], "refused")
		say(sums.By[state.Failed], "failed")
		say(sums.Unknown(), "left in doubt")
		say(sums.By[state.Held], "held")
		say(e.Result.Left, "not begun")
	case len(sums.By) > 0:
		did = append(did, "learnt: "+statusesOf(s, sums.By))
	}
	return did
}

// statusesOf lists tallies by status with their money: "8 received (¥79.04), 1 failed (¥8.88)".
func statusesOf(s page.Style, by map[state.Status]money.Tally) string {
	var parts []string
	for _, status := range state.Statuses() {
		if t := by[status]; t.Packets > 0 {
			parts = append(parts, s.Tallied(t, status.String()))
		}
	}
	return strings.Join(parts, ", ")
}

// DecisionOf says what a person has decided.
func DecisionOf(s page.Style, e *history.Entry) string {
	of := s.Address(e.Of.Campaign, e.Of.Key)
	if e.Packets > 1 {
		of = fmt.Sprintf("%s packets, the first of them %s,", money.Count(e.Packets), of)
	}
	text := map[state.Kind]string{
		state.KindAccepted: of + " stays as it is recorded", state.KindReleased: of + " was not paid: its number is another order's",
		state.KindMoved: of + " moved to another address by a moved block", state.KindVoided: of + " began anew: under the account before, nothing was accepted",
		state.KindCampaignMoved: "a campaign is called " + page.Clean(e.Of.Campaign) + " from then on",
		state.KindRebased:       "the state belongs to another account from then on: mch_id " + page.Clean(words.MaskMchID(e.Account["mch_id"])) + ", appid " + page.Clean(words.MaskAppID(e.Account["appid"])),
	}[e.What]
	if e.Evidence != "" {
		text += ": " + page.Clean(e.Evidence)
	}
	if e.By != "" {
		text += " (by " + page.Clean(e.By) + ")"
	}
	return text
}

// touchedLine is one packet of a run, on one line at any width.
const touchedLine = "%-9s  %s  %-28s  %-10s  %-19s  %s\n"

// RunPackets lists the packets of one run as they come, and their sums.
type RunPackets struct {
	out   *bufio.Writer
	style page.Style
	sums  map[state.Status]money.Tally
	n     int
	err   error
}

// NewRunPackets begins a list.
func NewRunPackets(w io.Writer, s page.Style) *RunPackets {
	return &RunPackets{out: bufio.NewWriter(w), style: s, sums: map[state.Status]money.Tally{}}
}

// Add lists one packet.
func (l *RunPackets) Add(t *history.Touched) error {
	if l.n == 0 {
		l.line("\n"+touchedLine, "STATUS", page.PadLeft("AMOUNT", amountWidth), "BILL NUMBER", "OPENID", "AT", "ADDRESS")
	}
	l.n++
	l.sums[t.Status] = l.sums[t.Status].With(t.Amount)
	l.line(touchedLine, t.Status, page.PadLeft(l.style.Money(t.Amount), amountWidth), page.Clean(t.BillNo), l.style.OpenID(t.OpenID),
		t.At.In(beijing.Zone).Format("2006-01-02 15:04:05"), touchedAs(l.style, t))
	return l.err
}

func (l *RunPackets) line(format string, args ...any) {
	if l.err == nil {
		_, l.err = plain.Fprintf(l.out, format, args...)
	}
}

// Close writes the sums.
func (l *RunPackets) Close() error {
	if l.line("\n%s\n", ByStatus(l.style, l.sums)); l.err != nil {
		return l.err
	}
	return l.out.Flush()
}

// touchedAs is the address of a packet, how it came to its outcome, why, and what it is now if that is something else.
func touchedAs(s page.Style, t *history.Touched) string {
	text := s.Address(t.Now.Campaign, t.Now.Key)
	var how []string
	if t.Requests > 0 {
		how = append(how, words.Counted(t.Requests, words.Request).English)
	}
	if t.Queries > 0 {
		how = append(how, "asked")
	}
	if len(how) > 0 {
		text += "  " + strings.Join(how, ", ")
	}
	if why := reasonText(s, t.Code, t.Text); why != "" && !t.Status.Paid() {
		text += "  " + why
	}
	switch {
	case string(t.Now.BillNo) != t.BillNo: // what this number became meanwhile is in its own history
		text += "  (now " + t.Now.Status.String() + " under " + page.Clean(string(t.Now.BillNo)) + ")"
	case t.Now.Status != t.Status:
		text += "  (now " + t.Now.Status.String() + ")"
	}
	return text
}
