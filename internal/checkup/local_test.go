package checkup_test

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/testkit/authority"
	"github.com/cashredpack/redpack/state"
)

// noon is when these tests look.
var noon = time.Date(2027, 2, 6, 4, 0, 0, 0, time.UTC)

const keyOfTests = "0123456789abcdef0123456789abcdef"

// project is a subject whose folder has these files beside what the merchant proves itself with. The merchant's block has inner in it.
func project(t *testing.T, inner, campaign string, files map[string]string) checkup.Subject {
	t.Helper()
	dir := t.TempDir()
	folder := fstest.MapFS{"campaign.hcl": {Data: []byte("merchant \"m\" {\n" + inner + "\n}\n" + campaign)}}
	for name, content := range files {
		folder[name] = &fstest.MapFile{Data: []byte(content)}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	loaded, diags := hclspec.Load(folder, hclspec.Options{})
	lookup := func(name string) (string, bool) {
		if name == "KEY" {
			return keyOfTests, true
		}
		return "", false
	}
	now := func() time.Time { return noon }
	s := checkup.Subject{
		State: state.File(filepath.Join(dir, "redpack.state")), Beside: dir, Loading: diags, Now: now, LookupEnv: lookup, Random: rand.Reader,
		Account: gateway.Account{
			Merchant: loaded.SoundMerchants()[0], Dir: dir, Ledger: filepath.Join(dir, "redpack.sandbox"), LookupEnv: lookup, Now: now, Random: rand.Reader,
		},
	}
	if !diags.HasErrors() {
		s.Campaigns = loaded.Campaigns
	}
	return s
}

// issued are the files of a certificate that belongs to somebody and ends after so long.
func issued(of string, lasts time.Duration) map[string]string {
	all := authority.New(noon)
	pair := all.Issue(of, authority.Valid(noon.AddDate(-1, 0, 0), noon.Add(lasts)))
	certificate, key := authority.PEM(pair)
	old, err := pkcs12.LegacyDES.Encode(pair.PrivateKey, pair.Leaf, []*x509.Certificate{all.Certificate}, of)
	modern, errModern := pkcs12.Modern.Encode(pair.PrivateKey, pair.Leaf, nil, of)
	if err := errors.Join(err, errModern); err != nil {
		panic(err)
	}
	return map[string]string{
		"cert.pem": string(certificate), "key.pem": string(key), "ca.pem": string(all.PEM()), "old.p12": string(old), "new.p12": string(modern),
		"api.key": keyOfTests + "\r\n", "short.key": keyOfTests[1:], "marked.key": "\ufeff" + keyOfTests,
	}
}

const identity = "  mch_id = \"1900000109\"\n  appid = \"wx2b8f4d1c7a905e36\"\n  endpoint = \"https://127.0.0.1:1\"\n"

const (
	byPEM      = identity + "  cert_file = \"cert.pem\"\n  key_file = \"key.pem\"\n  api_key_file = \"api.key\"\n"
	byVariable = identity + "  cert_file = \"cert.pem\"\n  key_file = \"key.pem\"\n  api_key_env = \"KEY\"\n  ca_file = \"ca.pem\"\n"
	spring     = `
campaign "spring" {
  merchant  = merchant.m
  date      = "2027-02-06"
  send_name = "研发一部"
  act_name  = "新年红包"
  remark    = "2027"
  wishing   = "新年快乐"
`
	two = spring + "  recipients = {\n    a = { openid = \"oTEAM00000000000000000000001\", amount = 1.00 }\n" +
		"    b = { openid = \"oTEAM00000000000000000000002\", amount = 1.00 }\n  }\n"
)

// expect finds the one check of a name, and looks at its standing and its texts.
func expect(t *testing.T, checks []checkup.Check, name string, standing checkup.Standing, words string) {
	t.Helper()
	found := 0
	for _, c := range checks {
		if c.Name != name {
			continue
		}
		if found++; c.Standing != standing || !strings.Contains(c.Told.English+" "+c.Next.English, words) {
			t.Errorf("%s is %s: %s -> %s; want %s and %q", name, c.Standing, c.Told, c.Next, standing, words)
		}
		if strings.Contains(c.Told.Then(c.Next).English+c.Told.Then(c.Next).Chinese, keyOfTests[1:]) {
			t.Errorf("a secret is in %s", c.Told)
		}
		if c.Told.Empty() || standing == checkup.Failed && c.Next.Empty() && !strings.Contains(c.Told.English, ";") {
			t.Errorf("%s tells too little: %+v", name, c)
		}
	}
	if want := 1; found != want && standing != "" || standing == "" && found > 0 {
		t.Errorf("%d checks %q, want %d: %+v", found, name, want, checks)
	}
}

func TestFiles(t *testing.T) {
	const year = 400 * 24 * time.Hour
	for name, tt := range map[string]struct {
		block, of string
		lasts     time.Duration
		check     string
		standing  checkup.Standing
		words     string
	}{
		"a key in a variable":       {byVariable, "1900000109", year, "api_key", checkup.OK, "variable KEY has 32"},
		"a line end behind the key": {byPEM, "1900000109", year, "api_key", checkup.OK, "api.key has 32"},
		"a mark before the key":     {strings.Replace(byPEM, "api.key", "marked.key", 1), "1900000109", year, "api_key", checkup.Warning, "U+FEFF"},
		"a short key":               {strings.Replace(byPEM, "api.key", "short.key", 1), "1900000109", year, "api_key", checkup.Failed, "has 31 characters"},
		"no key":                    {strings.Replace(byPEM, "api.key", "gone.key", 1), "1900000109", year, "api_key", checkup.Failed, "put the file there"},
		"no other variable":         {strings.Replace(byVariable, "KEY", "GONE", 1), "1900000109", year, "api_key", checkup.Failed, "GONE is not set"},
		"authorities":               {byVariable, "1900000109", year, "ca_file", checkup.OK, "ca.pem holds"},
		"no authorities":            {strings.Replace(byVariable, "ca.pem", "api.key", 1), "1900000109", year, "ca_file", checkup.Failed, "leave ca_file out"},
		"a pair":                    {byPEM, "1900000109", year, "certificate", checkup.OK, "cert.pem and key.pem belong together"},
		"no pair":                   {strings.Replace(byPEM, "cert.pem", "ca.pem", 1), "1900000109", year, "certificate", checkup.Failed, "does not belong"},
		"no certificate":            {strings.Replace(byPEM, "cert.pem", "gone.pem", 1), "1900000109", year, "certificate", checkup.Failed, "gone.pem"},
		"no private key":            {strings.Replace(byPEM, "key.pem", "gone.pem", 1), "1900000109", year, "certificate_key", checkup.Failed, "gone.pem"},
		"valid":                     {byPEM, "1900000109", year, "certificate_expiry", checkup.OK, "another 400 days"},
		"ends soon":                 {byPEM, "1900000109", 20 * 24 * time.Hour, "certificate_expiry", checkup.Warning, "2027-02-26"},
		"over":                      {byPEM, "1900000109", -time.Hour, "certificate_expiry", checkup.Failed, "Issue a new one"},
		"this merchant's":           {byPEM, "1900000109", year, "certificate_merchant", checkup.OK, "1900000109"},
		"another merchant's":        {byPEM, "1900000110", year, "certificate_merchant", checkup.Failed, "Use the certificate of merchant 1900000109"},
		"the sub-merchant's": {
			byPEM + "  sub_mch_id = \"1900000110\"\n  msgappid = \"wx2b8f4d1c7a905e36\"\n", "1900000110", year, "certificate_merchant", checkup.Failed,
			"certificate of the service provider",
		},
		"nobody's":         {byPEM, "somebody", year, "certificate_merchant", checkup.Unknown, `issued to "somebody"`},
		"an old p12":       {strings.Replace(p12, "FILE", "old.p12", 1), "1900000109", year, "certificate", checkup.OK, "old.p12 opens"},
		"a modern p12":     {strings.Replace(p12, "FILE", "new.p12", 1), "1900000109", year, "certificate", checkup.OK, "new.p12 opens"},
		"a wrong password": {strings.Replace(p12, "FILE", "new.p12", 1), "1900000110", year, "certificate", checkup.Failed, "password is wrong"},
		"no password":      {strings.Replace(p12, "FILE", "new.p12", 1) + "  p12_password_env = \"GONE\"\n", "1900000109", year, "certificate", checkup.Failed, "GONE is not set"},
		"a sandbox":        {"sandbox = true", "1900000109", year, "files", checkup.OK, "no file to look at"},
	} {
		t.Run(name, func(t *testing.T) {
			checks := local(t, project(t, tt.block, "", issued(tt.of, tt.lasts)))
			expect(t, checks, tt.check, tt.standing, tt.words)
		})
	}
}

const p12 = identity + "  p12_file = \"FILE\"\n  api_key_env = \"KEY\"\n"

// local are the checks that ask nobody.
func local(t *testing.T, s checkup.Subject) (checks []checkup.Check) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, c := range checkup.Examine(ctx, s) {
		if c.Area != checkup.Clock && c.Area != checkup.Network && c.Area != checkup.Account {
			checks = append(checks, c)
		}
	}
	return checks
}

