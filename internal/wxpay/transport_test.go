package wxpay_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/cashredpack/redpack/internal/testkit/authority"
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
	platform := newPlatform(t, succeeding("text/xml"))
	client := platform.client(t, func(c *wxpay.Config) { c.Connections = 8 })
	for i, reply := range sendMany(client, 32, 25) {
		if reply.Class != wxpay.Success {
			t.Fatalf("packet %d: %+v", i, reply)
		}
	}
	// Once in hundreds of busy runs package net/http makes one more than it keeps.
	if n := platform.handshakes.Load(); n < 1 || n > 2*8 {
		t.Errorf("800 packets over 8 connections made %d handshakes", n)
	}
	if n := platform.requests.Load(); n != 800 {
		t.Errorf("800 packets made %d requests", n)
	}
}

func TestHTTP2IsNotOffered(t *testing.T) {
	var offered []string
	server := httptest.NewUnstartedServer(succeeding("text/xml"))
	server.EnableHTTP2 = true
	server.TLS = &tls.Config{
		Certificates: []tls.Certificate{testAuthority().Issue("platform")},
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

func TestRedirectIsNotFollowed(t *testing.T) {
	target := newPlatform(t, succeeding("text/xml"))
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
		platform := newPlatform(t, succeeding(header))
		if reply := platform.client(t).Send(t.Context(), autumnParams); reply.Class != wxpay.Success || reply.Text != "发放成功" {
			t.Errorf("%q: %+v", header, reply)
		}
	}
}

func TestServerWithoutOurCertificate(t *testing.T) {
	platform := newPlatform(t, succeeding("text/xml"), func(c *tls.Config) { c.ClientAuth = tls.NoClientCert })
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
	platform := newPlatform(t, succeeding("text/xml"), func(c *tls.Config) {
		c.ClientAuth, c.ClientCAs = tls.RequestClientCert, authority.New(time.Now()).Pool()
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
	platform := newPlatform(t, succeeding("text/xml"))
	if reply := platform.client(t).SendBackup(t.Context(), autumnParams); reply.Class != wxpay.Success || platform.requests.Load() != 1 {
		t.Errorf("%+v", reply)
	}
}

func TestProxy(t *testing.T) {
	platform := newPlatform(t, succeeding("text/xml"))
	proxy := relayingProxy(t)
	client := platform.client(t, func(c *wxpay.Config) { c.Proxy = proxyTo(proxy.URL) })
	if reply := client.Send(t.Context(), autumnParams); reply.Class != wxpay.Success {
		t.Errorf("through a proxy: %+v", reply)
	}
}

func TestUnsendableRequests(t *testing.T) {
	platform := newPlatform(t, succeeding("text/xml"))
	client := platform.client(t)
	other, telling := setting(autumn, "mch_id", "1900000110"), autumn
	telling.Remark = "key 192006250b4c09247ec02edce69f6a2d"
	for name, tt := range map[string]struct {
		params wxpay.Params
		scope  wxpay.Scope
		err    error
	}{
		"incomplete":       {wxpay.Params{}, wxpay.ScopeRecipient, wxpay.ErrRequest},
		"its own key":      {telling.Params(wxpay.ProtocolCurrent), wxpay.ScopeRecipient, wxpay.ErrRequest},
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

// TestNoCompressionIsAskedFor: an answer that unpacks itself could be of any size.
func TestNoCompressionIsAskedFor(t *testing.T) {
	platform := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		if asked := r.Header.Get("Accept-Encoding"); asked != "" {
			t.Errorf("asked for %q", asked)
		}
		succeeding("text/xml")(w, r)
	})
	if reply := platform.client(t).Send(t.Context(), autumnParams); reply.Class != wxpay.Success {
		t.Errorf("%+v", reply)
	}
}

// TestHeadersUpToTheCap: the head of an answer has room for what gateways write into it, and an end.
func TestHeadersUpToTheCap(t *testing.T) {
	for size, class := range map[int]wxpay.Class{32 << 10: wxpay.Success, 96 << 10: wxpay.Unknown} {
		platform := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Gateway", strings.Repeat("a", size))
			succeeding("text/xml")(w, r)
		})
		if reply := platform.client(t).Send(t.Context(), autumnParams); reply.Class != class || !reply.Left {
			t.Errorf("%d bytes: %v, %v", size, reply.Class, reply.Err)
		}
	}
}
