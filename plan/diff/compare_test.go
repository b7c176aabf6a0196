package diff_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/state"
)

// side is a folder in memory as one side of a comparison; nil stands for a folder that does not exist.
func side(t testing.TB, name string, files map[string]string) diff.Side {
	t.Helper()
	s := diff.Side{Revision: diff.Revision{Name: name}}
	if files == nil {
		return s
	}
	fsys := fstest.MapFS{}
	for path, text := range files {
		fsys[path] = &fstest.MapFile{Data: []byte(text)}
	}
	project, diags := hclspec.Load(fsys, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	s.Project, s.Campaigns = project, project.Campaigns
	return s
}

func compared(t testing.TB, before, after map[string]string, packets ...state.Packet) *diff.Diff {
	t.Helper()
	var o diff.CompareOptions
	if packets != nil {
		o.Snapshot = state.NewSnapshot(packets)
	}
	d, faults := diff.Compare(side(t, "before", before), side(t, "after", after), o)
	if faults.HasErrors() {
		t.Fatal(faults)
	}
	return d
}

const sandboxMerchant = "merchant \"m\" {\n  sandbox = true\n}\n"

// block is a campaign block around some inner text.
func block(name, inner string) string {
	return "campaign \"" + name + `" {
  merchant  = merchant.m
  date      = "2027-02-20"
  send_name = "天虹百货"
  act_name  = "猜灯谜"
  remark    = "元宵"
  wishing   = "元宵快乐"
` + inner + "\n}\n"
}

// lantern is a folder with one campaign.
func lantern(inner string) map[string]string {
	return map[string]string{"campaign.hcl": sandboxMerchant + block("lantern", inner)}
}

// database is a state in a database.
func database(lines, project string) string {
	return "redpack {\n  project = \"" + project + "\"\n  state \"postgres\" {\n    " + lines + "\n  }\n}\n"
}

// told is a diff in few words: settings, then changes with what they were and are.
func told(d *diff.Diff) string {
	var b strings.Builder
	for _, s := range d.Settings {
		fmt.Fprintf(&b, "%s %q -> %q\n", s.Name, s.Before, s.After)
	}
	for i := range d.Campaigns {
		c := &d.Campaigns[i]
		if !c.Different() {
			continue
		}
		fmt.Fprintf(&b, "%s", c.Name)
		if c.Was != "" {
			fmt.Fprintf(&b, " was %s", c.Was)
		}
		if c.Resembles != "" {
			fmt.Fprintf(&b, " resembles %s", c.Resembles)
		}
		fmt.Fprintf(&b, " %d\n", c.Presence)
		for _, s := range c.Settings {
			fmt.Fprintf(&b, "  %s %q -> %q (%d)\n", s.Name, s.Before, s.After, s.Recipients)
		}
		for i := range c.Changes {
			change := &c.Changes[i]
			fmt.Fprintf(&b, "  %s %s", change.Kind, change.Key)
			if change.WasKey != "" {
				fmt.Fprintf(&b, " was %s", change.WasKey)
			}
			if change.Moved {
				b.WriteString(" moved")
			}
			if change.Texts {
				b.WriteString(" texts")
			}
			fmt.Fprintf(&b, " %d -> %d\n", change.Before.Amount, change.After.Amount)
		}
	}
	return b.String()
}

func TestCompare(t *testing.T) {
	two := plantest.People("1.00", "2.00")
	budget := func(s string) string { return "  limits {\n    budget = " + s + "\n  }\n" }
	moved := func(from, to string) string {
		return fmt.Sprintf("moved {\n  from = %q\n  to   = %q\n}\n", from, to)
	}
	csv := "  recipients_from \"csv\" {\n    path = \"p.csv\"\n    key = row.id\n    openid = row.openid\n    amount = row.amount\n  }\n"
	rows := "id,openid,amount\np1," + plantest.OpenID(1) + ",2\np0," + plantest.OpenID(0) + ",1.00\n"
	with := func(files map[string]string, name, text string) map[string]string {
		all := map[string]string{name: text}
		for n, s := range files {
			if n != name {
				all[n] = s
			} else {
				all[n] = s + text
			}
		}
		return all
	}
	for _, c := range []struct {
		name          string
		before, after map[string]string
		want          string
	}{
		{"nothing", lantern(two), lantern(two), ""},
		{"reformatted", lantern(two), lantern("# why\n\n" + strings.ReplaceAll(two, "amount = ", "amount    = ")), ""},
		{"moved into a CSV, reordered", lantern(two), with(lantern(csv), "p.csv", rows), ""},
		{"split into two files", lantern(two), map[string]string{"m.hcl": sandboxMerchant, "c.hcl": block("lantern", two)}, ""},
		{"an amount", lantern(two), lantern(plantest.People("1.00", "3.00")), "lantern 1\n  amount_changed p1 200 -> 300\n"},
		{"added", lantern(two), lantern(plantest.People("1.00", "2.00", "3.00")), "lantern 1\n  added p2 0 -> 300\n"},
		{"removed", lantern(two), lantern(plantest.People("1.00")), "lantern 1\n  removed p1 200 -> 0\n"},
		{
			"another person", lantern(two), lantern(strings.Replace(two, plantest.OpenID(1), plantest.OpenID(7), 1)),
			"lantern 1\n  person_changed p1 200 -> 200\n",
		},
		{
			"another person with another amount", lantern(two), lantern(strings.Replace(plantest.People("1.00", "3.00"), plantest.OpenID(1), plantest.OpenID(7), 1)),
			"lantern 1\n  person_changed p1 200 -> 300\n",
		},
		{
			"another key", lantern(two), lantern(strings.Replace(two, "p1 =", "q1 =", 1)),
			"lantern 1\n  renamed q1 was p1 200 -> 200\n",
		},
		{
			"another key, moved", lantern(two), with(lantern(strings.Replace(two, "p1 =", "q1 =", 1)), "campaign.hcl", moved("lantern/p1", "lantern/q1")),
			"lantern 1\n  renamed q1 was p1 moved 200 -> 200\n",
		},
		{
			"another key and amount, moved", lantern(two),
			with(lantern(strings.Replace(plantest.People("1.00", "3.00"), "p1 =", "q1 =", 1)), "campaign.hcl", moved("lantern/p1", "lantern/q1")),
			"lantern 1\n  amount_changed q1 was p1 moved 200 -> 300\n",
		},
		{
			"two keys swapped", lantern(two), lantern(strings.NewReplacer(plantest.OpenID(0), plantest.OpenID(1), plantest.OpenID(1), plantest.OpenID(0)).Replace(two)),
			"lantern 1\n  person_changed p0 100 -> 100\n  person_changed p1 200 -> 200\n",
		},
		{
			"a text of one", lantern(two), lantern(strings.Replace(two, "amount = 2.00", "amount = 2.00, wishing = \"你好\"", 1)),
			"lantern 1\n  texts_changed p1 texts 200 -> 200\n",
		},
		{
			"the text of all", lantern(two), with(nil, "campaign.hcl", strings.Replace(lantern(two)["campaign.hcl"], "元宵快乐", "新年快乐", 1)),
			"lantern 1\n  wishing \"元宵快乐\" -> \"新年快乐\" (2)\n",
		},
		{
			"settings, money first", lantern(two + budget("10.00")),
			lantern(two + "  schedule {\n    hours = \"09:00-21:00\"\n  }\n  scene_id = \"PRODUCT_2\"\n  repeats = [\"a\", \"b\"]\n" + budget("20.00")),
			"lantern 1\n  limits.budget \"¥10.00\" -> \"¥20.00\" (0)\n  repeats \"\" -> \"a, b\" (0)\n  schedule.hours \"\" -> \"09:00-21:00\" (0)\n  scene_id \"\" -> \"PRODUCT_2\" (0)\n",
		},
		{
			"an assert", lantern(two + "  assert {\n    condition = self.count<9\n    error_message = \"x\"\n  }\n"), lantern(two),
			"lantern 1\n  assert \"self.count < 9\" -> \"\" (0)\n",
		},
		{
			"a campaign renamed, moved", lantern(two),
			map[string]string{"a.hcl": sandboxMerchant + moved("lantern", "lantern_2") + block("lantern_2", two)},
			"lantern_2 was lantern 1\n",
		},
		{
			"a campaign renamed, not moved", lantern(two),
			map[string]string{"a.hcl": sandboxMerchant + block("lantern_2", two)},
			"lantern 3\n  removed p0 100 -> 0\n  removed p1 200 -> 0\n" +
				"lantern_2 resembles lantern 2\n" +
				"  merchant.sandbox \"\" -> \"true: play money\" (0)\n  date \"\" -> \"20270220\" (0)\n" +
				"  send_name \"\" -> \"天虹百货\" (0)\n  act_name \"\" -> \"猜灯谜\" (0)\n  wishing \"\" -> \"元宵快乐\" (0)\n  remark \"\" -> \"元宵\" (0)\n" +
				"  added p0 0 -> 100\n  added p1 0 -> 200\n",
		},
		{
			"a key moved to another campaign",
			map[string]string{"a.hcl": sandboxMerchant + block("a", two) + block("b", "  recipients = {\n    x = { openid = \""+plantest.OpenID(9)+"\", amount = 1 }\n  }")},
			map[string]string{"a.hcl": sandboxMerchant + block("a", plantest.People("1.00")) + moved("a/p1", "b/p1") +
				block("b", "  recipients = {\n    x = { openid = \""+plantest.OpenID(9)+"\", amount = 1 }\n    p1 = { openid = \""+plantest.OpenID(1)+"\", amount = 2 }\n  }")},
			"a 1\n  removed p1 moved 200 -> 0\nb 1\n  added p1 was a/p1 moved 0 -> 200\n",
		},
		{
			"the state elsewhere, a moved block gone", with(lantern(two), "campaign.hcl", moved("old", "lantern")),
			with(lantern(two), "campaign.hcl", "redpack {\n  state \"sqlite\" {\n    path = \"x.state\"\n  }\n}\n"),
			"redpack.state.path \"redpack.state\" -> \"x.state\"\nmoved \"old to lantern\" -> \"\"\n",
		},
		{
			"the state into a database", lantern(two), with(lantern(two), "state.hcl", database("", "spring")),
			"redpack.state \"sqlite\" -> \"postgres\"\nredpack.state.path \"redpack.state\" -> \"\"\n" +
				"redpack.state.url_env \"\" -> \"REDPACK_STATE_URL\"\nredpack.state.schema \"\" -> \"redpack\"\nredpack.project \"\" -> \"spring\"\n",
		},
		{
			"another database", with(lantern(two), "state.hcl", database("schema = \"a\"", "spring")),
			with(lantern(two), "state.hcl", database("schema = \"b\"\n    url_env = \"TEAM_URL\"", "spring")),
			"redpack.state.url_env \"REDPACK_STATE_URL\" -> \"TEAM_URL\"\nredpack.state.schema \"a\" -> \"b\"\n",
		},
		{"the folder removed", lantern(plantest.People("1.00")), nil, "lantern 3\n  removed p0 100 -> 0\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := compared(t, c.before, c.after)
			if diff := cmp.Diff(c.want, told(d)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if d.Different() != (c.want != "") {
				t.Errorf("Different() = %v", d.Different())
			}
			adds(t, d)
		})
	}
}

// adds checks the property that every comparison has: the sides differ by the changes and by nothing else.
func adds(t testing.TB, d *diff.Diff) {
	t.Helper()
	for i := range d.Campaigns {
		c := &d.Campaigns[i]
		before, after := c.Unchanged, c.Unchanged
		listed := 0
		for _, kind := range diff.ChangeKinds() {
			delta := c.Delta(kind)
			before.Amount += delta.Before
			after.Amount += delta.After
			if kind != diff.Added {
				before.Packets += delta.Packets
			}
			if kind != diff.Removed {
				after.Packets += delta.Packets
			}
			of := c.Of(kind)
			listed += len(of)
			for j := range of {
				if of[j].Kind != kind || j > 0 && of[j-1].Key > of[j].Key {
					t.Fatalf("%s: %q is out of order", c.Name, of[j].Key)
				}
			}
		}
		if before != c.Before || after != c.After || listed != len(c.Changes) {
			t.Fatalf("%s: before %v, after %v, the changes say %v, %v", c.Name, c.Before, c.After, before, after)
		}
	}
}

// Whatever is done to a list, the sides differ by the changes that are listed, and the way back lists them mirrored.
func TestComparisonsAddUp(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 6))
		before, after := randomList(r), randomList(r)
		there, back := compared(t, before, after), compared(t, after, before)
		adds(t, there)
		adds(t, back)
		x, y := &there.Campaigns[0], &back.Campaigns[0]
		mirror := map[diff.ChangeKind]diff.ChangeKind{diff.Added: diff.Removed, diff.Removed: diff.Added}
		for _, kind := range diff.ChangeKinds() {
			other := kind
			if m, ok := mirror[kind]; ok {
				other = m
			}
			a, b := x.Delta(kind), y.Delta(other)
			if a.Packets != b.Packets || a.Difference() != -b.Difference() {
				t.Fatalf("seed %d: %s there %v, back %v", seed, kind, a, b)
			}
		}
		if x.Unchanged != y.Unchanged {
			t.Fatalf("seed %d: unchanged %v and %v", seed, x.Unchanged, y.Unchanged)
		}
		if d := compared(t, before, before); d.Different() {
			t.Fatalf("seed %d: a list differs from itself: %s", seed, told(d))
		}
	}
}

