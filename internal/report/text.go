package report

import (
	"fmt"
	"strconv"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
)

// The sentences that every form of a report has.

// Personal is the stamp on what holds whole openids.
const Personal = "含个人信息: holds personal data. Keep it, and hand it on, accordingly."

// Balance says whether the sums meet.
func Balance(c *Control) string {
	if !c.Balanced() {
		return "These sums do not meet: redpack is broken. Please report this."
	}
	text := "The sums meet to the fen"
	if c.Sent().Packets > 0 {
		text += "; " + Percent(c.Share()) + " of the money that was sent was received"
	}
	return text + "."
}

// Percent writes tenths of a percent: 964 is 96.4%.
func Percent(tenths int) string { return strconv.Itoa(tenths/10) + "." + strconv.Itoa(tenths%10) + "%" }

// DayNotes say what the days do not show by themselves.
func DayNotes(r *Report) (notes []string) {
	tallied := func(t money.Tally) string {
		return words.Counted(t.Packets, words.Packet).English + " (" + t.Amount.String() + ")"
	}
	if r.Back.Packets > 0 {
		notes = append(notes, tallied(r.Back)+" on the way back: not opened in time, and not returned on any day yet.")
	}
	if r.Earlier.Packets > 0 {
		notes = append(notes, fmt.Sprintf("The days count %s that came back and got another number: sent and refunded once more than in the "+
			"sums, and than in the share that was received.", tallied(r.Earlier)))
	}
	return notes
}

// Knowledge says how old what is known of waiting packets is; "" where none waits.
func Knowledge(r *Report) string {
	waiting := r.Of(Waiting).Packets
	if waiting == 0 {
		return ""
	}
	text := words.Counted(waiting, words.Packet).English + " not opened yet"
	if r.Overdue > 0 {
		text += fmt.Sprintf(", %s of them after more than 24 hours: opened or returned by now, and not asked about since", money.Count(r.Overdue))
	}
	if r.Asked.IsZero() {
		return text + ". WeChat Pay was never asked about them."
	}
	return text + ". WeChat Pay was last asked " + beijing.Format(r.Asked) + "."
}

// Name is a cause in a few words: "refused NO_AUTH", "in doubt, unknown timeout".
func (c *Cause) Name() string {
	name := c.Exception.String()
	if c.Status != name {
		name += ", " + c.Status
	}
	if c.Code != "" {
		name += " " + c.Code
	}
	return name
}
