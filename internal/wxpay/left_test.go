package wxpay_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/wxpay"
)

// Failures before the content went out leave the packet unknown, but say that nobody can have acted on this call.
func TestNothingLeft(t *testing.T) {
	closed := must(net.Listen("tcp", "127.0.0.1:0"))
	must(0, closed.Close())
	working := newPlatform(t, succeeding("text/xml"))
	old := newPlatform(t, succeeding("text/xml"), func(c *tls.Config) {
		c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	})
	silent := silentServer(t)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()

	for name, tt := range map[string]struct {
		endpoint string
		ctx      context.Context
		change   func(*wxpay.Config)
		scope    wxpay.Scope
		cause    error
	}{
		"nobody listens":         {"https://" + closed.Addr().String(), t.Context(), func(*wxpay.Config) {}, wxpay.ScopeRecipient, nil},
		"not TLS":                {"https://" + plainServer(t), t.Context(), func(*wxpay.Config) {}, wxpay.ScopeRecipient, nil},
		"only TLS 1.1":           {old.URL, t.Context(), func(*wxpay.Config) {}, wxpay.ScopeRecipient, nil},
		"untrusted server":       {working.URL, t.Context(), func(c *wxpay.Config) { c.Roots = x509.NewCertPool() }, wxpay.ScopeRun, nil},
		"another name":           {strings.Replace(working.URL, "127.0.0.1", "localhost", 1), t.Context(), func(*wxpay.Config) {}, wxpay.ScopeRun, nil},
		"cancelled before":       {working.URL, cancelled, func(*wxpay.Config) {}, wxpay.ScopeRecipient, context.Canceled},
		"silent during TLS":      {"https://" + silent, t.Context(), func(c *wxpay.Config) { c.Timeout = 50 * time.Millisecond }, wxpay.ScopeRecipient, context.DeadlineExceeded},
		"broken proxy":           {working.URL, t.Context(), func(c *wxpay.Config) { c.Proxy = proxyTo("http://" + closed.Addr().String()) }, wxpay.ScopeRecipient, nil},
		"proxy refuses to relay": {working.URL, t.Context(), func(c *wxpay.Config) { c.Proxy = proxyTo(refusingProxy(t)) }, wxpay.ScopeRecipient, nil},
	} {
		config := merchantConfig(tt.endpoint)
		tt.change(&config)
		client := must(wxpay.New(config))
		reply := client.Send(tt.ctx, autumnParams)
		if reply.Class != wxpay.Unknown || reply.Scope != tt.scope || reply.Left || reply.Err == nil || reply.HTTPStatus != 0 {
			t.Errorf("%s: %+v", name, reply)
		}
		if tt.cause != nil && !errors.Is(reply.Err, tt.cause) {
			t.Errorf("%s: %v, want %v", name, reply.Err, tt.cause)
		}
		if info := client.Query(tt.ctx, autumn.BillNo); info.Answered || info.Class != wxpay.Unknown || info.Err == nil {
			t.Errorf("%s: query %+v", name, info)
		}
	}
	if n := working.requests.Load() + old.requests.Load(); n != 0 {
		t.Errorf("%d requests arrived", n)
	}
}

// Failures after the content may have gone out say so, and the request is not posted a second time.
func TestContentMayHaveLeft(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	for name, answer := range map[string]http.HandlerFunc{
		"connection cut without an answer": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"cut inside the body": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, autumnSuccess)
			panic(http.ErrAbortHandler)
		},
		"too long": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.Copy(w, io.MultiReader(strings.NewReader(autumnSuccess), io.LimitReader(spaces{}, 1<<20)))
		},
		"no answer in time": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		},
		"huge header": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
			_, _ = io.WriteString(w, autumnSuccess)
		},
	} {
		platform := newPlatform(t, answer)
		client := platform.client(t, func(c *wxpay.Config) { c.Timeout = 200 * time.Millisecond })
		reply := client.Send(t.Context(), autumnParams)
		if reply.Class != wxpay.Unknown || !reply.Left || reply.Err == nil {
			t.Errorf("%s: %+v", name, reply)
		}
		if n := platform.requests.Load(); n != 1 {
			t.Errorf("%s: %d requests", name, n)
		}
	}
}

// A kept connection that dies under a request is the case that net/http likes to repeat by itself.
func TestDyingConnectionIsNotReplayed(t *testing.T) {
	var seen atomic.Int64
	platform := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if seen.Add(1)%2 == 0 {
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, autumnSuccess)
	})
	client := platform.client(t, func(c *wxpay.Config) { c.Connections = 1 })
	for i := range 20 {
		reply := client.Send(t.Context(), autumnParams)
		if lost := i%2 == 1; lost != (reply.Class == wxpay.Unknown) || !reply.Left {
			t.Errorf("packet %d: %+v", i, reply)
		}
	}
	if n := seen.Load(); n != 20 {
		t.Errorf("20 packets made %d requests", n)
	}
}

// However unluckily a call is given up: of a request that is said not to have left, the server saw nothing.
func TestGivingUpAtAnyMoment(t *testing.T) {
	var arrived atomic.Int64
	platform := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err == nil && len(body) > 0 {
			arrived.Add(1)
		}
		_, _ = io.WriteString(w, autumnSuccess)
	})
	client := platform.client(t, func(c *wxpay.Config) { c.Connections = 4 })
	random := mathrand.New(mathrand.NewPCG(1, 2))
	var left atomic.Int64
	var group sync.WaitGroup
	for range 600 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(random.IntN(3000))*time.Microsecond)
		group.Go(func() {
			defer cancel()
			if client.Send(ctx, autumnParams).Left {
				left.Add(1)
			}
		})
		if random.IntN(8) == 0 {
			group.Wait()
		}
	}
	group.Wait()
	platform.Close()
	if arrived.Load() > left.Load() {
		t.Errorf("%d requests arrived, only %d were said to have left", arrived.Load(), left.Load())
	}
	if left.Load() == 0 || left.Load() == 600 {
		t.Errorf("%d of 600 left: the test shows nothing", left.Load())
	}
}

// net/http may begin to write a request after it has reported its failure. Giving up decides: either the content was
// begun and may have left, or it was not and can never leave.
func TestSealedContentNeverLeaves(t *testing.T) {
	unread := wxpay.NewContent("money")
	if unread.Seal() {
		t.Error("an unread content is said to have left")
	}
	if got, err := io.ReadAll(unread); err == nil || len(got) > 0 {
		t.Errorf("a sealed content gave %q, %v", got, err)
	}
	begun := wxpay.NewContent("money")
	must(io.CopyN(io.Discard, begun, 1))
	if !begun.Seal() {
		t.Error("a content that was begun is said not to have left")
	}
	if got, err := io.ReadAll(begun); err != nil || string(got) != "oney" {
		t.Errorf("the rest of a begun content is %q, %v", got, err)
	}
	for range 2000 {
		racing := wxpay.NewContent("money")
		read := make(chan int)
		go func() {
			n, _ := racing.Read(make([]byte, 8))
			read <- n
		}()
		left := racing.Seal()
		if n := <-read; (n > 0) != left {
			t.Fatalf("%d bytes were read, left is %v", n, left)
		}
	}
}
