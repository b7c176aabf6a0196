package state_test

import (
	"flag"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// senders is how many callers write at a time: at a second a reply, 64 are what a merchant's rate of 30 a second asks for.
var senders = flag.Int("senders", 64, "how many callers the benchmark of backends has")

// backends are the two kinds of state, each new. The server of the tests is asked by way of the loopback, as the file is by way of memory.
func backends(b *testing.B) map[string]state.Backend {
	postgres.Start(b)
	return map[string]state.Backend{"file": state.File(newFile(b)), "postgres": newSchema(b)}
}

// BenchmarkBackendSend puts side by side what a durable send costs in a file and in a database.
func BenchmarkBackendSend(b *testing.B) {
	for name, at := range backends(b) {
		b.Run(name, func(b *testing.B) {
			s, err := state.Open(b.Context(), at, options())
			must(b, err)
			defer s.Close()
			first := int64(s.Snapshot().Len())
			b.ResetTimer()
			sendMany(b, s, first, int64(b.N))
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sends/s")
		})
	}
}

// BenchmarkBackendRead puts side by side what a plan's look at the state costs.
func BenchmarkBackendRead(b *testing.B) {
	const packets = 100_000
	for name, at := range backends(b) {
		s, err := state.Open(b.Context(), at, options())
		must(b, err)
		must(b, s.Bulk(b.Context(), packets, sentPacket))
		must(b, s.Close())
		b.Run(fmt.Sprintf("packets=%d/%s", packets, name), func(b *testing.B) {
			for b.Loop() {
				snapshot, err := state.Read(b.Context(), at)
				if err != nil || snapshot.Len() != packets {
					b.Fatal(err)
				}
			}
		})
	}
}

// sendMany sends so many packets, each by a caller of its own.
func sendMany(b *testing.B, s *state.Store, first, n int64) {
	var next atomic.Int64
	var callers sync.WaitGroup
	for range *senders {
		callers.Go(func() {
			for k := next.Add(1); k <= n; k = next.Add(1) {
				in, out := sentPacket(int(first + k))
				p, err := s.Reserve(b.Context(), in)
				if err == nil {
					_, err = s.Record(b.Context(), p.ID, out)
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	callers.Wait()
}
