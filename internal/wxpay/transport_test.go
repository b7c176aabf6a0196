package wxpay_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/cashredpack/redpack/internal/wxpay"
)

func TestConnections(t *testing.T) {
	for perMinute, want := range map[int]int{
		-1: 16, 0: 16, 60: 16, 480: 16, 481: 17, 1800: 60, 6000: 200, 15360: 512, 18000: 512, 1 << 62: 512,
	} {
		if got := wxpay.Connections(perMinute); got != want {
			t.Errorf("Connections(%d) = %d, want %d", perMinute, got, want)
		}
	}
}

// sendMany sends packets until each of the workers has sent its share, and returns the replies.
func sendMany(client *wxpay.Client, workers, each int) []wxpay.Reply {
	replies := make([]wxpay.Reply, workers*each)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := range each {
				replies[w*each+i] = client.Send(context.Background(), autumnParams)
			}
		})
	}
	group.Wait()
	return replies
}

// A handshake with two certificates is dear, so no more are made than there are connections, and those are kept.
func TestHandshakesDoNotExceedConnections(t *testing.T) {
	platform := newPlatform(t, answering(200, "text/xml", autumnSuccess))
	client := platform.client(t, func(c *wxpay.Config) { c.Connections = 8 })
	for i, reply := range sendMany(client, 32, 25) {
		if reply.Class != wxpay.Success {
			t.Fatalf("packet %d: %+v", i, reply)
		}
	}
	if n := platform.handshakes.Load(); n < 1 || n > 8 {
		t.Errorf("800 packets over 8 connections made %d handshakes", n)
	}
	if n := platform.requests.Load(); n != 800 {
		t.Errorf("800 packets made %d requests", n)
	}
}

func TestHTTP2IsNotOffered(t *testing.T) {
	var offered []string
	server := httptest.NewUnstartedServer(answering(200, "text/xml", autumnSuccess))
	server.EnableHTTP2 = true
	server.TLS = &tls.Config{
		Certificates: []tls.Certificate{testAuthority().issueNow("platform")},
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			offered = hello.SupportedProtos
			return nil, nil
		},
	}
	server.StartTLS()
	defer server.Close()
	reply := (&platform{Server: server}).client(t).Send(t.Context(), autumnParams)
	if reply.Class != wxpay.Success || strings.Contains(strings.Join(offered, " "), "h2") {
		t.Errorf("%v; offered %q", reply.Class, offered)
	}
}

// Failures before the content went out leave the packet unknown, but say that nobody can have acted on this call.
func TestNothingLeft(t *testing.T) {
	closed := must(net.Listen("tcp", "127.0.0.1:0"))
	must(0, closed.Close())
	working := newPlatform(t, answering(200, "text/xml", autumnSuccess))
	old := newPlatform(t, answering(200, "text/xml", autumnSuccess), func(c *tls.Config) {
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

func TestRedirectIsNotFollowed(t *testing.T) {
	target := newPlatform(t, answering(200, "text/xml", autumnSuccess))
	for _, status := range []int{301, 302, 303, 307, 308} {
		platform := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, target.URL+r.URL.Path, status)
		})
		reply := platform.client(t).Send(t.Context(), autumnParams)
		if reply.Class != wxpay.Unknown || reply.HTTPStatus != status || !reply.Left {
			t.Errorf("%d: %+v", status, reply)
		}
	}
	if n := target.requests.Load(); n != 0 {
		t.Errorf("%d requests followed a redirect", n)
	}
}

// The header of an answer does not change how it is read.
func TestContentTypeIsIgnored(t *testing.T) {
	for _, header := range []string{"text/xml; charset=GBK", "text/html; charset=ISO-8859-1", "text/plain", "application/json", ""} {
		platform := newPlatform(t, answering(200, header, autumnSuccess))
		if reply := platform.client(t).Send(t.Context(), autumnParams); reply.Class != wxpay.Success || reply.Text != "发放成功" {
			t.Errorf("%q: %+v", header, reply)
		}
	}
}

func TestServerWithoutOurCertificate(t *testing.T) {
	platform := newPlatform(t, answering(200, "text/xml", autumnSuccess), func(c *tls.Config) { c.ClientAuth = tls.NoClientCert })
	client := platform.client(t)
	reply := client.Send(t.Context(), autumnParams)
	if reply.Class != wxpay.Fix || reply.Scope != wxpay.ScopeRun || !errors.Is(reply.Err, wxpay.ErrCertificate) {
		t.Errorf("send: %+v", reply)
	}
	if info := client.Query(t.Context(), autumn.BillNo); info.Class != wxpay.Fix || info.Answered {
		t.Errorf("query: %+v", info)
	}
}

// The certificate is shown even when the server's list of authorities does not name its issuer.
func TestCertificateIsShownToAnyAuthorityList(t *testing.T) {
	platform := newPlatform(t, answering(200, "text/xml", autumnSuccess), func(c *tls.Config) {
		c.ClientAuth, c.ClientCAs = tls.RequestClientCert, newAuthority().pool()
	})
	if reply := platform.client(t).Send(t.Context(), autumnParams); reply.Class != wxpay.Success {
		t.Errorf("%+v", reply)
	}
}

