package wxpay_test

import (
	"context"
	"sync"
	"testing"

	"github.com/cashredpack/redpack/internal/wxpay"
)

func BenchmarkBuildAndSign(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if body := wxpay.SignedBody(autumn.Params(wxpay.ProtocolCurrent), demoKey); len(body) < 500 {
			b.Fatal(body)
		}
	}
}

func BenchmarkReadReply(b *testing.B) {
	body := []byte(autumnSuccess)
	b.ReportAllocs()
	for b.Loop() {
		if reply := wxpay.JudgeSend(autumnParams, demoKey, 200, body); reply.Class != wxpay.Success {
			b.Fatal(reply.Err)
		}
	}
}

// BenchmarkSend is a closed loop of 64 packets in flight over mutual TLS, the answering server on the same processors.
func BenchmarkSend(b *testing.B) {
	platform := newPlatform(b, succeeding("text/xml"))
	client := platform.client(b, func(c *wxpay.Config) { c.Connections = 64 })
	jobs := make(chan struct{})
	var group sync.WaitGroup
	for range 64 {
		group.Go(func() {
			for range jobs {
				if reply := client.Send(context.Background(), autumnParams); reply.Class != wxpay.Success {
					b.Error(reply.Err)
				}
			}
		})
	}
	b.ReportAllocs()
	for b.Loop() {
		jobs <- struct{}{}
	}
	close(jobs)
	group.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sends/s")
	b.ReportMetric(float64(platform.handshakes.Load()), "handshakes")
}
