package wxpay_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/wxpay"
)

// listening is a platform that counts what arrives within TLS, down to the byte.
type listening struct {
	net.Listener
	url         string
	connections atomic.Int64
	bytes       atomic.Int64
}

func newListening(t *testing.T, answer http.HandlerFunc, changes ...func(*tls.Config)) *listening {
	t.Helper()
	config := &tls.Config{Certificates: []tls.Certificate{testAuthority().Issue("platform")}, ClientAuth: tls.RequireAnyClientCert}
	for _, change := range changes {
		change(config)
	}
	l := &listening{Listener: tls.NewListener(must(net.Listen("tcp", "127.0.0.1:0")), config)}
	l.url = "https://" + l.Addr().String()
	server := &http.Server{Handler: answer, ErrorLog: quiet}
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(l) })
	t.Cleanup(func() {
		_ = server.Close()
		serving.Wait()
	})
	return l
}

func (l *listening) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.connections.Add(1)
	return &heard{conn, &l.bytes}, nil
}

func (l *listening) client(t *testing.T, changes ...func(*wxpay.Config)) *wxpay.Client {
	t.Helper()
	config := merchantConfig(l.url)
	for _, change := range changes {
		change(&config)
	}
	client := must(wxpay.New(config))
	t.Cleanup(client.CloseIdle)
	return client
}

type heard struct {
	net.Conn
	bytes *atomic.Int64
}

func (h *heard) Read(p []byte) (int, error) {
	n, err := h.Conn.Read(p)
	h.bytes.Add(int64(n))
	return n, err
}

// forbidden fails the test if a reply is not one of a request that was kept back.
func forbidden(t *testing.T, reply wxpay.Reply) {
	t.Helper()
	if reply.Class != wxpay.Unknown || reply.Scope != wxpay.ScopeRecipient || reply.Left || !errors.Is(reply.Err, wxpay.ErrNotPermitted) {
		t.Errorf("%+v", reply)
	}
}

func never() bool { return false }

// Whether the connection is new or kept, and whatever it goes through: without permission not a byte of a request arrives.
func TestNothingArrivesWithoutPermission(t *testing.T) {
	for name, change := range map[string]func(*wxpay.Config){
		"directly": func(*wxpay.Config) {},
		"through a proxy": func(c *wxpay.Config) {
			proxy := relayingProxy(t)
			c.Proxy = proxyTo(proxy.URL)
		},
	} {
		server := newListening(t, succeeding("text/xml"))
		client := server.client(t, change)
		for i := range 3 {
			forbidden(t, client.While(never).Send(t.Context(), autumnParams))
			forbidden(t, client.While(never).SendBackup(t.Context(), autumnParams))
			if n := server.connections.Load(); n != int64(2*i+2) {
				t.Errorf("%s: %d connections, so the question came before the connection", name, n)
			}
		}
		if n := server.bytes.Load(); n != 0 {
			t.Errorf("%s: %d bytes arrived over new connections", name, n)
		}

		const kept = 4
		sendMany(client, kept, 8)
		before, connections := server.bytes.Load(), server.connections.Load()
		forbidden(t, client.While(never).Send(t.Context(), autumnParams))
		if n := server.bytes.Load() - before; n != 0 {
			t.Errorf("%s: %d bytes arrived over kept connections", name, n)
		}
		if n := server.connections.Load() - connections; n != 0 {
			t.Errorf("%s: %d more connections were tried", name, n)
		}
		always := client.While(func() bool { return true })
		if reply := always.Send(t.Context(), autumnParams); reply.Class != wxpay.Success {
			t.Errorf("%s: with permission again: %+v", name, reply)
		}
	}
}

// A query pays nobody, and whoever has lost a state may still look.
func TestQueriesNeedNoPermission(t *testing.T) {
	platform := newPlatform(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, autumnReceived) })
	if info := platform.client(t).While(never).Query(t.Context(), autumn.BillNo); !info.Answered {
		t.Errorf("%+v", info)
	}
}

// The right that is lost while a request waits for its turn on a connection is lost for it.
func TestPermissionIsAskedAfterTheWaitForAConnection(t *testing.T) {
	arrived, answer := make(chan struct{}), make(chan struct{})
	server := newListening(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		arrived <- struct{}{}
		<-answer
		succeeding("text/xml")(w, r)
	})
	client := server.client(t, func(c *wxpay.Config) { c.Connections = 1 })
	var lost atomic.Bool
	limited := client.While(func() bool { return !lost.Load() })
	var group sync.WaitGroup
	group.Go(func() {
		if reply := limited.Send(t.Context(), autumnParams); reply.Class != wxpay.Success {
			t.Errorf("the first: %+v", reply)
		}
	})
	<-arrived
	for range 3 {
		group.Go(func() { forbidden(t, limited.Send(t.Context(), autumnParams)) })
	}
	time.Sleep(50 * time.Millisecond) // they wait
	before := server.bytes.Load()
	lost.Store(true)
	answer <- struct{}{}
	group.Wait()
	if n := server.bytes.Load() - before; n != 0 {
		t.Errorf("%d bytes arrived", n)
	}
}

// The right that is lost while the server takes its time to shake hands is lost.
func TestPermissionIsAskedAfterTheHandshake(t *testing.T) {
	var lost atomic.Bool
	server := newListening(t, succeeding("text/xml"), func(c *tls.Config) {
		c.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
			lost.Store(true)
			return nil, nil
		}
	})
	forbidden(t, server.client(t).While(func() bool { return !lost.Load() }).Send(t.Context(), autumnParams))
	if n := server.bytes.Load(); n != 0 || !lost.Load() {
		t.Errorf("%d bytes arrived", n)
	}
}

// A head without its content pays nobody: the last question comes before the content, however long the head took.
func TestPermissionLostAfterTheHead(t *testing.T) {
	bodies := make(chan int, 1)
	server := newListening(t, func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies <- len(body)
	})
	var asked atomic.Int64
	forbidden(t, server.client(t).While(func() bool { return asked.Add(1) == 1 }).Send(t.Context(), autumnParams))
	if n := <-bodies; n != 0 || asked.Load() != 2 {
		t.Errorf("%d bytes of the content arrived after %d questions", n, asked.Load())
	}
}

// However many send when the right is lost: whatever is not said to have left has not, and nothing leaves afterwards.
func TestPermissionLostAmongMany(t *testing.T) {
	var arrived, left, kept atomic.Int64
	var lost atomic.Bool
	server := newListening(t, func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); len(body) > 0 && arrived.Add(1) == 100 {
			lost.Store(true)
		}
		_, _ = io.WriteString(w, autumnSuccess)
	})
	limited := server.client(t, func(c *wxpay.Config) { c.Connections = 8 }).While(func() bool { return !lost.Load() })
	for _, reply := range sendMany(limited, 16, 20) {
		if reply.Left {
			left.Add(1)
			continue
		}
		kept.Add(1)
		forbidden(t, reply)
	}
	if arrived.Load() != left.Load() || kept.Load() == 0 || left.Load() < 100 || left.Load() > 100+16 {
		t.Errorf("%d arrived, %d were said to have left, %d not", arrived.Load(), left.Load(), kept.Load())
	}
}
