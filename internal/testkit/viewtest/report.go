package viewtest

import (
	"testing"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/state"
)

// Reported is the spring campaign on the day after, with something of everything: packets that were opened, came back, are on their
// way back, wait, are in doubt, were refused, failed, are held and were not begun; one that was recorded with another amount than the
// file says, and one that is no longer in the file. The people of shown are in it as the style allows.
func Reported(t testing.TB, shown page.Style) report.Source {
	t.Helper()
	project, diags := hclspec.Load(Spring(), hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	packets := Interrupted()
	packets[0].Status, packets[0].ReceivedAt = state.Received, At("11:15:00") // 88.00, and the file says 188.00
	for i := range packets {
		switch p := &packets[i]; {
		case p.Status != state.Sent:
		case i%19 == 7:
			p.Status, p.RefundedAt = state.Refunded, At("09:10:00").AddDate(0, 0, 1)
		case i%19 == 8:
			p.Status = state.Refunding
		case i%19 != 9:
			p.Status, p.ReceivedAt = state.Received, p.SendingAt.Add(time.Duration(i%23)*31*time.Minute)
		}
	}
	return report.Source{
		Campaign: project.Campaigns[0], Snapshot: state.NewSnapshot(packets), Style: shown, Tool: "0.1.0", Window: lang.Same("2027-02-06 09:00 to 21:00 CST"),
	}
}

// Report is what Reported comes to.
func Report(t testing.TB, s report.Source) *report.Report {
	t.Helper()
	made, diags, err := report.New(s, nil)
	if err != nil || diags.HasErrors() {
		t.Fatal(diags, err)
	}
	return made
}