// randomList is a campaign of up to ten people out of twelve keys and twelve persons, each once.
func randomList(r *rand.Rand) map[string]string {
	persons := r.Perm(12)
	var b strings.Builder
	b.WriteString("  recipients = {\n")
	for i, key := range r.Perm(12)[:1+r.IntN(10)] {
		person := key
		if r.IntN(3) == 0 {
			person = 12 + persons[i]
		}
		fmt.Fprintf(&b, "    k%d = { openid = %q, amount = %s", key, plantest.OpenID(person), money.Fen(100*(1+r.IntN(2))).Yuan())
		if r.IntN(4) == 0 {
			b.WriteString(", wishing = \"你好\"")
		}
		b.WriteString(" }\n")
	}
	return lantern(b.String() + "  }\n")
}

func TestCompareLaysTheStateOver(t *testing.T) {
	before := lantern(plantest.People("1.00", "2.00", "3.00", "4.00", "5.00"))
	after := lantern(strings.NewReplacer("p3 =", "q3 =", "p4 =", "q4 =").Replace(plantest.People("1.50", "2.50", "3.00", "4.00", "5.00")))
	after["campaign.hcl"] = strings.Replace(after["campaign.hcl"], "    p2 = { openid = \""+plantest.OpenID(2)+"\", amount = 3.00 }\n", "", 1) +
		"moved {\n  from = \"lantern/p4\"\n  to   = \"lantern/q4\"\n}\n"
	d := compared(t, before, after,
		plantest.Recorded(0, 100, state.Sent), plantest.Recorded(2, 300, state.Unknown), plantest.Recorded(3, 400, state.Received), plantest.Recorded(4, 500, state.Sent))
	var got []string
	for _, c := range d.Campaigns[0].Changes {
		got = append(got, fmt.Sprintf("%s %s known=%v paid=%v may=%v twice=%v", c.Kind, c.Key, c.Recorded.Known(), c.Recorded.Paid(),
			c.Recorded.MayHavePaid(), c.PaysTwice()))
	}
	want := []string{
		"amount_changed p0 known=true paid=true may=true twice=false",
		"amount_changed p1 known=false paid=false may=false twice=false",
		"renamed q3 known=true paid=true may=true twice=true",
		"renamed q4 known=true paid=true may=true twice=false",
		"removed p2 known=true paid=false may=true twice=false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// p1 costs 0.50 more and q3 is paid once more; p0 stays as it was paid, and what went to p2 does not come back.
	if got := d.Cost(); got != 50+400 {
		t.Errorf("Cost() = %s", got)
	}
}

func TestCostLetsNoCampaignPayForAnother(t *testing.T) {
	d := compared(t, lantern(plantest.People("200.00")), map[string]string{"b.hcl": sandboxMerchant + block("spring", plantest.People("150.00"))})
	if got := d.Cost(); got != 15000 {
		t.Errorf("Cost() = %s", got)
	}
}

func TestFormattingOfFiles(t *testing.T) {
	csv := "  recipients_from \"csv\" {\n    path = \"p.csv\"\n    key = row.id\n    openid = row.openid\n    amount = row.amount\n  }\n"
	list := func(rows ...string) string { return "id,openid,amount\n" + strings.Join(rows, "") }
	row := func(i int, amount string) string { return fmt.Sprintf("p%d,%s,%s\n", i, plantest.OpenID(i), amount) }
	before := map[string]string{"a.hcl": sandboxMerchant, "b.hcl": block("lantern", csv), "p.csv": list(row(0, "1.00"), row(1, "2.00"))}
	for _, c := range []struct {
		name  string
		after map[string]string
		want  []diff.FileChange
	}{
		{"the same", before, nil},
		{
			"form only",
			map[string]string{"a.hcl": "# m\n" + sandboxMerchant, "b.hcl": before["b.hcl"], "p.csv": list(row(1, "2"), row(0, "1"))},
			[]diff.FileChange{{Path: "a.hcl", Formatting: true}, {Path: "p.csv", Formatting: true}},
		},
		{
			"an amount, and the form of another file",
			map[string]string{"a.hcl": "# m\n" + sandboxMerchant, "b.hcl": before["b.hcl"], "p.csv": list(row(0, "1"), row(1, "3"))},
			[]diff.FileChange{{Path: "a.hcl", Formatting: true}, {Path: "p.csv"}},
		},
		{
			"a setting, and the form of the list",
			map[string]string{"a.hcl": before["a.hcl"], "b.hcl": strings.Replace(before["b.hcl"], "猜灯谜", "元宵", 1), "p.csv": list(row(1, "2"), row(0, "1"))},
			[]diff.FileChange{{Path: "b.hcl"}, {Path: "p.csv", Formatting: true}},
		},
		{
			"split",
			map[string]string{"c.hcl": sandboxMerchant + before["b.hcl"], "p.csv": before["p.csv"]},
			[]diff.FileChange{{Path: "a.hcl", Removed: true, Formatting: true}, {Path: "b.hcl", Removed: true, Formatting: true}, {Path: "c.hcl", Added: true, Formatting: true}},
		},
	} {
		d := compared(t, before, c.after)
		if diff := cmp.Diff(c.want, d.Files); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
	}
}

func TestCompareNamesTheFaultySide(t *testing.T) {
	good, bad := lantern(plantest.People("1.00")), lantern(plantest.People("1.00", "0.01"))
	for _, c := range []struct {
		before, after         map[string]string
		faultBefore, faultNow bool
	}{{bad, good, true, false}, {good, bad, false, true}, {bad, bad, true, true}} {
		d, faults := diff.Compare(side(t, "a", c.before), side(t, "b", c.after), diff.CompareOptions{})
		if d != nil || faults.Before.HasErrors() != c.faultBefore || faults.After.HasErrors() != c.faultNow {
			t.Errorf("%v, %v", d, faults)
		}
	}
}
