package cli_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/cli"
)

// A quick run (-short) notices that a kind of thing is broken; only the whole run notices each way in which it may be. What a
// quick run leaves to the whole one is decided here alone.

// quickScripts are what a quick run keeps of the scripts: for each command and each capability the one that costs least.
var quickScripts = []string{
	"actions",      // the places of mistakes in a job of GitHub Actions
	"approval",     // what may be sent without a terminal
	"completion",   // what a shell asks
	"doctor",       // all that can be known before the first packet
	"destroy",      // the command that does nothing
	"diff",         // two revisions
	"difffiles",    // two files
	"duplicates",   // one person in two places
	"first",        // the first minutes: init, plan, apply, show
	"fmt",          // the form of files
	"history",      // who ran what, what became of it, and what a packet is found by
	"guards",       // states that cannot be trusted, and state rebuild
	"init",         // the first campaign
	"live",         // the road of real money: certificates, keys, another server
	"lock",         // two runs at a time
	"misuse",       // what is mistyped
	"plan",         // a first plan
	"reconcile",    // the platform's own books
	"report",       // the day after
	"sandboxflags", // the simulator as a server
	"saved",        // a saved plan from beginning to end
	"savedkilled",  // a run that was killed goes on
	"state",        // what is recorded
	"stateaccept",  // what a person decides
	"validate",     // a campaign without a state
	"version",      // what is asked first of a report
}

// quickBombs are what a quick run keeps of the bombs: for each limit one of those that cost least.
var quickBombs = []string{
	"heredocs",            // depth of the text
	"values ever deeper",  // depth of what it comes to
	"much text",           // length
	"many elements",       // pieces
	"replace",             // work
	"numbers that square", // size of numbers
	"pattern",             // steps of a pattern
	"columns",             // width of a list
	"deep plan file",      // depth of JSON
}

// bombsHere are the bombs of this run.
func bombsHere(t *testing.T, all []bomb) []bomb {
	t.Helper()
	if !testing.Short() {
		return all
	}
	kept := slices.DeleteFunc(all, func(b bomb) bool { return !slices.Contains(quickBombs, b.name) })
	if len(kept) != len(quickBombs) {
		t.Errorf("there are %d of the %d quick bombs", len(kept), len(quickBombs))
	}
	return kept
}

// scripts are the files of the scripts that this run takes.
func scripts(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	if !testing.Short() {
		return all
	}
	return slices.DeleteFunc(all, func(file string) bool {
		return !slices.Contains(quickScripts, strings.TrimSuffix(filepath.Base(file), ".txtar"))
	})
}

// some are all cases; in a quick run the first of each so many.
func some[Case any](each int, cases []Case) []Case {
	if !testing.Short() {
		return cases
	}
	var kept []Case
	for i := 0; i < len(cases); i += each {
		kept = append(kept, cases[i])
	}
	return kept
}

// toKill is the campaign whose runs are killed, with its people and their yuan. In a quick run there are few, and a slower rate
// leaves time to kill them.
func toKill(t *testing.T) (dir string, people int, yuan string) {
	t.Helper()
	if testing.Short() {
		dir = lantern(t)
		edit(t, dir, "per_minute  = 18000", "per_minute  = 1800")
		return dir, invited, total
	}
	dir = t.TempDir()
	if err := copyCampaign(dir, "../../examples/lantern"); err != nil {
		t.Fatal(err)
	}
	return dir, 1212, "11732.16"
}

// times is how often something is done, in a quick run and in a whole one.
func times(quick, whole int) int {
	if testing.Short() {
		return quick
	}
	return whole
}

// A quick run leaves no command out.
func TestQuickScriptsRunEveryCommand(t *testing.T) {
	var text strings.Builder
	for _, name := range quickScripts {
		script, err := os.ReadFile(filepath.Join("testdata", "script", name+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		text.Write(script)
	}
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		if cmd.Runnable() && !strings.Contains(text.String(), cmd.CommandPath()) {
			t.Errorf("no quick script runs %q", cmd.CommandPath())
		}
		for _, each := range cmd.Commands() {
			visit(each)
		}
	}
	visit(cli.NewRoot(&cli.Env{}))
}
