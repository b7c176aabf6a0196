package tui_test

import (
	"context"
	"io"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/internal/tui"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// BenchmarkFrame is what one tick costs: reading the progress and drawing the frame. At eleven ticks a second, 1 ms is
// 1.1 % of a core.
func BenchmarkFrame(b *testing.B) {
	for _, glyphs := range []string{"colour", "mono"} {
		b.Run(glyphs, func(b *testing.B) {
			m := screenOf(b, 120, 40, glyphs, halfway)
			b.ReportAllocs()
			for b.Loop() {
				m, _ = m.Update(tui.Tick())
				if m.View() == "" {
					b.Fatal("no frame")
				}
			}
		})
	}
}

// BenchmarkObserve is what a worker pays to tell the progress of one outcome while a screen runs: the 99th percentile of
// it, too, for a worker that waits is a packet that is late.
func BenchmarkObserve(b *testing.B) {
	for _, watched := range []bool{false, true} {
		name := "alone"
		if watched {
			name = "watched"
		}
		b.Run(name, func(b *testing.B) {
			s := begun(planned(b, sandbox+campaign("spring", "")))
			if watched {
				o := s.options(120, 40, "colour")
				o.Output = io.Discard
				done := make(chan error, 1)
				go func() { done <- tui.Run(b.Context(), o) }()
				defer func() {
					s.Observe(apply.Finished{At: start})
					if err := <-done; err != nil {
						b.Error(err)
					}
				}()
			}
			packet := state.Packet{Campaign: "spring", Key: "aa0001", Amount: 888, Status: state.Sent}
			took := make([]time.Duration, 0, b.N)
			b.ResetTimer()
			for i := range b.N {
				packet.ID = int64(i%1_000_000 + 1)
				began := time.Now()
				s.Observe(apply.Settled{At: start, Packet: packet, Row: i % 1_000_000})
				took = append(took, time.Since(began))
			}
			b.StopTimer()
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds()), "p99-ns")
			b.ReportMetric(float64(took[len(took)-1].Nanoseconds()), "max-ns")
		})
	}
}

// million is a plan with a million packets, of which nobody keeps more than the engine needs.
func million(b *testing.B) *plan.Plan {
	p := planned(b, sandbox+campaign("spring", ""))
	some := plantest.Work(b, p)
	p.Work = plantest.WorkOf(b, func(yield func(*plan.Packet) bool) {
		for i := range 999_999 {
			if !yield(&some[i%len(some)]) {
				return
			}
		}
		some[0].Recipient.Key = "the last one"
		yield(&some[0])
	})
	return p
}

// BenchmarkMillion is what a frame of the list costs at its end, and what it costs to filter a million rows for the last one. The
// screen and the progress keep so many bytes a row beside the plan that the engine has anyway.
func BenchmarkMillion(b *testing.B) {
	p := million(b)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := begun(p)
	o := s.options(120, 40, "colour")
	m := typed(tui.NewScreen(b.Context(), o), "rG")
	runtime.GC()
	runtime.ReadMemStats(&after)
	kept := float64(after.HeapAlloc-before.HeapAlloc) / float64(p.Work.Len())
	b.Run("frame", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if m.View() == "" {
				b.Fatal("no frame")
			}
		}
		b.ReportMetric(kept, "B/row")
	})
	b.Run("filter", func(b *testing.B) {
		for b.Loop() {
			m = typed(m, "/~/the last\r")
		}
	})
	runtime.KeepAlive(s)
}

// BenchmarkFiveThousandEvents feeds a progress with 5,000 outcomes a second for two seconds, with and without a screen that
// reads it and writes frames to a terminal, and tells the share of a core that the process took.
func BenchmarkFiveThousandEvents(b *testing.B) {
	for _, watched := range []bool{false, true} {
		name := "alone"
		if watched {
			name = "watched"
		}
		b.Run(name, func(b *testing.B) {
			p := million(b)
			for b.Loop() {
				s := begun(p)
				ctx, cancel := context.WithCancel(b.Context())
				done := make(chan error, 1)
				if watched {
					o := s.options(120, 40, "colour")
					o.Output, o.Now = io.Discard, time.Now
					go func() { done <- tui.Run(ctx, o) }()
				} else {
					done <- nil
				}
				b.ReportMetric(100*feed(s, 2*time.Second).Seconds()/2, "%core")
				cancel()
				if err := <-done; err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// feed settles 5,000 packets a second and returns the processor time that the process took meanwhile.
func feed(s *story, span time.Duration) time.Duration {
	const batch, pause = 50, 10 * time.Millisecond
	began, row := spent(), 0
	ticks := time.NewTicker(pause)
	defer ticks.Stop()
	for range int(span / pause) {
		<-ticks.C
		for range batch {
			packet := state.Packet{ID: int64(row + 1), Campaign: "spring", Key: "aa0001", Amount: 888, Status: state.Sent}
			s.Observe(apply.Settled{At: start, Packet: packet, Row: row})
			row++
		}
	}
	return spent() - began
}
