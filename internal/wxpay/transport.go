package wxpay

import (
	"bytes"
	"crypto/tls"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
)

// Time-outs of the parts of a request; Config.Timeout bounds the whole.
const (
	dialTimeout      = 10 * time.Second
	handshakeTimeout = 10 * time.Second
	idleTimeout      = 90 * time.Second
	keepAlive        = 30 * time.Second
	maxHeaderBytes   = 64 << 10
)

// Connections is how many connections carry a rate of requests a minute by Little's law: twice the rate times a 99th
// percentile of one second, at least 16 and at most 512. They are opened only as they are needed.
func Connections(perMinute int) int {
	const least, most = 16, 512
	if perMinute >= most*30 {
		return most
	}
	return max(least, (perMinute+29)/30)
}

// newTransport is HTTP/1.1 only: one broken HTTP/2 connection would make every packet on it unknown at once, one broken
// HTTP/1.1 connection makes one. Every connection is kept, because a new one costs a handshake with two certificates.
func newTransport(config Config) *http.Transport {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	certificate := config.Certificate
	return &http.Transport{
		Proxy:                  config.Proxy,
		OnProxyConnectResponse: proxyAnswered,
		DialContext:            (&net.Dialer{Timeout: dialTimeout, KeepAlive: keepAlive}).DialContext,
		TLSClientConfig: &tls.Config{
			MinVersion: tls.VersionTLS12,
			RootCAs:    config.Roots,
			// The certificate is shown even to a server whose list of authorities leaves its issuer out: the server says
			// what is wrong with a certificate, but nothing useful about a missing one.
			GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &certificate, nil },
			ClientSessionCache:   tls.NewLRUClientSessionCache(config.Connections),
			// Gateways in front of a platform may ask for the certificate only after they have seen which path is wanted (TLS 1.2).
			// Once for each connection is enough for that. crypto/tls binds the second handshake to the first (RFC 5746) and
			// insists on the same server certificate, so nothing is trusted that was not trusted before.
			Renegotiation: tls.RenegotiateOnceAsClient,
		},
		Protocols:              &protocols,
		TLSHandshakeTimeout:    handshakeTimeout,
		ResponseHeaderTimeout:  config.Timeout,
		IdleConnTimeout:        idleTimeout,
		MaxConnsPerHost:        config.Connections,
		MaxIdleConnsPerHost:    config.Connections,
		MaxResponseHeaderBytes: maxHeaderBytes,
		DisableCompression:     true,
	}
}

// content is the body of a request that is read at most once, and not at all after it was sealed. net/http may still be
// writing when it has already reported a failure; sealing decides that race, so that "nothing left" stays true. And
// without a GetBody there is nothing that net/http could send a second time.
type content struct {
	state     atomic.Uint32
	bytes     *bytes.Reader
	permitted func() bool // see Client.While; nil: always
}

const (
	contentFresh uint32 = iota
	contentLeaving
	contentSealed
	contentRefused // by permitted
)

var errSealed = lang.Errorf("the request was given up before its content was sent",
	"请求在内容发出之前被放弃")

func newContent(text string, permitted func() bool) *content {
	return &content{bytes: bytes.NewReader([]byte(text)), permitted: permitted}
}

// Read hands out the next bytes and remembers that they may be on their way.
func (c *content) Read(p []byte) (int, error) {
	if c.refused() {
		return 0, ErrNotPermitted
	}
	if !c.state.CompareAndSwap(contentFresh, contentLeaving) && c.state.Load() != contentLeaving {
		return 0, errSealed
	}
	return c.bytes.Read(p)
}

// Close does nothing; the bytes are in memory.
func (c *content) Close() error { return nil }

// seal forbids a first read from now on and reports whether it came too late: whether bytes may have left.
func (c *content) seal() (left bool) {
	return !c.state.CompareAndSwap(contentFresh, contentSealed) && c.state.Load() == contentLeaving
}
