package cli_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/cli"
)

// onText calls a function before it passes on the first output with a text in it.
type onText struct {
	page
	text string
	do   func()
}

func (o *onText) Write(b []byte) (int, error) {
	if o.do != nil && strings.Contains(string(b), o.text) {
		o.do()
		o.do = nil
	}
	return o.page.Write(b)
}

// A state that cannot be closed after the summary changes the exit code. The stream says it once, in its last line, and it is that
// of the process.
func TestOneLineHoldsTheExitCode(t *testing.T) {
	t.Parallel()
	dir := lantern(t)
	events := filepath.Join(dir, "events.jsonl")
	code, complaints := applyInto(dir, events, &onText{text: "Apply complete", do: func() { damageState(t, dir) }})
	if code != 6 || !strings.Contains(complaints, "redpack.state") {
		t.Fatalf("exit code %d:\n%s", code, complaints)
	}
	onlyLastHasExitCode(t, events, code)
}

// applyInto applies in this process, with events into a file.
func applyInto(dir, events string, stdout io.Writer) (code int, complaints string) {
	var stderr page
	code = cli.Main(&cli.Env{
		Args: []string{"apply", "-auto-approve", "-plain", "-json-into=" + events, dir}, Stdin: strings.NewReader(""),
		Stdout: stdout, Stderr: &stderr, LookupEnv: func(string) (string, bool) { return "", false }, Random: rand.Reader,
		Signals: func() <-chan os.Signal { return nil }, Now: time.Now,
	})
	return code, stderr.String()
}

func damageState(t *testing.T, dir string) {
	t.Helper()
	if err := os.Truncate(filepath.Join(dir, "redpack.state-wal"), 100); err != nil {
		t.Error(err)
	}
}

// goneOn is a stdout whose reader goes away with the first output that has a text in it.
type goneOn struct {
	text string
	do   func()
	gone bool
}

func (g *goneOn) Write(b []byte) (int, error) {
	if !g.gone && strings.Contains(string(b), g.text) {
		g.gone = true
		g.do()
	}
	if g.gone {
		return 0, syscall.EPIPE
	}
	return len(b), nil
}

// late is a second campaign.
const late = "\ncampaign \"late\" {\n  merchant   = merchant.mall\n  date       = \"2026-12-01\"\n  send_name  = \"天虹百货\"\n  act_name   = \"猜灯谜\"\n" +
	"  remark     = \"元宵\"\n  wishing    = \"元宵快乐\"\n  recipients = { a = { openid = \"oTEST00000000000000000000001\", amount = 1.88 } }\n}\n"

// Whoever reads the lines or the events of a run may go, too: the campaigns that follow are sent all the same.
func TestGoneReaderOfARunStopsNoOtherCampaign(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"lines": {"-plain"}, "events": {"-json"}} {
		t.Run(name, func(t *testing.T) {
			dir := lantern(t)
			appendTo(t, filepath.Join(dir, "campaign.hcl"), late)
			reader := &goneOn{text: "apply", do: func() {}}
			env := &cli.Env{
				Args: append([]string{"apply", "-auto-approve", dir}, args...), Stdin: strings.NewReader(""), Stdout: &page{}, Stderr: reader,
				LookupEnv: func(string) (string, bool) { return "", false }, Random: rand.Reader,
				Signals: func() <-chan os.Signal { return nil }, Now: time.Now,
			}
			if name == "events" {
				reader.text = "apply_start"
				env.Stdout, env.Stderr = reader, &page{}
			}
			if code, n := cli.Main(env), paid(t, dir); code != 0 || n != invited+1 || !reader.gone {
				t.Errorf("exit code %d, %d paid of %d, the reader has gone: %v", code, n, invited+1, reader.gone)
			}
		})
	}
}

// A reader of stdout who has gone keeps nobody from being paid, and nobody else from learning how it ended: stderr says so, with what else
// went wrong, and the file of the events has its last line. The exit code is that of the run.
func TestGoneReaderHidesNothing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, more string
		damage     bool // of the state, at the same moment
		code       int
		told       string
	}{
		{"nothing else is wrong", "", false, 0, "The output was not read to its end. Sent: 120 packets, ¥1,836.45; apply ended with exit code 0."},
		{"another campaign follows", late, false, 0, "The output was not read to its end. Sent: 121 packets, ¥1,838.33; apply ended with exit code 0."},
		{"the state is damaged", "", true, 6, "redpack.state"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := lantern(t)
			appendTo(t, filepath.Join(dir, "campaign.hcl"), test.more)
			events := filepath.Join(dir, "events.jsonl")
			code, complaints := applyInto(dir, events, &goneOn{text: "Apply complete", do: func() {
				if test.damage {
					damageState(t, dir)
				}
			}})
			if code != test.code {
				t.Errorf("exit code %d:\n%s", code, complaints)
			}
			if told := strings.Contains(complaints, "Error:"); told != test.damage || strings.Count(complaints, test.told) != 1 ||
				strings.Contains(complaints, "broken pipe") {
				t.Errorf("stderr has\n%s", complaints)
			}
			onlyLastHasExitCode(t, events, code)
		})
	}
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, append(content, text...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// onlyLastHasExitCode requires that the last line of a file of events, and no other, has the exit code of the process.
func onlyLastHasExitCode(t *testing.T, events string, code int) {
	t.Helper()
	written, err := os.ReadFile(events)
	if err != nil {
		t.Fatal(err)
	}
	var codes []int
	last := struct {
		ExitCode *int `json:"exit_code"`
	}{}
	for line := range bytes.Lines(written) {
		last.ExitCode = nil
		if err := json.Unmarshal(line, &last); err != nil {
			t.Fatal(err)
		}
		if last.ExitCode != nil {
			codes = append(codes, *last.ExitCode)
		}
	}
	if len(codes) != 1 || last.ExitCode == nil || codes[0] != code {
		t.Errorf("lines with an exit code: %v, of which the last line is one: %t; the process ended with %d", codes, last.ExitCode != nil, code)
	}
}
