package secret_test

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/cashredpack/redpack/internal/secret"
)

// must makes what cannot fail.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// random is a number as large as those of a key.
func random(t *testing.T, bits int) *big.Int {
	n := must(rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), uint(bits-1))))(t)
	return n.SetBit(n, bits-1, 1)
}

// pkcs1 is a key of RSA in its form, whose numbers are none: to find large primes takes long.
func pkcs1(t *testing.T, bits int) []byte {
	half := func() *big.Int { return random(t, bits/2) }
	return must(asn1.Marshal(struct {
		Version             int
		N                   *big.Int
		E                   int
		D, P, Q, Dp, Dq, Qi *big.Int
	}{0, random(t, bits), 65537, random(t, bits), half(), half(), half(), half(), half()}))(t)
}

func pkcs8(t *testing.T, pkcs1 []byte) []byte {
	return must(asn1.Marshal(struct {
		Version   int
		Algorithm pkix.AlgorithmIdentifier
		Key       []byte
	}{0, pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}, Parameters: asn1.NullRawValue}, pkcs1}))(t)
}

// encrypted is a key encrypted by an algorithm.
func encrypted(t *testing.T, algorithm asn1.ObjectIdentifier, parameters int) []byte {
	secret := make([]byte, 1232)
	must(rand.Read(secret))(t)
	octets := asn1.RawValue{FullBytes: must(asn1.Marshal(secret[:parameters]))(t)}
	return must(asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Key       []byte
	}{pkix.AlgorithmIdentifier{Algorithm: algorithm, Parameters: octets}, secret}))(t)
}

// certified is a certificate, a request for one and a public key: what everybody may see.
func certified(t *testing.T, key *ecdsa.PrivateKey) (cert *x509.Certificate, all map[string][]byte) {
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "shop"}, NotAfter: time.Unix(1<<33, 0)}
	der := must(x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key))(t)
	return must(x509.ParseCertificate(der))(t), map[string][]byte{
		"CERTIFICATE":         der,
		"CERTIFICATE REQUEST": must(x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: template.Subject}, key))(t),
		"PUBLIC KEY":          must(x509.MarshalPKIXPublicKey(&key.PublicKey))(t),
		"RSA PUBLIC KEY":      must(asn1.Marshal(rsa.PublicKey{N: random(t, 2048), E: 65537}))(t),
		"SIGNATURE":           must(ecdsa.SignASN1(rand.Reader, key, make([]byte, 32)))(t),
	}
}

// keys are keys and key stores of all kinds, in their binary form.
func keys(t *testing.T) map[string][]byte {
	rsaKey, other := must(rsa.GenerateKey(rand.Reader, 2048))(t), must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	cert, _ := certified(t, other)
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{
		"RSA-2048":                 x509.MarshalPKCS1PrivateKey(rsaKey),
		"RSA-2048 in PKCS #8":      must(x509.MarshalPKCS8PrivateKey(rsaKey))(t),
		"Ed25519":                  must(x509.MarshalPKCS8PrivateKey(edKey))(t),
		"X25519":                   must(x509.MarshalPKCS8PrivateKey(must(ecdh.X25519().GenerateKey(rand.Reader))(t)))(t),
		"encrypted by PBES1":       encrypted(t, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 3}, 8),
		"encrypted by PBES2":       encrypted(t, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}, 60),
		"encrypted by scrypt":      encrypted(t, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}, 200),
		"encrypted by PKCS #12":    encrypted(t, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 1, 3}, 12),
		"PKCS #12":                 must(pkcs12.Modern.Encode(other, cert, nil, "1900000109"))(t),
		"PKCS #12, legacy":         must(pkcs12.LegacyRC2.Encode(other, cert, nil, "1900000109"))(t),
		"PKCS #12 in unknown size": []byte("\x30\x80\x02\x01\x03\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80\x24\x80\x04\x82"),
		"Java":                     []byte("\xfe\xed\xfe\xed\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x01\x00\x04main"),
		"OpenSSH":                  []byte("openssh-key-v1\x00\x00\x00\x00\x04none\x00\x00\x00\x04none\x00\x00\x00"),
	}
	for _, bits := range []int{512, 1024, 3072, 4096, 8192} {
		name := "RSA-" + big.NewInt(int64(bits)).String()
		all[name] = pkcs1(t, bits)
		all[name+" in PKCS #8"] = pkcs8(t, all[name])
	}
	for _, curve := range []elliptic.Curve{elliptic.P224(), elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		key := must(ecdsa.GenerateKey(curve, rand.Reader))(t)
		all[curve.Params().Name+" in SEC 1"] = must(x509.MarshalECPrivateKey(key))(t)
		all[curve.Params().Name+" in PKCS #8"] = must(x509.MarshalPKCS8PrivateKey(key))(t)
	}
	return all
}

// encodings are the forms in which a key passes for text.
func encodings(der []byte) map[string]string {
	text := base64.StdEncoding.EncodeToString(der)
	armour := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
	return map[string]string{
		"base64":             text,
		"without its end":    text[:32],
		"of an address":      base64.RawURLEncoding.EncodeToString(der),
		"in base64 twice":    base64.StdEncoding.EncodeToString([]byte(text)),
		"in addresses twice": base64.URLEncoding.EncodeToString([]byte(base64.URLEncoding.EncodeToString(der))),
		"in base64 thrice":   base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(text)))),
		"PEM":                string(armour),
		"PEM in base64":      base64.StdEncoding.EncodeToString(armour),
		"PEM in it twice":    base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString(armour))),
		"lines":              text[:min(len(text), 64)] + "\n" + text[min(len(text), 64):],
	}
}

// Keys that programs make are found in whatever form they are kept.
func TestKeysOfAllKinds(t *testing.T) {
	for name, der := range keys(t) {
		if (secret.Known{}).FindIn(der).English == "" {
			t.Errorf("%s in DER is not found", name)
		}
		for form, text := range encodings(der) {
			for _, front := range []string{"", "tls.key: ", "祝", "certs/", "key_"} {
				if _, ok := secret.Find(front + text + "\n"); !ok {
					t.Errorf("%s, %s, behind %q is not found: %q", name, form, front, text[:16])
				}
			}
		}
	}
}

// What everybody may see is no key, and nor is what looks like base64.
func TestPublicThingsAreNoKeys(t *testing.T) {
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	_, public := certified(t, key)
	for name, der := range public {
		armour := string(pem.EncodeToMemory(&pem.Block{Type: name, Bytes: der}))
		for _, text := range []string{string(der), armour, base64.StdEncoding.EncodeToString(der), base64.StdEncoding.EncodeToString([]byte(armour))} {
			if kind := (secret.Known{}).FindIn([]byte(text)).English; kind != "" {
				t.Errorf("%s is taken for %s: %q", name, kind, text)
			}
		}
	}
	noise := make([]byte, 300000)
	must(rand.Read(noise))(t)
	for _, text := range []string{base64.StdEncoding.EncodeToString(noise), base64.URLEncoding.EncodeToString(noise), strings.Repeat("MIIE/", 1000), "openid,amount\n", ""} {
		// A long noise holds the mark of some token now and then.
		if kind := (secret.Known{}).FindIn([]byte(text)).English; strings.Contains(kind, "private key") {
			t.Errorf("noise is taken for %s", kind)
		}
	}
}
