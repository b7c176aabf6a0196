package cli_test

import (
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/cli"
)

// typist answers one question after the other, and does something before each answer.
type typist []struct {
	before func()
	types  string
}

// Read is for whoever asks.
func (t *typist) Read(p []byte) (int, error) {
	if len(*t) == 0 {
		return 0, io.EOF
	}
	next := (*t)[0]
	*t = (*t)[1:]
	if next.before != nil {
		next.before()
	}
	return copy(p, next.types), nil
}

const canaryCampaign = `
merchant "main" {
  sandbox = true
  limits {
    quiet_hours = "none"
  }
}
campaign "team" {
  merchant  = merchant.main
  date      = "2027-02-06"
  send_name = "研发一部"
  act_name  = "新年红包"
  remark    = "2027"
  wishing   = "新年快乐"
  canary    = ["a"]
  recipients_from "csv" {
    path   = "list.csv"
    key    = row.id
    openid = row.openid
    amount = row.amount
  }
}
`

const canaryList = "id,openid,amount\na,oTEAM00000000000000000000001,1.00\nb,oTEAM00000000000000000000002,2.00\nc,oTEAM00000000000000000000003,3.00\n"

// What happens while a person looks at the canary keeps everybody else from being sent, where it is not what was approved; and the exit
// code says that something was sent.
func TestWhileTheCanaryIsLookedAt(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer string
		during func(dir string, stop chan<- os.Signal)
		code   int
		out    string
		says   string
		ledger string
	}{
		"nothing": {"continue", nil, 0, "Apply complete: 2 sent", "", "paid      3 packets"},
		"the list changes": {"continue", func(dir string, _ chan<- os.Signal) {
			put(t, filepath.Join(dir, "list.csv"), canaryList+"d,oTEAM00000000000000000000004,9.99\n")
		}, 7, "", "cannot be planned any more, see above. Nothing else was sent", "paid      1 packet,"},
		"an amount changes": {"continue", func(dir string, _ chan<- os.Signal) {
			put(t, filepath.Join(dir, "list.csv"), strings.Replace(canaryList, "3.00", "4.00", 1))
		}, 7, "", "cannot be planned any more, see above. Nothing else was sent", "paid      1 packet,"},
		"the list is broken": {"continue", func(dir string, _ chan<- os.Signal) {
			put(t, filepath.Join(dir, "list.csv"), canaryList+"d,oTEAM00000000000000000000004,much\n")
		}, 7, "", "cannot be planned any more, see above. Nothing else was sent", "paid      1 packet,"},
		"an interrupt": {"", func(_ string, stop chan<- os.Signal) { stop <- os.Interrupt; time.Sleep(time.Second) }, 7, "Stopped after the canary", "", "paid      1 packet,"},
		"another word": {"yes", nil, 7, "Stopped after the canary", "", "paid      1 packet,"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, filepath.Join(dir, "campaign.hcl"), canaryCampaign)
			put(t, filepath.Join(dir, "list.csv"), canaryList)
			var out, complaints page
			signals := make(chan os.Signal, 1)
			person := &typist{{nil, "6.00\n"}, {func() {
				if tt.during != nil {
					tt.during(dir, signals)
				}
			}, tt.answer + "\n"}}
			code := cli.Main(&cli.Env{
				Args: []string{"apply", "-plain", dir}, Stdin: person, Stdout: &out, Stderr: &complaints, Random: rand.Reader, Now: time.Now,
				LookupEnv: func(string) (string, bool) { return "", false }, Signals: func() <-chan os.Signal { return signals },
				StdinTerminal: true, StderrTerminal: true, Size: func() (int, int) { return 100, 30 },
			})
			if told := strings.Contains(out.String(), "Sending the rest"); told != (tt.code == 0) {
				t.Errorf("told that the rest is sent: %t", told)
			}
			if code != tt.code || !strings.Contains(out.String(), tt.out) || !strings.Contains(complaints.String(), tt.says) {
				t.Errorf("exit code %d, want %d\n%s\n%s", code, tt.code, out.String(), complaints.String())
			}
			if !strings.Contains(complaints.String(), "The canary is paid. Look at these phones now:") {
				t.Error("nobody was asked")
			}
			var ledger page
			cli.Main(&cli.Env{
				Args: []string{"sandbox", "ledger", dir}, Stdin: strings.NewReader(""), Stdout: &ledger, Stderr: &ledger, Random: rand.Reader, Now: time.Now,
				LookupEnv: func(string) (string, bool) { return "", false }, Signals: func() <-chan os.Signal { return nil },
				Size: func() (int, int) { return 100, 30 },
			})
			if !strings.Contains(ledger.String(), tt.ledger) {
				t.Errorf("%s; want %s", ledger.String(), tt.ledger)
			}
		})
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Error(err)
	}
}

// A person may look for days. What was approved may be over by then, and the exit code and the text say that the canary was paid.
func TestTheCanaryIsLookedAtForTooLong(t *testing.T) {
	t.Parallel()
	until := time.Now().Add(2 * time.Hour).In(time.FixedZone("", 8*3600)).Format("2006-01-02 15:04")
	for name, tt := range map[string]struct {
		saved  bool
		inner  string
		later  time.Duration
		out    string
		says   string
		ledger string
	}{
		"the window closes": {false, "schedule {\n    not_after = \"" + until + "\"\n  }", 3 * time.Hour, "window", "", "paid      1 packet,"},
		"the plan expires":  {true, "", 25 * time.Hour, "", "Nothing else was sent", "paid      1 packet,"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, filepath.Join(dir, "campaign.hcl"), strings.Replace(canaryCampaign, "canary    = [\"a\"]", "canary = [\"a\"]\n  "+tt.inner, 1))
			put(t, filepath.Join(dir, "list.csv"), canaryList)
			var late atomic.Int64
			run := func(person io.Reader, args ...string) (code int, out, complaints string) {
				var o, c page
				code = cli.Main(&cli.Env{
					Args: args, Stdin: person, Stdout: &o, Stderr: &c, Random: rand.Reader,
					Now:       func() time.Time { return time.Now().Add(time.Duration(late.Load())) },
					LookupEnv: func(string) (string, bool) { return "", false }, Signals: func() <-chan os.Signal { return nil },
					StdinTerminal: true, StderrTerminal: true, Size: func() (int, int) { return 200, 30 },
				})
				return code, o.String(), c.String()
			}
			what := dir
			if tt.saved {
				what = filepath.Join(dir, "saved.rpplan")
				if code, _, says := run(nil, "plan", "-out="+what, dir); code != 0 {
					t.Fatal(says)
				}
			}
			person := &typist{{nil, "6.00\n"}, {func() { late.Store(int64(tt.later)) }, "continue\n"}}
			code, out, says := run(person, "apply", "-plain", what)
			if code != 7 || !strings.Contains(out, tt.out) || !strings.Contains(says, tt.says) || strings.Contains(says, "Nothing was sent") ||
				tt.saved && strings.Contains(out, "Sending the rest") {
				t.Errorf("exit code %d\n%s\n%s", code, out, says)
			}
			if _, ledger, _ := run(nil, "sandbox", "ledger", dir); !strings.Contains(ledger, tt.ledger) {
				t.Errorf("%s; want %s", ledger, tt.ledger)
			}
		})
	}
}
