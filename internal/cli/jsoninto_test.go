package cli_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
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
	var complaints page
	code := cli.Main(&cli.Env{
		Args: []string{"apply", "-auto-approve", "-plain", "-json-into=" + events, dir}, Stdin: strings.NewReader(""),
		Stdout: &onText{text: "Apply complete", do: func() {
			if err := os.Truncate(filepath.Join(dir, "redpack.state-wal"), 100); err != nil {
				t.Error(err)
			}
		}},
		Stderr: &complaints, LookupEnv: func(string) (string, bool) { return "", false }, Random: rand.Reader,
		Signals: func() <-chan os.Signal { return nil }, Now: time.Now,
	})
	if code != 6 || !strings.Contains(complaints.String(), "redpack.state") {
		t.Fatalf("exit code %d:\n%s", code, complaints.String())
	}
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
