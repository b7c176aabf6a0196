package wxpay

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
)

// reachTimeout bounds the way to one host.
const reachTimeout = 10 * time.Second

// Stage is how far a request got on its way to a host. The zero value is invalid.
type Stage uint8

// The stages, in their order. A way that ended has failed at its stage, unless that is Answered.
const (
	_         Stage = iota
	AtName          // the host, or the proxy before it, has no address
	AtConnect       // nothing accepts a connection at that address
	AtProxy         // the proxy does not pass the request on
	AtTLS           // connected, but the server does not prove who it is, or speaks no TLS
	AtAnswer        // connected and trusted, but no answer came
	Answered
)

// Way is how one request went to a host, and what it saw there.
type Way struct {
	Endpoint string
	Proxy    string // scheme and host of the proxy in between, without a user; "" for none
	Stage    Stage
	Address  string // that was connected to last, of the proxy or of the host
	Protocol string // such as "TLS 1.3"; "" before that was agreed on
	Issuer   string // who signed the certificate that the server showed, trusted or not; "" before it showed one
	// Sent and Heard are when the request had left and when the answer began, and Date is what the server's clock showed. They are zero
	// where it did not come to that.
	Sent, Heard, Date time.Time
	Err               error // why it ended before an answer: the transport's error, or a *ProxyError
}

// Reach goes the way of a client of this Config to its host and to its backup host, at once, each in ten seconds at most. It asks for
// nothing but a sign of life, over new connections that are like the client's in everything. Key and certificate may be missing.
func Reach(ctx context.Context, config Config, now func() time.Time) []Way {
	config = config.defaulted()
	ways := []Way{{Endpoint: config.Endpoint}}
	if config.BackupEndpoint != config.Endpoint {
		ways = append(ways, Way{Endpoint: config.BackupEndpoint})
	}
	var all sync.WaitGroup
	for i := range ways {
		all.Go(func() { ways[i] = travel(ctx, config, ways[i].Endpoint, now) })
	}
	all.Wait()
	return ways
}

func travel(ctx context.Context, config Config, endpoint string, now func() time.Time) Way {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	t := &traveller{way: Way{Endpoint: endpoint, Stage: AtName}, now: now}
	request, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, t.hooks()), http.MethodHead, endpoint+"/", nil)
	if err != nil {
		return t.ended(lang.Errorf("make a request: %w", "生成请求：%w", err))
	}
	request.Header.Set("User-Agent", "redpack")
	if t.proxy, err = config.Proxy(request); err != nil {
		t.way.Stage = AtProxy
		return t.ended(lang.Errorf("its address cannot be read", "它的地址无法读取")) // the error would show it, with a password
	}
	if t.proxy != nil {
		t.way.Proxy = (&url.URL{Scheme: t.proxy.Scheme, Host: t.proxy.Host}).String()
	}
	transport := newTransport(config)
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		return t.ended(trustless(err))
	}
	// It is an answer to HEAD, whose body is empty.
	_ = response.Body.Close()
	return t.arrived(response)
}

// traveller notes on the way what happens. Its hooks are called from several goroutines, some of them late.
type traveller struct {
	mu    sync.Mutex
	way   Way
	now   func() time.Time
	proxy *url.URL
	keyed int // handshakes begun: a proxy that is spoken to over TLS has the first one
}

// note changes the way under the lock.
func (t *traveller) note(change func(w *Way)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.way)
}

func (t *traveller) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		ConnectStart: func(_, address string) {
			t.note(func(w *Way) { w.Stage, w.Address = max(w.Stage, AtConnect), address })
		},
		ConnectDone: t.connected,
		TLSHandshakeStart: func() {
			t.note(func(w *Way) {
				if t.keyed++; t.proxy == nil || t.proxy.Scheme != "https" || t.keyed > 1 {
					w.Stage = AtTLS
				}
			})
		},
		TLSHandshakeDone:     t.agreed,
		WroteRequest:         func(httptrace.WroteRequestInfo) { t.note(func(w *Way) { w.Sent = t.now() }) },
		GotFirstResponseByte: func() { t.note(func(w *Way) { w.Heard = t.now() }) },
	}
}

func (t *traveller) connected(_, address string, err error) {
	if err != nil {
		return
	}
	next := AtTLS
	if t.proxy != nil {
		next = AtProxy
	}
	t.note(func(w *Way) { w.Stage, w.Address = max(w.Stage, next), address })
}

// agreed is the end of a handshake. A failed one has its certificate in the error.
func (t *traveller) agreed(state tls.ConnectionState, err error) {
	t.note(func(w *Way) {
		shown := state.PeerCertificates
		if untrusted := (*tls.CertificateVerificationError)(nil); errors.As(err, &untrusted) {
			shown = untrusted.UnverifiedCertificates
		}
		if len(shown) > 0 {
			issuer := shown[0].Issuer
			w.Issuer = fmt.Sprintf("%.*s", maxNameRunes, issuer.CommonName)
			if w.Issuer == "" && len(issuer.Organization) > 0 {
				w.Issuer = fmt.Sprintf("%.*s", maxNameRunes, issuer.Organization[0])
			}
		}
		if err == nil && w.Stage == AtTLS {
			w.Stage, w.Protocol = AtAnswer, tls.VersionName(state.Version)
		}
	})
}

func (t *traveller) ended(err error) Way {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.way.Err = shortened(err)
	return t.way
}

func (t *traveller) arrived(response *http.Response) Way {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.way.Stage = Answered
	if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		t.way.Date = date
	}
	return t.way
}
