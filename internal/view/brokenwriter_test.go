package view_test

import (
	"io"
	"slices"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// listed writes the list of some packets of a plan.
func listed(w io.Writer, of *plan.Plan, packets int) error {
	l := view.NewList(w, []*plan.Plan{of}, page.Style{})
	packet := plan.Packet{Action: plan.Orphan, Recorded: viewtest.Recorded("u1", viewtest.OpenID(1), 1_00, state.Sent)}
	for range packets {
		l.Packet(of, &packet)
	}
	return l.Close()
}

// TestNoWriterLosesAnError: wherever a disk is full, at the first byte, in the middle or at the last one, whoever wrote says so. A list
// that ends early looks like a shorter list.
func TestNoWriterLosesAnError(t *testing.T) {
	of := viewtest.Planned(t, viewtest.Spring(), viewtest.Interrupted(), "09:02:00")
	both := []*plan.Plan{of, viewtest.Planned(t, viewtest.Lantern(), nil, "09:02:00")}
	packet, history := viewtest.Accepted()
	for name, write := range map[string]func(io.Writer) error{
		"an empty list": func(w io.Writer) error { return listed(w, of, 0) },
		"a list":        func(w io.Writer) error { return listed(w, of, 3) },
		"a long list":   func(w io.Writer) error { return listed(w, of, 500) },
		"Plan":          func(w io.Writer) error { return view.Plan(w, of, page.Style{}) },
		"Plans":         func(w io.Writer) error { return view.Plans(w, both, page.Style{}) },
		"PlanTotals":    func(w io.Writer) error { return view.PlanTotals(w, both, page.Style{}) },
		"Confirmation":  func(w io.Writer) error { return view.Confirmation(w, both, "", page.Style{}) },
		"Diagnostics": func(w io.Writer) error {
			return view.Diagnostics(w, viewtest.Diagnostics(), viewtest.SpringLines, lang.Text{}, page.Style{})
		},
		"Packet":   func(w io.Writer) error { return view.Packet(w, packet, history, page.Style{}) },
		"History":  func(w io.Writer) error { return view.History(w, history, page.Style{}) },
		"Accepted": func(w io.Writer) error { return view.Accepted(w, packet, page.Style{}) },
		"Packets": func(w io.Writer) error {
			return view.Packets(w, slices.Values([]state.Packet{packet}), nil, page.Style{})
		},
		"StateReport": func(w io.Writer) error { return view.StateReport(w, state.Report{Path: "a"}, page.Style{}) },
		"Damage": func(w io.Writer) error {
			return view.StateReport(w, state.Report{Problems: []lang.Text{lang.Same("x")}}, page.Style{})
		},
		"Refreshed": func(w io.Writer) error { return view.Refreshed(w, inquiry.Refreshed{}, nil, page.Style{}) },
		"Rebuilt":   func(w io.Writer) error { return view.Rebuilt(w, inquiry.Rebuilt{}, page.Style{}) },
		"Locked":    func(w io.Writer) error { return view.Locked(w, view.Lock{Path: "a", Holder: "b"}, page.Style{}) },
		"Waiting": func(w io.Writer) error {
			return view.Waiting(w, view.Lock{Path: "a", Holder: "b"}, time.Minute, page.Style{})
		},
		"Summary": func(w io.Writer) error {
			return view.Summary(w, view.Ending{Result: viewtest.Ended(apply.Interrupted), Plan: of}, page.Style{})
		},
		"Markdown": func(w io.Writer) error { return view.Markdown{}.Plans(w, both, nil) },
		"Problems": func(w io.Writer) error { return view.Markdown{}.Problems(w, "plan", viewtest.Diagnostics(), nil) },
		"annotated rows": func(w io.Writer) error {
			return view.NewAnnotations(w, page.Style{}).Diagnostics(viewtest.Diagnostics())
		},
		"the lines of a run": func(w io.Writer) error {
			l := view.NewLines(w, viewtest.Ticking(viewtest.At("10:00:00"), 0), page.Style{})
			for _, e := range viewtest.Happened(t) {
				l.Observe(e)
			}
			return l.Err()
		},
	} {
		viewtest.LosesNoError(t, name, write)
	}
}
