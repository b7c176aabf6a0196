package events_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/state"
)

func TestStateEvents(t *testing.T) {
	p, life := viewtest.Accepted()
	numbers := append(slices.Clone(life), state.Event{ID: 99, Kind: state.KindAttempt, At: p.IntentAt, Detail: state.Detail{BillNo: "2", Attempt: 1, Amount: 1, OpenID: p.OpenID}})
	found := apply.Finding{Platform: apply.NotFound, Code: "NOT_FOUND"}
	for name, write := range map[string]func(j *events.JSON) error{
		"list": func(j *events.JSON) error {
			return j.Packets(slices.Values([]state.Packet{p}), view.Labels{p.Address(): "王伟"})
		},
		"show":    func(j *events.JSON) error { return j.Packet(p, life) },
		"numbers": func(j *events.JSON) error { return j.Packet(p, numbers) },
		"found":   func(j *events.JSON) error { return j.FoundMany(viewtest.Found()) },
		"history": func(j *events.JSON) error { return j.History(viewtest.Remembered()) },
		"run": func(j *events.JSON) error {
			touched := history.Touched{Now: p, Before: state.Unknown, Number: history.Numbers(life)[0]}
			return errors.Join(j.HistoryEntry(&viewtest.Remembered()[4]), j.HistoryPacket(5, &touched), j.HistoryEnd(1))
		},
		"check":  func(j *events.JSON) error { return j.StateReport(state.Report{Problems: []lang.Text{lang.Same("x")}}) },
		"backup": func(j *events.JSON) error { return j.BackedUp("copy.state") },
		"create": func(j *events.JSON) error { return j.StateCreated("redpack in the database pay") },
		"copy": func(j *events.JSON) error {
			return j.Copied(state.Copied{From: "redpack.state", To: "pay", Adopted: []string{"team"}})
		},
		"unlock": func(j *events.JSON) error { return j.StateUnlocked("redpack in the database pay", "li@pay pid 4711") },
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

// A canary and the rest behind it are two runs and one total, whatever was learnt between them: what was known before them, what they sent
// and what was found out come to what is delivered.
func TestJSONTotalOfACanary(t *testing.T) {
	p := viewtest.Planned(t, viewtest.Canaried(), nil, "09:02:00")
	first := apply.Counts{SentNow: money.Tally{Packets: 1, Amount: 188_00}} // the other one is in doubt
	then := viewtest.Planned(t, viewtest.Canaried(), viewtest.CanaryPaid(), "09:02:00")
	rest := apply.Counts{SentNow: money.Tally{Packets: 2, Amount: 20_00}}
	out, err := stream(page.Style{}, func(j *events.JSON) error {
		j.Observe(apply.Started{Plan: p})
		err := j.Summary(apply.Result{Counts: first})
		j.Observe(apply.Started{Plan: then})
		return errors.Join(err, j.Summary(apply.Result{Counts: rest}), j.Total(), j.End(0))
	})
	if err != nil {
		t.Fatal(err)
	}
	checked(t, out)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for _, want := range []string{`"sent_fen":20800,`, `"found":1,"found_fen":988,`, `"before":0,"before_fen":0,`, `"delivered":4,"delivered_fen":21788,`} {
		if last := lines[len(lines)-1]; !strings.Contains(last, want) {
			t.Errorf("no %s in %s", want, last)
		}
	}
}
