package cli_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// bomb is a checkout that fills memory, time or the stack of whoever believes it.
type bomb struct {
	name  string
	hcl   string            // added to a sound campaign
	files map[string]string // beside it
	args  []string          // of redpack; validate where there are none
	at    string            // where the error points
	says  string
}

const soundCampaign = `merchant "main" {
  sandbox = true
}
campaign "c" {
  merchant  = merchant.main
  send_name = "a"
  act_name  = "b"
  wishing   = "c"
  remark    = "d"
  %s
}
`

const oneRecipient = `recipients = { a = { openid = "oUpF8uMuAJO_M2pxb1Q9zNjWe01o", amount = 1.00 } }`

func local(text string) string {
	return fmt.Sprintf(soundCampaign, oneRecipient) + "locals {\n" + text + "\n}\n"
}

func list(text string) string {
	return fmt.Sprintf(soundCampaign, "recipients_from \"csv\" {\n path = \"p.csv\"\n openid = row.openid\n amount = row.amount\n "+text+"\n}")
}

func nested(open, end string, n int) string {
	return local("a = " + strings.Repeat(open, n) + "1" + strings.Repeat(end, n))
}

func doubled(first, line string) string {
	var b strings.Builder
	b.WriteString("a0 = " + first + "\n")
	for i := range 60 {
		b.WriteString(strings.NewReplacer("NEW", fmt.Sprintf("a%d", i+1), "OLD", fmt.Sprintf("local.a%d", i)).Replace(line) + "\n")
	}
	return local(b.String())
}

func people() string {
	return "openid,amount,name\n" + strings.Repeat("oUpF8uMuAJO_M2pxb1Q9zNjWe01o,1.00,王伟\n", 500)
}

const (
	long     = `s = join("", [for i in range(1000) : "aaaaaaaaaaaaaaaaaaaa"])`
	work     = "Too much to evaluate"
	deep     = "Nested too deep"
	text     = "Too much text"
	thousand = "l = range(1000)\n"
)

