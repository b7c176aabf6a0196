package state_test

import (
	"flag"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/state"
)

var million = flag.Bool("million", false, "benchmark a state of a million packets, too")

// BenchmarkDurableSend is what a send costs the state: the intent durable before, the outcome durable after, with 64
// senders at it.
func BenchmarkDurableSend(b *testing.B) {
	s := open(b, newPath(b))
	var next atomic.Int64
	var senders sync.WaitGroup
	b.ResetTimer()
	for range 64 {
		senders.Go(func() {
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				p, err := s.Reserve(b.Context(), intent(int(n)))
				if err == nil {
					_, err = s.Record(b.Context(), p.ID, outcome(state.Sent))
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	senders.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sends/s")
}

// BenchmarkRead is what every plan pays for the state, in time and in memory that stays.
func BenchmarkRead(b *testing.B) {
	sizes := []int{1000, 100_000}
	if *million {
		sizes = append(sizes, 1_000_000)
	}
	for _, n := range sizes {
		path := newPath(b)
		s := open(b, path)
		filled := time.Now()
		if err := s.Bulk(b.Context(), n, sentPacket); err != nil {
			b.Fatal(err)
		}
		b.Logf("%d packets written in %s", n, time.Since(filled))
		must(b, s.Close())
		b.Run(fmt.Sprintf("packets=%d", n), func(b *testing.B) {
			before := heap()
			var kept *state.Snapshot
			for b.Loop() {
				kept = read(b, path)
			}
			b.ReportMetric(float64(heap()-before)/1e6, "heap-MB")
			if kept.Len() != n {
				b.Fatal(kept.Len())
			}
		})
		b.Run(fmt.Sprintf("sort/packets=%d", n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				snapshot := read(b, path)
				b.StartTimer()
				for p := range snapshot.All() {
					_ = p
					break
				}
			}
		})
		b.Run(fmt.Sprintf("open/packets=%d", n), func(b *testing.B) {
			for b.Loop() {
				s, err := state.Open(b.Context(), path, options())
				must(b, err)
				must(b, s.Close())
			}
		})
	}
}

func sentPacket(n int) (state.Intent, state.Outcome) {
	in, out := intent(n*7919%1_000_003), outcome(state.Sent)
	out.SendListID = fmt.Sprintf("1000041701201702068%09d", n)
	out.Code, out.Text, out.Named = "SUCCESS", "发放成功", true
	in.Request = paper(n, "新年快乐")
	return in, out
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkLookup is what plan pays for one recipient.
func BenchmarkLookup(b *testing.B) {
	packets := make([]state.Packet, 100_000)
	keys := make([]string, len(packets))
	for i := range packets {
		in := intent(i)
		packets[i] = state.Packet{Campaign: in.Campaign, Key: in.Key, OpenID: in.OpenID, Amount: in.Amount, BillNo: in.BillNo, Status: state.Sent}
		keys[i] = in.Key
	}
	s := state.NewSnapshot(packets)
	b.ResetTimer()
	for i := range b.N {
		if _, ok := s.Lookup("lantern", keys[i%len(keys)]); !ok {
			b.Fatal("lost", i)
		}
	}
}