func TestState(t *testing.T) {
	sandbox, other := "sandbox = true", "sandbox = true\n  mch_id = \"1900000109\""
	for name, tt := range map[string]struct {
		block    string
		before   func(t *testing.T, path string)
		check    string
		standing checkup.Standing
		words    string
	}{
		"none yet":             {sandbox, nil, "state", checkup.OK, "There is no state"},
		"whose there is none":  {sandbox, nil, "state_merchant", "", ""},
		"nobody at it":         {sandbox, nil, "lock", checkup.OK, "Nobody"},
		"writable":             {sandbox, nil, "writable", checkup.OK, "can be written"},
		"sound":                {sandbox, made, "state", checkup.OK, "is sound: 0 packets"},
		"this merchant's":      {sandbox, made, "state_merchant", checkup.OK, "belongs to this merchant"},
		"begun for another":    {other, made, "state_merchant", checkup.OK, "binds nobody"},
		"of another platform":  {byPEM, made, "state_merchant", checkup.Failed, "packets of the sandbox"},
		"with a holder":        {sandbox, held, "lock", checkup.Warning, "tester@here is applying"},
		"no state at all":      {sandbox, written("this is no database"), "state", checkup.Failed, "Put back the newest copy"},
		"an empty file":        {sandbox, written(""), "state", checkup.Failed, "is empty"},
		"around a damaged one": {sandbox, written(""), "writable", checkup.OK, "can be written"},
	} {
		t.Run(name, func(t *testing.T) {
			s := project(t, tt.block, "", issued("1900000109", time.Hour))
			if tt.before != nil {
				tt.before(t, s.State.String())
			}
			before := names(t, s.Account.Dir)
			expect(t, local(t, s), tt.check, tt.standing, tt.words)
			if after := names(t, s.Account.Dir); after != before {
				t.Errorf("left behind:\n%s\nbefore:\n%s", after, before)
			}
		})
	}
}

