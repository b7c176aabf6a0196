package tui_test

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/internal/tui"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// ready is a store and a platform that take no time, so that all that is left is the engine. Every twentieth person is refused.
type ready struct {
	mu       sync.Mutex
	latest   int64
	inFlight map[int64]state.Packet
	requests int
	left     time.Time
	spent    time.Duration // by this process
	longest  []gap         // between two requests, of each thousand
}

// gap is the longest time between two requests, and the most that the process has worked between two: on a machine that is busy with
// something else only that says what the engine waited for.
type gap struct{ time, work time.Duration }

func (r *ready) Series(_ context.Context, _ string, want state.BillNoSeries) (state.BillNoSeries, error) {
	return want, nil
}

func (r *ready) MaySend(context.Context) error { return nil }

func (r *ready) Reserve(_ context.Context, in state.Intent) (state.Packet, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.latest++
	p := state.Packet{
		ID: r.latest, Campaign: in.Campaign, Key: in.Key, OpenID: in.OpenID, Amount: in.Amount, BillNo: in.BillNo, Status: state.Reserved,
		Request: in.Request, IntentAt: in.At, SendingAt: in.At, InFlight: true, Tries: 1,
	}
	r.inFlight[p.ID] = p
	return p, nil
}

func (r *ready) Record(_ context.Context, id int64, o state.Outcome) (state.Packet, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.inFlight[id]
	delete(r.inFlight, id)
	p.Status, p.Code, p.OutcomeAt, p.InFlight = o.Status, o.Code, o.At, false
	return p, nil
}

func (r *ready) Send(_ context.Context, request string) apply.Answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	now, work := time.Now(), spent()
	if r.requests%1000 == 0 {
		r.longest = append(r.longest, gap{})
	}
	if of := &r.longest[len(r.longest)-1]; r.requests > 0 {
		of.time, of.work = max(of.time, now.Sub(r.left)), max(of.work, work-r.spent)
	}
	r.requests, r.left, r.spent = r.requests+1, now, work
	if r.requests%20 == 0 {
		return apply.Answer{Class: apply.User, Code: "NO_AUTH", Text: request}
	}
	return apply.Answer{Class: apply.Success, SendListID: "1"}
}

func (r *ready) Freeze(apply.Order) (string, error) { return "a request", nil }
func (r *ready) Repairable(string) bool             { return false }

func (r *ready) Query(context.Context, billno.BillNo) apply.Finding { panic("nothing is in doubt") }

func (r *ready) Refreeze(context.Context, int64, string) (state.Packet, error) {
	panic("nothing is repaired")
}

func (r *ready) Sending(context.Context, int64, state.Resend) (state.Packet, error) {
	panic("nothing is sent again")
}

func (r *ready) Knows(context.Context, billno.BillNo) (bool, error) { return false, nil }

// keysOf presses keys, one after the other, until it is told to end.
type keysOf struct {
	keys  string
	at    atomic.Int64
	ended <-chan struct{}
}

func (k *keysOf) Read(b []byte) (int, error) {
	select {
	case <-k.ended:
		return 0, io.EOF
	case <-time.After(20 * time.Millisecond):
	}
	return copy(b, k.keys[(k.at.Add(1)-1)%int64(len(k.keys)):][:1]), nil
}

// BenchmarkLongestGap is the longest time between two requests of a run over a million packets whose platform answers at once, alone and with
// somebody at the screen who goes through the list and filters it again and again.
func BenchmarkLongestGap(b *testing.B) {
	for _, watched := range []bool{false, true} {
		name := "alone"
		if watched {
			name = "watched"
		}
		b.Run(name, func(b *testing.B) {
			p := millionPeople(b)
			for b.Loop() {
				longest := gaps(b, p, watched)
				b.ReportMetric(float64(longest[0].work.Microseconds())/1000, "longest-cpu-ms")
				b.ReportMetric(float64(longest[len(longest)/2].work.Microseconds())/1000, "median-cpu-ms")
				slices.SortFunc(longest, func(x, y gap) int { return cmp.Compare(y.time, x.time) })
				b.ReportMetric(float64(longest[0].time.Microseconds())/1000, "longest-ms")
				b.ReportMetric(float64(longest[len(longest)/2].time.Microseconds())/1000, "median-ms")
			}
		})
	}
}

// millionPeople is a plan of a million packets, each for somebody else, because one person has a daily limit.
func millionPeople(b *testing.B) *plan.Plan {
	p := planned(b, strings.Replace(sandbox, `quiet_hours = "none"`, "\nquiet_hours = \"none\"\ndaily_amount = 100000000.00\n", 1)+campaign("spring", ""))
	packet := plantest.Work(b, p)[0]
	p.Work = plantest.WorkOf(b, func(yield func(*plan.Packet) bool) {
		for i := range 1_000_000 {
			packet.Recipient.Key, packet.Recipient.OpenID = fmt.Sprintf("aa%06d", i), fmt.Sprintf("oTEST%023d", i)
			if !yield(&packet) {
				return
			}
		}
	})
	return p
}

// gaps runs a plan and yields the longest gap of each thousand requests, the one with most work first.
func gaps(b *testing.B, p *plan.Plan, watched bool) []gap {
	b.Helper()
	r := &ready{inFlight: map[int64]state.Packet{}}
	progress, ended := &apply.Progress{}, make(chan struct{})
	shown := make(chan error, 1)
	if watched {
		o := (&story{Progress: progress, plan: p}).options(120, 40, "colour")
		o.Output, o.Now, o.Input = io.Discard, time.Now, &keysOf{keys: "rG/aa06\r/\x1bfr/status:refused\rGgf", ended: ended}
		go func() { shown <- tui.Run(b.Context(), o) }()
	} else {
		shown <- nil
	}
	daily, err := plan.NewDaily(p.Campaign.Merchant, state.EmptySnapshot(), start)
	if err != nil {
		b.Fatal(err)
	}
	const perMinute = 100_000_000
	result, err := apply.Run(b.Context(), p, apply.Options{
		Store: r, Sender: r, Numbers: plan.NumberingOf(p.Campaign, state.EmptySnapshot(), plan.Pins{}, start), Daily: daily, Progress: progress,
		Pacer: apply.NewUnspacedPacer(perMinute), Queries: apply.NewUnspacedPacer(perMinute), Now: time.Now, Connections: 64, MaxInRow: 1 << 30,
	})
	close(ended)
	if err := cmp.Or(err, <-shown); err != nil || result.Stop != apply.NotStopped || r.requests != p.Work.Len() {
		b.Fatal(r.requests, result.Stop, result.Why, err)
	}
	slices.SortFunc(r.longest, func(x, y gap) int { return cmp.Compare(y.work, x.work) })
	return r.longest
}
