package gateway_test

import (
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/gateway"
)

// The language is told each secret in every spelling in which a campaign may have a copy of it.
func TestSecretsAreKnown(t *testing.T) {
	a := account(t, live, map[string]string{
		"KEY": key + "\n", "QUOTED": `"` + key + `"`, "EMPTY": "",
		"URL": "postgres://u:p%40ss@db.example.com/x?sslmode=verify-full", "OPEN_URL": "postgres://u@db.example.com/x",
		"QUERY_URL": "postgres://db.example.com/x?password=p%40ss", "NO_URL": "host=db password=" + key,
	})
	write(t, filepath.Join(a.Dir, "large"), make([]byte, 16<<10+1))
	write(t, filepath.Join(a.Dir, "m.p12"), []byte("store"))
	secret, err := os.ReadFile(filepath.Join(a.Dir, "key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	secrets := gateway.Guarded(a.LookupEnv, a.Dir, hclspec.Options{}).Secrets
	for _, test := range []struct {
		attribute, value string
		has              string // none: nothing is known
	}{
		{"api_key_env", "KEY", key},
		{"api_key_env", "KEY", base64.StdEncoding.EncodeToString([]byte(key))},
		{"api_key_env", "QUOTED", key},
		{"api_key_env", "EMPTY", ""},
		{"api_key_env", "UNSET", ""},
		{"p12_password_env", "KEY", key},
		{"url_env", "URL", "p@ss"},
		{"url_env", "URL", "p%40ss"},
		{"url_env", "OPEN_URL", ""},
		{"url_env", "QUERY_URL", "p@ss"},
		{"url_env", "NO_URL", "host=db password=" + key},
		{"url_env", "UNSET", ""},
		{"api_key_file", "api.key", key},
		{"api_key_file", filepath.Join(a.Dir, "api.key"), key},
		{"api_key_file", "gone", ""},
		{"api_key_file", "large", ""},
		{"api_key_file", ".", ""},
		{"key_file", "key.pem", base64.StdEncoding.EncodeToString(secret)},
		{"p12_file", "m.p12", hex.EncodeToString([]byte("store"))},
		{"cert_file", "cert.pem", ""},
	} {
		got := secrets(test.attribute, test.value)
		known := slices.ContainsFunc(got, func(spelling string) bool { return spelling != "" })
		if known != (test.has != "") || test.has != "" && !slices.Contains(got, test.has) {
			t.Errorf("%s = %q: %d spellings", test.attribute, test.value, len(got))
		}
	}
}

// A secret's file is known under each of its names.
func TestSameFile(t *testing.T) {
	a := account(t, live, nil)
	if err := os.Link(filepath.Join(a.Dir, "key.pem"), filepath.Join(a.Dir, "notes.txt")); err != nil {
		t.Fatal(err)
	}
	same := gateway.Guarded(a.LookupEnv, a.Dir, hclspec.Options{}).SameFile
	for name, want := range map[string]bool{
		"key.pem": true, "./key.pem": true, filepath.Join(a.Dir, "key.pem"): true, "notes.txt": true, "cert.pem": false, "gone": false,
	} {
		if same(name, "key.pem") != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
	if same("key.pem", "gone") {
		t.Error("a file is the same as one that is not there")
	}
}
