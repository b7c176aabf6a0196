package view_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
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
			viewtest.Recorded("u1", viewtest.OpenID(2), 1_00, state.Refunding), viewtest.DayAfter()[3],
		}
		if err := view.Packets(w, slices.Values(packets), view.Labels{packets[2].Address(): "小王"}, s); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(w.String(), "\n"); got != 1+len(packets)+3 {
			t.Errorf("%d lines", got)
		}
	})
}

// A packet tells why it is not paid, or where its money is.
func TestPacketsOfTheDayAfter(t *testing.T) {
	for name, packet := range map[string]state.Packet{"state-show-failed": viewtest.DayAfter()[3], "state-show-refunded": viewtest.DayAfter()[0]} {
		golden(t, name, func(t *testing.T, w *bytes.Buffer, s page.Style) {
			if err := view.Packet(w, packet, nil, s); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestRefreshed(t *testing.T) {
	golden(t, "refreshed", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		if err := view.Refreshed(w, viewtest.Refreshed(), viewtest.Cohorts(), s); err != nil {
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
		"state-damaged": {Path: "/srv/campaigns/redpack.state", Problems: []lang.Text{
			lang.Same("packet 7 is not what its history leads to"), lang.Same("SQLite: wrong # of entries in index packet_address"),
		}},
	} {
		golden(t, name, func(t *testing.T, w *bytes.Buffer, s page.Style) {
			if err := view.StateReport(w, report, s); err != nil {
				t.Fatal(err)
			}
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
	if err := view.Packets(viewtest.Broken{}, many, nil, page.Style{}); err == nil {
		t.Error("no error")
	}
}
