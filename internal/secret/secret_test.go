package secret_test

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/lang"
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
		"550e8400-e29b-41d4-a716-446655440000", "D41D8CD98F00B204E9800998ECF8427E", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"https://example.com/MIIEvAIB/LS0tLS1CRUdJTi/TUlJRXZnSUJ/13800138000", "MerryChristmas/HappyNewYear/MIIIIIIIIIIIIIIII", "MCMXCIVMMXXVIMDCCLXXVIMDLV",
		strings.Repeat("福", 200), strings.Repeat("a", 300),
	} {
		if found, ok := secret.Find(text); ok {
			t.Errorf("%q is taken for %s", text, found.Kind.English)
		}
	}
}

func TestKnownSecrets(t *testing.T) {
	known := secret.Known{}.With(lang.Same("the key of the shop"), "correct horse battery").With(lang.Same("the other"), "0123456789abcdef0123456789abcdef").With(lang.Same("short"), "1234")
	for text, want := range map[string]string{
		"a correct horse battery!": "the key of the shop", "0123456789abcdef0123456789abcdef": "the other",
		"1234": "", "0123456789abcdef": "", "": "",
	} {
		found, ok := known.Find(text)
		if found.Kind.English != want || ok != (want != "") {
			t.Errorf("%q: %+v", text, found)
		}
	}
	if text := fmt.Sprintf("%v %+v %#v", known, known, known); strings.Contains(text, "horse") {
		t.Errorf("printed as %s", text)
	}
	if got := masked(known, "a correct horse battery and "+planted["AWS"]+"."); got != "a (the key of the shop) and (an AWS access key)." {
		t.Error(got)
	}
}

// Whoever knows a secret finds it in whatever letters, and a long one by any part.
func TestPartsOfKnownSecrets(t *testing.T) {
	key := make([]byte, 600)
	if _, err := rand.Read(key); err != nil {
		t.Fatal(err)
	}
	digits, text := hex.EncodeToString(key), base64.StdEncoding.EncodeToString(key)
	known := secret.Known{}.With(lang.Same("the API key"), "0123456789abcdef0123456789abcdef", "twelve signs").With(lang.Same("the key"), text, digits)
	for _, whole := range []string{text, strings.ToLower(text), base64.URLEncoding.EncodeToString(key), digits, strings.ToUpper(digits)} {
		const enough = 32
		for at := 0; at+enough <= len(whole); at += 7 {
			part := whole[at : at+enough]
			if found, ok := known.Find("新年快乐x" + part + "x"); found.Kind.English != "the key" || found.To-found.From < enough {
				t.Fatalf("%q: %+v, %v", part, found, ok)
			}
			if found, ok := known.Find(part[:enough-1]); ok {
				t.Fatalf("%q is taken for %s", part[:enough-1], found.Kind.English)
			}
		}
	}
	for text, want := range map[string]string{
		"Key 0123456789ABCDEF0123456789abcdef.": "the API key", "0123456789abcdef0123456789abcde": "", "xTWELVE SIGNSx": "the API key", "twelve sign": "",
	} {
		if found, _ := known.Find(text); found.Kind.English != want {
			t.Errorf("%q: %+v", text, found)
		}
	}
}

// The first of several is found, so that who masks one after the other shows none.
func TestTheFirstSecretIsFound(t *testing.T) {
	known := secret.Known{}.With(lang.Same("the key"), "correct horse battery")
	text := planted["AWS"] + " correct horse battery " + planted["GitLab"] + "\n" + planted["PKCS #8"]
	if got := masked(known, text); got != "(an AWS access key) (the key) (a GitLab token)\n(a private key)\n" {
		t.Error(got)
	}
}

// What is masked holds no secret any more, and what stands around it stays.
func FuzzMask(f *testing.F) {
	for _, text := range planted {
		f.Add("新年快乐 ", text, "。")
	}
	f.Fuzz(func(t *testing.T, before, text, after string) {
		whole := before + text + after
		known := secret.Known{}.With(lang.Same("the key"), text)
		left := masked(known, whole)
		if len(text) >= 12 && !strings.Contains("(the key)", text) && strings.Contains(left, text) {
			t.Errorf("%q is still in %q", text, left)
		}
		if _, ok := known.Find(whole); !ok && left != whole {
			t.Errorf("%q became %q without a secret in it", whole, left)
		}
	})
}

// masked is the text without its secrets, of each of which is told what it was.
func masked(k secret.Known, text string) string {
	var b strings.Builder
	for {
		found, ok := k.Find(text)
		if !ok {
			return b.String() + text
		}
		b.WriteString(text[:found.From] + "(" + found.Kind.English + ")")
		text = text[found.To:]
	}
}
