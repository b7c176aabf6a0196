//go:build unix

package cli_test

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/plan/planfile"
)

// What a checkout holds: names of files, keys, wishes and comments.
func TestFilesAreOnlyShown(t *testing.T) {
	t.Parallel()
	sandbox := "merchant \"main\" {\n  sandbox = true\n}\n"
	campaign := sandbox + `campaign "team" {
  merchant  = merchant.main
  send_name = "a"
  act_name  = "b"
  remark    = "` + "\u202e::x" + `"
  wishing   = "` + "##[error]\u2069 | <b> @team" + `"
  recipients = {
    "` + "::stop-commands::\u2028EVIL\u202e" + `" = { openid = "oTEAM00000000000000000000001", amount = 8.88 }
    "::error::EVIL" = { openid = "oTEAM00000000000000000000002", amount = 1.00 }
  }
}
`
	messages := sandbox + "variable \"a\" {\n  type = string\n  default = \"x\"\n  validation {\n    condition = false\n    error_message = \"a" +
		`\n::stop-commands::EVIL\u202e` + "\"\n  }\n}\n"
	for _, test := range some(5, []struct {
		name  string
		files map[string]string
	}{
		{"keys", map[string]string{"campaign.hcl": campaign}},
		{"comment", map[string]string{"campaign.hcl": "# " + spell + "\ncampaign {}\n"}},
		{"file name", map[string]string{"a" + spell + ".hcl": "x\n", "b" + strings.ReplaceAll(spell, "/", "") + ".hcl": "a=1\n"}},
		{"messages", map[string]string{"campaign.hcl": messages}},
		{"not text", map[string]string{"campaign.hcl": "a = \"\xff\x1b\"\n\x85\x9b\n"}},
	}) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := newVictim(t, test.files)
			for _, args := range [][]string{
				{"validate"},
				{"validate", "-json"},
				{"plan"},
				{"plan", "-json"},
				{"plan", "-markdown"},
				{"fmt", "-check", "-diff"},
				{"fmt"},
				{"apply", "-auto-approve"},
				{"state", "list"},
				{"state", "list", "-json"},
				{"history"},
				{"history", "-run=1"},
				{"history", "-run=1", "-json"},
				{"show", "-list"},
				{"diff"},
				{"sandbox", "ledger"},
				{"plan", "-write-sum"},
				{"apply", "-auto-approve"},
			} {
				v.run(args...)
			}
		})
	}
}

