package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// moves are the sequences by which the screen draws: cursor, modes, colours. None of them takes a text.
var moves = regexp.MustCompile(`\x1b\[[0-9;?<>=]*[A-Za-z]`)

func TestTheScreenObeysNobodyElse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"campaign.hcl": `merchant "main" {
  sandbox {
    latency = "300ms"
  }
  limits {
    quiet_hours = "none"
  }
}
campaign "team" {
  merchant  = merchant.main
  send_name = "a"
  act_name  = "b"
  remark    = "` + "\u202e\u2028" + `"
  wishing   = "` + "\u2069##[error]\u200b" + `"
  recipients = {
    a = { openid = "oTEAM00000000000000000000001", amount = 8.88, label = "` + "::stop-commands::\u2028EVIL\u202e" + `" }
    b = { openid = "oTEAM00000000000000000000002", amount = 1.00, label = "` + "\u200f\u2066EVIL" + `" }
  }
  recipients_from "csv" {
    path   = "` + strings.NewReplacer("\x1b", `\u001b`, "\a", `\u0007`, "\r", `\r`, "\n", `\n`).Replace(strings.ReplaceAll(spell, "/", "")) + `"
    key    = row.key
    openid = row.openid
    amount = row.amount
    label  = row.name
  }
}
`,
		strings.ReplaceAll(spell, "/", ""): "key,openid,amount,name\nc,oTEAM00000000000000000000003,1.00,c\u202eEVIL\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := open(t, dir, nil, "apply").until("Type the total to start (10.88)")
	c.press("d").until("recipients: 1 of 3").press("q10.88").until("enter sends").press("\r").until("paid").press("r").exits(0)
	shown := moves.ReplaceAllString(c.raw(), "")
	for at, r := range shown {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && r != '\n' && r != '\r' {
			t.Errorf("%U reached the terminal in %q", r, shown[max(0, at-40):min(len(shown), at+40)])
		}
	}
	if !strings.Contains(shown, `\u202e`) {
		t.Errorf("no name was shown: %q", shown)
	}
}
