package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"sync"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/cashredpack/redpack/internal/lang"
)

const (
	caLives          = 10 * 365 * 24 * time.Hour
	certificateLives = 5 * 365 * 24 * time.Hour // as the platform's since 2018
)

// identity is a certificate with its key.
type identity struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func (id identity) certPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: id.certificate.Raw})
}

func (id identity) keyPEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(id.key)
	if err != nil {
		return nil, lang.Errorf("encode a private key: %w", "编码私钥：%w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// authority is the simulator's certificate authority with the two certificates it always issues.
type authority struct {
	ca, server, client identity
	random             io.Reader
}

// newAuthority makes everything anew: elliptic keys, so that it takes a few milliseconds.
func newAuthority(o *Options) (*authority, error) {
	a := &authority{random: o.Random}
	now := o.Now()
	ca, err := a.issue(&x509.Certificate{
		Subject: pkix.Name{CommonName: "redpack sandbox CA", Organization: []string{"redpack sandbox, not WeChat Pay"}}, // for programs
		IsCA:    true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(caLives),
	})
	if err != nil {
		return nil, err
	}
	a.ca = ca
	if a.server, err = a.issueServer(o, now); err != nil {
		return nil, err
	}
	a.client, err = a.issueClient(o.MchID, now.Add(-time.Hour), now.Add(certificateLives))
	return a, err
}

// issueServer names the loopback addresses, the address to listen on, and the platform's own hosts, so that a client whose
// host name cannot be configured can be led here by the machine's hosts file.
func (a *authority) issueServer(o *Options, now time.Time) (identity, error) {
	template := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "redpack sandbox"}, // for programs
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(certificateLives),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		DNSNames:    []string{"localhost", "api.mch.weixin.qq.com", "api2.mch.weixin.qq.com"},
	}
	host, _, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return identity{}, lang.Errorf("the address to listen on: %w", "监听的地址：%w", err)
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = append(template.IPAddresses, ip)
	} else if host != "" {
		template.DNSNames = append(template.DNSNames, host)
	}
	return a.issue(template)
}

func (a *authority) issueClient(commonName string, from, to time.Time) (identity, error) {
	return a.issue(&x509.Certificate{
		Subject:   pkix.Name{CommonName: commonName, Organization: []string{"redpack sandbox merchant"}}, // for programs
		NotBefore: from, NotAfter: to,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
}

// issue signs a template with the authority's key, or with the new key itself while there is no authority yet.
func (a *authority) issue(template *x509.Certificate) (identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), a.random)
	if err != nil {
		return identity{}, lang.Errorf("make a key: %w", "生成私钥：%w", err)
	}
	if template.SerialNumber, err = rand.Int(a.random, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		return identity{}, lang.Errorf("make a serial number: %w", "生成序列号：%w", err)
	}
	parent, signer := template, key
	if a.ca.certificate != nil {
		parent, signer = a.ca.certificate, a.ca.key
	}
	der, err := x509.CreateCertificate(a.random, template, parent, &key.PublicKey, signer)
	if err != nil {
		return identity{}, lang.Errorf("sign a certificate: %w", "签发证书：%w", err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return identity{}, lang.Errorf("read a certificate back: %w", "读回证书：%w", err)
	}
	return identity{certificate, key}, nil
}

// clientP12 packs the client's certificate as the platform does, with mch_id as the password: in the legacy encryption
// that old libraries want, or in the modern one that new ones insist on.
func (a *authority) clientP12(password string, legacy bool) ([]byte, error) {
	encoder := pkcs12.Modern2023
	if legacy {
		encoder = pkcs12.LegacyRC2
	}
	p12, err := encoder.WithRand(a.random).Encode(a.client.key, a.client.certificate, []*x509.Certificate{a.ca.certificate}, password)
	if err != nil {
		return nil, lang.Errorf("encode a PKCS#12 file: %w", "编码 PKCS#12 文件：%w", err)
	}
	return p12, nil
}

// config asks every client for a certificate and admits the handshake without one, because the platform answers that with
// an HTTP page, not with an alert.
func (a *authority) config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		ClientAuth: tls.RequestClientCert,
		Certificates: []tls.Certificate{{
			Certificate: [][]byte{a.server.certificate.Raw, a.ca.certificate.Raw}, PrivateKey: a.server.key, Leaf: a.server.certificate,
		}},
	}
}

// certificatePage is one of the platform's two pages for certificate trouble, by its title.
type certificatePage string

func (title certificatePage) Error() string { return string(title) }

const (
	errNoCertificate    certificatePage = "No required SSL certificate was sent" // for programs
	errWrongCertificate certificatePage = "The SSL certificate error"            // for programs
)

// guard judges client certificates. It remembers the good ones, because a chain costs more to verify than a request to
// answer; foreign ones are judged again each time, so that nobody fills the memory.
type guard struct {
	roots *x509.CertPool
	now   func() time.Time
	known sync.Map // raw certificate as a string: *x509.Certificate
}

func newGuard(a *authority, now func() time.Time) *guard {
	roots := x509.NewCertPool()
	roots.AddCert(a.ca.certificate)
	return &guard{roots: roots, now: now}
}

// check returns the certificate's common name, or why its bearer is turned away.
func (g *guard) check(state *tls.ConnectionState) (string, error) {
	if state == nil || len(state.PeerCertificates) == 0 {
		return "", errNoCertificate
	}
	certificate, now := state.PeerCertificates[0], g.now()
	if now.After(certificate.NotAfter) || now.Before(certificate.NotBefore) {
		return "", errWrongCertificate
	}
	if _, good := g.known.Load(string(certificate.Raw)); good {
		return certificate.Subject.CommonName, nil
	}
	_, err := certificate.Verify(x509.VerifyOptions{
		Roots: g.roots, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return "", errWrongCertificate
	}
	g.known.Store(string(certificate.Raw), true)
	return certificate.Subject.CommonName, nil
}
