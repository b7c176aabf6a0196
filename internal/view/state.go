package view

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// The rooms of a list's columns. That of an amount is for ten thousand yuan with a sign.
const (
	statusWidth = len("refunding")
	amountWidth = 12
	billNoWidth = 28
	maskedWidth = len("oUpF..e01o")
	sinceWidth  = len("2027-02-06 09:00 CST")
)

// Labels are the names that people know, by the address that the state has. They are the files' and never the state's.
type Labels map[address.Address]string

// Packets writes packets, one a line as they come, and their sums.
func Packets(w io.Writer, packets iter.Seq[state.Packet], labels Labels, s page.Style) error {
	out, sums := bufio.NewWriter(w), map[state.Status]money.Tally{}
	if err := plain.Write(out, packetLine("STATUS", "AMOUNT", "BILL NUMBER", "OPENID", "SINCE", "ADDRESS")); err != nil {
		return err
	}
	for p := range packets {
		sums[p.Status] = sums[p.Status].With(p.Amount)
		line := packetLine(p.Status.String(), s.Money(p.Amount), string(p.BillNo), s.OpenID(p.OpenID), beijing.Format(lastChange(&p)), listedAs(s, &p, labels))
		if err := plain.Write(out, line); err != nil {
			return err
		}
	}
	text := ByStatus(s, sums)
	if back := sums[state.Refunding].Plus(sums[state.Refunded]); back.Packets > 0 {
		text += "\nCame back: " + s.Tallied(back, words.Plural(back.Packets, words.Packet).English)
	}
	if err := plain.Write(out, plain.Frame("\n"+text+"\n")); err != nil {
		return err
	}
	return out.Flush()
}

// packetLine is one packet of a list. Each is one line at any width, so that a list can be searched and counted; the
// address, which may be Chinese, stands last.
func packetLine(status, amount, billNo, openID, since, address string) plain.Text {
	return plain.Line(page.Pad(status, statusWidth), "  ", page.PadLeft(amount, amountWidth), "  ", page.Pad(billNo, billNoWidth), "  ",
		page.Pad(openID, maskedWidth), "  ", page.Pad(since, sinceWidth), "  ", address)
}

// listedAs is the address of a packet in a list, with the reason for which it is not paid.
func listedAs(s page.Style, p *state.Packet, labels Labels) string {
	text := s.NamedAddress(p.Campaign, p.Key, labels[p.Address()])
	if why := whyUnpaid(s, p); why != "" {
		text += "  " + why
	}
	return text
}

// cameBack says what became of money that nobody opened.
func cameBack(s page.Style, p *state.Packet) string {
	switch {
	case p.Status == state.Refunding:
		return s.Money(p.Amount) + " is on its way back into the account; nobody opened the packet in time"
	case p.RefundedAt.IsZero():
		return s.Money(p.Amount) + " is back in the account; nobody opened the packet in time"
	}
	return s.Money(p.Amount) + " is back in the account since " + beijing.Format(p.RefundedAt) + "; nobody opened the packet in time"
}

// ByStatus counts packets by status: "3 packets, ¥26.64: 2 sent, 1 unknown".
func ByStatus(s page.Style, sums map[state.Status]money.Tally) string {
	var all money.Tally
	var parts []string
	for _, status := range state.Statuses() {
		if t := sums[status]; t.Packets > 0 {
			all = all.Plus(t)
			parts = append(parts, money.Count(t.Packets)+" "+status.String())
		}
	}
	if all.Packets == 0 {
		return "No packets."
	}
	return fmt.Sprintf("%s, %s: %s", words.Counted(all.Packets, words.Packet).English, s.Money(all.Amount), strings.Join(parts, ", "))
}

// lastChange is when the packet became what it is.
func lastChange(p *state.Packet) time.Time {
	for _, at := range []time.Time{p.RefundedAt, p.ReceivedAt, p.OutcomeAt, p.SendingAt} {
		if !at.IsZero() {
			return at
		}
	}
	return p.IntentAt
}

