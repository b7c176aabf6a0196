package view

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// packetLine is one packet of a list. Each is one line at any width, so that a list can be searched and counted; the
// address, which may be Chinese, stands last.
const packetLine = "%-9s  %s  %-28s  %-10s  %-20s  %s\n"

// amountWidth is the room for the amounts of a list: ten thousand yuan with a sign.
const amountWidth = 12

// Packets writes packets, one a line as they come, and their sums.
func Packets(w io.Writer, packets iter.Seq[state.Packet], s Style) error {
	out, sums := bufio.NewWriter(w), map[state.Status]money.Tally{}
	line := plain.Sprintf(packetLine, "STATUS", PadLeft("AMOUNT", amountWidth), "BILL NUMBER", "OPENID", "SINCE", "ADDRESS")
	if err := plain.Write(out, line); err != nil {
		return err
	}
	for p := range packets {
		sums[p.Status] = sums[p.Status].With(p.Amount)
		line = plain.Sprintf(packetLine, p.Status, PadLeft(s.Money(p.Amount), amountWidth), p.BillNo, s.openID(p.OpenID),
			beijing.Format(lastChange(&p)), s.address(p.Campaign, p.Key))
		if err := plain.Write(out, line); err != nil {
			return err
		}
	}
	if _, err := plain.Fprintf(out, "\n%s\n", byStatus(s, sums)); err != nil {
		return err
	}
	return out.Flush()
}

