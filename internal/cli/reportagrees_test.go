package cli_test

import (
	"crypto/rand"
	"encoding/json"
	"flag"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/cli"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/sandbox"
	"github.com/cashredpack/redpack/state"
)

var reportSeeds = flag.Int("report-seeds", 12, "how many random campaigns are reported on, over virtual days")

// books is a campaign that is applied, asked about and reported on over virtual days, while answers are lost and people do what they do.
type books struct {
	t      *testing.T
	r      *mathrand.Rand
	dir    string
	now    time.Time
	people int
	log    []string
}

// weathers are what goes wrong on a day; the last one is fair.
var weathers = []string{
	"lost-after=8%,query-systemerror=20%", "systemerror=8%,processing-paid=6%", "risk=10%,person-count=5%,lost=5%", "processing-failed=6%,query-not-found=10%", "",
}

func (b *books) write(faults string) {
	var people strings.Builder
	for i := range b.people {
		prefix := []string{"oTEAM_", "oTEAM_", "oOPEN_", "oAWAY_", "oRISK_", "oBURN_", "oFULL_", "oDEAD_", "oLATE_"}[i%9]
		fmt.Fprintf(&people, "    p%02d = { openid = \"%s%022d\", amount = %s }\n", i, prefix, i, money.Fen(100+i*37).Yuan())
	}
	put(b.t, filepath.Join(b.dir, "campaign.hcl"), strings.NewReplacer("FAULTS", faults, "PEOPLE", people.String()).Replace(`
merchant "main" {
  sandbox {
    faults = "FAULTS"
  }
  limits {
    quiet_hours = "none"
  }
}
campaign "team" {
  merchant  = merchant.main
  date      = "2026-02-06"
  send_name = "研发一部"
  act_name  = "新年红包"
  remark    = "2027"
  wishing   = "新年快乐"
  recipients = {
PEOPLE  }
}
`))
}

// run runs one command on a clock that goes fast, and yields its output.
func (b *books) run(args ...string) string {
	b.t.Helper()
	const fast = 2000
	var out, complaints page
	began, from := time.Now(), b.now
	now := func() time.Time { return from.Add(fast * time.Since(began)) }
	code := cli.Main(&cli.Env{
		Args: append(args, b.dir), Stdin: &typist{}, Stdout: &out, Stderr: &complaints, Random: rand.Reader, Now: now,
		After:     func(d time.Duration) <-chan time.Time { return time.After(d / fast) },
		LookupEnv: func(string) (string, bool) { return "", false }, Signals: func() <-chan os.Signal { return nil },
		Size: func() (int, int) { return 100, 30 },
	})
	b.now = now()
	b.log = append(b.log, fmt.Sprintf("%s: %s: %d", from.Format(time.RFC3339), strings.Join(args, " "), code))
	if code == 1 && strings.Contains(complaints.String(), "changed after it was planned") { // a hold ended meanwhile, as at midnight
		return b.run(args...)
	}
	if code == 1 {
		b.t.Fatalf("%s\n%s%s", strings.Join(b.log, "\n"), out.String(), complaints.String())
	}
	return out.String()
}

// reported is the report of now.
func (b *books) reported() report.Document {
	b.t.Helper()
	for line := range strings.Lines(b.run("report", "-json")) {
		var event struct {
			Type   string          `json:"type"`
			Report report.Document `json:"report"`
		}
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			b.t.Fatal(err)
		}
		if event.Type == "report" {
			return event.Report
		}
	}
	b.t.Fatal("no report")
	return report.Document{}
}

// agree holds the report against the simulator's ledger.
func (b *books) agree() {
	b.t.Helper()
	r := b.reported()
	ledger, err := sandbox.ReadLedger(filepath.Join(b.dir, sandbox.DefaultLedger))
	if err != nil {
		b.t.Fatal(err)
	}
	snapshot, err := state.Read(b.t.Context(), state.File(filepath.Join(b.dir, "redpack.state")))
	if err != nil {
		b.t.Fatal(err)
	}
	paid := map[string]money.Fen{}
	for _, p := range ledger.Packets {
		if p.Debits > 0 {
			paid[p.BillNo] = p.Amount
		}
	}
	var doubtful money.Fen
	for p := range snapshot.ByID() {
		if p.InDoubt() {
			doubtful += paid[string(p.BillNo)]
		}
	}
	sent := r.Received.Amount + r.Waiting.Amount + r.Refunded.Amount
	if !r.Balanced || sent+doubtful != ledger.Debited {
		b.t.Errorf("the report says %s were sent, and %s of what is in doubt were paid; the ledger has %s", sent, doubtful, ledger.Debited)
	}
	var byDay money.Fen
	for _, day := range r.Days {
		byDay += day.Sent.Amount
	}
	if byDay != sent+r.Earlier.Amount {
		b.t.Errorf("the days come to %s, the sums to %s", byDay, sent)
	}
}

// closed holds the last report, after everything was asked about, against the ledger by what became of the money.
func (b *books) closed() {
	b.t.Helper()
	r := b.reported()
	ledger, err := sandbox.ReadLedger(filepath.Join(b.dir, sandbox.DefaultLedger))
	if err != nil {
		b.t.Fatal(err)
	}
	became := map[sandbox.Status]money.Fen{}
	for _, p := range ledger.Packets {
		if p.Debits > 0 {
			became[p.Status] += p.Amount
		}
	}
	if r.Received.Amount != became[sandbox.StatusReceived] || r.Refunded.Amount != became[sandbox.StatusRefund] ||
		r.Waiting.Packets+r.InDoubt.Packets+r.OnTheWay.Packets > 0 {
		b.t.Errorf("the report: received %s, refunded %s, waiting %v, in doubt %v; the ledger: %v", r.Received.Amount, r.Refunded.Amount, r.Waiting, r.InDoubt, became)
	}
	var refunded money.Fen
	for _, day := range r.Days {
		refunded += day.Refunded.Amount
	}
	if refunded != ledger.Refunded {
		b.t.Errorf("by day %s came back, by the ledger %s", refunded, ledger.Refunded)
	}
}

// Whatever is lost, refused, failed, late or not opened: the report agrees with the platform's ledger to the fen after every command, and at
// the end by what became of the money.
func TestReportAgreesWithTheLedger(t *testing.T) {
	t.Parallel()
	for seed := range times(3, *reportSeeds) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			r := mathrand.New(mathrand.NewPCG(uint64(seed), 7))
			b := &books{t: t, r: r, dir: t.TempDir(), now: time.Now().AddDate(0, 0, -14), people: 9 + r.IntN(20)}
			for range 2 + r.IntN(3) {
				b.write(weathers[r.IntN(len(weathers))])
				b.run([][]string{{"apply", "-auto-approve"}, {"apply", "-auto-approve", "-retry-failed"}, {"apply", "-auto-approve", "-retry-refused"}}[r.IntN(3)]...)
				b.agree()
				b.now = b.now.Add(time.Duration(r.IntN(30*60)) * time.Minute)
				b.run("refresh")
				b.agree()
			}
			b.write("")
			b.run("apply", "-auto-approve")
			b.agree()
			b.now = b.now.Add(4 * 24 * time.Hour) // everything was opened or came back
			b.run("refresh")
			b.agree()
			b.closed()
			if t.Failed() {
				t.Log(strings.Join(b.log, "\n"))
			}
		})
	}
}