// made makes a state of the sandbox merchant m.
func made(t *testing.T, path string) {
	if err := opened(t, path, "").Close(); err != nil {
		t.Fatal(err)
	}
}

func opened(t *testing.T, path, owner string) *state.Store {
	t.Helper()
	m := project(t, "sandbox = true", "", nil).Account.Merchant
	store, err := state.Open(t.Context(), state.File(path), state.OpenOptions{
		MchID: m.MchID, AppID: m.AppID, Sandbox: true, Endpoint: m.Platform(), Tool: "0", Now: func() time.Time { return noon }, Owner: owner,
	})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func held(t *testing.T, path string) {
	store := opened(t, path, "tester@here")
	t.Cleanup(func() { _ = store.Close() })
}

func written(content string) func(t *testing.T, path string) {
	return func(t *testing.T, path string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// names lists a folder.
func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, "\n")
}

func TestFileSystem(t *testing.T) {
	live, sandbox := project(t, byPEM, "", nil), project(t, "sandbox = true", "", nil)
	for name, tt := range map[string]struct {
		of       checkup.Subject
		on       osfile.Disk
		err      error
		standing checkup.Standing
		words    string
	}{
		"a disk":               {live, osfile.Disk{}, nil, checkup.OK, "local disk"},
		"a network":            {live, osfile.Disk{Kind: osfile.Network, Name: "nfs"}, nil, checkup.Failed, "network file system (nfs)"},
		"perhaps a network":    {live, osfile.Disk{Kind: osfile.PerhapsAfar, Name: "9p"}, nil, checkup.Warning, "lies on 9p"},
		"memory":               {live, osfile.Disk{Kind: osfile.MemoryOnly, Name: "tmpfs"}, nil, checkup.Warning, "gone after a restart"},
		"memory and no money":  {sandbox, osfile.Disk{Kind: osfile.MemoryOnly, Name: "tmpfs"}, nil, checkup.OK, "costs a sandbox nothing"},
		"read-only":            {live, osfile.Disk{ReadOnly: true}, nil, checkup.Failed, "mounted read-only"},
		"a system that is mum": {live, osfile.Disk{}, errors.ErrUnsupported, checkup.Unknown, "cannot be told"},
		"a failure":            {live, osfile.Disk{}, errors.New("ask for the file system: broken"), checkup.Unknown, "broken"},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, []checkup.Check{checkup.FileSystem(tt.of, tt.on, tt.err)}, "file_system", tt.standing, tt.words)
		})
	}
}

func TestRoom(t *testing.T) {
	for name, tt := range map[string]struct {
		open     int
		counted  bool
		free     uint64
		standing checkup.Standing
		words    string
	}{
		"enough":           {1_000_000, true, 10_000_000_000, checkup.OK, "10.0 GB are free on the disk of the state; about 2.5 GB are needed for 1,000,000 open packets."},
		"one packet":       {1, true, 10_000_000_000, checkup.OK, "for 1 open packet."},
		"hardly enough":    {1_000_000, true, 4_000_000_000, checkup.Warning, "Free space"},
		"too little":       {1_000_000, true, 2_000_000_000, checkup.Failed, "Free space"},
		"not counted":      {0, false, 10_000_000_000, checkup.Unknown, "cannot be counted"},
		"full in any case": {0, false, 1_000_000, checkup.Failed, "1.0 MB are free"},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, []checkup.Check{checkup.Room(tt.open, tt.counted, osfile.Disk{Free: tt.free})}, "disk", tt.standing, tt.words)
		})
	}
}
