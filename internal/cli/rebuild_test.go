package cli_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/cli"
)

// A list that grows while its people are asked about is told, and so is what was restored all the same.
func TestRebuildOfAListThatGrows(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	list := filepath.Join(dir, "list.csv")
	people := "openid\n"
	for i := range 70 { // more than are asked about at a time
		people += fmt.Sprintf("oTEST%023d\n", i)
	}
	for path, content := range map[string]string{list: people, filepath.Join(dir, "campaign.hcl"): `
merchant "m" {
  sandbox = true
}
campaign "lantern" {
  merchant  = merchant.m
  date      = "2027-02-20"
  send_name = "天虹百货"
  act_name  = "猜灯谜"
  remark    = "元宵"
  wishing   = "元宵快乐"
  recipients_from "csv" {
    path   = "list.csv"
    openid = row.openid
    amount = 1.00
  }
}
`} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, complaints page
	now := time.Now
	run := func(args ...string) int {
		return cli.Main(&cli.Env{
			Args: append(args, dir), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &complaints, Random: rand.Reader,
			LookupEnv: func(string) (string, bool) { return "", false }, Signals: func() <-chan os.Signal { return nil },
			Now: func() time.Time { return now() },
		})
	}
	if code := run("apply", "-auto-approve"); code != 0 {
		t.Fatal(code, complaints.String())
	}
	if err := errors.Join(os.Remove(filepath.Join(dir, "redpack.state")), os.Remove(filepath.Join(dir, "redpack.state.serial"))); err != nil {
		t.Fatal(err)
	}
	grow := sync.OnceFunc(func() {
		if err := os.WriteFile(list, []byte(people+"oTEST99999999999999999999999\n"), 0o600); err != nil {
			t.Error(err)
		}
	})
	now = func() time.Time {
		if calledFrom("(*survey).note") {
			grow()
		}
		return time.Now()
	}
	events := filepath.Join(dir, "events.jsonl")
	code := run("state", "rebuild", "-json-into="+events)
	written, err := os.ReadFile(events)
	if err != nil || code != 1 {
		t.Errorf("exit code %d, %v", code, err)
	}
	for of, text := range map[string]string{
		complaints.String(): "the file changed while it was being read",
		out.String():        "Restored 70 packets",
		" " + out.String():  "A list was another one when it was read again",
		string(written):     `"type":"rebuild_summary"`,
	} {
		if !strings.Contains(of, text) {
			t.Errorf("no %q in\n%s", text, of)
		}
	}
	if strings.Contains(out.String(), "Next:") || strings.Count(string(written), `"exit_code":1`) != 1 {
		t.Errorf("what is said to be next:\n%s%s", out.String(), written)
	}
}
