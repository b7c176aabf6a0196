package wxpay

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/lang"
)

// LoadPEM joins the merchant's API certificate (apiclient_cert.pem, with or without its chain) and key
// (apiclient_key.pem). Whether the certificate is still valid is ValidityOf's question.
func LoadPEM(cert, key []byte) (tls.Certificate, error) {
	chain, err := parseCertificates(cert)
	if err != nil {
		return tls.Certificate{}, lang.Errorf("read the certificate: %w", "读取证书：%w", named(err))
	}
	private, err := parseKey(key)
	if err != nil {
		return tls.Certificate{}, lang.Errorf("read the key: %w", "读取私钥：%w", named(err))
	}
	return pair(chain, private)
}

// named says where a PKCS#12 file belongs that was named as PEM.
func named(err error) error {
	if other := (*filekind.NotTextError)(nil); errors.As(err, &other) && other.Kind == filekind.PKCS12 {
		return lang.Errorf("it is %s; name it in p12_file, instead of cert_file and key_file",
			"这是%s；应写在 p12_file 里，而不是 cert_file 和 key_file", other.Kind.Said().Behind())
	}
	return err
}

// LoadRoots reads the authorities of a ca_file. A file without a certificate is an error, not an empty trust.
func LoadRoots(data []byte) (*x509.CertPool, error) {
	roots, err := parseCertificates(data)
	if err != nil {
		return nil, lang.Errorf("read the authorities: %w", "读取 CA 证书：%w", err)
	}
	pool := x509.NewCertPool()
	for _, root := range roots {
		pool.AddCert(root)
	}
	return pool, nil
}

// pair puts the certificate that belongs to the key in front of its chain.
func pair(chain []*x509.Certificate, private crypto.Signer) (tls.Certificate, error) {
	public, ok := private.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !ok {
		return tls.Certificate{}, lang.Errorf("a key of type %s cannot be used for TLS",
			"类型为 %s 的私钥不能用于 TLS", typeOf(private))
	}
	own := slices.IndexFunc(chain, func(c *x509.Certificate) bool { return public.Equal(c.PublicKey) })
	if own < 0 {
		return tls.Certificate{}, lang.Errorf("the key does not belong to the certificate of %q; "+
			"apiclient_cert.pem and apiclient_key.pem must come from the same download",
			"私钥与 %q 的证书不匹配；apiclient_cert.pem 和 apiclient_key.pem 必须来自同一次下载", chain[0].Subject.CommonName)
	}
	leaf := chain[own]
	certificate := tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: private, Leaf: leaf}
	for i, issuer := range chain {
		if i != own {
			certificate.Certificate = append(certificate.Certificate, issuer.Raw)
		}
	}
	return certificate, nil
}

func parseCertificates(data []byte) ([]*x509.Certificate, error) {
	text, err := PEMText(data)
	if err != nil {
		return nil, err
	}
	var chain []*x509.Certificate
	found := ""
	for block := range blocks(text) {
		found = block.Type
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		chain = append(chain, certificate)
	}
	switch {
	case len(chain) > 0:
		return chain, nil
	case strings.Contains(found, "PRIVATE KEY"):
		return nil, lang.Errorf("the file holds a private key; cert_file and key_file seem to be swapped",
			"文件里是私钥；cert_file 和 key_file 好像写反了")
	}
	return nil, noPEM(text, found, "CERTIFICATE")
}

func parseKey(data []byte) (crypto.Signer, error) {
	text, err := PEMText(data)
	if err != nil {
		return nil, err
	}
	found := ""
	for block := range blocks(text) {
		if block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
			return nil, lang.Errorf("the key is encrypted; decrypt it with: openssl pkey -in apiclient_key.pem -out plain_key.pem",
				"私钥是加密的；用这条命令解密：openssl pkey -in apiclient_key.pem -out plain_key.pem")
		}
		if strings.HasSuffix(block.Type, "PRIVATE KEY") {
			return parseKeyBlock(block.Bytes)
		}
		found = block.Type
	}
	if found == "CERTIFICATE" {
		return nil, lang.Errorf("the file holds a certificate; cert_file and key_file seem to be swapped",
			"文件里是证书；cert_file 和 key_file 好像写反了")
	}
	return nil, noPEM(text, found, "PRIVATE KEY")
}

// parseKeyBlock tries the three encodings of a private key.
func parseKeyBlock(der []byte) (crypto.Signer, error) {
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParseECPrivateKey(der); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		// The reason is left out on purpose: it may quote what it could not parse.
		return nil, lang.Errorf("the key is damaged or of an unknown kind",
			"私钥已损坏，或类型无法识别")
	}
	switch key := key.(type) {
	case *rsa.PrivateKey:
		return key, nil
	case *ecdsa.PrivateKey:
		return key, nil
	}
	return nil, lang.Errorf("a key of type %s is neither RSA, which WeChat Pay's are, nor ECDSA",
		"类型为 %s 的私钥既不是 RSA（微信支付的都是 RSA），也不是 ECDSA", typeOf(key))
}

func typeOf(key any) string { return fmt.Sprintf("%T", key) }

// MerchantOf is the merchant number that an API certificate was issued to, which is its common name (WeChat Pay, 商户API证书); "" where the name is
// no such number, as in a certificate of a rehearsal.
func MerchantOf(leaf *x509.Certificate) string {
	name := leaf.Subject.CommonName
	if len(name) < 8 || len(name) > 10 || strings.Trim(name, "0123456789") != "" {
		return ""
	}
	return name
}

// expirySoon is how long before its end a certificate is worth a warning: getting a new one takes people and days.
const expirySoon = 30 * 24 * time.Hour

// Standing is how a certificate stands against the clock. The zero value is invalid.
type Standing uint8

// The standings.
const (
	_           Standing = iota
	Valid                // for more than 30 days
	ExpiresSoon          // valid now, but for no more than 30 days
	Expired              // the platform answers HTTP 400
	NotYetValid          // or this machine's clock is wrong
)

// Validity is when a certificate may be used and how it stands at one instant.
type Validity struct {
	NotBefore, NotAfter time.Time
	Standing            Standing
}

// ValidityOf judges a certificate at an instant.
func ValidityOf(certificate tls.Certificate, now time.Time) (Validity, error) {
	leaf := certificate.Leaf
	if leaf == nil {
		if len(certificate.Certificate) == 0 {
			return Validity{}, lang.Errorf("there is no certificate", "没有证书")
		}
		var err error
		if leaf, err = x509.ParseCertificate(certificate.Certificate[0]); err != nil {
			return Validity{}, lang.Errorf("read the certificate: %w", "读取证书：%w", err)
		}
	}
	v := Validity{NotBefore: leaf.NotBefore, NotAfter: leaf.NotAfter, Standing: Valid}
	switch {
	case now.Before(leaf.NotBefore):
		v.Standing = NotYetValid
	case now.After(leaf.NotAfter):
		v.Standing = Expired
	case leaf.NotAfter.Sub(now) <= expirySoon:
		v.Standing = ExpiresSoon
	}
	return v, nil
}
