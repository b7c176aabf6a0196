package secret_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/secret"
)

// planted are texts that hold a secret each. They are put together here so that no scanner takes this file for a leak.
var planted = map[string]string{
	"PKCS #8":           "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----\n",
	"its end alone":     "MIIEvQ\n-----END " + "PRIVATE KEY-----",
	"on one line":       `x = "-----BEGIN RSA ` + `PRIVATE KEY-----\nMIIEvQ"`,
	"OpenSSH":           "-----BEGIN OPENSSH " + "PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE",
	"PGP":               "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----",
	"SSH2":              "---- BEGIN SSH2 ENCRYPTED " + "PRIVATE KEY ----",
	"PuTTY":             "PuTTY-User-Key-File-3: ssh-ed25519",
	"in base64":         "tls.key: " + base64.StdEncoding.EncodeToString([]byte("-----BEGIN EC "+"PRIVATE KEY-----\nMHcCAQEEIA")),
	"GitHub":            "token: ghp_" + strings.Repeat("a1B2", 9) + "!",
	"GitHub, installed": "祝ghs_" + strings.Repeat("a1B2", 9) + "福",
	"GitHub, fine":      "github_pat_" + strings.Repeat("a1B2c3", 12),
	"GitLab":            "glpat-" + strings.Repeat("a1B2c", 4),
	"AWS":               "AKIA" + "IOSFODNN7EXAMPLE",
	"JWT":               "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0xxx." + strings.Repeat("abcd", 8),
}

func TestShapesAreFound(t *testing.T) {
	for name, text := range planted {
		for _, around := range []string{"%s", "新年快乐 %s", "a,b,%s\n", "%s 万事如意，大吉大利"} {
			text := fmt.Sprintf(around, text)
			found, ok := secret.Find(text)
			if !ok || found.From < 0 || found.From >= found.To || found.To > len(text) {
				t.Errorf("%s: %+v, %v in %q", name, found, ok, text)
			}
		}
	}
}

// A person who is taken for a secret gets nothing.
func TestOrdinaryTextsAreNone(t *testing.T) {
	for _, text := range []string{
		"", "新年快乐，万事如意", "oUpF8uMuAJO_M2pxb1Q9zNjWe01o", "AKIAF8uMuAJO_M2pxb1Q9zNjWe01", "glpat-uMuAJO_M2pxb1Q9zNjWe01",
		"1900000109202702060123456789", "PRIVATE KEY", "a PRIVATE KEY is no gift -- BEGINNING today"[:26], "ghp_ is a prefix", "AKIA",
		"eyJ is how a token begins", "eyJhbGciOiJIUzI1NiJ9", "wx8888888888888888", "192006250b4c09247ec02edce69f6a2d", "AKIAabcdefghijklmnop",
		"https://mp.weixin.qq.com/s?__biz=MzA3NDc5OTQ2MQ==&mid=2650432100&idx=1&sn=c4a0d3f7d4d5e1b3a0e8e5b0a4e5f6a7",
		"-----BEGIN CERTIFICATE-----\nMIIDXTCCAkWgAwIBAgIJAJC1HiIAZAiIMA0GCSqGSIb3DQEBCwUA\n-----END CERTIFICATE-----",
		strings.Repeat("福", 200), strings.Repeat("a", 300),
	} {
		if found, ok := secret.Find(text); ok {
			t.Errorf("%q is taken for %s", text, found.Kind)
		}
	}
}

func TestKnownSecrets(t *testing.T) {
	known := secret.Known{}.With("the key of the shop", "correct horse battery").With("the other", "0123456789abcdef0123456789abcdef").With("short", "1234")
	for text, want := range map[string]string{
		"a correct horse battery!": "the key of the shop", "0123456789abcdef0123456789abcdef": "the other",
		"1234": "", "0123456789abcdef": "", "": "",
	} {
		found, ok := known.Find(text)
		if found.Kind != want || ok != (want != "") {
			t.Errorf("%q: %+v", text, found)
		}
	}
	if text := fmt.Sprintf("%v %+v %#v", known, known, known); strings.Contains(text, "horse") {
		t.Errorf("printed as %s", text)
	}
	if got := known.Mask("a correct horse battery and " + planted["AWS"] + "."); got != "a (the key of the shop) and (an AWS access key)." {
		t.Error(got)
	}
}

// Keys that programs make are found in whatever form they are kept, and certificates are not taken for any.
func TestFilesOfKeys(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der := map[string][]byte{"PKCS #1": x509.MarshalPKCS1PrivateKey(rsaKey)}
	for name, made := range map[string]func() ([]byte, error){
		"PKCS #8 of RSA": func() ([]byte, error) { return x509.MarshalPKCS8PrivateKey(rsaKey) },
		"PKCS #8 of EC":  func() ([]byte, error) { return x509.MarshalPKCS8PrivateKey(ecKey) },
		"SEC 1":          func() ([]byte, error) { return x509.MarshalECPrivateKey(ecKey) },
	} {
		if der[name], err = made(); err != nil {
			t.Fatal(err)
		}
	}
	der["PKCS #1 whose number ends the word"] = append(slices.Clone(der["PKCS #1"][:12]), append([]byte{0xfb, 0xef, 0xbe}, der["PKCS #1"][15:]...)...)
	for name, content := range der {
		if (secret.Known{}).FindIn(content) == "" {
			t.Errorf("%s in DER is not found", name)
		}
		if (secret.Known{}).FindIn(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: content})) == "" {
			t.Errorf("%s in PEM is not found", name)
		}
		if _, ok := secret.Find(base64.StdEncoding.EncodeToString(content)); !ok && name != "SEC 1" {
			t.Errorf("%s in bare base64 is not found", name)
		}
	}
	if kind := (secret.Known{}).FindIn([]byte("\x30\x82\x0a\x00\x02\x01\x03\x30\x82")); kind == "" {
		t.Error("PKCS #12 is not found")
	}
	public, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range [][]byte{public, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}), []byte("openid,amount\n"), nil} {
		if kind := (secret.Known{}).FindIn(content); kind != "" {
			t.Errorf("%q is taken for %s", content, kind)
		}
	}
}

// What is masked holds no secret any more, and what stands around it stays.
func FuzzMask(f *testing.F) {
	for _, text := range planted {
		f.Add("新年快乐 ", text, "。")
	}
	f.Fuzz(func(t *testing.T, before, text, after string) {
		whole := before + text + after
		known := secret.Known{}.With("the key", text)
		masked := known.Mask(whole)
		if len(text) >= 12 && !strings.Contains("(the key)", text) && strings.Contains(masked, text) {
			t.Errorf("%q is still in %q", text, masked)
		}
		if _, ok := known.Find(whole); !ok && masked != whole {
			t.Errorf("%q became %q without a secret in it", whole, masked)
		}
	})
}