// Packet writes everything that is known of one packet, and its history.
func Packet(w io.Writer, of state.Packet, events []state.Event, s page.Style) error {
	p := &page.Page{Style: s}
	p.Line("%s", p.Paint(page.InkStrong, p.Address(of.Campaign, of.Key)))
	p.Labelled(2, "Status", of.Status.String(), "since "+beijing.Format(lastChange(&of)))
	p.Labelled(2, "Amount", p.Money(of.Amount))
	p.Labelled(2, "Openid", p.OpenID(of.OpenID))
	p.Labelled(2, "Bill no.", string(of.BillNo), "attempt "+strconv.Itoa(of.Attempt), words.Counted(of.Tries, words.Request).English)
	if of.SendListID != "" {
		p.Labelled(2, "Listid", "send_listid "+page.Clean(of.SendListID))
	}
	if of.PlatformStatus != "" {
		p.Labelled(2, "Asked", "WeChat Pay said "+page.Clean(of.PlatformStatus))
	}
	if why := whyUnpaid(p.Style, &of); why != "" {
		p.Labelled(2, "Why", why)
	}
	if of.Status.CameBack() {
		p.Labelled(2, "Back", cameBack(p.Style, &of))
	}
	if of.InDoubt() {
		p.Labelled(2, "Doubt", "may have been paid; apply and refresh ask WeChat Pay")
	}
	if !of.NextTryAt.IsZero() {
		p.Labelled(2, "Retry", "not before "+beijing.Format(of.NextTryAt))
	}
	if a := of.Accepted; a.Reason != "" {
		p.Labelled(2, "Accepted", p.Told(a.Reason), "by "+page.Clean(a.By), beijing.Format(a.At))
	}
	p.Blank()
	numbersOf(p, events)
	lifeOf(p, events)
	return p.Print(w)
}

// numbersOf lists every number that a packet ever had with what became of it, where it had several.
func numbersOf(p *page.Page, events []state.Event) {
	had := history.Numbers(events)
	if len(had) < 2 {
		return
	}
	t := &page.Table{Wrap: true, Columns: []page.Column{
		{Title: "Attempt", Right: true, Spare: 2}, {Title: "Bill number"}, {Title: "Amount", Right: true, Spare: 1}, {Title: "Openid", Spare: 3}, {Title: "Became"},
	}}
	for i := range had {
		n := &had[i]
		became := n.Status.String()
		if why := reasonText(p.Style, n.Code, n.Text); why != "" && !n.Status.Paid() {
			became += ", " + why
		}
		t.Add("", strconv.Itoa(n.Attempt), page.Clean(n.BillNo), p.Money(n.Amount), p.OpenID(n.OpenID), became)
	}
	t.Print(p)
	p.Blank()
}

// History writes what ever happened to a packet, the oldest first.
func History(w io.Writer, events []state.Event, s page.Style) error {
	p := &page.Page{Style: s}
	lifeOf(p, events)
	return p.Print(w)
}

func lifeOf(p *page.Page, events []state.Event) {
	t := &page.Table{Wrap: true, Columns: []page.Column{{Title: "Time"}, {Title: "Run", Right: true, Spare: 2}, {Title: "Event"}, {Title: "What"}}}
	for i := range events {
		e := &events[i]
		run := ""
		if e.Run != 0 {
			run = strconv.FormatInt(e.Run, 10)
		}
		t.Add("", e.At.In(beijing.Zone).Format("2006-01-02 15:04:05"), run, string(e.Kind), happened(p.Style, e))
	}
	t.Print(p)
}

