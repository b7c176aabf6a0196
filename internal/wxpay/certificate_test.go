package wxpay_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/cashredpack/redpack/internal/testkit/authority"
	"github.com/cashredpack/redpack/internal/wxpay"
)

func block(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func pkcs8(key any) []byte { return block("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key))) }

func TestLoadPEM(t *testing.T) {
	own := merchantCertificate()
	key := own.PrivateKey.(*ecdsa.PrivateKey)
	cert, issuer := block("CERTIFICATE", own.Leaf.Raw), testAuthority().PEM()
	bags := "Bag Attributes\n    friendlyName: Tenpay Certificate\n"
	for name, tt := range map[string]struct {
		cert, key []byte
		chain     int
	}{
		"PKCS#8 key":                {cert, pkcs8(key), 1},
		"EC key":                    {cert, block("EC PRIVATE KEY", must(x509.MarshalECPrivateKey(key))), 1},
		"EC parameters first":       {cert, slices.Concat(block("EC PARAMETERS", []byte{5}), pkcs8(key)), 1},
		"with its chain":            {slices.Concat(cert, issuer), pkcs8(key), 2},
		"chain the wrong way round": {slices.Concat(issuer, cert), pkcs8(key), 2},
		"both in one file":          {slices.Concat(pkcs8(key), cert), slices.Concat(cert, pkcs8(key)), 1},
		"text in between":           {slices.Concat([]byte(bags), cert), slices.Concat([]byte(bags), pkcs8(key)), 1},
		"Windows line ends":         {bytes.ReplaceAll(cert, []byte("\n"), []byte("\r\n")), pkcs8(key), 1},
	} {
		got, err := wxpay.LoadPEM(tt.cert, tt.key)
		if err != nil || len(got.Certificate) != tt.chain || !bytes.Equal(got.Certificate[0], own.Leaf.Raw) || got.Leaf == nil {
			t.Errorf("%s: %d certificates, %v", name, len(got.Certificate), err)
		}
	}
}

func TestLoadPEMReadsRSA(t *testing.T) {
	key := must(rsa.GenerateKey(rand.Reader, 2048))
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	cert := block("CERTIFICATE", must(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)))
	for name, pem := range map[string][]byte{"PKCS#1": block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)), "PKCS#8": pkcs8(key)} {
		if got, err := wxpay.LoadPEM(cert, pem); err != nil || !key.Equal(got.PrivateKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLoadPEMSaysWhatIsWrong(t *testing.T) {
	own, other := merchantCertificate(), testAuthority().Issue("other")
	cert, key := block("CERTIFICATE", own.Leaf.Raw), pkcs8(own.PrivateKey)
	encrypted := pem.EncodeToMemory(&pem.Block{
		Type: "RSA PRIVATE KEY", Bytes: []byte("x"), Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-128-CBC,00"},
	})
	for name, tt := range map[string]struct {
		cert, key []byte
		want      string
	}{
		"swapped":              {key, cert, "read the certificate: the file holds a private key; cert_file and key_file seem to be swapped"},
		"certificate twice":    {cert, cert, "read the key: the file holds a certificate; cert_file and key_file seem to be swapped"},
		"key of another":       {cert, pkcs8(other.PrivateKey), `the key does not belong to the certificate of "1900000109"`},
		"encrypted key":        {cert, block("ENCRYPTED PRIVATE KEY", []byte("x")), "the key is encrypted; decrypt it with: openssl pkey"},
		"encrypted key of old": {cert, encrypted, "the key is encrypted"},
		"damaged key":          {cert, block("PRIVATE KEY", []byte("secretly")), "the key is damaged or of an unknown kind"},
		"unusual key":          {cert, pkcs8(ed25519.NewKeyFromSeed(make([]byte, 32))), "ed25519.PrivateKey is neither RSA"},
		"damaged certificate":  {block("CERTIFICATE", []byte("x")), key, "read the certificate: x509"},
		"DER certificate":      {own.Leaf.Raw, key, `the file is not PEM: no "-----BEGIN CERTIFICATE-----" line in it`},
		"empty key file":       {cert, nil, `the file is not PEM: no "-----BEGIN PRIVATE KEY-----" line in it`},
		"a public key":         {cert, block("PUBLIC KEY", []byte("x")), `a PEM block of type "PUBLIC KEY" and none of type PRIVATE KEY`},
		"a request":            {block("CERTIFICATE REQUEST", []byte("x")), key, `"CERTIFICATE REQUEST" and none of type CERTIFICATE`},
	} {
		got, err := wxpay.LoadPEM(tt.cert, tt.key)
		if err == nil || !strings.Contains(err.Error(), tt.want) || got.PrivateKey != nil || got.Certificate != nil {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "secretly") {
			t.Errorf("%s: the message shows the key: %v", name, err)
		}
	}
}

// The two files in testdata were written by OpenSSL 3, with and without -legacy; their password is the mch_id.
func TestLoadP12(t *testing.T) {
	for _, name := range []string{"testdata/legacy.p12", "testdata/modern.p12"} {
		data := must(os.ReadFile(name))
		got, err := wxpay.LoadP12(data, "1900000109")
		if err != nil || got.Leaf == nil || got.Leaf.Subject.CommonName != "1900000109" {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := wxpay.LoadP12(data, "1900000110"); err == nil || !strings.Contains(err.Error(), "the password is wrong; WeChat Pay sets it to the mch_id") {
			t.Errorf("%s with another password: %v", name, err)
		}
		if _, err := wxpay.LoadP12(data[:len(data)/2], "1900000109"); err == nil {
			t.Errorf("half of %s was read", name)
		}
	}
	own := merchantCertificate()
	for name, encoder := range map[string]*pkcs12.Encoder{
		"RC2": pkcs12.LegacyRC2, "3DES": pkcs12.LegacyDES, "PBES2": pkcs12.Modern2023, "PBMAC1": pkcs12.Modern2026,
	} {
		data := must(encoder.Encode(own.PrivateKey, own.Leaf, []*x509.Certificate{testAuthority().Certificate}, "1900000109"))
		got, err := wxpay.LoadP12(data, "1900000109")
		if err != nil || len(got.Certificate) != 2 || !bytes.Equal(got.Certificate[0], own.Leaf.Raw) {
			t.Errorf("%s: %d certificates, %v", name, len(got.Certificate), err)
		}
	}
	if _, err := wxpay.LoadP12(block("CERTIFICATE", own.Leaf.Raw), ""); err == nil || !strings.Contains(err.Error(), "it is PEM") {
		t.Errorf("a PEM file: %v", err)
	}
	if _, err := wxpay.LoadP12([]byte("hello"), ""); err == nil || !strings.Contains(err.Error(), "openssl pkcs12") {
		t.Errorf("no PKCS#12 at all: %v", err)
	}
}

func TestLoadedCertificateWorks(t *testing.T) {
	platform := newPlatform(t, succeeding("text/xml"), func(c *tls.Config) { c.ClientAuth = tls.RequestClientCert })
	own := merchantCertificate()
	config := merchantConfig(platform.URL)
	config.Certificate = must(wxpay.LoadPEM(block("CERTIFICATE", own.Leaf.Raw), pkcs8(own.PrivateKey)))
	config.Roots = must(wxpay.LoadRoots(testAuthority().PEM()))
	if reply := must(wxpay.New(config)).Send(t.Context(), autumnParams); reply.Class != wxpay.Success {
		t.Errorf("from PEM: %+v", reply)
	}
	config.Certificate = must(wxpay.LoadP12(must(os.ReadFile("testdata/legacy.p12")), "1900000109"))
	if reply := must(wxpay.New(config)).Send(t.Context(), autumnParams); reply.Class != wxpay.Success {
		t.Errorf("from PKCS#12: %+v", reply)
	}
}

func TestLoadRootsRefusesEmptyTrust(t *testing.T) {
	for _, data := range []string{"", "hello", string(pkcs8(merchantCertificate().PrivateKey))} {
		if pool, err := wxpay.LoadRoots([]byte(data)); err == nil || pool != nil {
			t.Errorf("LoadRoots(%.20q) = %v", data, pool)
		}
	}
}

func TestValidityOf(t *testing.T) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	to := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	certificate := testAuthority().Issue("1900000109", authority.Valid(from, to))
	const day = 24 * time.Hour
	for now, want := range map[time.Time]wxpay.Standing{
		from.Add(-time.Second):        wxpay.NotYetValid,
		from:                          wxpay.Valid,
		to.Add(-30*day - time.Second): wxpay.Valid,
		to.Add(-30 * day):             wxpay.ExpiresSoon,
		to:                            wxpay.ExpiresSoon,
		to.Add(time.Second):           wxpay.Expired,
	} {
		got, err := wxpay.ValidityOf(certificate, now)
		if diff := cmp.Diff(wxpay.Validity{NotBefore: from, NotAfter: to, Standing: want}, got); diff != "" || err != nil {
			t.Errorf("at %v: %v\n%s", now, err, diff)
		}
	}
	bare := tls.Certificate{Certificate: certificate.Certificate}
	if got, err := wxpay.ValidityOf(bare, to.Add(day)); err != nil || got.Standing != wxpay.Expired {
		t.Errorf("without a parsed leaf: %+v, %v", got, err)
	}
	for _, broken := range []tls.Certificate{{}, {Certificate: [][]byte{{1}}}} {
		if got, err := wxpay.ValidityOf(broken, to); err == nil || got.Standing != 0 {
			t.Errorf("a broken certificate: %+v", got)
		}
	}
}
