package cli_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	_ "github.com/cashredpack/redpack/internal/term0" // as main does: or every program here waits five seconds
)

// console is a program on a pseudo-terminal, and what it has written to it.
type console struct {
	t    *testing.T
	cmd  *exec.Cmd
	ours *os.File // the terminal's end
	tty  *os.File // the program's end, kept open so that its settings can be looked at afterwards

	mu  sync.Mutex
	out bytes.Buffer
}

// open starts a command in the middle of a terminal of its own, as a shell would.
func open(t *testing.T, dir string, env []string, args ...string) *console {
	t.Helper()
	ours, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(tty, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	c := &console{t: t, cmd: redpack(t, dir, args...), ours: ours, tty: tty}
	c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = tty, tty, tty
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	c.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "LANG=C.UTF-8", "TERM=xterm-256color"}, env...)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ours.Close(); _ = tty.Close() })
	go func() { _, _ = io.Copy(c, ours) }()
	return c
}

// Write is for the copying.
func (c *console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.out.Write(p)
}

var escapes = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]`)

// text is what was written so far, without colours and movements.
func (c *console) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return escapes.ReplaceAllString(c.out.String(), "")
}

func (c *console) raw() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.out.String()
}

// until waits for a text that comes after what was awaited before.
func (c *console) until(want string) *console {
	c.t.Helper()
	for range 3000 {
		if strings.Contains(c.text(), want) {
			return c
		}
		time.Sleep(10 * time.Millisecond)
	}
	c.t.Fatalf("%q never came; the terminal shows\n%s", want, c.text())
	return c
}

// soon reports whether something comes true: the last bytes may still be on their way when a program has ended.
func (c *console) soon(holds func() bool) bool {
	for range 300 {
		if holds() {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

func (c *console) press(keys string) *console {
	c.t.Helper()
	if _, err := io.WriteString(c.ours, keys); err != nil {
		c.t.Fatal(err)
	}
	return c
}

// exits waits for the end and requires its code, and a terminal as it was before.
func (c *console) exits(code int) *console {
	c.t.Helper()
	err := c.cmd.Wait()
	got := 0
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		got = failed.ExitCode()
	} else if err != nil {
		c.t.Fatal(err)
	}
	if got != code {
		c.t.Errorf("exit code %d, want %d; the terminal shows\n%s", got, code, c.text())
	}
	settings, err := unix.IoctlGetTermios(int(c.tty.Fd()), unix.TCGETS)
	if err != nil {
		c.t.Fatal(err)
	}
	if settings.Lflag&unix.ECHO == 0 || settings.Lflag&unix.ICANON == 0 {
		c.t.Error("the terminal does not echo any more")
	}
	if !c.soon(func() bool {
		raw := c.raw()
		return strings.LastIndex(raw, "\x1b[?25l") <= strings.LastIndex(raw, "\x1b[?25h")
	}) {
		c.t.Error("the cursor stays hidden")
	}
	return c
}

func (c *console) shows(want string) {
	c.t.Helper()
	if !c.soon(func() bool { return strings.Contains(c.text(), want) }) {
		c.t.Errorf("no %q on the terminal:\n%s", want, c.text())
	}
}

func TestApprovalOnATerminal(t *testing.T) {
	t.Parallel()
	t.Run("the total", func(t *testing.T) {
		dir := lantern(t)
		c := open(t, dir, nil, "apply").until("Type the total to start (" + total + ")")
		c.press("d").until("recipients: 1 of 120").press("q" + total).until("enter sends; it cannot be called back").press("\r").exits(0)
		c.shows("Apply complete: 120 sent")
		if n := paid(t, dir); n != invited {
			t.Errorf("%d paid", n)
		}
	})
	for name, keys := range map[string]string{
		"another total": "1836.44\r", "yes": "yes\r", "nothing": "\r", "escape": total + "\x1b", "ctrl-c": total + "\x03", "in the list": "d" + total + "\r\x03",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := lantern(t)
			open(t, dir, nil, "apply").until("Type the total to start").press(keys).exits(4).shows("Nothing was sent.")
			if n := paid(t, dir); n != 0 {
				t.Errorf("%d paid", n)
			}
		})
	}
}

func TestScreenStopsGentlyAndAtOnce(t *testing.T) {
	t.Parallel()
	for _, keys := range some(3, []string{"q", "qqq", "\x03"}) {
		dir := slowLantern(t)
		open(t, dir, nil, "apply", "-auto-approve").until("state saved").press(keys).exits(7).shows("Stopped as asked.")
		if n := paid(t, dir); n == 0 || n == invited {
			t.Errorf("keys %q: %d paid", keys, n)
		}
	}
	dir := slowLantern(t)
	slow(t, dir, "2s")
	open(t, dir, nil, "apply", "-auto-approve").until("in flight").press("\x03").until("ctrl+c again gives").press("\x03").exits(130)
	edit(t, dir, "latency = \"2s\"", "latency = \"1ms\"")
	if out, err := redpack(t, dir, "apply", "-auto-approve").CombinedOutput(); err != nil || paid(t, dir) != invited {
		t.Errorf("after the resume %d are paid: %v\n%s", paid(t, dir), err, out)
	}
}

// slow makes the simulator's answers take so long.
func slow(t *testing.T, dir, latency string) {
	t.Helper()
	edit(t, dir, "sandbox = true", "sandbox {\n latency = \""+latency+"\"\n }", "per_minute  = 600", "per_minute  = 18000")
}

func TestScreenPausesAndGoesOn(t *testing.T) {
	t.Parallel()
	dir := lantern(t)
	edit(t, dir, "per_minute  = 18000", "per_minute  = 1200")
	c := open(t, dir, nil, "apply", "-auto-approve").until("/s   limit").press("p").until("until you press p")
	before := -1
	for now := paid(t, dir); now != before; now = paid(t, dir) { // what is in flight is paid yet
		before = now
		time.Sleep(time.Second)
	}
	if before == invited {
		t.Error("the run was not paused")
	}
	c.press("r").until("recipients: 1 of 120").press("\r").until("outcome").press("p").exits(0).shows("Apply complete: 120 sent")
	if n := paid(t, dir); n != invited {
		t.Errorf("%d paid", n)
	}
}

// An account without money waits for a person instead of ending.
func TestScreenWaitsForATopUp(t *testing.T) {
	t.Parallel()
	dir := lantern(t)
	edit(t, dir, "sandbox = true", "sandbox {\n balance = 500.00\n faults = \"topup(20000.00)@3s\"\n }")
	c := open(t, dir, nil, "apply", "-auto-approve").until("paused: balance empty, top up, press p")
	time.Sleep(3 * time.Second)
	c.press("p").exits(0).shows("Apply complete: 120 sent")
	if n := paid(t, dir); n != invited {
		t.Errorf("%d paid", n)
	}
}

// A window that is closed in the middle of a run is an interrupt: nothing is left unclear.
func TestClosedWindowDrains(t *testing.T) {
	t.Parallel()
	dir := slowLantern(t)
	events := filepath.Join(t.TempDir(), "events.jsonl")
	c := open(t, dir, nil, "apply", "-auto-approve", "-json-into="+events).until("/s   limit")
	if err := c.ours.Close(); err != nil {
		t.Fatal(err)
	}
	_ = c.cmd.Wait()
	if status, ok := c.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Exited() || status.ExitStatus() != 7 {
		t.Errorf("the run did not end by itself, or not as an interrupt: %v", c.cmd.ProcessState)
	}
	if written, err := os.ReadFile(events); err != nil || strings.Contains(string(written), `"diagnostic"`) {
		t.Errorf("a terminal that is gone is no error: %v\n%s", err, written)
	}
	if n := paid(t, dir); n == 0 || n == invited {
		t.Errorf("%d paid", n)
	}
	plan, err := redpack(t, dir, "plan").Output()
	if err != nil || !strings.Contains(string(plan), ", 0 resolve,") {
		t.Errorf("something was left unclear: %v\n%s", err, plan)
	}
}

// Where a screen would be of no use there are lines, and neither colours nor movements where nobody wants any.
func TestWhereThereIsNoScreen(t *testing.T) {
	t.Parallel()
	for _, test := range some(6, []struct {
		name    string
		env     []string
		args    []string
		screen  bool
		without string
	}{
		{"dumb", []string{"TERM=dumb"}, nil, false, "\x1b"},
		{"CI", []string{"CI=true"}, nil, false, "\x1b[?25l"},
		{"plain", nil, []string{"-plain"}, false, "\x1b[?25l"},
		{"NO_COLOR", []string{"NO_COLOR=1"}, nil, true, "m "},
		{"16 colours", []string{"TERM=xterm"}, nil, true, "8;5;"},
		{"reduced motion", []string{"REDPACK_REDUCED_MOTION=1"}, nil, true, "no such text"},
	}) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := lantern(t)
			edit(t, dir, "per_minute  = 18000", "per_minute  = 180000")
			c := open(t, dir, test.env, append([]string{"apply", "-auto-approve"}, test.args...)...).exits(0)
			c.shows("Apply complete: 120 sent")
			if screen := strings.Contains(c.raw(), "\x1b[?25l"); screen != test.screen {
				t.Errorf("screen: %v, want %v", screen, test.screen)
			}
			raw := regexp.MustCompile(`\x1b\[[0-9;]+m`).FindString(c.raw())
			if test.name == "NO_COLOR" && raw != "" || test.name != "NO_COLOR" && strings.Contains(c.raw(), test.without) {
				t.Errorf("%q on the terminal: %q", test.without, c.raw())
			}
		})
	}
}
