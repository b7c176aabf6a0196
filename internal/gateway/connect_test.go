package gateway_test

import (
	"crypto/x509"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/testkit/authority"
)

// without is the block of a live merchant that lacks these attributes.
func without(attributes ...string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(live, "\n"), func(line string) bool {
		name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		return slices.Contains(attributes, name)
	}), "\n")
}

// Whatever is wrong with a merchant's files and variables is said on the line that names it, and nothing of a secret is in it.
func TestWhatIsWrongWithCredentials(t *testing.T) {
	variable := without("api_key_file") + "  api_key_env = \"KEY\"\n"
	p12 := without("cert_file", "key_file") + "  p12_file = \"m.p12\"\n"
	for name, test := range map[string]struct {
		block    string
		env      map[string]string
		severity hcl.DiagnosticSeverity // none: it is taken
		summary  string
		on       string // the attribute that the diagnostic points at
	}{
		"all there":              {live, nil, 0, "", ""},
		"key in a variable":      {variable, map[string]string{"KEY": key}, 0, "", ""},
		"no variable":            {variable, nil, hcl.DiagError, "API key missing", "api_key_env"},
		"empty variable":         {variable, map[string]string{"KEY": ""}, hcl.DiagError, "API key missing", "api_key_env"},
		"blank at the end":       {variable, map[string]string{"KEY": key + "\r"}, 0, "", ""},
		"one character short":    {variable, map[string]string{"KEY": key[1:]}, hcl.DiagError, "Not an API key", "api_key_env"},
		"one character more":     {variable, map[string]string{"KEY": key + "0"}, hcl.DiagError, "Not an API key", "api_key_env"},
		"quotes around it":       {variable, map[string]string{"KEY": `"` + key + `"`}, hcl.DiagWarning, "Something around the API key", "api_key_env"},
		"a blank before it":      {variable, map[string]string{"KEY": " " + key}, hcl.DiagWarning, "Something around the API key", "api_key_env"},
		"blanks alone":           {variable, map[string]string{"KEY": " \r\n"}, hcl.DiagError, "Not an API key", "api_key_env"},
		"no key file":            {without("api_key_file") + "  api_key_file = \"gone\"\n", nil, hcl.DiagError, "File cannot be read", "api_key_file"},
		"no certificate":         {without("cert_file") + "  cert_file = \"gone\"\n", nil, hcl.DiagError, "File cannot be read", "cert_file"},
		"empty certificate":      {without("cert_file") + "  cert_file = \"empty.pem\"\n", nil, hcl.DiagError, "Certificate cannot be used", "cert_file"},
		"another's certificate":  {without("cert_file") + "  cert_file = \"ca.pem\"\n", nil, hcl.DiagError, "Certificate cannot be used", "cert_file"},
		"no private key":         {without("key_file") + "  key_file = \"gone\"\n", nil, hcl.DiagError, "File cannot be read", "key_file"},
		"no authorities":         {without("ca_file") + "  ca_file = \"empty.pem\"\n", nil, hcl.DiagError, "Authorities cannot be read", "ca_file"},
		"no p12":                 {p12, nil, hcl.DiagError, "File cannot be read", "p12_file"},
		"p12 without a password": {p12 + "  p12_password_env = \"PASS\"\n", nil, hcl.DiagError, "Password missing", "p12_password_env"},
		"a proxy":                {live, map[string]string{"HTTPS_PROXY": "http://team:x@127.0.0.1:9"}, 0, "", ""},
		"a proxy without scheme": {live, map[string]string{"https_proxy": "127.0.0.1:9"}, 0, "", ""},
		"no proxy's address":     {live, map[string]string{"HTTPS_PROXY": "http://team:s3cret%zz@127.0.0.1:9"}, hcl.DiagError, "Proxy cannot be read", ""},
		"one that may not count": {live, map[string]string{"HTTPS_PROXY": "http://team:s3cret%zz@h", "NO_PROXY": "*"}, hcl.DiagWarning, "Proxy cannot be read", ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := account(t, test.block, test.env)
			platform, diags, err := gateway.Connect(t.Context(), a)
			if err != nil {
				t.Fatal(err)
			}
			if platform != nil {
				defer platform.Close()
			}
			if (platform == nil) != diags.HasErrors() {
				t.Errorf("a client: %v, with %v", platform != nil, diags)
			}
			if test.severity == 0 {
				if len(diags) > 0 {
					t.Error(diags)
				}
				return
			}
			if len(diags) != 1 || diags[0].Severity != test.severity || diags[0].Summary != test.summary {
				t.Fatalf("got %v", diags)
			}
			want := a.Merchant.Range
			if test.on != "" {
				want = a.Merchant.Ranges[test.on]
			}
			if *diags[0].Subject != want {
				t.Errorf("points at %s, not at %s", diags[0].Subject, want)
			}
			if text := diags.Error(); strings.Contains(text, key[1:]) || strings.Contains(text, "s3cret") {
				t.Errorf("a secret is in %s", text)
			}
		})
	}
}