// happened says what one event changed.
func happened(s page.Style, e *state.Event) string {
	d := &e.Detail
	order := fmt.Sprintf("%s to %s, bill number %s, attempt %d", s.Money(d.Amount), s.OpenID(d.OpenID), d.BillNo, d.Attempt)
	result := []string{d.Status}
	if why := reasonText(s, d.Code, d.Text); why != "" {
		result = append(result, why)
	}
	if d.PlatformStatus != "" {
		result = append(result, "WeChat Pay says "+page.Clean(d.PlatformStatus))
	}
	if d.SendListID != "" {
		result = append(result, "send_listid "+page.Clean(d.SendListID))
	}
	switch e.Kind {
	case state.KindIntent:
		return order
	case state.KindAttempt:
		return order + ": " + s.Told(d.Evidence)
	case state.KindRestored:
		return order + "; " + strings.Join(result, ", ")
	case state.KindOutcome:
		return strings.Join(result, ", ")
	case state.KindSending:
		return "the same request leaves once more"
	case state.KindRefrozen:
		return "the refused request was repaired: same number, openid and amount"
	case state.KindAccepted:
		return fmt.Sprintf("%s (by %s; the campaign asked for %s to %s)", s.Told(d.Reason), page.Clean(d.By), s.Money(d.Amount), s.OpenID(d.OpenID))
	case state.KindMoved:
		return "has this address from now on"
	case state.KindVoided:
		return fmt.Sprintf("begins anew: nothing was ever accepted for it by mch_id %s, appid %s", page.Clean(d.MchID), page.Clean(d.AppID))
	case state.KindReleased:
		return fmt.Sprintf("its number paid somebody else: %s (by %s)", s.Told(d.Reason), page.Clean(d.By))
	case state.KindCampaign, state.KindCampaignDate, state.KindSeries, state.KindCampaignMoved, state.KindProject, state.KindRebased:
		return page.Clean(d.Name + d.Date + d.Project)
	}
	return ""
}

// AdviceForDamage is what to do about a state that cannot be trusted.
const AdviceForDamage = "Nothing may be sent on this state. Put back the newest copy (redpack state backup makes them), or move it aside and " +
	"restore it by asking WeChat Pay: redpack state rebuild -set-aside."

// StateReport writes what a check of the state found.
func StateReport(w io.Writer, r state.Report, s page.Style) error {
	p := &page.Page{Style: s}
	p.Labelled(0, "State", page.Clean(r.Path))
	if r.Lineage != "" {
		p.Labelled(0, "Holds", words.Counted(int(r.Packets), words.Packet).English, words.Counted(int(r.Events), words.Event).English, words.Counted(int(r.Runs), words.Run).English)
		p.Labelled(0, "Serial", money.Count(int(r.Serial)), "witness "+money.Count(int(r.WitnessSerial)), "schema "+strconv.Itoa(r.Schema))
		p.Labelled(0, "Lineage", page.Clean(r.Lineage))
	}
	p.Blank()
	if r.Sound() {
		p.Paragraph(0, "Sound: every line matches its checksum, none is missing, and the history leads to exactly these packets.")
		return p.Print(w)
	}
	p.Line("%s", p.Paint(page.InkError, fmt.Sprintf("Damaged: %s.", words.Counted(len(r.Problems), words.Problem).English)))
	for _, problem := range r.Problems {
		p.Paragraph(2, p.Told(words.Sentence(problem.English)))
	}
	p.Blank()
	p.Paragraph(0, AdviceForDamage)
	return p.Print(w)
}

// Accepted writes which decision about a packet was recorded.
func Accepted(w io.Writer, of state.Packet, s page.Style) error {
	p := &page.Page{Style: s}
	a := of.Accepted
	if of.Released() {
		p.Paragraph(0, fmt.Sprintf("%s was not paid: its bill number is another order's. The next apply sends it under another number.",
			p.Address(of.Campaign, of.Key)))
		return p.Print(w)
	}
	p.Paragraph(0, fmt.Sprintf("%s stays as it is recorded: %s, %s to %s. The campaign asks for %s to %s; that is no conflict any more.",
		p.Address(of.Campaign, of.Key), of.Status, p.Money(of.Amount), p.OpenID(of.OpenID), p.Money(a.Amount), p.OpenID(a.OpenID)))
	p.Paragraph(0, fmt.Sprintf("Recorded for %s, %s: %s", page.Clean(a.By), beijing.Format(a.At), p.Told(a.Reason)))
	return p.Print(w)
}
