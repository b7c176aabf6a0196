package events_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/state"
)

func TestStateEvents(t *testing.T) {
	p, history := viewtest.Accepted()
	found := apply.Finding{Platform: apply.NotFound, Code: "NOT_FOUND"}
	for name, write := range map[string]func(j *events.JSON) error{
		"list": func(j *events.JSON) error {
			return j.Packets(slices.Values([]state.Packet{p}), view.Labels{p.Address(): "王伟"})
		},
		"show":   func(j *events.JSON) error { return j.Packet(p, history) },
		"check":  func(j *events.JSON) error { return j.StateReport(state.Report{Problems: []string{"x"}}) },
		"backup": func(j *events.JSON) error { return j.BackedUp("copy.state") },
		"asked": func(j *events.JSON) error {
			if err := j.Asked(inquiry.Asked{Before: state.Sent, Packet: p, Finding: apply.Finding{Platform: apply.Received, Word: "RECEIVED"}}); err != nil {
				return err
			}
			return j.Asked(inquiry.Asked{Packet: state.Packet{Campaign: "spring", Key: "u1", Amount: 100}, Finding: found})
		},
		"refresh": func(j *events.JSON) error { return j.Refreshed(viewtest.Refreshed(), viewtest.Cohorts()) },
		"checkup": func(j *events.JSON) error { return j.Checkup(viewtest.Checks()) },
		"rebuild": func(j *events.JSON) error { return j.Rebuilt(viewtest.Rebuilt()) },
	} {
		t.Run(name, func(t *testing.T) {
			out, err := stream(page.Style{}, func(j *events.JSON) error { return errors.Join(write(j), j.End(0)) })
			if err != nil {
				t.Fatal(err)
			}
			heads := checked(t, out)
			if last := heads[len(heads)-1]; name != "asked" && last.ExitCode == nil {
				t.Errorf("the last line has no exit code: %+v", last)
			}
			viewtest.Clean(t, out, page.Style{})
		})
	}
}