func TestBackupHost(t *testing.T) {
	bodies := make(chan string, 4)
	record := func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies <- string(body)
		_, _ = io.WriteString(w, autumnSuccess)
	}
	main, backup := newPlatform(t, record), newPlatform(t, record)
	client := main.client(t, func(c *wxpay.Config) { c.BackupEndpoint = backup.URL })
	first, second := client.Send(t.Context(), autumnParams), client.SendBackup(t.Context(), autumnParams)
	if first.Class != wxpay.Success || second.Class != wxpay.Success || main.requests.Load() != 1 || backup.requests.Load() != 1 {
		t.Errorf("main %v, backup %v", first.Class, second.Class)
	}
	if a, b := <-bodies, <-bodies; a != b {
		t.Errorf("the bodies differ:\n%s\n%s", a, b)
	}
	client.QueryBackup(t.Context(), autumn.BillNo)
	if backup.requests.Load() != 2 {
		t.Error("the backup host was not queried")
	}
}

// A test server that does not answer must not send the request to the real platform.
func TestNoBackupMeansTheSameHost(t *testing.T) {
	platform := newPlatform(t, answering(200, "text/xml", autumnSuccess))
	if reply := platform.client(t).SendBackup(t.Context(), autumnParams); reply.Class != wxpay.Success || platform.requests.Load() != 1 {
		t.Errorf("%+v", reply)
	}
}

func TestProxy(t *testing.T) {
	platform := newPlatform(t, answering(200, "text/xml", autumnSuccess))
	proxy := relayingProxy(t)
	client := platform.client(t, func(c *wxpay.Config) { c.Proxy = proxyTo(proxy.URL) })
	if reply := client.Send(t.Context(), autumnParams); reply.Class != wxpay.Success {
		t.Errorf("through a proxy: %+v", reply)
	}
}

func TestUnsendableRequests(t *testing.T) {
	platform := newPlatform(t, answering(200, "text/xml", autumnSuccess))
	client := platform.client(t)
	other := autumn
	other.MchID = "1900000110"
	for name, tt := range map[string]struct {
		params wxpay.Params
		scope  wxpay.Scope
		err    error
	}{
		"incomplete":       {wxpay.Params{}, wxpay.ScopeRecipient, wxpay.ErrRequest},
		"another merchant": {other.Params(wxpay.ProtocolCurrent), wxpay.ScopeRun, wxpay.ErrMerchant},
	} {
		reply := client.Send(t.Context(), tt.params)
		if reply.Class != wxpay.Fix || reply.Scope != tt.scope || reply.Left || !errors.Is(reply.Err, tt.err) {
			t.Errorf("%s: %+v", name, reply)
		}
	}
	broken := platform.client(t, func(c *wxpay.Config) { c.Nonce = iotest.ErrReader(errors.New("no entropy")) })
	if info := broken.Query(t.Context(), autumn.BillNo); info.Class != wxpay.Unknown || info.Err == nil {
		t.Errorf("query without randomness: %+v", info)
	}
	if n := platform.requests.Load(); n != 0 {
		t.Errorf("%d requests arrived", n)
	}
}

func TestNewRefuses(t *testing.T) {
	if _, err := wxpay.New(merchantConfig("")); err != nil {
		t.Errorf("the platform's own hosts: %v", err)
	}
	for name, tt := range map[string]struct {
		change func(*wxpay.Config)
		want   string
	}{
		"no TLS":         {func(c *wxpay.Config) { c.Endpoint = "http://127.0.0.1:1" }, "not of the form"},
		"a path":         {func(c *wxpay.Config) { c.Endpoint = "https://127.0.0.1/pay" }, "not of the form"},
		"a slash":        {func(c *wxpay.Config) { c.BackupEndpoint = "https://127.0.0.1/" }, "not of the form"},
		"a password":     {func(c *wxpay.Config) { c.Endpoint = "https://me:hunter2@127.0.0.1" }, "not of the form"},
		"no host":        {func(c *wxpay.Config) { c.Endpoint = "https://:8443" }, "not of the form"},
		"not a URL":      {func(c *wxpay.Config) { c.Endpoint = "https://%zz" }, "invalid URL escape"},
		"no key":         {func(c *wxpay.Config) { c.Key = wxpay.Secret{} }, "has 0 characters"},
		"a short key":    {func(c *wxpay.Config) { c.Key = wxpay.NewSecret("hunter2") }, "has 7 characters"},
		"key with break": {func(c *wxpay.Config) { c.Key = wxpay.NewSecret(strings.Repeat("a", 31) + "\n") }, "character 32"},
		"no mch_id":      {func(c *wxpay.Config) { c.MchID = "" }, "mch_id and appid"},
		"no certificate": {func(c *wxpay.Config) { c.Certificate = tls.Certificate{} }, "certificate must be given"},
		"negative":       {func(c *wxpay.Config) { c.Timeout = -1 }, "negative"},
	} {
		config := merchantConfig("https://127.0.0.1:8443")
		tt.change(&config)
		client, err := wxpay.New(config)
		if client != nil || err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func proxyTo(address string) func(*http.Request) (*url.URL, error) {
	return func(*http.Request) (*url.URL, error) { return url.Parse(address) }
}

// relayingProxy opens tunnels as a company's proxy does.
func relayingProxy(t *testing.T) *httptest.Server {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		target, err := net.Dial("tcp", r.Host)
		if r.Method != http.MethodConnect || err != nil {
			http.Error(w, "no", http.StatusBadGateway)
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = fmt.Fprint(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
		go func() {
			_, _ = io.Copy(target, conn)
			_ = target.Close()
		}()
		_, _ = io.Copy(conn, target)
		_ = conn.Close()
	}))
	t.Cleanup(proxy.Close)
	return proxy
}

func refusingProxy(t *testing.T) string {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, noCertificatePage)
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}

// silentServer accepts connections and says nothing.
func silentServer(t *testing.T) string {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String()
}

// plainServer answers TLS with plain HTTP.
func plainServer(t *testing.T) string {
	server := httptest.NewServer(answering(200, "text/xml", autumnSuccess))
	server.Config.ErrorLog = quiet
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}
