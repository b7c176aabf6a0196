//go:build unix

package cli_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/sandbox"
	"github.com/cashredpack/redpack/internal/testkit/postgres"
)

// takeover is a campaign with its state in a database, in front of a simulator that counts what arrives.
type takeover struct {
	dir, schema string
	server      *postgres.Server
	simulator   *sandbox.Server
	requests    atomic.Int64 // queries, too
	sent        atomic.Int64
	sends       chan struct{} // one for each send that was answered
}

const (
	// hurry is how much faster than others the processes' clocks go: a lease ends in two seconds, by their own account.
	hurry    = 30
	toTake   = 150
	takeEach = "1.00"
)

func newTakeover(t *testing.T) *takeover {
	t.Helper()
	server := postgres.Start(t)
	o := &takeover{dir: t.TempDir(), server: server, schema: server.Schema(t), sends: make(chan struct{}, 10*toTake)}
	var err error
	o.simulator, err = sandbox.Start(t.Context(), sandbox.Options{
		LedgerPath: filepath.Join(t.TempDir(), "far.ledger"), Now: time.Now, PerMinute: farPerMinute, PerSecond: farPerMinute / 60, Speed: hurry,
		Latency: 100 * time.Millisecond,
		Log: func(r sandbox.Request) {
			o.requests.Add(1)
			if r.Call == "sendredpack" {
				o.sent.Add(1)
				o.sends <- struct{}{}
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.simulator.Close() })
	s := o.simulator
	m := &farMerchant{mchID: s.MchID(), appID: s.AppID(), endpoint: s.Endpoint()}
	for name, content := range map[string]string{
		"cert.pem": string(s.ClientCertPEM()), "key.pem": string(s.ClientKeyPEM()), "ca.pem": string(s.CAPEM()), "api.key": s.APIKey(),
		"campaign.hcl": string(m.hcl()) + fmt.Sprintf(takenCampaign, o.schema, time.Now().Format("2006-01-02"), toTake, takeEach),
	} {
		if err := os.WriteFile(filepath.Join(o.dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

const takenCampaign = `redpack {
  project = "spring"
  state "postgres" { schema = %q }
}
campaign "team" {
  merchant  = merchant.m
  date      = %q
  send_name = "研发一部"
  act_name  = "新年红包"
  remark    = "2027"
  wishing   = "新年快乐"
  limits {
    per_minute = 300
  }
  recipients = {
    for i in range(%d) : "u${i}" => { openid = format("oTEAM%%023d", i), amount = %s }
  }
}
`

// command is redpack in a hurry, in the campaign's folder.
func (o *takeover) command(t *testing.T, out *strings.Builder, args ...string) *exec.Cmd {
	t.Helper()
	cmd := redpack(t, o.dir, args...)
	cmd.Env = append(os.Environ(), "REDPACK_STATE_URL="+o.server.URL(), "REDPACK_TEST_SPEED="+strconv.Itoa(hurry), "LANG=C.UTF-8")
	cmd.Stdout, cmd.Stderr = out, out
	return cmd
}

func (o *takeover) run(t *testing.T, args ...string) string {
	t.Helper()
	var out strings.Builder
	if err := o.command(t, &out, args...).Run(); err != nil {
		t.Fatalf("redpack %s: %v\n%s", strings.Join(args, " "), err, out.String())
	}
	return out.String()
}

// open is how much a plan says would be sent at most, in yuan.
func (o *takeover) open(t *testing.T) string {
	t.Helper()
	plan := o.run(t, "plan")
	_, money, found := strings.Cut(plan, "at most ¥")
	if !found {
		t.Fatalf("the plan tells no money:\n%s", plan)
	}
	yuan, _, _ := strings.Cut(money, " ")
	return yuan
}

// stopped starts a run and stops it in the middle for longer than its lease, as a laptop's lid does.
func (o *takeover) stopped(t *testing.T, said *strings.Builder) *exec.Cmd {
	t.Helper()
	first := o.command(t, said, "apply", "-plain", "-confirm-total="+o.open(t))
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if first.ProcessState == nil {
			_ = first.Process.Kill()
			_ = first.Wait()
		}
	})
	o.await(t, said, 20)
	send(t, first, syscall.SIGSTOP)
	time.Sleep(time.Minute/hurry + time.Second) // by its own clock its lease is over; the server is told
	o.server.Exec(t, "UPDATE "+o.schema+".lease SET until = clock_timestamp()")
	for len(o.sends) > 0 {
		<-o.sends
	}
	return first
}

// await waits for so many sends.
func (o *takeover) await(t *testing.T, said *strings.Builder, sends int) {
	t.Helper()
	for range sends {
		select {
		case <-o.sends:
		case <-time.After(30 * time.Second):
			t.Fatalf("nothing was sent\n%s", said.String())
		}
	}
}

func send(t *testing.T, cmd *exec.Cmd, s os.Signal) {
	t.Helper()
	if err := cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// Somebody else takes the state over and finishes. When the first one wakes up it sends nothing more, says who has had the state, and
// everybody was paid once.
func TestWhoWakesUpAfterATakeoverSendsNothing(t *testing.T) {
	t.Parallel()
	o := newTakeover(t)
	o.run(t, "state", "create")
	var said, finished strings.Builder
	first := o.stopped(t, &said)
	sent := o.sent.Load()
	second := o.command(t, &finished, "apply", "-plain", "-confirm-total="+o.open(t))
	err := second.Run()
	taken := o.requests.Load()
	send(t, first, syscall.SIGCONT)
	o.fenced(t, first, second, &said)
	if err != nil {
		t.Fatalf("the second run: %v\n%s", err, finished.String())
	}
	if sent < 20 || sent > toTake/2 {
		t.Errorf("%d sends of the first run: the test shows nothing", sent)
	}
	if more := o.requests.Load() - taken; more != 0 {
		t.Errorf("%d requests arrived from the one that woke up", more)
	}
	o.balanced(t)
}

// The first one wakes up while somebody else is in the middle of the list.
func TestWhoWakesUpInATakeoverSendsNothing(t *testing.T) {
	t.Parallel()
	o := newTakeover(t)
	o.run(t, "state", "create")
	var said, finished strings.Builder
	first := o.stopped(t, &said)
	second := o.command(t, &finished, "apply", "-plain", "-confirm-total="+o.open(t))
	if err := second.Start(); err != nil {
		t.Fatal(err)
	}
	o.await(t, &finished, 20)
	send(t, first, syscall.SIGCONT)
	o.fenced(t, first, second, &said)
	if err := second.Wait(); err != nil {
		t.Errorf("the second run: %v\n%s", err, finished.String())
	}
	o.balanced(t)
}

// fenced requires that a run ends because the state is another one's.
func (o *takeover) fenced(t *testing.T, first, second *exec.Cmd, said *strings.Builder) {
	t.Helper()
	var failed *exec.ExitError
	if err := first.Wait(); !errors.As(err, &failed) {
		t.Errorf("the first run: %v", err)
	}
	text := strings.Join(strings.Fields(said.String()), " ")
	for _, want := range []string{"Stopped because the state could not be written", "was taken over by", fmt.Sprint("pid ", second.Process.Pid)} {
		if !strings.Contains(text, want) {
			t.Errorf("the first run does not say %q:\n%s", want, said.String())
		}
	}
}

// balanced requires that the simulator has paid everybody once and found no fault, and that the state is sound.
func (o *takeover) balanced(t *testing.T) {
	t.Helper()
	report, err := o.simulator.Report()
	if err != nil {
		t.Fatal(err)
	}
	if report.Paid != toTake || len(report.Persons) != toTake || len(report.PaidTwice()) > 0 || len(report.Findings) > 0 {
		t.Errorf("%d packets to %d persons, twice %v, findings %v", report.Paid, len(report.Persons), report.PaidTwice(), report.Findings)
	}
	o.run(t, "state", "check")
}