// bombs are made on demand: the processes under test are of this binary, and their memory is measured.
func bombs() []bomb {
	return []bomb{
		{name: "parentheses", hcl: nested("(", ")", 100_000), says: deep},
		{name: "brackets", hcl: nested("[", "]", 100_000), says: deep},
		{name: "braces", hcl: nested("{ a = ", "}", 20_000), says: deep},
		{name: "templates", hcl: nested(`"${`, `}"`, 20_000), says: deep},
		{name: "heredocs", hcl: nested("<<X\n${", "}\nX\n", 10_000), says: deep},
		{name: "directives", hcl: local(`a = "` + strings.Repeat("%{if true}", 20_000) + strings.Repeat("%{endif}", 20_000) + `"`), says: deep},
		{name: "blocks", hcl: local("") + strings.Repeat("x {\n", 40_000) + strings.Repeat("}\n", 40_000), says: deep},
		{name: "calls", hcl: nested("abs(", ")", 40_000), says: deep},
		{name: "not", hcl: local("a = " + strings.Repeat("!", 100_000) + "true"), says: deep},
		{name: "plus", hcl: local("a = 1" + strings.Repeat("+1", 50_000)), says: deep},
		{name: "plus on lines", hcl: local("a = {for x in [1] : \"a\" => 1" + strings.Repeat("\n+1", 50_000) + "}"), says: deep},
		{name: "conditions", hcl: local("a = true" + strings.Repeat(" ? 1 : true", 20_000) + " ? 1 : 2"), says: deep},
		{name: "indexes", hcl: local("a = [1]" + strings.Repeat("[0+0]", 20_000)), says: deep},
		{name: "splats", hcl: local("a = [1]" + strings.Repeat(".*", 60_000)), says: deep},
		{name: "variables file", hcl: local(""), files: map[string]string{"redpack.rpvars": "x = " + strings.Repeat("(", 100_000)}, at: "redpack.rpvars", says: deep},
		{name: "fmt", hcl: nested("(", ")", 100_000), args: []string{"fmt", "-check"}, says: deep},
		{name: "plan -detailed-exitcode", hcl: nested("(", ")", 100_000), args: []string{"plan", "-detailed-exitcode"}, says: deep},

		{name: "much text", hcl: local("") + strings.Repeat("# comment\n", 300_000), says: text},
		{name: "many elements", hcl: local("a = [" + strings.Repeat("0,", 400_000) + "]"), says: text},
		{name: "no HCL", hcl: local("") + strings.Repeat("\x01", 1_000_000), says: text},
		{name: "some signs", hcl: local("") + strings.Repeat("@", 30_000), says: "Not a campaign file"},
		{name: "dollars", hcl: local(`a = "` + strings.Repeat("$", 50_000) + `"`), says: "Text in too many pieces"},
		{name: "many campaigns", hcl: local("") + strings.Repeat("campaign \"x\" {}\n", 20_000), says: "Too many blocks"},
		{name: "many mistakes", hcl: local("a = [" + strings.Repeat("nope.x,", 20_000) + "]"), says: "Too many mistakes"},

		{name: "lists that double", hcl: doubled("[1]", "NEW = [OLD, OLD]"), says: work},
		{name: "texts that double", hcl: doubled(`"xxxxxxxxxx"`, `NEW = "${OLD}${OLD}"`), says: work},
		{name: "types that double", hcl: doubled("{ a = 1 }", "NEW = true ? null : { a = OLD, b = OLD }"), says: work},
		{name: "numbers that square", hcl: doubled("10", "NEW = OLD * OLD"), says: "Number beyond measure"},
		{name: "values ever deeper", hcl: doubled("[]", "NEW = [[OLD]]"), says: deep},
		{name: "for in for", hcl: local(thousand + "a = [for a in local.l : [for b in local.l : [for c in local.l : 1]]]"), says: work},
		{name: "for that keeps nothing", hcl: local(thousand + "a = [for a in local.l : [for b in local.l : [for c in local.l : 1 if false]]]"), says: work},
		{name: "for that fails", hcl: local(thousand + "a = [for a in local.l : [for b in local.l : [for c in local.l : c.x.y]]]"), says: work},
		{name: "for in a template", hcl: local(thousand + `a = "%{for a in local.l}%{for b in local.l}%{for c in local.l}xxxxxxxx%{endfor}%{endfor}%{endfor}"`), says: work},
		{name: "try", hcl: nested("try(", ")", 60), says: work},
		{name: "swallowed", hcl: local(thousand + "a = try([for a in local.l : [for b in local.l : [for c in local.l : 1]]], 1)"), says: work},
		{name: "replace", hcl: local(long + "\na = replace(local.s, \"a\", local.s)\nb = replace(local.a, \"a\", local.a)"), says: work},
		{name: "join", hcl: local(long + "\na = join(local.s, range(1000))\nb = join(local.a, range(1000))"), says: work},
		{name: "interpolations", hcl: local(long + "\na = \"" + strings.Repeat("${local.s}", 20_000) + `"`), says: work},
		{name: "format", hcl: local(`a = format("%1000000000d", 1)`), says: "more than 1000 characters"},
		{name: "distinct", hcl: local(thousand + "a = [for i in local.l : length(distinct(range(i + 1)))]"), says: work},
		{name: "pattern", hcl: local(`a = regex("\\pL{900}", "x")`), says: "steps"},
		{name: "deep JSON", hcl: local(`a = jsondecode(file("x.json"))`), files: map[string]string{"x.json": strings.Repeat("[", 5_000_000)}, says: "deep"},
		{name: "wide JSON", hcl: local(`a = jsondecode(file("x.json"))`), files: map[string]string{"x.json": "[" + strings.Repeat("[],", 5_000_000) + "1]"}, says: work},
		{name: "large file", hcl: local(`a = file("x")`), files: map[string]string{"x": strings.Repeat("a", 20_000_000)}, says: "more than"},
		{name: "assert", hcl: fmt.Sprintf(soundCampaign, oneRecipient+"\nassert {\ncondition = length([for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]) == 0\nerror_message = \"x\"\n}"), says: work},
		{name: "row", hcl: list(`wishing = join("", [for a in range(1000) : join("", [for b in range(1000) : row.name])])`), files: map[string]string{"p.csv": people()}, at: "p.csv", says: work},
		{name: "row of templates", hcl: list(`wishing = "` + strings.Repeat("${row.name}", 15_000) + `"`), files: map[string]string{"p.csv": "openid,amount,name\n" + strings.Repeat("a,1,"+strings.Repeat("x", 60_000)+"\n", 50)}, at: "p.csv", says: work},

		{name: "columns", hcl: list(""), files: map[string]string{"p.csv": strings.Repeat("a,", 20_000) + "\n"}, at: "p.csv", says: "Too many columns"},
		{name: "line without end", hcl: list(""), files: map[string]string{"p.csv": "openid,amount\n" + strings.Repeat("x", 5_000_000)}, at: "p.csv", says: "longer than 64 KiB"},
		{name: "cells", hcl: list(""), files: map[string]string{"p.csv": "openid,amount\n" + strings.Repeat("x"+strings.Repeat(",", 60_000)+"\n", 300)}, at: "p.csv", says: "60001 cells"},
		{name: "sum", hcl: local(""), files: map[string]string{"redpack.sum": strings.Repeat("x\n", 2_000_000)}, args: []string{"plan"}, at: "redpack.sum", says: "more than"},
		{name: "plan file", hcl: local(""), files: map[string]string{"x.rpplan": `{"redpack_plan":2,"plan":` + strings.Repeat("[", 4_000_000)}, args: []string{"apply", "x.rpplan"}, at: "rpplan", says: "more than"},
		{name: "deep plan file", hcl: local(""), files: map[string]string{"x.rpplan": `{"redpack_plan":2,"plan":` + strings.Repeat("[", 500_000)}, args: []string{"show", "x.rpplan"}, at: "rpplan", says: "depth"},
		{name: "ledger", hcl: local(""), files: map[string]string{"redpack.sandbox": strings.Repeat("\x00", 30_000_000)}, args: []string{"sandbox", "ledger"}, at: "redpack.sandbox", says: "longer than"},
	}
}

