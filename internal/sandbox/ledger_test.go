package sandbox_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/sandbox"
)

func TestPaysOnceAndRemembersAfterRestart(t *testing.T) {
	clock := newClock()
	o := options(t, clock)
	o.Balance = 1000_00
	b := run(t, o, clock)
	first := b.send(b.packet(1))
	b.wantCode(first, "SUCCESS")
	if err := b.server.Close(); err != nil {
		t.Fatal(err)
	}
	again := run(t, o, clock)
	clock.pass(time.Second)
	repeated := again.send(again.packet(1))
	again.wantCode(repeated, "SUCCESS")
	if diff := cmp.Diff(first.fields["send_listid"], repeated.fields["send_listid"]); diff != "" {
		t.Errorf("re-entry gave another packet: %s", diff)
	}
	report := again.report()
	if report.Paid != 1 || report.Balance != 998_12 || report.Starts != 2 {
		t.Errorf("paid %d, balance %s, starts %d", report.Paid, report.Balance, report.Starts)
	}
}

func TestSecondServerIsRefused(t *testing.T) {
	clock := newClock()
	o := options(t, clock)
	run(t, o, clock)
	_, err := sandbox.Start(context.Background(), o)
	var locked *sandbox.LockedError
	if !errors.As(err, &locked) || locked.PID != os.Getpid() || !strings.Contains(err.Error(), "in use by another simulator") {
		t.Fatalf("a second server got %v", err)
	}
}

func TestLedgerIsReadableWhileServing(t *testing.T) {
	b := start(t, nil)
	b.send(b.packet(1))
	b.send(b.packet(2))
	report, err := sandbox.ReadLedger(b.server.LedgerPath())
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Check(); err != nil || report.Paid != 2 {
		t.Fatalf("paid %d: %v", report.Paid, err)
	}
	person := report.Person(b.packet(2)["re_openid"])
	if person.Paid != 1 || person.Sum != 188 || len(person.BillNos) != 1 {
		t.Errorf("the second person: %+v", person)
	}
}

func TestLedgerIsPrivate(t *testing.T) {
	b := start(t, nil)
	info, err := os.Stat(b.server.LedgerPath())
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the ledger's mode is %v", info.Mode())
	}
}

// closedLedger is a ledger of three packets without a server, as bytes.
func closedLedger(t *testing.T) (sandbox.Options, *testClock, []byte) {
	t.Helper()
	clock := newClock()
	o := options(t, clock)
	b := run(t, o, clock)
	for no := range 3 {
		b.wantCode(b.send(b.packet(no)), "SUCCESS")
	}
	if err := b.server.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(o.LedgerPath)
	if err != nil {
		t.Fatal(err)
	}
	return o, clock, content
}

func TestEveryTornEndIsCut(t *testing.T) {
	o, clock, content := closedLedger(t)
	lastLine := strings.LastIndexByte(strings.TrimSuffix(string(content), "\n"), '\n') + 1
	for _, keep := range []int{lastLine, lastLine + 1, lastLine + 9, len(content) - 20, len(content) - 1} {
		if err := os.WriteFile(o.LedgerPath, content[:keep], 0o600); err != nil {
			t.Fatal(err)
		}
		server, err := sandbox.Start(context.Background(), o)
		if err != nil {
			t.Fatalf("cut at %d: %v", keep, err)
		}
		b := &bench{t: t, server: server, clock: clock, http: client(server)}
		if report := b.report(); report.Paid != 2 || server.CutBytes() != keep-lastLine {
			t.Errorf("cut at %d: paid %d, %d bytes cut", keep, report.Paid, server.CutBytes())
		}
		if err := server.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := sandbox.ReadLedger(o.LedgerPath); err != nil {
			t.Errorf("cut at %d: the repaired ledger: %v", keep, err)
		}
	}
}

func TestDamageIsRefused(t *testing.T) {
	o, _, content := closedLedger(t)
	text := string(content)
	lines := strings.SplitAfter(text, "\n")
	damages := map[string]string{
		"a changed amount":         strings.Replace(text, `"fen":188`, `"fen":189`, 1),
		"a changed last line":      strings.Join(lines[:len(lines)-2], "") + strings.Replace(lines[len(lines)-2], "188", "187", 1),
		"a missing line":           strings.Join(append(append([]string{}, lines[:3]...), lines[4:]...), ""),
		"a repeated line":          text + lines[len(lines)-2],
		"no first line":            strings.Join(lines[1:], ""),
		"a foreign file":           "SQLite format 3\n",
		"a line of another format": "00000000 {}\n",
	}
	for name, damaged := range damages {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(o.LedgerPath, []byte(damaged), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := sandbox.Start(context.Background(), o)
			var damage *sandbox.DamagedError
			if !errors.As(err, &damage) || damage.Line == 0 {
				t.Fatalf("started with %v", err)
			}
			if after, _ := os.ReadFile(o.LedgerPath); string(after) != damaged {
				t.Error("the damaged file was changed")
			}
			if _, err := sandbox.ReadLedger(o.LedgerPath); !errors.As(err, &damage) {
				t.Errorf("reading it: %v", err)
			}
		})
	}
}

func TestLedgerOfAnotherMerchantIsRefused(t *testing.T) {
	o, _, _ := closedLedger(t)
	o.MchID = "1900000999"
	if _, err := sandbox.Start(context.Background(), o); err == nil || !strings.Contains(err.Error(), "belongs to merchant") {
		t.Fatalf("started with %v", err)
	}
}
