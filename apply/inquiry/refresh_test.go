package inquiry_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/state"
)

// What a run wrote down last of a packet.
var (
	sent    = state.Outcome{Status: state.Sent, SendListID: "list"}
	unknown = state.Outcome{Status: state.Unknown, Code: "timeout"}
)

// What a refresh may learn about a packet, by what was recorded and what the platform says.
func TestRefreshLearns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		before   state.Outcome
		says     apply.Finding
		want     state.Status
		changed  int
		disputed int
		unknown  int
	}{
		{"received", sent, apply.Finding{Platform: apply.Received, Word: "RECEIVED"}, state.Received, 1, 0, 0},
		{"on its way back", sent, apply.Finding{Platform: apply.Refunding, Word: "RFUND_ING"}, state.Refunding, 1, 0, 0},
		{"back", sent, apply.Finding{Platform: apply.Refunded, Word: "REFUND"}, state.Refunded, 1, 0, 0},
		{"failed after all", sent, apply.Finding{Platform: apply.FailedThere, Word: "FAILED"}, state.Failed, 1, 0, 0},
		{"still waiting", sent, apply.Finding{Platform: apply.Offered, Word: "SENT"}, state.Sent, 0, 0, 0},
		{"not found proves nothing", sent, apply.Finding{Platform: apply.NotFound}, state.Sent, 0, 0, 0},
		{"sent is never taken back to open", sent, apply.Finding{Platform: apply.Sending, Word: "SENDING"}, state.Sent, 0, 1, 0},
		{"another amount", sent, apply.Finding{Platform: apply.Received, Word: "RECEIVED", Amount: 999}, state.Sent, 0, 1, 0},
		{"unknown was paid", unknown, apply.Finding{Platform: apply.Offered, Word: "SENT"}, state.Sent, 1, 0, 0},
		{"unknown is open", unknown, apply.Finding{Platform: apply.Sending, Word: "SENDING"}, state.Unknown, 0, 0, 1},
		{"unknown stays unknown", unknown, apply.Finding{Platform: apply.NotFound}, state.Unknown, 0, 0, 1},
		{"unknown failed", unknown, apply.Finding{Platform: apply.FailedThere, Word: "FAILED"}, state.Failed, 1, 0, 0},
		{"no answer", unknown, apply.Finding{Platform: apply.NoAnswer, Code: "timeout"}, state.Unknown, 0, 0, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 1, "")
				s.recorded(tt.before)
				q := s.inquiry()
				q.Asker = &told{finding: tt.says}
				sum := s.refresh(q)
				if diff := cmp.Diff(map[state.Status]int{tt.want: 1}, s.statuses()); diff != "" {
					t.Errorf("-want +got\n%s", diff)
				}
				if sum.Changed[tt.want].Packets != tt.changed || len(sum.Disputed) != tt.disputed || sum.Unknown.Packets != tt.unknown {
					t.Errorf("%+v", sum)
				}
			})
		})
	}
}

// The history grows only when something new is learnt.
func TestRefreshTwiceWritesOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 5, "")
		s.recorded(sent)
		q := s.inquiry()
		q.Asker = &told{finding: apply.Finding{Platform: apply.Offered, Word: "SENT"}}
		s.refresh(q)
		events := func() int64 {
			report, err := state.Check(t.Context(), statetest.At(t, s.path))
			if err != nil {
				t.Fatal(err)
			}
			return report.Events
		}
		before := events()
		s.refresh(q)
		if after := events(); after != before {
			t.Errorf("%d events more for nothing new", after-before)
		}
	})
}

func TestRefreshAsksTheNewestFirstAndForgetsTheOld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, "")
		s.recorded(sent)
		time.Sleep(20 * 24 * time.Hour)
		s.campaign = campaignOf(t, lines(4), "")
		s.recorded(sent)
		asker := &told{finding: apply.Finding{Platform: apply.Offered, Word: "SENT"}}
		q := s.inquiry()
		q.Asker, q.Connections = asker, 1
		s.refresh(q)
		young := map[billno.BillNo]bool{}
		for p := range s.snapshot().ByID() {
			young[p.BillNo] = p.Key == "p2" || p.Key == "p3"
		}
		if len(asker.asked) != 4 || !young[asker.asked[0]] || !young[asker.asked[1]] {
			t.Errorf("asked %v", asker.asked)
		}
		time.Sleep(11 * 24 * time.Hour) // the first two are 31 days old
		asker.asked = nil
		if sum := s.refresh(q); len(asker.asked) != 2 || sum.Open.Packets != 2 {
			t.Errorf("asked %v, open %v", asker.asked, sum.Open)
		}
	})
}

func TestRefreshTellsWhatIsTooOld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 3, "")
		s.recorded(unknown)
		time.Sleep(31 * 24 * time.Hour)
		want := money.Tally{Packets: 3, Amount: 303}
		if sum := s.refresh(s.inquiry()); sum.TooOld != want || sum.Unknown != want || sum.Open.Packets != 0 {
			t.Errorf("%+v", sum)
		}
	})
}

func TestRefreshKeepsTheQueryRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 300, "")
		s.recorded(sent)
		time.Sleep(time.Hour)
		s.ordered(apply.Offered)
		s.refresh(s.inquiry())
		asked := s.platform.queries
		if len(asked) != 300 {
			t.Fatalf("%d queries", len(asked))
		}
		if took := asked[299].at.Sub(asked[0].at); took < 9*time.Second || took > 11*time.Second {
			t.Errorf("300 queries at 1,800 a minute took %s", took)
		}
	})
}

func TestRefreshIsInterrupted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 50, "")
		s.recorded(sent)
		s.ordered(apply.Received)
		drain := make(chan struct{})
		q := s.inquiry()
		q.Drain = drain
		q.Told = func(a inquiry.Asked) {
			if a.Done == 10 {
				close(drain)
			}
		}
		sum := s.refresh(q)
		if sum.Stop != apply.Interrupted || sum.Asked.Packets < 10 || sum.Asked.Packets > 20 {
			t.Errorf("%+v", sum)
		}
		if got := s.statuses()[state.Received]; got != sum.Asked.Packets {
			t.Errorf("%d recorded, %d asked", got, sum.Asked.Packets)
		}
	})
}
