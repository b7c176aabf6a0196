package cli_test

import (
	"crypto/rand"
	"flag"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/cli"
	"github.com/cashredpack/redpack/state"
)

var canarySeeds = flag.Int("canary-seeds", 6, "how many random lives of a campaign with a canary are lived")

// office is a campaign whose files and operators change at random, with a twin that knows what may happen.
type office struct {
	t      *testing.T
	r      *mathrand.Rand
	dir    string
	rows   int
	wish   string
	canary string // as -canary names it
	inFile bool   // the campaign names it instead

	paid   map[string]bool
	under  map[string]string // of a paid person: what was approved when the packet was written
	looked map[string]bool   // what was approved, and somebody has said go
	log    []string
}

// approved names what an apply would send now.
func (o *office) approved() string { return fmt.Sprint(o.rows, o.wish, o.canary, o.inFile) }

func (o *office) write(faults string) {
	list := "id,openid,amount\n"
	for i := range o.rows {
		list += fmt.Sprintf("%c,oTEAM%023d,%d.00\n", 'a'+i, i, i+1)
	}
	campaign := strings.NewReplacer("sandbox = true", "sandbox {\n    faults = \""+faults+"\"\n  }", "新年快乐", o.wish).Replace(canaryCampaign)
	named := ""
	if o.inFile {
		named = fmt.Sprintf("canary    = [%q]", o.canary)
	}
	put(o.t, filepath.Join(o.dir, "campaign.hcl"), strings.Replace(campaign, `canary    = ["a"]`, named, 1))
	put(o.t, filepath.Join(o.dir, "list.csv"), list)
}

// edit changes one thing.
func (o *office) edit() {
	switch o.r.IntN(4) {
	case 0:
		o.rows = min(o.rows+1, 8)
	case 1:
		o.wish = []string{"新年快乐", "新年大吉", "恭喜发财"}[o.r.IntN(3)]
	case 2:
		o.canary = string(rune('a' + o.r.IntN(3)))
	case 3:
		o.inFile = !o.inFile
	}
}

// apply runs one, with or without somebody at a terminal, who says go or does not.
func (o *office) apply() {
	faults := []string{"", "", "risk@1", "lost-after@1", "processing-paid@1", "empty@2-"}[o.r.IntN(6)]
	o.write(faults)
	args := []string{"apply", "-plain", "-auto-approve"}
	if !o.inFile {
		args = append(args, "-canary="+o.canary)
	}
	terminal, answer := o.r.IntN(3) == 0, []string{"continue", "", "no"}[o.r.IntN(3)]
	if !terminal && o.r.IntN(2) == 0 {
		args = append(args, "-continue")
	}
	if o.r.IntN(3) == 0 {
		args = append(args, "-retry-refused")
	}
	said := terminal && answer == "continue" || slices.Contains(args, "-continue")
	var out, complaints page
	began := time.Now()
	code := cli.Main(&cli.Env{
		Args: append(args, o.dir), Stdin: &typist{{nil, answer + "\n"}}, Stdout: &out, Stderr: &complaints, Random: rand.Reader,
		Now:       func() time.Time { return began.Add(60 * time.Since(began)) },
		After:     func(d time.Duration) <-chan time.Time { return time.After(d / 60) },
		LookupEnv: func(string) (string, bool) { return "", false }, Signals: func() <-chan os.Signal { return nil },
		StdinTerminal: terminal, StderrTerminal: terminal, Size: func() (int, int) { return 100, 30 },
	})
	o.log = append(o.log, fmt.Sprintf("%s: %s (%s, terminal %t, %q): %d", o.approved(), strings.Join(args, " "), faults, terminal, answer, code))
	o.judge(said, slices.Contains(args, "-continue") && !terminal, out.String()+complaints.String())
}

// judge holds what was paid against what the twin allows.
func (o *office) judge(said, byFlag bool, printed string) {
	o.t.Helper()
	snapshot, err := state.Read(o.t.Context(), state.File(filepath.Join(o.dir, "redpack.state")))
	if err != nil {
		o.t.Fatal(err)
	}
	now := o.approved()
	var others []string
	for p := range snapshot.Of("team") {
		if p.Tries > 0 && o.under[p.Key] == "" {
			o.under[p.Key] = now
		}
		if p.Status.Paid() && !o.paid[p.Key] {
			o.paid[p.Key] = true
			if p.Key != o.canary {
				others = append(others, p.Key)
			}
		}
	}
	switch {
	case len(others) == 0:
	case !o.paid[o.canary]:
		o.t.Errorf("%v were paid before the canary", others)
	case !said && !o.looked[now]:
		o.t.Errorf("%v were paid although nobody has said go", others)
	case byFlag && !o.looked[now] && o.under[o.canary] != now:
		o.t.Errorf("%v were paid although the canary shows what another plan has sent", others)
	}
	if len(others) > 0 {
		o.looked[now] = true
	}
	if o.t.Failed() {
		o.t.Fatalf("%s\n%s", strings.Join(o.log, "\n"), printed)
	}
}

// Whatever is edited, refused, lost or said, and by whomever it is gone on with: nobody is paid before the canary, and nobody else before a
// person has said go for this very plan.
func TestCanaryAtRandom(t *testing.T) {
	t.Parallel()
	for seed := range *canarySeeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			o := &office{
				t: t, r: mathrand.New(mathrand.NewPCG(uint64(seed), 15)), dir: t.TempDir(), rows: 4, wish: "新年快乐", canary: "a",
				paid: map[string]bool{}, under: map[string]string{}, looked: map[string]bool{},
			}
			for range 12 {
				if o.r.IntN(3) == 0 {
					o.edit()
				}
				o.apply()
			}
			var ledger page
			cli.Main(&cli.Env{
				Args: []string{"sandbox", "ledger", o.dir}, Stdin: strings.NewReader(""), Stdout: &ledger, Stderr: &ledger, Random: rand.Reader, Now: time.Now,
				LookupEnv: func(string) (string, bool) { return "", false }, Signals: func() <-chan os.Signal { return nil },
				Size: func() (int, int) { return 100, 30 },
			})
			if !strings.Contains(ledger.String(), "none paid more than once") {
				t.Errorf("%s\n%s", strings.Join(o.log, "\n"), ledger.String())
			}
		})
	}
}