// byStatus counts packets by status: "3 packets, ¥26.64: 2 sent, 1 unknown".
func byStatus(s Style, sums map[state.Status]money.Tally) string {
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
	return fmt.Sprintf("%s, %s: %s", words.Counted(all.Packets, "packet"), s.Money(all.Amount), strings.Join(parts, ", "))
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
func Packet(w io.Writer, of state.Packet, events []state.Event, s Style) error {
	p := &page{Style: s}
	p.line("%s", p.paint(inkStrong, p.address(of.Campaign, of.Key)))
	p.labelled(2, "Status", of.Status.String(), "since "+beijing.Format(lastChange(&of)))
	p.labelled(2, "Amount", p.Money(of.Amount))
	p.labelled(2, "Openid", p.openID(of.OpenID))
	p.labelled(2, "Bill no.", string(of.BillNo), "attempt "+strconv.Itoa(of.Attempt), words.Counted(of.Tries, "request"))
	if of.SendListID != "" {
		p.labelled(2, "Listid", "send_listid "+Clean(of.SendListID))
	}
	if of.PlatformStatus != "" {
		p.labelled(2, "Asked", "WeChat Pay said "+Clean(of.PlatformStatus))
	}
	if of.Code != "" && !of.Status.Paid() {
		p.labelled(2, "Why", Clean(of.Code), p.told(of.Text))
	}
	if of.InDoubt() {
		p.labelled(2, "Doubt", "may have been paid; apply and refresh ask WeChat Pay")
	}
	if !of.NextTryAt.IsZero() {
		p.labelled(2, "Retry", "not before "+beijing.Format(of.NextTryAt))
	}
	if a := of.Accepted; a.Reason != "" {
		p.labelled(2, "Accepted", p.told(a.Reason), "by "+Clean(a.By), beijing.Format(a.At))
	}
	p.blank()
	history(p, events)
	return p.writeTo(w)
}

// History writes what ever happened to a packet, the oldest first.
func History(w io.Writer, events []state.Event, s Style) error {
	p := &page{Style: s}
	history(p, events)
	return p.writeTo(w)
}

func history(p *page, events []state.Event) {
	t := &table{wrap: true, columns: []column{{title: "Time"}, {title: "Run", right: true, spare: 2}, {title: "Event"}, {title: "What"}}}
	for i := range events {
		e := &events[i]
		run := ""
		if e.Run != 0 {
			run = strconv.FormatInt(e.Run, 10)
		}
		t.add("", e.At.In(beijing.Zone).Format("2006-01-02 15:04:05"), run, string(e.Kind), happened(p.Style, e))
	}
	t.print(p)
}

// happened says what one event changed.
func happened(s Style, e *state.Event) string {
	d := &e.Detail
	order := fmt.Sprintf("%s to %s, bill number %s, attempt %d", s.Money(d.Amount), s.openID(d.OpenID), d.BillNo, d.Attempt)
	result := []string{d.Status}
	if d.Code != "" {
		result = append(result, s.told(strings.TrimSpace(d.Code+" "+d.Text)))
	}
	if d.PlatformStatus != "" {
		result = append(result, "WeChat Pay says "+Clean(d.PlatformStatus))
	}
	if d.SendListID != "" {
		result = append(result, "send_listid "+Clean(d.SendListID))
	}
	switch e.Kind {
	case state.KindIntent:
		return order
	case state.KindAttempt:
		return order + ": " + s.told(d.Evidence)
	case state.KindRestored:
		return order + "; " + strings.Join(result, ", ")
	case state.KindOutcome:
		return strings.Join(result, ", ")
	case state.KindSending:
		return "the same request leaves once more"
	case state.KindRefrozen:
		return "the refused request was repaired: same number, openid and amount"
	case state.KindAccepted:
		return fmt.Sprintf("%s (by %s; the campaign asked for %s to %s)", s.told(d.Reason), Clean(d.By), s.Money(d.Amount), s.openID(d.OpenID))
	case state.KindMoved:
		return "has this address from now on"
	case state.KindVoided:
		return fmt.Sprintf("begins anew: nothing was ever accepted for it by mch_id %s, appid %s", Clean(d.MchID), Clean(d.AppID))
	case state.KindReleased:
		return fmt.Sprintf("its number paid somebody else: %s (by %s)", s.told(d.Reason), Clean(d.By))
	case state.KindCampaign, state.KindCampaignDate, state.KindSeries, state.KindCampaignMoved, state.KindRebased:
		return Clean(d.Name + d.Date)
	}
	return ""
}

// adviceForDamage is what to do about a state that cannot be trusted.
const adviceForDamage = "Nothing may be sent on this state. Put back the newest copy (redpack state backup makes them), or move it aside and " +
	"restore it by asking WeChat Pay: redpack state rebuild -set-aside."

// StateReport writes what a check of the state found.
func StateReport(w io.Writer, r state.Report, s Style) error {
	p := &page{Style: s}
	p.labelled(0, "State", Clean(r.Path))
	if r.Lineage != "" {
		p.labelled(0, "Holds", words.Counted(int(r.Packets), "packet"), words.Counted(int(r.Events), "event"), words.Counted(int(r.Runs), "run"))
		p.labelled(0, "Serial", money.Count(int(r.Serial)), "witness "+money.Count(int(r.WitnessSerial)), "schema "+strconv.Itoa(r.Schema))
		p.labelled(0, "Lineage", Clean(r.Lineage))
	}
	p.blank()
	if r.Sound() {
		p.paragraph(0, "Sound: every line matches its checksum, none is missing, and the history leads to exactly these packets.")
		return p.writeTo(w)
	}
	p.line("%s", p.paint(inkError, fmt.Sprintf("Damaged: %s.", words.Counted(len(r.Problems), "problem"))))
	for _, problem := range r.Problems {
		p.paragraph(2, p.told(words.Sentence(problem)))
	}
	p.blank()
	p.paragraph(0, adviceForDamage)
	return p.writeTo(w)
}

// Accepted writes which decision about a packet was recorded.
func Accepted(w io.Writer, of state.Packet, s Style) error {
	p := &page{Style: s}
	a := of.Accepted
	if of.Released() {
		p.paragraph(0, fmt.Sprintf("%s was not paid: its bill number is another order's. The next apply sends it under another number.",
			p.address(of.Campaign, of.Key)))
		return p.writeTo(w)
	}
	p.paragraph(0, fmt.Sprintf("%s stays as it is recorded: %s, %s to %s. The campaign asks for %s to %s; that is no conflict any more.",
		p.address(of.Campaign, of.Key), of.Status, p.Money(of.Amount), p.openID(of.OpenID), p.Money(a.Amount), p.openID(a.OpenID)))
	p.paragraph(0, fmt.Sprintf("Recorded for %s, %s: %s", Clean(a.By), beijing.Format(a.At), p.told(a.Reason)))
	return p.writeTo(w)
}