// A key is read alike from a file and from a variable: without what editors, shells and .env files put around it, and what is no key is
// named without any of it.
func TestKeysAsTheyAreKept(t *testing.T) {
	wide := append([]byte(strings.Join(strings.Split(key, ""), "\x00")), 0)
	for content, want := range map[string]string{ // "": it is a key and nothing else
		key:                            "",
		key + "\n":                     "",
		key + "\r\n":                   "",
		"  " + key + "\t\u3000":        "has space around the key.",
		"\ufeff" + key + "\r\n":        "has a mark (U+FEFF) around the key.",
		`"` + key + `"`:                "has quotes around the key.",
		"'" + key + "'\r\n":            "has quotes around the key.",
		"“" + key + "”":                "has quotes around the key.",
		"\ufeff\"" + key + " \"\n":     "has quotes around the key.",
		key[1:]:                        "has 31 characters.",
		key + "0":                      "has 33 characters.",
		`"` + key:                      "has 33 characters, of which number 1 is neither a letter nor a digit.",
		key + ";":                      "has 33 characters, of which number 33 is neither a letter nor a digit.",
		key[:5] + "-" + key[6:]:        "has 32 characters, of which number 6 is neither a letter nor a digit.",
		key[:5] + "\u200b" + key[5:]:   "has 33 characters, of which number 6 is U+200B, ZERO WIDTH SPACE.",
		key[:31] + "ｆ":                 "has 32 characters, of which number 32 is U+FF46, FULLWIDTH LATIN SMALL LETTER F.",
		key + "\ufeff":                 "has 33 characters, of which number 33 is U+FEFF, ZERO WIDTH NO-BREAK SPACE.",
		key[:16] + " " + key[16:]:      "has 33 characters, of which number 17 is U+0020, SPACE.",
		key[:16] + "\x07" + key[16:]:   "has 33 characters, of which number 17 is U+0007.",
		"REDPACK_API_KEY=" + key:       "is a line of a .env file",
		"export API_KEY=" + key + "\n": "is a line of a .env file",
		key + "\n" + key + "\n":        "has 2 lines",
		key + "\r\n" + key:             "has 2 lines",
		key + "\r" + key:               "has 2 lines",
		"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n": "is PEM",
		"\xff\xfe" + string(wide):                                     "is no text: it is a text in UTF-16; save it as UTF-8.",
		string(wide):                                                  "is no text: it is a text in UTF-16 without a mark; save it as UTF-8.",
		"\x00GITCRYPT\x00abc":                                         "is no text: it is encrypted by git-crypt; run `git-crypt unlock`.",
		"version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 32\n": "is no text: it is a Git LFS pointer",
		"\ufeff": "is empty",
	} {
		variable := account(t, without("api_key_file")+"  api_key_env = \"KEY\"\n", map[string]string{"KEY": content})
		file := account(t, live, nil)
		write(t, filepath.Join(file.Dir, "api.key"), []byte(content))
		for attribute, a := range map[string]gateway.Account{"api_key_env": variable, "api_key_file": file} {
			platform, diags, err := gateway.Connect(t.Context(), a)
			if platform != nil {
				_ = platform.Close()
			}
			told := ""
			if err != nil || len(diags) > 1 {
				t.Errorf("%q: %v, %v", content, diags, err)
			}
			if len(diags) == 1 {
				told = diags[0].Detail
			}
			if want == "" && told != "" || want != "" && !strings.HasPrefix(told, "What "+attribute+" names "+want) || strings.Contains(told, key[8:12]) {
				t.Errorf("%s with %q: %q, want %q", attribute, content, told, want)
			}
		}
	}
}

