package tui_test

import (
	"io"
	"slices"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/tui"
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
