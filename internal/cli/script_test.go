package cli_test

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/cashredpack/redpack/internal/cli"
	"github.com/cashredpack/redpack/internal/sandbox"
	_ "github.com/cashredpack/redpack/internal/term0" // as main does
	"github.com/cashredpack/redpack/internal/testkit/eventschema"
	"github.com/cashredpack/redpack/internal/testkit/tongues"
	"github.com/cashredpack/redpack/plan/listsum"
	"github.com/cashredpack/redpack/plan/planfile"
)

// atATime is how many tests run at a time for each processor: most of them wait for a process, and some of those for an answer.
const atATime = 2

// The scripts run the real main in a process of its own, so that signals, exit codes and locks are real.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", strconv.Itoa(atATime*runtime.GOMAXPROCS(0))); err != nil { // -parallel comes later, and wins
		panic(err)
	}
	testscript.Main(withPostgres{m}, map[string]func(){
		"redpack":  func() { heard(); os.Exit(cli.Main(discreet(atTestTime(cli.FromOS())))) },
		"gateway":  func() { os.Exit(serveGateway()) },
		"forge":    func() { os.Exit(forge()) },
		"overflow": func() { os.Exit(cli.Main(overflowing(cli.FromOS()))) },
		"issue":    func() { os.Exit(issue()) },
		"measured": func() { os.Exit(measured()) },
		"session":  func() { os.Exit(serveSession()) },
		"farside":  func() { os.Exit(farSide()) },
		"spent":    func() { os.Exit(spent()) },
		"refusal":  func() { os.Exit(serveRefusal()) },
	})
}

var processBegan = time.Now()

// atTestTime lets a script say when it is: the clock starts at REDPACK_TEST_NOW and runs on, REDPACK_TEST_SPEED times as fast as
// others. Only this test binary knows the variables.
func atTestTime(env *cli.Env) *cli.Env {
	start, speed := processBegan, time.Duration(1)
	if text := os.Getenv("REDPACK_TEST_NOW"); text != "" {
		var err error
		if start, err = time.Parse(time.RFC3339, text); err != nil {
			panic(err)
		}
	}
	if text := os.Getenv("REDPACK_TEST_SPEED"); text != "" {
		times, err := strconv.Atoi(text)
		if err != nil {
			panic(err)
		}
		speed = time.Duration(times)
		env.After = func(d time.Duration) <-chan time.Time { return time.After(d / speed) }
	}
	env.Now = func() time.Time { return start.Add(speed * time.Since(processBegan)) }
	return env
}

// textsEnv names the file that takes what is not right with a text that redpack makes, see package tongues.
const textsEnv = "TEXTS_OF_REDPACK"

func heard() {
	if path := os.Getenv(textsEnv); path != "" {
		tongues.Note(path)
	}
}

func TestScripts(t *testing.T) {
	t.Parallel()
	texts := filepath.Join(t.TempDir(), "texts")
	t.Cleanup(func() {
		faults, err := tongues.Noted(texts)
		if err != nil || len(faults) > 0 {
			t.Errorf("%v\n%s", err, strings.Join(faults, "\n"))
		}
	})
	testscript.Run(t, testscript.Params{
		Files:               scripts(t),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLES", absolute(t, "../../examples"))
			env.Setenv("ACTIONS", absolute(t, "../../.github/actions"))
			env.Setenv("SCHEMA", absolute(t, "../events/events.schema.json"))
			env.Setenv("GIT_CONFIG_GLOBAL", absolute(t, "testdata/gitconfig"))
			// Where the recipes that send keep their state: a block of HCL, beside the variables that it names. "": in a file.
			env.Setenv("STATE_HCL", os.Getenv("REDPACK_TEST_RECIPE_STATE"))
			if address := os.Getenv("REDPACK_STATE_URL"); address != "" {
				env.Setenv("REDPACK_STATE_URL", address)
			}
			// The scripts see what a user in a UTF-8 locale without a terminal sees.
			env.Setenv("LANG", "C.UTF-8")
			setUpAttacks(env)
			env.Setenv(textsEnv, texts)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "ledger": ledger, "events": events, "copydir": copyDir, "waitfor": waitFor, "mode": mode,
			"attack": attack, "forgeplan": forgePlan, "sql": runSQL, "hold": hold, "workbook": makeWorkbook,
		},
	})
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	full, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return full
}

// exits runs a command and requires its exit code: exits 2 redpack plan -detailed-exitcode
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG ...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		got = -1
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			got = failed.ExitCode()
		}
	}
	if got != want {
		ts.Fatalf("%s exited with %d (%v), want %d", strings.Join(args[1:], " "), got, err, want)
	}
}

