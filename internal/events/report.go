package events

import (
	"fmt"

	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/words"
)

// reportEvents are the summaries of reports.
type reportEvents struct{ *stream }

type reportEvent struct {
	envelope
	Report report.Document `json:"report"` // as report.schema.json describes it, without its items
	Files  []string        `json:"files"`
	ending
}

// Report writes what a campaign came to, and where its documents were written.
func (j *reportEvents) Report(r *report.Report, files []string) error {
	sent := r.Sent()
	msg := fmt.Sprintf("%s: %d of %s sent, %s; %s received", r.Campaign, sent.Packets, words.Counted(r.Planned.Packets, words.Packet).English,
		sent.Amount.Yuan(), r.Of(report.Received).Amount.Yuan())
	return j.closing(&reportEvent{envelope: envelopeOf(levelInfo, "report", msg), Report: r.Document(), Files: append([]string{}, files...)})
}
