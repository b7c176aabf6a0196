package checkup_test

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/internal/sandbox"
	"github.com/cashredpack/redpack/internal/testkit/authority"
)

// Where a host cannot be talked with, the culprit has a name: the name server, a firewall, the proxy, whoever opens TLS, the clock.
func TestNetworkNamesTheCulprit(t *testing.T) {
	t.Parallel()
	notFound := refusing("NOT_FOUND", "指定单号数据不存在")
	closed := closedPort(t)
	expired := func(c *tls.Config) {
		c.Certificates = []tls.Certificate{trusted().Issue("platform", authority.Valid(time.Now().AddDate(-2, 0, 0), time.Now().AddDate(-1, 0, 0)))}
	}
	anothers := func(c *tls.Config) {
		c.Certificates = []tls.Certificate{trusted().Issue("platform", func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"evil.example"} })}
	}
	refusesOurs := func(c *tls.Config) {
		c.ClientAuth, c.ClientCAs, c.MaxVersion = tls.RequireAndVerifyClientCert, authority.New(time.Now()).Pool(), tls.VersionTLS12
	}
	oldTLS := func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }
	for name, tt := range map[string]struct {
		endpoint   string
		block      func(string) string
		standing   checkup.Standing
		told, next string
	}{
		"all is well":      {serving(t, notFound), at, checkup.OK, `TLS 1.3, its certificate signed by "Test Authority" and trusted by the authorities in ca.pem; round trip `, ""},
		"no name":          {"https://nowhere.invalid", at, checkup.Failed, "No address is found for nowhere.invalid:443 (", "Check endpoint in the merchant block"},
		"closed port":      {"https://" + closed, at, checkup.Failed, "Connections to " + closed + " are refused.", "firewall"},
		"proxy refuses":    {"https://pay.invalid", at, checkup.Failed, ", which HTTPS_PROXY names, does not let requests through to pay.invalid:443: it answered with HTTP status 403 \"Forbidden\".", "name pay.invalid in NO_PROXY"},
		"proxy wants user": {"https://asks-who.invalid:8443", at, checkup.Failed, "HTTP status 407", "user:password@host:port, where % is %25"},
		"untrusted":        {serving(t, notFound), othersAuthority, checkup.Failed, `is signed by "Test Authority", which is not trusted by the authorities in others.pem`, "cannot pass the merchant's certificate on. WeChat Pay's own certificate needs no ca_file."},
		"system's roots":   {serving(t, notFound), systemRoots, checkup.Failed, "not trusted by the system's authorities", "opens TLS"},
		"no ca_file":       {serving(t, notFound), noAuthority, checkup.Failed, "not trusted by the system's authorities, because ca_file cannot be used", "opens TLS"},
		"another name":     {serving(t, notFound, anothers), at, checkup.Failed, `certificate is for "evil.example", not for "127.0.0.1"`, "Check endpoint"},
		"expired":          {serving(t, notFound, expired), at, checkup.Failed, "not valid at this machine's time", "clock"},
		"old TLS":          {serving(t, notFound, oldTLS), at, checkup.Failed, "breaks off TLS", "1.2 and 1.3"},
		"ours is refused":  {serving(t, notFound, refusesOurs), at, checkup.Failed, "breaks off TLS", "merchant's certificate"},
		"drops":            {serving(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), at, checkup.Failed, "is connected and trusted, but does not answer", "Try again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checks := checkup.Reach(t.Context(), subject(t, tt.block(tt.endpoint)))
			host := strings.TrimPrefix(tt.endpoint, "https://")
			if !strings.Contains(host, ":") {
				host += ":443"
			}
			want(t, found(t, checks, checkup.Network, "host", host), tt.standing, tt.told, tt.next)
			inOrder(t, checks)
		})
	}
}

func othersAuthority(endpoint string) string {
	return strings.Replace(at(endpoint), "ca.pem", "others.pem", 1)
}

func noAuthority(endpoint string) string {
	return strings.Replace(at(endpoint), "ca.pem", "gone.pem", 1)
}

func systemRoots(endpoint string) string {
	return strings.Replace(at(endpoint), "ca_file      = \"ca.pem\"", "", 1)
}