// memoryMax is what a command may take, in kilobytes, for whatever stands in a checkout.
const memoryMax = 300 << 10

func TestBombs(t *testing.T) {
	t.Parallel()
	for _, b := range bombsHere(t, bombs()) {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			plant(t, filepath.Join(dir, "a.hcl"), b.hcl)
			for name, content := range b.files {
				plant(t, filepath.Join(dir, name), content)
			}
			args := b.args
			if args == nil {
				args = []string{"validate"}
			}
			code, kilobytes, output := explode(t, dir, args)
			if code != 1 || strings.Contains(output, "goroutine") || strings.Contains(output, "fatal error") {
				t.Errorf("exit code %d, want 1", code)
			}
			if kilobytes > memoryMax {
				t.Errorf("it took %d MB", kilobytes>>10)
			}
			at := b.at
			if at == "" {
				at = "a.hcl line "
			}
			flat := strings.Join(strings.Fields(output), " ")
			if !strings.Contains(flat, b.says) || !strings.Contains(flat, at) {
				t.Errorf("the output does not say %q at %q:\n%.2000s", b.says, at, output)
			}
		})
	}
}

func plant(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// explode runs redpack in a process of its own and tells how that ended.
func explode(t *testing.T, dir string, args []string) (code, kilobytes int, output string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // only for what would never end
	defer cancel()
	note := filepath.Join(t.TempDir(), "note")
	cmd := exec.CommandContext(ctx, "/proc/self/exe")
	cmd.Args = append([]string{"measured"}, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "REDPACK_TEST_MEASURE="+note, "LANG=C.UTF-8")
	// The exit code stands in the note.
	out, _ := cmd.CombinedOutput()
	text, err := os.ReadFile(note)
	if err != nil {
		t.Fatalf("it never ended: %v\n%.2000s", err, out)
	}
	if _, err := fmt.Sscan(string(text), &code, &kilobytes); err != nil {
		t.Fatal(err)
	}
	return code, kilobytes, string(out)
}
