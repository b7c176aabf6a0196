package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/state"
)

// A packet of which nobody knows whether it was paid stays open while WeChat Pay can tell. After that a person closes it:
// it counts as paid, and nothing is sent or asked because of it any more.
func TestAPersonClosesWhatWeChatPayHasForgotten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	campaign, err := os.ReadFile("../../examples/quickstart/campaign.hcl")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "campaign.hcl"), campaign, 0o600); err != nil {
		t.Fatal(err)
	}
	unanswered(t, dir, "si_ma", time.Now())

	days := func(n int) func() time.Time {
		return func() time.Time { return time.Now().Add(time.Duration(n) * 24 * time.Hour) }
	}
	accept := []string{"state", "accept", "team_cny_2027/si_ma", dir, "-reason=the bill file of March has it"}
	if _, stderr, code := at(t, days(29), accept...); code != 1 || !strings.Contains(stderr, "redpack refresh first") {
		t.Errorf("accepted after 29 days: %d\n%s", code, stderr)
	}
	if stdout, stderr, _ := at(t, days(31), "plan", dir); !strings.Contains(stdout, "1 resolve, 0 done") {
		t.Errorf("before the decision:\n%s%s", stdout, stderr)
	}
	if _, stderr, code := at(t, days(31), accept...); code != 0 {
		t.Fatalf("after 31 days: %d\n%s", code, stderr)
	}
	if stdout, _, code := at(t, days(32), "plan", "-exclude=team_cny_2027", dir); code != 0 || !strings.Contains(stdout, "0 resolve, 1 done") {
		t.Errorf("after the decision: %d\n%s", code, stdout)
	}
	if stdout, stderr, code := at(t, days(32), "refresh", dir); code != 0 || strings.Contains(stdout, "too old") || !strings.Contains(stdout, "Nothing to ask") {
		t.Errorf("refresh: %d\n%s%s", code, stdout, stderr)
	}
	if _, stderr, code := at(t, days(33), accept...); code != 1 || !strings.Contains(stderr, "accepted already") {
		t.Errorf("a second decision: %d\n%s", code, stderr)
	}

	// That it counts as paid does not allow a second packet under a new key; that is a decision of its own.
	renamed := strings.Replace(string(campaign), "si_ma = ", "sima = ", 1)
	if err := os.WriteFile(filepath.Join(dir, "campaign.hcl"), []byte(renamed), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := at(t, days(34), "plan", dir); code != 1 || !strings.Contains(stderr, "Paid under another key") {
		t.Errorf("renamed: %d\n%s", code, stderr)
	}
	if _, stderr, code := at(t, days(34), accept...); code != 0 {
		t.Errorf("a second packet on purpose: %d\n%s", code, stderr)
	}
	if _, stderr, _ := at(t, days(35), "plan", dir); strings.Contains(stderr, "Paid under another key") {
		t.Errorf("after that decision:\n%s", stderr)
	}
}

// unanswered records the intent of a recipient whose request got no answer.
func unanswered(t *testing.T, dir, key string, when time.Time) {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	project, diags := hclspec.Load(root.FS(), hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	c := project.Campaigns[0]
	store, err := state.Open(t.Context(), state.File(filepath.Join(dir, project.State.Path)), state.OpenOptions{
		MchID: c.Merchant.MchID, AppID: c.Merchant.AppID, Sandbox: true, Now: func() time.Time { return when },
	})
	if err != nil {
		t.Fatal(err)
	}
	no, err := billno.Series{Version: billno.ByKey, Scheme: billno.Digits, MchID: c.Merchant.MchID, Date: "20270206", Campaign: c.Name}.Number(billno.Recipient{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Recipients(nil, func(r *hclspec.Recipient) bool {
		if r.Key == key {
			_, err = store.Reserve(t.Context(), state.Intent{
				Campaign: c.Name, Key: r.Key, OpenID: r.OpenID, Amount: r.Amount, BillNo: no, Version: billno.ByKey, Request: "{}", At: when,
			})
		}
		return r.Key != key
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}
