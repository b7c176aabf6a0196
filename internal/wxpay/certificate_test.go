package wxpay_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
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
		"a mark":                    {slices.Concat([]byte("\ufeff"), cert), slices.Concat([]byte("\ufeff"), pkcs8(key)), 1},
		"line ends of an old Mac":   {bytes.ReplaceAll(cert, []byte("\n"), []byte("\r")), bytes.ReplaceAll(pkcs8(key), []byte("\n"), []byte("\r")), 1},
		"blanks before every line":  {bytes.ReplaceAll(cert, []byte("\n"), []byte(" \n\t  ")), bytes.ReplaceAll(pkcs8(key), []byte("\n"), []byte("\n    ")), 1},
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
		"DER certificate":      {own.Leaf.Raw, key, "read the certificate: it is a certificate in DER and not in PEM; convert it with"},
		"DER key":              {cert, must(x509.MarshalPKCS8PrivateKey(own.PrivateKey)), "read the key: it is a private key in DER and not in PEM; convert it with"},
		"a p12":                {must(os.ReadFile("testdata/legacy.p12")), key, "it is a PKCS#12 file (.p12); name it in p12_file"},
		"a p12 as key":         {cert, must(os.ReadFile("testdata/legacy.p12")), "it is a PKCS#12 file (.p12); name it in p12_file"},
		"UTF-16":               {wide(cert), key, "read the certificate: it is a text in UTF-16 without a mark; save it as UTF-8"},
		"marked UTF-16":        {slices.Concat([]byte("\xff\xfe"), wide(cert)), key, "read the certificate: it is a text in UTF-16; save it as UTF-8"},
		"git-crypt":            {cert, []byte("\x00GITCRYPT\x00abc"), "read the key: it is encrypted by git-crypt; run `git-crypt unlock`"},
		"base64 of PEM":        {inBase64(cert), key, "it is PEM in base64; decode it first"},
		"base64 without lines": {inBase64(own.Leaf.Raw), key, "it is base64 without the lines of PEM around it, and what it holds is a certificate in DER"},
		"pasted into one line": {bytes.ReplaceAll(cert, []byte("\n"), []byte(" ")), key, "its PEM block is broken"},
		"with escapes":         {bytes.ReplaceAll(cert, []byte("\n"), []byte(`\n`)), key, "its PEM block is broken"},
		"copied in part":       {cert[:len(cert)/2], key, "its PEM block is broken"},
		"a page":               {[]byte("<!DOCTYPE html><html>"), key, "it is a web page (HTML)"},
		"words":                {[]byte("hello\n"), key, `the file is not PEM: no "-----BEGIN CERTIFICATE-----" line in it`},
		"empty key file":       {cert, nil, "read the key: it is an empty file"},
		"blank key file":       {cert, []byte("\ufeff\r\n"), "read the key: it is an empty file"},
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
		if _, err := wxpay.LoadP12(data, "1900000110"); err == nil || !strings.Contains(err.Error(), "the password is wrong, or the file is damaged; WeChat Pay sets the password to the mch_id") {
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
}

// wide is a text as PowerShell writes it, without its mark.
func wide(text []byte) []byte { return append(bytes.Join(bytes.Split(text, nil), []byte{0}), 0) }

// inBase64 is what `base64` prints of a file, or certutil between two lines.
func inBase64(data []byte) []byte {
	const columns = 64
	var out []byte
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(data)), columns) {
		out = append(append(out, line...), "\r\n"...)
	}
	return out
}