// The password of a p12 is tried as it is, and then without what stands around it.
func TestPasswordsAsTheyAreKept(t *testing.T) {
	pair := trusted().Issue("1900000109")
	for password, taken := range map[string]map[string]bool{
		"s3cret":   {"s3cret": true, "s3cret\r\n": true, `"s3cret"`: true, " s3cret": true, "s3cret2": false},
		`"s3cret"`: {`"s3cret"`: true, "\"s3cret\"\n": true, "s3cret": false},
	} {
		for kept, want := range taken {
			a := account(t, without("cert_file", "key_file")+"  p12_file = \"m.p12\"\n  p12_password_env = \"PASS\"\n", map[string]string{"PASS": kept})
			store, err := pkcs12.Modern.Encode(pair.PrivateKey, pair.Leaf, nil, password)
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(a.Dir, "m.p12"), store)
			platform, diags, err := gateway.Connect(t.Context(), a)
			if err != nil || (platform != nil) != want || strings.Contains(diags.Error(), "s3cret") {
				t.Errorf("%q kept as %q: %v, %v", password, kept, diags, err)
			}
			if platform != nil {
				_ = platform.Close()
			}
		}
	}
}

// All that is wrong is said at once.
func TestCredentialsAreReportedTogether(t *testing.T) {
	a := account(t, `
  api_key_env = "KEY"
  cert_file   = "gone"
  key_file    = "key.pem"
  ca_file     = "empty.pem"
`, nil)
	_, diags, err := gateway.Connect(t.Context(), a)
	if err != nil || len(diags) != 3 {
		t.Errorf("got %v, %v", diags, err)
	}
}

// A certificate is judged by the clock that came in.
func TestCertificatesDays(t *testing.T) {
	from, until := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)
	pair, secret := authority.PEM(trusted().Issue("1900000109", func(c *x509.Certificate) { c.NotBefore, c.NotAfter = from, until }))
	for _, test := range []struct {
		now     time.Time
		summary string
		refused bool
	}{
		{from.Add(-time.Second), "Certificate not valid yet", true},
		{from, "", false},
		{until.AddDate(0, 0, -30).Add(-time.Second), "", false},
		{until.AddDate(0, 0, -30), "Certificate expires soon", false},
		{until, "Certificate expires soon", false},
		{until.Add(time.Second), "Certificate expired", true},
	} {
		a := account(t, live, nil)
		a.Now = func() time.Time { return test.now }
		write(t, filepath.Join(a.Dir, "cert.pem"), pair)
		write(t, filepath.Join(a.Dir, "key.pem"), secret)
		platform, diags, err := gateway.Connect(t.Context(), a)
		if platform != nil {
			defer platform.Close()
		}
		if err != nil || diags.HasErrors() != test.refused || (test.summary == "") != (len(diags) == 0) ||
			len(diags) > 0 && diags[0].Summary != test.summary {
			t.Errorf("at %s: %v, %v", test.now, diags, err)
		}
	}
}

// A sandbox merchant needs no file and no variable, and its money lies in its ledger alone.
func TestSandboxIsConnected(t *testing.T) {
	a := account(t, "  sandbox {\n    balance = 50.00\n  }\n", nil)
	for _, balance := range []struct {
		fen  hclspec.Fen
		warn bool
	}{{5000, false}, {5000, false}, {7000, true}} {
		a.Merchant.Simulator.Balance = balance.fen
		platform, diags, err := gateway.Connect(t.Context(), a)
		if err != nil || (len(diags) > 0) != balance.warn || diags.HasErrors() {
			t.Fatalf("%s: %v, %v", balance.fen, diags, err)
		}
		if info := platform.Query(t.Context(), number); !info.NotFound {
			t.Errorf("a number that nobody sent: %+v", info)
		}
		if err := platform.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Faults are told on their line before anything is opened.
func TestFaultsAreChecked(t *testing.T) {
	good, bad := account(t, "  sandbox {\n    faults = \"topup(500.00)@0s\"\n  }\n", nil), account(t, "  sandbox {\n    faults = \"storm\"\n  }\n", nil)
	diags := gateway.CheckFaults([]*hclspec.Merchant{good.Merchant, bad.Merchant})
	if len(diags) != 1 || *diags[0].Subject != bad.Merchant.Ranges["sandbox.faults"] || !strings.Contains(diags[0].Detail, "storm") {
		t.Errorf("got %v", diags)
	}
}
