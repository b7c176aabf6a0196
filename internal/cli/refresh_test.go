package cli_test

import (
	"bytes"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/cli"
	"github.com/cashredpack/redpack/internal/sandbox"
)

// at runs one command in this process at another time.
func at(t *testing.T, now func() time.Time, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, complaints bytes.Buffer
	code = cli.Main(&cli.Env{
		Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &complaints, Now: now, Random: rand.Reader,
		LookupEnv: func(name string) (string, bool) { return "C.UTF-8", name == "LANG" },
		Signals:   func() <-chan os.Signal { return nil }, Size: func() (int, int) { return 80, 24 },
	})
	return out.String(), complaints.String(), code
}

// Two days later every packet has been opened or its money is back, and a refresh finds that out. The apply is the one
// with the wrong clock: TLS looks at the real one, and no certificate is valid before it was made.
func TestRefreshTwoDaysLater(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	campaign, err := os.ReadFile("../../examples/quickstart/campaign.hcl")
	if err != nil {
		t.Fatal(err)
	}
	// Two of them never open theirs.
	edited := strings.NewReplacer("oDEMOzSbH1", "oAWAY_SbH1", "oDEMOE5y97", "oAWAY_5y97").Replace(string(campaign))
	if err := os.WriteFile(filepath.Join(dir, "campaign.hcl"), []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	earlier := func() time.Time { return time.Now().Add(-48 * time.Hour) }
	if _, stderr, code := at(t, earlier, "apply", "-auto-approve", dir); code != 0 {
		t.Fatalf("apply: %d\n%s", code, stderr)
	}
	stdout, stderr, code := at(t, time.Now, "refresh", dir)
	if code != 0 || !strings.Contains(stdout, "Asked WeChat Pay about 12 packets") || !strings.Contains(stdout, "refunded") ||
		strings.Contains(stdout, "unchanged") {
		t.Errorf("refresh: %d\n%s%s", code, stdout, stderr)
	}
	if stdout, _, _ := at(t, time.Now, "state", "list", "-status=sent", dir); !strings.Contains(stdout, "No packets.") {
		t.Errorf("still sent:\n%s", stdout)
	}
	if stdout, _, code := at(t, time.Now, "plan", dir); code != 0 || !strings.Contains(stdout, "12 done") {
		t.Errorf("plan: %d\n%s", code, stdout)
	}
	if stdout, _, code := at(t, time.Now, "refresh", dir); code != 0 || !strings.Contains(stdout, "Nothing to ask") {
		t.Errorf("a second refresh: %d\n%s", code, stdout)
	}
	report, err := sandbox.ReadLedger(filepath.Join(dir, sandbox.DefaultLedger))
	if err != nil || report.Paid != 12 || len(report.PaidTwice()) > 0 || len(report.Findings) > 0 {
		t.Errorf("the ledger: %+v %v", report, err)
	}
}
