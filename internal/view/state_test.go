package view_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/state"
)

func TestPacketWithItsHistory(t *testing.T) {
	golden(t, "state-show", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		p, events := viewtest.Accepted()
		if err := view.Packet(w, p, events, s); err != nil {
			t.Fatal(err)
		}
	})
}

// A list keeps one line a packet at any width, so that it can be searched and counted.
func TestPacketsAreOneLineEach(t *testing.T) {
	golden(t, "state-list", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		packets := []state.Packet{
			viewtest.Recorded("王伟", viewtest.PlantedOpenID, 88_00, state.Sent), viewtest.Recorded("a key\nof two lines", viewtest.OpenID(1), 123456_78, state.Unknown),
			viewtest.Recorded("u1", viewtest.OpenID(2), 1_00, state.Refunding),
		}
		if err := view.Packets(w, slices.Values(packets), s); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(w.String(), "\n"); got != 1+len(packets)+2 {
			t.Errorf("%d lines", got)
		}
	})
}

func TestRefreshed(t *testing.T) {
	golden(t, "refreshed", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		if err := view.Refreshed(w, viewtest.Refreshed(), s); err != nil {
			t.Fatal(err)
		}
		fits(t, w.String(), s.Width+strings.Count(w.String(), "\x1b")*10)
	})
}

func TestRebuilt(t *testing.T) {
	golden(t, "rebuilt", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		if err := view.Rebuilt(w, viewtest.Rebuilt(), s); err != nil {
			t.Fatal(err)
		}
	})
}

func TestStateReport(t *testing.T) {
	for name, report := range map[string]state.Report{
		"state-sound": {Path: "/srv/campaigns/redpack.state", Schema: 1, Lineage: "24b86160-82a2-80ee-955a-4b26d7f367ff", Serial: 2700, WitnessSerial: 2700, Packets: 1212, Events: 2424, Runs: 2},
		"state-damaged": {Path: "/srv/campaigns/redpack.state", Problems: []string{
			"packet 7 is not what its history leads to", "SQLite: wrong # of entries in index packet_address",
		}},
	} {
		golden(t, name, func(t *testing.T, w *bytes.Buffer, s page.Style) {
			if err := view.StateReport(w, report, s); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestStateEvents(t *testing.T) {
	p, history := viewtest.Accepted()
	found := apply.Finding{Platform: apply.NotFound, Code: "NOT_FOUND"}
	for name, write := range map[string]func(j *events.JSON) error{
		"list":   func(j *events.JSON) error { return j.Packets(slices.Values([]state.Packet{p})) },
		"show":   func(j *events.JSON) error { return j.Packet(p, history) },
		"check":  func(j *events.JSON) error { return j.StateReport(state.Report{Problems: []string{"x"}}) },
		"backup": func(j *events.JSON) error { return j.BackedUp("copy.state") },
		"asked": func(j *events.JSON) error {
			if err := j.Asked(inquiry.Asked{Before: state.Sent, Packet: p, Finding: apply.Finding{Platform: apply.Received, Word: "RECEIVED"}}); err != nil {
				return err
			}
			return j.Asked(inquiry.Asked{Packet: state.Packet{Campaign: "spring", Key: "u1", Amount: 100}, Finding: found})
		},
		"refresh": func(j *events.JSON) error { return j.Refreshed(viewtest.Refreshed()) },
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

// A writer that fails is an error, not a shorter list.
func TestPacketsOnABrokenPipe(t *testing.T) {
	many := func(yield func(state.Packet) bool) {
		for range 100_000 {
			if !yield(state.Packet{Campaign: "spring", Key: "u", BillNo: billno.BillNo("1"), Amount: 1, Status: state.Sent}) {
				return
			}
		}
	}
	if err := view.Packets(viewtest.Broken{}, many, page.Style{}); err == nil {
		t.Error("no error")
	}
}
