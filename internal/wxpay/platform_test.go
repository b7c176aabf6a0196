package wxpay_test

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/testkit/authority"
	"github.com/cashredpack/redpack/internal/wxpay"
)

var testAuthority = sync.OnceValue(func() *authority.Authority { return authority.New(time.Now()) })

var merchantCertificate = sync.OnceValue(func() tls.Certificate { return testAuthority().Issue("1900000109") })

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// platform is a server that answers what a test tells it to, asks for a client certificate as WeChat Pay does, and
// counts. It is no simulator: it keeps no money.
type platform struct {
	*httptest.Server
	connections atomic.Int64
	handshakes  atomic.Int64
	requests    atomic.Int64
}

// The page that nginx shows to a client without a certificate.
const noCertificatePage = "<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>\r\n<body>\r\n" +
	"<center><h1>400 Bad Request</h1></center>\r\n<center>No required SSL certificate was sent</center>\r\n" +
	"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"

// Each change may alter the server's TLS settings before it starts.
func newPlatform(tb testing.TB, answer http.HandlerFunc, changes ...func(*tls.Config)) *platform {
	p := &platform{}
	p.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.requests.Add(1)
		if len(r.TLS.PeerCertificates) == 0 {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, noCertificatePage)
			return
		}
		answer(w, r)
	}))
	p.Config.ErrorLog = quiet
	p.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			p.connections.Add(1)
		}
	}
	p.TLS = &tls.Config{
		Certificates: []tls.Certificate{testAuthority().Issue("platform")},
		ClientAuth:   tls.VerifyClientCertIfGiven,
		ClientCAs:    testAuthority().Pool(),
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			p.handshakes.Add(1)
			return nil, nil
		},
	}
	for _, change := range changes {
		change(p.TLS)
	}
	p.StartTLS()
	tb.Cleanup(p.Close)
	return p
}

// quiet keeps the handshakes that fail on purpose out of the test's output.
var quiet = log.New(io.Discard, "", 0)

// succeeding makes a handler that reads the request and says that the autumn packet was sent.
func succeeding(contentType string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, autumnSuccess)
	}
}

// client is a merchant's client of the platform; change may alter its configuration.
func (p *platform) client(tb testing.TB, change ...func(*wxpay.Config)) *wxpay.Client {
	tb.Helper()
	config := merchantConfig(p.URL)
	for _, c := range change {
		c(&config)
	}
	client, err := wxpay.New(config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(client.CloseIdle)
	return client
}

func merchantConfig(endpoint string) wxpay.Config {
	return wxpay.Config{
		Endpoint: endpoint, MchID: "1900000109", AppID: "wx2b8f4d1c7a905e36", Key: demoKey,
		Certificate: merchantCertificate(), Roots: testAuthority().Pool(), Timeout: 10 * time.Second,
	}
}
