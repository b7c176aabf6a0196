package wxpay_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/wxpay"
)

// authority signs the certificates of a test's platform and its merchants.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

var testAuthority = sync.OnceValue(newAuthority)

func newAuthority() *authority {
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test Authority"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der := must(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key))
	return &authority{must(x509.ParseCertificate(der)), key}
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// issue makes a certificate for a server on 127.0.0.1 or for a merchant.
func (a *authority) issue(name string, notBefore, notAfter time.Time) tls.Certificate {
	return a.sign(a.template(pkix.Name{CommonName: name}, notBefore, notAfter))
}

func (a *authority) template(subject pkix.Name, notBefore, notAfter time.Time) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: must(rand.Int(rand.Reader, big.NewInt(1<<62))), Subject: subject,
		NotBefore: notBefore, NotAfter: notAfter, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
}

func (a *authority) sign(template *x509.Certificate) tls.Certificate {
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	der := must(x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key))
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: must(x509.ParseCertificate(der))}
}

func (a *authority) issueNow(name string) tls.Certificate {
	return a.issue(name, time.Now().Add(-time.Hour), time.Now().Add(24*time.Hour))
}

var merchantCertificate = sync.OnceValue(func() tls.Certificate { return testAuthority().issueNow("1900000109") })

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
		Certificates: []tls.Certificate{testAuthority().issueNow("platform")},
		ClientAuth:   tls.VerifyClientCertIfGiven,
		ClientCAs:    testAuthority().pool(),
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
		Certificate: merchantCertificate(), Roots: testAuthority().pool(), Timeout: 10 * time.Second,
	}
}