// inOrder requires the areas' order, and that nothing is told twice under one name.
func inOrder(t *testing.T, checks []checkup.Check) {
	t.Helper()
	order := map[checkup.Area]int{checkup.Clock: 1, checkup.Network: 2, checkup.Account: 3}
	seen, last := map[checkup.Check]bool{}, 0
	for _, c := range checks {
		key := checkup.Check{Area: c.Area, Name: c.Name, Subject: c.Subject}
		if seen[key] || order[c.Area] < last || c.Told.Empty() || c.Standing == "" {
			t.Errorf("out of order, twice, or empty: %+v in %+v", c, checks)
		}
		seen[key], last = true, order[c.Area]
	}
}

// A silent backup host is a warning while the first one answers, and which proxy is asked is told with the variable, without its password.
func TestBothHostsAndTheProxy(t *testing.T) {
	t.Parallel()
	first := serving(t, refusing("NOT_FOUND", ""))
	checks := checkup.Reach(t.Context(), subject(t, at(first)+"  backup_endpoint = \"https://pay.invalid\"\n"))
	want(t, found(t, checks, checkup.Network, "host", "pay.invalid:443"), checkup.Warning, "It is asked where "+strings.TrimPrefix(first, "https://")+" is silent.", "NO_PROXY")
	want(t, found(t, checks, checkup.Network, "proxy", "pay.invalid:443"), checkup.OK, "Requests go through the proxy http://127.0.0.1:", "")
	want(t, found(t, checks, checkup.Network, "proxy", strings.TrimPrefix(first, "https://")), checkup.OK, "NO_PROXY or an address of this computer spares", "")
	want(t, found(t, checks, checkup.Account, "query", ""), checkup.OK, "accepts key", "")
	inOrder(t, checks)

	// The other way round it is one too: a run goes on with the other host.
	checks = checkup.Reach(t.Context(), subject(t, at("https://127.0.0.1:1")+"  backup_endpoint = \""+first+"\"\n"))
	want(t, found(t, checks, checkup.Network, "host", "127.0.0.1:1"), checkup.Warning, "tries it first, which takes time, and then goes to "+strings.TrimPrefix(first, "https://"), "Check the network")
	want(t, found(t, checks, checkup.Account, "query", ""), checkup.OK, "accepts key", "")

	s := subject(t, at(first))
	s.LookupEnv = func(name string) (string, bool) {
		return map[string]string{"http_proxy": "http://proxy.example:3128"}[name], name == "http_proxy"
	}
	want(t, found(t, checkup.Reach(t.Context(), s), checkup.Network, "proxy", ""), checkup.OK, "http_proxy is set, but requests to WeChat Pay follow HTTPS_PROXY alone", "")
	s.LookupEnv = func(name string) (string, bool) {
		return map[string]string{"HTTPS_PROXY": "http://team:s3cret%zz@proxy.example:3128"}[name], name == "HTTPS_PROXY"
	}
	want(t, found(t, checkup.Reach(t.Context(), s), checkup.Network, "proxy", strings.TrimPrefix(first, "https://")), checkup.OK, "would go without a proxy: what HTTPS_PROXY names is no address", "")
}

// The address that the platform sees is told where an answer names it.
func TestAddressThatThePlatformSees(t *testing.T) {
	t.Parallel()
	for text, told := range map[string]string{
		"此IP地址不允许调用接口:203.0.113.9,如有需要":   "requests come from 203.0.113.9.",
		"IP地址2001:db8::7非你在商户平台设置的可用IP地址": "requests come from 2001:db8::7.",
		"此IP地址不允许调用接口":                    "",
	} {
		checks := checkup.Reach(t.Context(), subject(t, at(serving(t, refusing("NO_AUTH", text)))))
		want(t, found(t, checks, checkup.Account, "query", ""), checkup.Failed, "refuses the address", "whitelist")
		if told != "" {
			want(t, found(t, checks, checkup.Network, "address", ""), checkup.OK, told, "")
		}
		inOrder(t, checks)
	}
}

