package sandbox_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/sandbox"
)

func TestReplyLostBeforeAndAfterTheCommit(t *testing.T) {
	b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "lost-before@1,lost-after@2") })
	for no, want := range []string{"", "SENT"} {
		if reply := b.send(b.packet(no)); !errors.Is(reply.err, errCut) {
			t.Fatalf("the answer came: %+v", reply)
		}
		b.wantStatus(no, want)
	}
}

func TestStrangeShapesStillPay(t *testing.T) {
	b := start(t, func(o *sandbox.Options) {
		o.Faults = faults(t, "truncated@1,garbled@2,extra-fields@3,missing-fields@4,reordered-fields@5")
	})
	for no := range 5 {
		reply := b.send(b.packet(no))
		if reply.status != 200 || reply.err != nil {
			t.Fatal(reply)
		}
		if named := reply.fields["send_listid"] != ""; no >= 2 && !named || no == 0 && strings.HasSuffix(reply.body, "</xml>") {
			t.Errorf("call %d: %s", no+1, reply.body)
		}
	}
	if paid := b.report().Paid; paid != 5 {
		t.Errorf("paid %d of 5", paid)
	}
}

func TestDelayIsNotAnOverlap(t *testing.T) {
	b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "delay(50ms)@1") })
	began := time.Now()
	b.wantCode(b.send(b.packet(1)), "SUCCESS")
	if took := time.Since(began); took < 50*time.Millisecond {
		t.Errorf("answered after %s", took)
	}
}

func TestEmptyBalanceAndTopUpAtAMoment(t *testing.T) {
	b := start(t, func(o *sandbox.Options) { o.Balance, o.Faults = 188, faults(t, "topup(500.00)@10m") })
	b.wantCode(b.send(b.packet(1)), "SUCCESS")
	b.wantCode(b.send(b.packet(2)), "NOTENOUGH")
	b.clock.pass(10 * time.Minute)
	b.wantCode(b.send(b.packet(2)), "SUCCESS")
	if report := b.report(); report.ToppedUp != 500_00 || report.Balance != 500_00-188 {
		t.Errorf("added %s, balance %s", report.ToppedUp, report.Balance)
	}
}

func TestSharesAreSeeded(t *testing.T) {
	codes := func(seed uint64) (codes []string) {
		b := start(t, func(o *sandbox.Options) { o.Seed, o.Faults = seed, faults(t, "systemerror=20%,freq-storm=20%") })
		for no := range 200 {
			codes = append(codes, b.send(b.packet(no)).code())
		}
		return codes
	}
	first := codes(7)
	if diff := cmp.Diff(first, codes(7)); diff != "" {
		t.Errorf("the same seed drew something else: %s", diff)
	}
	if cmp.Equal(first, codes(8)) {
		t.Error("another seed drew the same")
	}
	struck := map[string]int{}
	for _, code := range first {
		struck[code]++
	}
	for _, code := range []string{"SYSTEMERROR", "FREQ_LIMIT"} {
		if n := struck[code]; n < 20 || n > 60 {
			t.Errorf("%s struck %d of 200 calls at 20%%", code, n)
		}
	}
}

func TestQueryFaultsStrikeQueriesOnly(t *testing.T) {
	b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "query-systemerror@1,query-not-found@2,query-5xx@3") })
	b.wantCode(b.send(b.packet(1)), "SUCCESS")
	no := billNo(b.server, 1)
	b.wantCode(b.query(no), "SYSTEMERROR")
	b.wantCode(b.query(no), "NOT_FOUND")
	if reply := b.query(no); reply.status != 500 {
		t.Error(reply)
	}
	b.wantStatus(1, "SENT")
}