// forgePlan rewrites a saved plan as somebody would who knows its format, with a right checksum: forgeplan FILE WHAT.
func forgePlan(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: forgeplan FILE for-ever|longer|again|unsealed|no-state|big-name|many-names|many-inputs|device|device-input")
	}
	path := ts.MkAbs(args[0])
	content, err := os.ReadFile(path)
	ts.Check(err)
	saved, err := planfile.Decode(content)
	ts.Check(err)
	switch args[1] {
	case "for-ever":
		saved.ValidUntil = saved.ValidUntil.AddDate(72, 0, 0)
	case "longer":
		saved.Created, saved.ValidUntil = saved.Created.Add(time.Minute), saved.ValidUntil.Add(time.Minute)
	case "again":
		saved.Used, saved.Created = nil, saved.Created.Add(time.Millisecond)
	case "unsealed":
		saved.Seal = ""
	case "no-state":
		saved.Seal, saved.State = "", planfile.State{}
	case "big-name":
		saved.Campaigns[0].Name = strings.Repeat("A", 900_000)
	case "many-names":
		one := saved.Campaigns[0]
		saved.Campaigns = nil
		for i := range 1200 {
			one.Name = fmt.Sprintf("c%d", i)
			saved.Campaigns = append(saved.Campaigns, one)
		}
	case "device-input":
		saved.Inputs["../../../../../../../../../../../../dev/zero"] = ""
	case "device":
		saved.Selection.OnlyFile = map[string]string{"/dev/zero": ""}
	case "many-inputs":
		for i := range 4000 {
			saved.Inputs[fmt.Sprintf("no/%d", i)] = ""
		}
	default:
		ts.Fatalf("forgeplan: %q", args[1])
	}
	content, err = planfile.Encode(saved)
	ts.Check(err)
	ts.Check(os.WriteFile(path, content, 0o600))
}

// runSQL is somebody who was at a state with another program: sql STATE FILE
func runSQL(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sql STATE FILE")
	}
	c, err := sqlite3.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(errors.Join(c.Exec(ts.ReadFile(args[1])), c.Close()))
}

// hold is somebody who keeps a state from being written until the script ends: hold STATE
func hold(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hold STATE")
	}
	c, err := sqlite3.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(c.Exec("BEGIN IMMEDIATE"))
	ts.Defer(func() { ts.Check(c.Close()) })
}

// ledger asks the simulator's own account, never the program's state: ledger FOLDER RECIPIENTS YUAN requires that so
// many openids were paid exactly once, and nobody twice, with this sum.
func ledger(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: ledger FOLDER RECIPIENTS YUAN")
	}
	report, err := sandbox.ReadLedger(filepath.Join(ts.MkAbs(args[0]), sandbox.DefaultLedger))
	ts.Check(err)
	ts.Check(report.Check())
	if twice := report.PaidTwice(); len(twice) > 0 {
		ts.Fatalf("paid more than once: %v", twice)
	}
	if len(report.Findings) > 0 {
		ts.Fatalf("the simulator found fault with the client: %v", report.Findings)
	}
	if got, sum := strconv.Itoa(report.Paid), report.Debited.Yuan(); got != args[1] || sum != args[2] {
		ts.Fatalf("the ledger shows %s paid with %s in all, want %s with %s", got, sum, args[1], args[2])
	}
}

// events requires that stdout, or a file, is a stream of JSON events as events.schema.json describes them, and that its last
// event has the given type and members: events [-file=FILE] plan_summary send=12 exit_code=0
func events(ts *testscript.TestScript, neg bool, args []string) {
	from := "stdout"
	if len(args) > 0 && strings.HasPrefix(args[0], "-file=") {
		from, args = strings.TrimPrefix(args[0], "-file="), args[1:]
	}
	if neg || len(args) == 0 {
		ts.Fatalf("usage: events [-file=FILE] TYPE [MEMBER=VALUE ...]")
	}
	schema, err := eventschema.Read(ts.Getenv("SCHEMA"))
	ts.Check(err)
	all, err := schema.Stream(ts.ReadFile(from))
	ts.Check(err)
	last := all[len(all)-1]
	if last["type"] != args[0] {
		ts.Fatalf("the last event is %v, want %v", last["type"], args)
	}
	for _, member := range args[1:] {
		name, want, _ := strings.Cut(member, "=")
		if got := fmt.Sprint(last[name]); got != want {
			ts.Fatalf("%s is %s, want %s: %v", name, got, want, last)
		}
	}
}

// copyDir copies a folder, so that a script can write into its own: copydir FROM TO
func copyDir(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: copydir FROM TO")
	}
	ts.Check(copyCampaign(ts.MkAbs(args[1]), ts.MkAbs(args[0])))
}

// copyCampaign copies a campaign's folder without its state and ledger: whoever has tried the example out has both there.
// redpack.sum is the campaign's own.
func copyCampaign(to, from string) error {
	return fs.WalkDir(os.DirFS(from), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		case strings.HasPrefix(entry.Name(), "redpack.") && entry.Name() != listsum.FileName:
			return nil
		}
		content, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), content, 0o644)
	})
}

// waitFor waits until a file exists: waitfor FILE
func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: waitfor FILE")
	}
	for range 600 {
		if info, err := os.Stat(ts.MkAbs(args[0])); err == nil && info.Size() > 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s did not appear in 30 s", args[0])
}

// mode requires a file's permissions: mode 0600 FILE
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode 0600 FILE")
	}
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
	}
}