// Credentials that cannot be used keep the account from being asked, and nothing else.
func TestNetworkWithoutCredentials(t *testing.T) {
	t.Parallel()
	block := strings.Replace(at(serving(t, refusing("NOT_FOUND", ""))), "key.pem", "gone.pem", 1)
	checks := checkup.Reach(t.Context(), subject(t, block))
	want(t, found(t, checks, checkup.Account, "query", ""), checkup.Unknown, "the certificate or the key cannot be used", "files")
	if host := checks[len(checks)-2]; host.Name != "host" || host.Standing != checkup.OK {
		t.Errorf("%+v", checks)
	}
}

// The clock is held against the header Date, which has seconds and is as old as half the way.
func TestClock(t *testing.T) {
	t.Parallel()
	now := time.Now().Truncate(time.Second)
	for _, tt := range []struct {
		date     time.Duration // of the platform, against ours
		standing checkup.Standing
		told     string
	}{
		{0, checkup.OK, "differ by less than 2 s"},
		{time.Second, checkup.OK, "less than 2 s"},
		{-2 * time.Second, checkup.OK, "less than 2 s"},
		{2 * time.Second, checkup.Warning, "is 3 s behind WeChat Pay's"},
		{-3 * time.Second, checkup.Warning, "is 3 s ahead of WeChat Pay's"},
		{-60 * time.Second, checkup.Warning, "ahead of"},
		{-61 * time.Second, checkup.Failed, "ahead of"},
		{60 * time.Second, checkup.Failed, "behind"},
		{-48 * time.Hour, checkup.Failed, "is 2 days 0h ahead of"},
	} {
		s := subject(t, at(serving(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", now.Add(tt.date).UTC().Format(http.TimeFormat))
			refusing("NOT_FOUND", "")(w, r)
		})))
		s.Now = func() time.Time { return now }
		s.Account.Now = s.Now
		next := ""
		if tt.standing != checkup.OK {
			next = "Set the clock"
		}
		for name, checks := range map[string][]checkup.Check{"doctor": checkup.Reach(t.Context(), s), "apply": checkup.Admission(t.Context(), s, client(t, s))} {
			t.Log(name, tt.date)
			want(t, found(t, checks, checkup.Clock, "difference", ""), tt.standing, tt.told, next)
		}
	}
	s := subject(t, at("https://"+closedPort(t)))
	s.Now = func() time.Time { return now.In(time.FixedZone("EST", -5*3600)) }
	checks := checkup.Reach(t.Context(), s)
	want(t, found(t, checks, checkup.Clock, "difference", ""), checkup.Unknown, "Nobody told the time", "")
	want(t, found(t, checks, checkup.Clock, "zone", ""), checkup.OK, "EST (UTC-05:00)", "")
	want(t, found(t, checks, checkup.Account, "query", ""), checkup.Unknown, "Nobody answers", "network")
}

// A slow answer is no wrong clock: what its way may have taken is no difference.
func TestClockOfASlowAnswer(t *testing.T) {
	t.Parallel()
	for late, want := range map[time.Duration]checkup.Standing{0: checkup.OK, 30 * time.Second: checkup.Warning, 2 * time.Minute: checkup.Failed} {
		var passed atomic.Int64
		began := time.Now().Truncate(time.Second)
		s := subject(t, at(serving(t, func(w http.ResponseWriter, r *http.Request) {
			passed.Store(int64(8 * time.Second))
			w.Header().Set("Date", began.Add(8*time.Second+late).UTC().Format(http.TimeFormat))
			refusing("NOT_FOUND", "")(w, r)
		})))
		s.Now = func() time.Time { return began.Add(time.Duration(passed.Load())) }
		got := found(t, checkup.Admission(t.Context(), s, client(t, s)), checkup.Clock, "difference", "")
		if got.Standing != want {
			t.Errorf("%s late: %+v", late, got)
		}
	}
}