// What is no PKCS#12 file, or no whole one, is named as what it is; to convert it is advised only where that can help.
func TestLoadP12SaysWhatIsWrong(t *testing.T) {
	const password = "1900000109"
	own := merchantCertificate()
	whole := must(os.ReadFile("testdata/legacy.p12"))
	in := func(text []byte, old, new string) []byte { return bytes.ReplaceAll(text, []byte(old), []byte(new)) }
	broken := slices.Clone(whole)
	broken[len(broken)/2] ^= 0xff
	// The algorithm of its MAC is named by an object identifier, of which the last number is changed: one that nobody knows.
	unknown := in(must(os.ReadFile("testdata/legacy.p12")), "\x2b\x0e\x03\x02\x1a", "\x2b\x0e\x03\x02\x7f")
	for name, tt := range map[string]struct {
		data    []byte
		want    string
		convert bool
	}{
		"empty":                  {nil, "it is an empty file", false},
		"PEM":                    {block("CERTIFICATE", own.Leaf.Raw), "it is PEM; name it in cert_file and key_file", false},
		"marked PEM":             {slices.Concat([]byte("\ufeff"), pkcs8(own.PrivateKey)), "it is PEM; name it in cert_file and key_file", false},
		"certificate only":       {must(os.ReadFile("testdata/certonly.p12")), "it holds a certificate and no private key", false},
		"key only":               {must(os.ReadFile("testdata/keyonly.p12")), "it holds a private key and no certificate", false},
		"base64":                 {inBase64(whole), "it is a PKCS#12 file in base64; decode it first", false},
		"base64 by certutil":     {slices.Concat([]byte("-----BEGIN CERTIFICATE-----\r\n"), inBase64(whole), []byte("-----END CERTIFICATE-----\r\n")), "it is a PKCS#12 file in base64", false},
		"base64 in UTF-16":       {slices.Concat([]byte("\xff\xfe"), wide(inBase64(whole))), "it is a text in UTF-16", false},
		"line ends of Windows":   {in(whole, "\n", "\r\n"), "it is damaged: a transfer in text mode", false},
		"line ends taken away":   {in(whole, "\n", ""), "it is damaged: its", false},
		"read as text and saved": {[]byte(strings.ToValidUTF8(string(whole), "\ufffd")), "it is damaged: its", false},
		"half":                   {whole[:len(whole)/2], "it is damaged: its", false},
		"one byte":               {whole[:1], "it is damaged: its", false},
		"more behind it":         {slices.Concat(whole, []byte("\n")), "it is damaged: its", false},
		"a byte is another":      {broken, "the password is wrong, or the file is damaged", false},
		"another password":       {must(pkcs12.Modern.Encode(own.PrivateKey, own.Leaf, nil, "x")), "the password is wrong", false},
		"DER certificate":        {own.Leaf.Raw, "it is a certificate in DER", false},
		"DER key":                {must(x509.MarshalPKCS8PrivateKey(own.PrivateKey)), "it is a private key in DER", false},
		"Java":                   {[]byte("\xfe\xed\xfe\xed\x00\x00\x00\x02"), "it is a Java key store; convert it with: keytool", false},
		"a zip of it":            {[]byte("PK\x03\x04\x14\x00\x06\x00"), "it is a zip archive; take the file out of it", false},
		"LFS":                    {[]byte("version https://git-lfs.github.com/spec/v1\noid sha256:4d\n"), "it is a Git LFS pointer", false},
		"words":                  {[]byte("hello"), "it is no PKCS#12 file", false},
		"an unknown algorithm":   {unknown, "not supported", true},
	} {
		got, err := wxpay.LoadP12(tt.data, password)
		if err == nil || got.PrivateKey != nil || !strings.Contains(err.Error(), "read the PKCS#12 file: ") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "convert it with: openssl pkcs12") != tt.convert {
			t.Errorf("%s: to convert it is advised, or is not: %v", name, err)
		}
	}
}

// Whatever a file holds, it is read, or refused in one line.
func FuzzCredentialFiles(f *testing.F) {
	own := merchantCertificate()
	for _, seed := range [][]byte{
		nil,
		{0x30},
		{0x30, 0x80},
		must(os.ReadFile("testdata/legacy.p12")), must(os.ReadFile("testdata/certonly.p12")), own.Leaf.Raw,
		block("CERTIFICATE", own.Leaf.Raw), pkcs8(own.PrivateKey), inBase64(own.Leaf.Raw), wide(pkcs8(own.PrivateKey)),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, p12 := wxpay.LoadP12(data, "1900000109")
		_, pair := wxpay.LoadPEM(data, data)
		_, roots := wxpay.LoadRoots(data)
		for _, err := range []error{p12, pair, roots} {
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("the error has several lines: %v", err)
			}
		}
	})
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
