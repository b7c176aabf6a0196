package cli_test

import (
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/cli"
	"github.com/cashredpack/redpack/internal/sandbox"
	"github.com/cashredpack/redpack/plan/listsum"
)

// calledFrom reports whether a function whose name holds a text is on the stack.
func calledFrom(name string) bool {
	callers := make([]uintptr, 32)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	for {
		frame, more := frames.Next()
		if strings.Contains(frame.Function, name) {
			return true
		}
		if !more {
			return false
		}
	}
}

// page is an output that several goroutines write to.
type page struct {
	mu   sync.Mutex
	text strings.Builder
}

func (p *page) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *page) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// A screen that breaks in the middle of a run harms nothing but itself: everybody is paid, the terminal is as it was, and
// lines take over.
func TestBrokenScreenHarmsNothing(t *testing.T) {
	t.Parallel()
	dir := lantern(t)
	edit(t, dir, "per_minute  = 18000", "per_minute  = 1800") // the screen is read more often than it takes to break it
	var out, complaints page
	keys, unpressed := io.Pipe()
	defer unpressed.Close()
	readings := 0
	code := cli.Main(&cli.Env{
		Args: []string{"apply", "-auto-approve", dir}, Stdin: keys, Stdout: &out, Stderr: &complaints,
		LookupEnv: func(name string) (string, bool) {
			if name == "TERM" {
				return "xterm", true
			}
			return "", false
		},
		Random:  rand.Reader,
		Signals: func() <-chan os.Signal { return nil }, StdinTerminal: true, StdoutTerminal: true, StderrTerminal: true,
		Size: func() (int, int) { return 80, 24 },
		Now: func() time.Time {
			if calledFrom("tui.(*screen).read") {
				if readings++; readings > 10 {
					panic("no such group")
				}
			}
			return time.Now()
		},
	})
	if code != 0 || paid(t, dir) != invited {
		t.Errorf("exit code %d, %d paid:\n%s%s", code, paid(t, dir), complaints.String(), out.String())
	}
	for _, want := range []string{"The screen is broken: no such group. The sending goes on; Ctrl-C stops it safely.", "apply end"} {
		if !strings.Contains(complaints.String(), want) {
			t.Errorf("no %q in\n%s", want, complaints.String())
		}
	}
	if strings.Contains(complaints.String(), "apply start") {
		t.Error("there are lines beside the screen before it broke")
	}
	if !strings.Contains(out.String(), "\x1b[?25h") || !strings.Contains(out.String(), "120 sent") {
		t.Errorf("the terminal is not given back: %q", out.String())
	}
}

// paid asks the simulator's own account.
func paid(t *testing.T, dir string) int {
	t.Helper()
	report, err := sandbox.ReadLedger(filepath.Join(dir, sandbox.DefaultLedger))
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Check(); err != nil {
		t.Error(err)
	}
	if twice := report.PaidTwice(); len(twice) > 0 {
		t.Errorf("paid more than once: %v", twice)
	}
	return report.Paid
}

// The lantern campaign of most tests has the example's team of 12 and the first of its guests.
const (
	guests  = 108
	invited = 120
	total   = "1836.45"
)

// lantern is the example at its own speed for few people. The script of that name and TestKilledTenTimes have them all.
func lantern(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	list := filepath.Join(dir, "data", "guests.csv")
	if err := errors.Join(copyCampaign(dir, "../../examples/lantern"), os.Remove(filepath.Join(dir, listsum.FileName))); err != nil {
		t.Fatal(err)
	}
	all, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	few := strings.Join(strings.SplitAfter(string(all), "\n")[:1+guests], "")
	if err := os.WriteFile(list, []byte(few), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// edit replaces texts of the campaign, each of which must be there.
func edit(t *testing.T, dir string, pairs ...string) {
	t.Helper()
	path := filepath.Join(dir, "campaign.hcl")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(string(text), pairs[i]) {
			t.Fatalf("the campaign has no %q", pairs[i])
		}
	}
	if err := os.WriteFile(path, []byte(strings.NewReplacer(pairs...).Replace(string(text))), 0o600); err != nil {
		t.Fatal(err)
	}
}