// The simulator gives the same answers as the platform, as a server and within the process.
func TestAgainstTheSimulator(t *testing.T) {
	t.Parallel()
	strange, strangeKey := authority.PEM(authority.New(time.Now()).Issue("1900000109"))
	others := map[string][]byte{"cert.pem": strange, "key.pem": strangeKey}
	wrong := map[string][]byte{"api.key": []byte(strings.Repeat("f", 32))}
	for name, tt := range map[string]struct {
		faults     string
		old, new   string // in the merchant block
		files      map[string][]byte
		standing   checkup.Standing
		told, next string
	}{
		"fair weather":           {"", "", "", nil, checkup.OK, "accepts key", ""},
		"another key":            {"", "", "", wrong, checkup.Failed, "SIGN_ERROR", "APIv2"},
		"another's certificate":  {"", "", "", others, checkup.Failed, "refuses the certificate in cert.pem", "expired"},
		"another merchant":       {"", "1900000109", "1900000110", nil, checkup.Failed, "knows no merchant 1900000110", "mch_id"},
		"another appid":          {"", "wx5a2d90c1b7e4f368", "wx5a2d90c1b7e4f369", nil, checkup.Failed, "wx5a2d90c1b7e4f369 does not belong", "bind"},
		"address":                {"query-ip-denied@1-", "", "", nil, checkup.Failed, "address", "whitelist"},
		"product":                {"query-product-closed@1-", "", "", nil, checkup.Failed, "may not use red packets", "现金红包"},
		"API":                    {"query-api-closed@1-", "", "", nil, checkup.Failed, "may not send by API", "administrator"},
		"authority":              {"query-ca-error@1-", "", "", nil, checkup.Failed, "does not take the certificate", "API certificate"},
		"expired certificate":    {"query-cert-expired@1-", "", "", nil, checkup.Failed, "refuses the certificate", "expired"},
		"rate":                   {"query-freq-storm@1-", "", "", nil, checkup.Warning, "rate of queries", "1900000109"},
		"busy":                   {"query-systemerror@1-", "", "", nil, checkup.Unknown, "busy", "product"},
		"busy server":            {"query-5xx@1-", "", "", nil, checkup.Unknown, "busy", "Try again"},
		"NOT_FOUND as a failure": {"query-not-found-systemerror@1-", "", "", nil, checkup.OK, "accepts key", ""},
		"unheard-of code":        {"query-unknown-code@1-", "", "", nil, checkup.Unknown, "PAY_CHANNEL_RECONCILING", "support"},
		"garbled":                {"query-garbled@1-", "", "", nil, checkup.Unknown, "cannot be read", "Try again"},
		"lost":                   {"query-lost@1-", "", "", nil, checkup.Unknown, "Nobody answered", "where they are ok, try again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faults, err := sandbox.ParseFaults(tt.faults)
			if err != nil {
				t.Fatal(err)
			}
			server, err := sandbox.Start(t.Context(), sandbox.Options{Dir: t.TempDir(), MchID: "1900000109", Key: apiKey, Faults: faults, Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = server.Close() })
			block := strings.Replace(at(server.Endpoint()), "wx2b8f4d1c7a905e36", sandbox.DefaultAppID, 1)
			s := subject(t, strings.ReplaceAll(block, cmp.Or(tt.old, "nothing"), tt.new))
			for file, content := range map[string][]byte{
				"cert.pem": server.ClientCertPEM(), "key.pem": server.ClientKeyPEM(), "ca.pem": server.CAPEM(),
			} {
				write(t, filepath.Join(s.Account.Dir, file), content)
			}
			for file, content := range tt.files {
				write(t, filepath.Join(s.Account.Dir, file), content)
			}
			want(t, found(t, checkup.Reach(t.Context(), s), checkup.Account, "query", ""), tt.standing, tt.told, tt.next)
		})
	}
}

// A sandbox merchant has no network to look at, and its simulator is left alone.
func TestSandboxMerchant(t *testing.T) {
	t.Parallel()
	s := subject(t, "  sandbox = true\n")
	checks := checkup.Reach(t.Context(), s)
	want(t, found(t, checks, checkup.Clock, "zone", ""), checkup.OK, "Beijing time", "")
	want(t, found(t, checks, checkup.Network, "simulator", ""), checkup.OK, "simulator in this process answers", "")
	want(t, found(t, checks, checkup.Account, "query", ""), checkup.OK, "admits its own merchant", "")
	if _, err := os.Stat(s.Account.Ledger); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a ledger was begun: %v", err)
	}
	inOrder(t, checks)
}
