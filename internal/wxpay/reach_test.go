package wxpay_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/wxpay"
)

func reach(t *testing.T, endpoint string, changes ...func(*wxpay.Config)) wxpay.Way {
	t.Helper()
	config := merchantConfig(endpoint)
	config.Proxy = func(*http.Request) (*url.URL, error) { return nil, nil }
	for _, change := range changes {
		change(&config)
	}
	ways := wxpay.Reach(t.Context(), config, time.Now)
	if len(ways) != 1 {
		t.Fatalf("%d ways to one host", len(ways))
	}
	return ways[0]
}

// A way that ends says at which stage, and what it saw before.
func TestReachSaysHowFarItGot(t *testing.T) {
	closed := must(net.Listen("tcp", "127.0.0.1:0"))
	must(0, closed.Close())
	working := newPlatform(t, succeeding("text/xml"))
	old := newPlatform(t, succeeding("text/xml"), func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 })
	through := func(address string) func(*wxpay.Config) {
		return func(c *wxpay.Config) { c.Proxy = proxyTo("http://team:pa55word@" + address) }
	}
	for name, tt := range map[string]struct {
		endpoint string
		change   func(*wxpay.Config)
		stage    wxpay.Stage
		words    string // of the error
	}{
		"answered":             {working.URL, func(*wxpay.Config) {}, wxpay.Answered, ""},
		"without certificate":  {working.URL, func(c *wxpay.Config) { c.Certificate, c.Key = tls.Certificate{}, wxpay.Secret{} }, wxpay.Answered, ""},
		"through a proxy":      {working.URL, through(relayingProxy(t).Listener.Addr().String()), wxpay.Answered, ""},
		"no such host":         {"https://nowhere.invalid", func(*wxpay.Config) {}, wxpay.AtName, "nowhere.invalid"},
		"no such proxy":        {working.URL, through("nowhere.invalid:3128"), wxpay.AtName, "nowhere.invalid"},
		"closed port":          {"https://" + closed.Addr().String(), func(*wxpay.Config) {}, wxpay.AtConnect, "refused"},
		"closed proxy":         {working.URL, through(closed.Addr().String()), wxpay.AtConnect, "refused"},
		"proxy that refuses":   {working.URL, through(strings.TrimPrefix(refusingProxy(t), "http://")), wxpay.AtProxy, "400"},
		"unreadable proxy":     {working.URL, func(c *wxpay.Config) { c.Proxy = proxyTo("http://team:pa55word%zz@h") }, wxpay.AtProxy, "cannot be read"},
		"no TLS":               {"https://" + plainServer(t), func(*wxpay.Config) {}, wxpay.AtTLS, "TLS handshake"},
		"old TLS":              {old.URL, func(*wxpay.Config) {}, wxpay.AtTLS, "protocol version"},
		"untrusted":            {working.URL, func(c *wxpay.Config) { c.Roots = x509.NewCertPool() }, wxpay.AtTLS, "unknown authority"},
		"another name":         {strings.Replace(working.URL, "127.0.0.1", "localhost", 1), func(*wxpay.Config) {}, wxpay.AtTLS, `not for "localhost"`},
		"no answer but a hang": {newPlatform(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }).URL, func(*wxpay.Config) {}, wxpay.AtAnswer, "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			way := reach(t, tt.endpoint, tt.change)
			if way.Stage != tt.stage || (way.Err == nil) != (tt.stage == wxpay.Answered) {
				t.Fatalf("%+v", way)
			}
			if way.Err != nil && (!strings.Contains(way.Err.Error(), tt.words) || strings.Contains(way.Err.Error()+way.Proxy, "pa55word")) {
				t.Errorf("%v, want %q and no password", way.Err, tt.words)
			}
			if tt.stage == wxpay.Answered && (way.Protocol != "TLS 1.3" || way.Date.IsZero() || way.Heard.Before(way.Sent) || way.Sent.IsZero()) {
				t.Errorf("%+v", way)
			}
			if tt.stage >= wxpay.AtAnswer && way.Issuer != "Test Authority" || name == "untrusted" && way.Issuer != "Test Authority" {
				t.Errorf("issuer %q", way.Issuer)
			}
		})
	}
}

// Both hosts are looked at, and a person who stops it does not wait.
func TestReachIsStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	config := merchantConfig("https://" + silentServer(t))
	config.BackupEndpoint = "https://" + silentServer(t)
	ways := wxpay.Reach(ctx, config, time.Now)
	if len(ways) != 2 || ways[0].Endpoint == ways[1].Endpoint {
		t.Fatalf("%+v", ways)
	}
	for _, way := range ways {
		if way.Stage != wxpay.AtTLS || !errors.Is(way.Err, context.Canceled) {
			t.Errorf("%+v", way)
		}
	}
}