func TestSpecsThatParse(t *testing.T) {
	for _, spec := range []string{
		"", "lost-after=2%,5xx=1%,systemerror-before=1%,processing-paid=0.5%,freq-storm@100-130", "delay(3s)=100%,delay(1s)@5", "empty@10m-12m",
		"topup(500.00)@10m", "cert-expired@1h", "risk@7-", "query-lost=5%,no-hblist=50%", "lost=60%,query-lost=60%",
	} {
		if parsed, err := sandbox.ParseFaults(spec); err != nil || parsed.String() != spec {
			t.Errorf("%q became %q: %v", spec, parsed, err)
		}
	}
	for _, kind := range sandbox.FaultKinds() {
		if kind.Name == "topup" || kind.Name == "delay" {
			continue
		}
		if _, err := sandbox.ParseFaults(kind.Name + "=1%"); err != nil {
			t.Errorf("kind %s: %v", kind.Name, err)
		}
	}
}

func TestSpecsThatDoNot(t *testing.T) {
	for spec, why := range map[string]string{
		"lost":                "says not when",
		"lots=5%":             "there is no kind",
		"lost=5":              "not a share",
		"lost=0%":             "not a share",
		"lost=101%":           "not a share",
		"lost=NaN%":           "not a share",
		"lost=60%,5xx=60%":    "more than 100%",
		"lost@0":              "counted from 1",
		"lost@9-3":            "counted from 1",
		"lost@soon":           "neither a call's number nor a time",
		"lost@10m-5m":         "not a time after",
		"delay=5%":            "how long",
		"delay(-1s)=5%":       "how long",
		"topup(1.005)@10m":    "yuan and a moment",
		"topup(5.00)=5%":      "happens at a moment",
		"lost(3)=5%":          "takes no value",
		"risk-after=5%":       "there is no kind",
		"query-risk=5%":       "cannot strike a query",
		"delay(3s=5%":         "not closed",
		"freq-storm@100-130x": "counted from 1",
	} {
		if _, err := sandbox.ParseFaults(spec); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q gave %v, want %q", spec, err, why)
		}
	}
}

// FuzzParseFaults: whatever is accepted is written back as it was read, and read the same again.
func FuzzParseFaults(f *testing.F) {
	for _, seed := range []string{"lost-after=2%,5xx=1%", "delay(3s)@1-", "topup(500.00)@10m", "query-lost=5%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		first, err := sandbox.ParseFaults(spec)
		if err != nil {
			return
		}
		second, err := sandbox.ParseFaults(first.String())
		if err != nil || first.String() != second.String() {
			t.Fatalf("%q became %q and then %q: %v", spec, first, second, err)
		}
	})
}

// TestWorstDay retries every number until it is paid, through every fault at once, and checks the books.
func TestWorstDay(t *testing.T) {
	for seed := range uint64(5) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { worstDay(t, seed) })
	}
}

func worstDay(t *testing.T, seed uint64) {
	clock := newClock()
	o := options(t, clock)
	o.Seed = seed
	o.Faults = faults(t, "lost=10%,5xx=10%,systemerror=10%,unknown-code=5%,truncated=5%,garbled=5%,freq-storm=10%,empty=5%,processing-paid=5%")
	b := run(t, o, clock)
	const people = 30
	for round := 0; b.report().Paid < people; round++ {
		for no := range people {
			b.send(b.packet(no))
		}
		if clock.pass(time.Hour); round == 2 {
			if err := b.server.Close(); err != nil {
				t.Fatal(err)
			}
			b = run(t, o, clock)
		}
	}
	report := b.report()
	if twice := report.PaidTwice(); len(twice) > 0 || report.Debited != people*188 || len(report.Findings) > 0 {
		t.Errorf("twice %v, debited %s, findings %v", twice, report.Debited, report.Findings)
	}
}

// What is scheduled waits for the first order, however long the server has been there and whatever was asked before.
func TestTimesOfFaultsCountFromTheFirstOrder(t *testing.T) {
	t.Parallel()
	b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "empty@30s-45s") })
	b.clock.pass(40 * time.Second)
	b.query(b.packet(1)["mch_billno"])
	b.wantCode(b.send(b.packet(1)), "SUCCESS")
	b.clock.pass(31 * time.Second)
	b.wantCode(b.send(b.packet(2)), "NOTENOUGH")
	b.clock.pass(15 * time.Second)
	b.wantCode(b.send(b.packet(3)), "SUCCESS")
}
