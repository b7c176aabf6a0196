package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/sandbox"
)

// BenchmarkDurableSends measures signed sends over mutual TLS, 64 connections, each answer after its fsync. The client
// shares the machine. Goals on two cores: 5,000 a second, 99th percentile 50 ms.
func BenchmarkDurableSends(b *testing.B) {
	s := start(b, func(o *sandbox.Options) {
		o.Now = time.Now
		o.Balance, o.DailyAmount, o.PerMinute = 1_000_000_000_00, 1_000_000_000_00, 10_000_000
	})
	bodies := make([]string, b.N)
	for i := range bodies {
		bodies[i] = cdata(sign(s.packet(i), s.server.APIKey()))
	}
	took := make([]time.Duration, b.N)
	var next atomic.Int64
	var work sync.WaitGroup
	b.ResetTimer()
	for range 64 {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < b.N; i = int(next.Add(1)) - 1 {
				began := time.Now()
				if err := post(s, bodies[i]); err != nil {
					b.Error(err)
					return
				}
				took[i] = time.Since(began)
			}
		})
	}
	work.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sends/s")
	b.ReportMetric(float64(took[b.N*99/100])/1e6, "p99-ms")
}

func post(s *bench, body string) error {
	reply, err := s.http.Post(s.server.Endpoint()+"/mmpaymkttransfers/sendredpack", "text/xml", strings.NewReader(body))
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	content, err := io.ReadAll(reply.Body)
	if err != nil || reply.StatusCode != http.StatusOK || !strings.Contains(string(content), "<send_listid>") {
		return fmt.Errorf("HTTP %d, %w: %s", reply.StatusCode, err, content)
	}
	return nil
}

// BenchmarkStart measures how long the embedded simulator delays the first send. Goal: 30 ms.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	for i := 0; b.Loop(); i++ {
		server, err := sandbox.Start(b.Context(), sandbox.Options{LedgerPath: filepath.Join(dir, fmt.Sprint(i)), Now: time.Now})
		if err != nil {
			b.Fatal(err)
		}
		if err := server.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
