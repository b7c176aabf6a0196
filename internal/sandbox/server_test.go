package sandbox_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/sandbox"
)

func TestFolderKeepsCertificatesAndKey(t *testing.T) {
	clock := newClock()
	o := sandbox.Options{Dir: filepath.Join(t.TempDir(), "new"), Now: clock.Now}
	b := run(t, o, clock)
	b.wantCode(b.send(b.packet(1)), "SUCCESS")
	first := b.server.CAPEM()
	if err := b.server.Close(); err != nil {
		t.Fatal(err)
	}
	names := []string{
		sandbox.CAFile, sandbox.CAKeyFile, sandbox.ServerCertFile, sandbox.ServerKeyFile, sandbox.ClientCertFile, sandbox.ClientKeyFile,
		sandbox.ClientP12File, sandbox.ModernP12File, sandbox.KeyFile, sandbox.DefaultLedger,
	}
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(o.Dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	if _, err := tls.LoadX509KeyPair(filepath.Join(o.Dir, sandbox.ClientCertFile), filepath.Join(o.Dir, sandbox.ClientKeyFile)); err != nil {
		t.Error(err)
	}
	again := run(t, o, clock)
	if diff := cmp.Diff(string(first), string(again.server.CAPEM())); diff != "" {
		t.Errorf("a new authority: %s", diff)
	}
	b.server, b.http = again.server, client(again.server)
	b.wantStatus(1, "SENT")
}

func TestFolderWithADamagedCertificate(t *testing.T) {
	clock := newClock()
	o := sandbox.Options{Dir: t.TempDir(), Now: clock.Now}
	b := run(t, o, clock)
	if err := b.server.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(o.Dir, sandbox.CAFile), []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sandbox.Start(context.Background(), o); err == nil || !strings.Contains(err.Error(), "is not PEM") {
		t.Fatalf("started with %v", err)
	}
}

func TestFastClock(t *testing.T) {
	b := start(t, func(o *sandbox.Options) { o.Speed = 3600 })
	b.send(with(b.packet(1), "re_openid", "oAWAY_somebody"))
	b.clock.pass(24 * time.Second)
	b.wantStatus(1, "RFUND_ING")
	b.clock.pass(time.Second)
	b.wantStatus(1, "REFUND")
}

func TestTimeNeverRunsBackwards(t *testing.T) {
	clock := newClock()
	o := options(t, clock)
	b := run(t, o, clock)
	b.send(with(b.packet(1), "re_openid", "oAWAY_somebody"))
	if err := b.server.Advance(26 * time.Hour); err != nil {
		t.Fatal(err)
	}
	b.wantStatus(1, "REFUND")
	if err := b.server.Close(); err != nil {
		t.Fatal(err)
	}
	again := run(t, o, clock)
	again.wantStatus(1, "REFUND")
	if report := again.report(); report.Refunded != 188 {
		t.Errorf("refunded %s", report.Refunded)
	}
}

func TestLedgerOverTheListener(t *testing.T) {
	b := start(t, nil)
	b.send(b.packet(1))
	var report sandbox.Report
	b.admin(t, http.MethodGet, "ledger", &report)
	if report.Paid != 1 || len(report.Packets) != 1 || report.Check() != nil {
		t.Errorf("%+v", report)
	}
	b.admin(t, http.MethodPost, "topup?yuan=5.00&summary", &report)
	if report.ToppedUp != 500 {
		t.Errorf("added %s", report.ToppedUp)
	}
	b.admin(t, http.MethodPost, "advance?by=1h", &report)
	if report.Statuses[sandbox.StatusReceived] != 1 {
		t.Errorf("an hour later: %v", report.Statuses)
	}
	b.http = clientWith(b.server, tls.Certificate{})
	if reply, err := b.http.Get(b.server.Endpoint() + "/sandbox/ledger"); err != nil || reply.StatusCode != 400 {
		t.Errorf("without a certificate: %v, %v", reply, err)
	} else {
		reply.Body.Close()
	}
}

func (b *bench) admin(t *testing.T, method, path string, into any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, b.server.Endpoint()+"/sandbox/"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := b.http.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if err := json.NewDecoder(reply.Body).Decode(into); err != nil || reply.StatusCode != http.StatusOK {
		t.Fatalf("HTTP %d, %v", reply.StatusCode, err)
	}
}

func TestFindings(t *testing.T) {
	for _, test := range []struct {
		rule    string
		options func(*sandbox.Options)
		misdeed func(b *bench)
	}{
		{sandbox.RuleGap, nil, func(b *bench) { b.send(b.packet(1)); b.send(b.packet(1)) }},
		{sandbox.RuleParameters, nil, func(b *bench) { b.send(b.packet(1)); b.later(with(b.packet(1), "wishing", "other")) }},
		{sandbox.RuleParameters, nil, func(b *bench) { b.send(b.packet(1)); b.later(with(b.packet(1), "total_amount", "200")) }},
		{sandbox.RuleNewNumber, func(o *sandbox.Options) { o.Balance = 100 }, func(b *bench) {
			b.send(b.packet(1))
			b.send(with(b.packet(2), "re_openid", b.packet(1)["re_openid"]))
		}},
		{sandbox.RuleRate, func(o *sandbox.Options) { o.PerMinute = 1 }, func(b *bench) { b.send(b.packet(1)); b.send(b.packet(2)) }},
		{sandbox.RuleHours, func(o *sandbox.Options) { o.Rules = sandbox.Rules2015 }, func(b *bench) {
			b.clock.pass(13 * time.Hour)
			b.send(b.seed(1))
		}},
		{sandbox.RuleFields, nil, func(b *bench) { b.send(with(b.packet(1), "sign_type", "MD5")) }},
		{sandbox.RuleRepeatField, nil, func(b *bench) {
			b.post("sendredpack", strings.Replace(cdata(sign(b.packet(1), b.server.APIKey())), "<xml>", "<xml><remark>x</remark>", 1))
		}},
		{sandbox.RuleInFlight, func(o *sandbox.Options) { o.Latency = 50 * time.Millisecond }, func(b *bench) {
			body := cdata(sign(b.packet(1), b.server.APIKey()))
			var work sync.WaitGroup
			for range 2 {
				work.Go(func() { b.post("sendredpack", body) })
			}
			work.Wait()
		}},
	} {
		t.Run(test.rule, func(t *testing.T) {
			b := start(t, test.options)
			test.misdeed(b)
			b.wantFinding(test.rule)
			read, err := sandbox.ReadLedger(b.server.LedgerPath())
			if err != nil || !slices.ContainsFunc(read.Findings, func(f sandbox.Finding) bool { return f.Rule == test.rule }) {
				t.Errorf("the ledger's file has not the finding: %v, %v", read, err)
			}
		})
	}
}

func TestLogMasksOpenIDs(t *testing.T) {
	var mu sync.Mutex
	var logged []sandbox.Request
	b := start(t, func(o *sandbox.Options) {
		o.Log = func(r sandbox.Request) { mu.Lock(); defer mu.Unlock(); logged = append(logged, r) }
	})
	b.send(b.packet(1))
	b.query(billNo(b.server, 1))
	if err := b.server.Close(); err != nil {
		t.Fatal(err)
	}
	if len(logged) != 2 || logged[0].OpenID != "oV7k..0001" || logged[0].Code != "SUCCESS" || logged[1].Code != "SENT" {
		t.Errorf("%+v", logged)
	}
}

func TestOptionsThatCannotWork(t *testing.T) {
	good := options(t, newClock())
	for name, change := range map[string]func(*sandbox.Options){
		"no clock":         func(o *sandbox.Options) { o.Now = nil },
		"no place":         func(o *sandbox.Options) { o.LedgerPath = "" },
		"other rules":      func(o *sandbox.Options) { o.Rules = "1999" },
		"a negative speed": func(o *sandbox.Options) { o.Speed = -1 },
		"a share above 1":  func(o *sandbox.Options) { o.UnopenedShare = 2 },
		"a taken address":  func(o *sandbox.Options) { o.Listen = "127.0.0.1:99999" },
		"a missing folder": func(o *sandbox.Options) { o.LedgerPath = filepath.Join(t.TempDir(), "no", "ledger") },
	} {
		o := good
		if change(&o); true {
			if server, err := sandbox.Start(context.Background(), o); err == nil {
				t.Errorf("%s: started", name)
				_ = server.Close()
			}
		}
	}
}

func TestPersonsAreDocumented(t *testing.T) {
	for _, person := range sandbox.Persons() {
		if len(person.Prefix) != 6 || person.What.Empty() {
			t.Errorf("%+v", person)
		}
	}
}

func TestEndOfTheContextCloses(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	o := options(t, newClock())
	first, err := sandbox.Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := sandbox.Start(context.Background(), o)
	if err != nil {
		t.Fatalf("the lock outlived its owner: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
}