// What the operator was made to paste, and what names of folders in a checkout hold.
func TestArgumentsAreOnlyShown(t *testing.T) {
	t.Parallel()
	v := newVictim(t, map[string]string{"campaign.hcl": "merchant \"main\" {\n  sandbox = true\n}\n", spell + ".rpplan": "{", "not.rpplan": spell})
	if err := os.Mkdir(filepath.Join(v.dir, "d"+spell), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, args := range some(6, [][]string{
		{spell},
		{"-" + spell},
		{"plan", "--" + spell},
		{"plan", spell},
		{"plan", "d" + spell},
		{"validate", "-json", spell},
		{"plan", "-json", "--" + spell},
		{"show", spell + ".rpplan"},
		{"show", "not.rpplan"},
		{"apply", spell + ".rpplan"},
		{"fmt", spell},
		{"fmt", spell + ".hcl"},
		{"plan", "-var", spell},
		{"plan", "-var-file=" + spell},
		{"plan", "-only", spell},
		{"plan", "-only-file=" + spell},
		{"diff", spell},
		{"diff", spell + "..HEAD"},
		{"state", "show", spell},
		{"show", spell},
		{"history", spell},
		{"history", "-run", spell},
		{"state", "list", "-status=" + spell},
		{"state", spell},
		{"state", "check", "-state", spell},
		{"apply", "-confirm-total=" + spell},
		{"apply", "-check=" + spell},
		{"sandbox", "-faults", spell},
		{"sandbox", "ledger", spell},
		{"init", "d" + spell},
		{"plan", "-out=" + filepath.Join(spell, "x.rpplan")},
		{"help", spell},
		{"completion", spell},
		{"plan", "-json-into=" + filepath.Join(spell, "x")},
		{"plan", "-markdown-out=" + filepath.Join(spell, "x")},
		{"plan", "-max-chars=" + spell, "-markdown"},
	}) {
		v.run(args...)
	}
	v.tells(`EVIL`, "plan", spell)
}

// What a repository holds: branches, and files of other revisions.
func TestRevisionsAreOnlyShown(t *testing.T) {
	t.Parallel()
	v := newVictim(t, map[string]string{"campaign.hcl": sandboxed("新年快乐"), "x" + strings.ReplaceAll(spell, "/", "") + ".hcl": "locals {\n}\n"})
	const branch = "b\u202e\u2028EVIL"
	git := func(args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=" + milder, "-c", "user.email=a@b"}, args...)...)
		cmd.Dir = v.dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	git("init", "-q", "-b", "main")
	git("add", "-A")
	git("commit", "-q", "-m", milder)
	git("switch", "-q", "-c", branch)
	if err := os.WriteFile(filepath.Join(v.dir, "campaign.hcl"), []byte(sandboxed("##[error]\u2069 ::EVIL")), 0o600); err != nil {
		t.Fatal(err)
	}
	git("add", "-A")
	git("commit", "-q", "-m", milder)
	for _, args := range some(4, [][]string{
		{"diff", "main.." + branch},
		{"diff", "-list", "main..." + branch},
		{"diff", "-json", "main.." + branch},
		{"diff", "-markdown", "main.." + branch},
		{"diff", branch + "x"},
		{"plan", "-markdown"},
		{"diff", "-state", "main"},
	}) {
		v.run(args...)
	}
}

// sandboxed is a campaign of one person.
func sandboxed(wishing string) string {
	return `merchant "main" {
  sandbox = true
}
campaign "team" {
  merchant  = merchant.main
  send_name = "a"
  act_name  = "b"
  remark    = "c"
  wishing   = "` + wishing + `"
  recipients = { a = { openid = "oTEAM00000000000000000000001", amount = 8.88 } }
}
`
}

// A plan file is believed no more than any other text.
func TestPlanFilesAreOnlyShown(t *testing.T) {
	t.Parallel()
	v := newVictim(t, map[string]string{"campaign.hcl": sandboxed("d")})
	v.run("plan", "-out=plan.rpplan")
	path := filepath.Join(v.dir, "plan.rpplan")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	honest, err := planfile.Decode(content)
	if err != nil {
		t.Fatal(err)
	}
	content, err = json.Marshal(honest)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(content, &value); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < texts(value, -1); i += times(6, 1) {
		if forged := forgedPlan(t, content, i); forged != nil {
			if err := os.WriteFile(path, forged, 0o600); err != nil {
				t.Fatal(err)
			}
			v.run("show", "plan.rpplan")
			v.run("apply", "plan.rpplan")
		}
	}
}

// forgedPlan is a plan file with the right checksum whose nth text holds the spell; nil where that field takes no such text.
func forgedPlan(t *testing.T, content []byte, nth int) []byte {
	t.Helper()
	var value any
	if err := json.Unmarshal(content, &value); err != nil {
		t.Fatal(err)
	}
	texts(value, nth)
	changed, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var forged planfile.Saved
	if json.Unmarshal(changed, &forged) != nil {
		return nil
	}
	file, err := planfile.Encode(&forged)
	if err != nil {
		return nil
	}
	return file
}

// texts counts the texts in a JSON value, and gives the nth the spell behind what it says.
func texts(value any, nth int) int {
	n := 0
	var walk func(any) any
	walk = func(value any) any {
		switch value := value.(type) {
		case string:
			if n++; n-1 == nth {
				return value + spell
			}
		case []any:
			for i := range value {
				value[i] = walk(value[i])
			}
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(value)) {
				value[key] = walk(value[key])
			}
		}
		return value
	}
	walk(value)
	return n
}
