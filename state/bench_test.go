package state_test

import (
	"flag"
	"fmt"
	"iter"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/cashredpack/redpack/state"
)

var million = flag.Bool("million", false, "benchmark a state of a million packets, too")

// BenchmarkDurableSend is what a send costs the state: the intent durable before, the outcome durable after, with 64
// senders at it.
func BenchmarkDurableSend(b *testing.B) {
	s := open(b, newFile(b))
	b.ResetTimer()
	sendMany(b, s, 0, int64(b.N))
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sends/s")
}

// BenchmarkRead is what every plan pays for the state, in time and in memory that stays.
func BenchmarkRead(b *testing.B) {
	for _, n := range append([]int{1000}, sizes()...) {
		path := filled(b, n, sentPacket)
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
				s, err := state.Open(b.Context(), state.File(path), options())
				must(b, err)
				must(b, s.Close())
			}
		})
	}
}

// BenchmarkWhole is what commands pay that look at all of a state, and what a packet takes on the disk. In order: the keys are in the
// order of the sends, as those of most lists are; else they are in none.
func BenchmarkWhole(b *testing.B) {
	for _, n := range sizes() {
		for order, each := range map[string]func(int) (state.Intent, state.Outcome){"in-order": orderedPacket, "mixed": sentPacket} {
			path := filled(b, n, each)
			info, err := os.Stat(path)
			must(b, err)
			perPacket := float64(info.Size()) / float64(n)
			name := fmt.Sprintf("%s/packets=%d", order, n)
			b.Run("check/"+name, func(b *testing.B) {
				for b.Loop() {
					if report, err := state.Check(b.Context(), state.File(path)); err != nil || !report.Sound() {
						b.Fatal(err, report.Problems)
					}
				}
				b.ReportMetric(perPacket, "B/packet")
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/float64(n)*1e6, "µs/packet")
			})
			b.Run("list/"+name, func(b *testing.B) {
				for b.Loop() {
					listed := 0
					must(b, state.List(b.Context(), state.File(path), func(_ *state.Snapshot, all iter.Seq[state.Packet]) error {
						for range all {
							listed++
						}
						return nil
					}))
					if listed != n {
						b.Fatal(listed)
					}
				}
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/float64(n)*1e6, "µs/packet")
			})
		}
	}
}

func sizes() []int {
	if *million {
		return []int{10_000, 100_000, 1_000_000}
	}
	return []int{10_000, 100_000}
}

// filled makes a state of sent packets.
func filled(b *testing.B, n int, each func(int) (state.Intent, state.Outcome)) (path string) {
	b.Helper()
	path = newFile(b)
	s := open(b, path)
	begun := time.Now()
	must(b, s.Bulk(b.Context(), n, each))
	b.Logf("%d packets written in %s", n, time.Since(begun))
	must(b, s.Close())
	return path
}

// orderedPacket is one of a list that is sent from its beginning.
func orderedPacket(n int) (state.Intent, state.Outcome) {
	in, out := sentPacket(n)
	in.Key = fmt.Sprintf("user-%07d", n)
	return in, out
}

func sentPacket(n int) (state.Intent, state.Outcome) {
	who := n * 7919 % 1_000_003
	in, out := intent(who), outcome(state.Sent)
	out.SendListID = fmt.Sprintf("1000041701201702068%09d", n)
	out.Code, out.Text, out.Named = "SUCCESS", "发放成功", true
	in.Request = paper(who, "新年快乐")
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
