package listsum_test

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/listsum"
	"github.com/cashredpack/redpack/state"
)

var hashA, hashB = strings.Repeat("a1", 32), strings.Repeat("b2", 32)

// sumLine is a line of redpack.sum.
func sumLine(path, campaign string, rows int, sum string) string {
	return fmt.Sprintf("%s  sha256:%s  rows %d  sum %s  campaign %s\n", path, hashA, rows, sum, campaign)
}

func TestParseSum(t *testing.T) {
	lists := listsum.Sum{
		{Path: "data/名单 2027.csv", Campaign: "lantern", SHA256: hashA, Rows: 100000, Amount: 1011840778},
		{Path: "data/guests.csv", Campaign: "lantern", SHA256: hashA, Rows: 1, Amount: 888},
		{Path: "data/guests.csv", Campaign: "members_2027", SHA256: hashB, Rows: 0},
		{Path: "pot.csv", Campaign: "lantern", SHA256: hashB, Rows: 3, Pot: true},
		{Path: `"odd"`, Campaign: "c", SHA256: hashB},
		{Path: "a  sha256:b", Campaign: "c", SHA256: hashB},
		{Path: "# a\nb\x1b", Campaign: "c", SHA256: hashB},
		{Path: "======= x", Campaign: "c", SHA256: hashB},
		{Path: "<<<<<<< HEAD", Campaign: "c", SHA256: hashB},
	}
	text := lists.Format()
	for name, src := range map[string]string{
		"as written": string(text),
		"windows":    strings.ReplaceAll(string(text), "\n", "\r\n"),
		"spread":     "\n# remark\n" + string(text) + "\n\n",
		"marked":     "\ufeff" + string(text),
	} {
		got, diags := listsum.Parse([]byte(src))
		if diags.HasErrors() {
			t.Fatalf("%s: %v", name, diags)
		}
		if string(got.Format()) != string(text) {
			t.Errorf("%s is not what was written:\n%s", name, got.Format())
		}
	}
	slices.Reverse(lists)
	if string(lists.Format()) != string(text) {
		t.Error("the order of the lists changes the file")
	}
}

func TestParseSumRefuses(t *testing.T) {
	good := sumLine("a.csv", "lantern", 2, "17.76")
	for name, tt := range map[string]struct {
		src, want string
		line      int
	}{
		"text":              {"hello\n", "Unreadable line", 1},
		"short hash":        {"a.csv  sha256:ab  rows 1  sum 1.00  campaign c\n", "Unreadable line", 1},
		"upper-case hash":   {strings.Replace(good, "a1", "A1", 1), "Unreadable line", 1},
		"zeros before":      {strings.Replace(good, "rows 2", "rows 02", 1), "Unreadable line", 1},
		"negative rows":     {strings.Replace(good, "rows 2", "rows -2", 1), "Unreadable line", 1},
		"one decimal":       {strings.Replace(good, "17.76", "17.7", 1), "Unreadable line", 1},
		"three decimals":    {strings.Replace(good, "17.76", "17.760", 1), "Unreadable line", 1},
		"one space":         {strings.Replace(good, "  rows", " rows", 1), "Unreadable line", 1},
		"space at the end":  {strings.TrimSuffix(good, "\n") + " \n", "Unreadable line", 1},
		"quoted for no use": {`"a.csv"` + strings.TrimPrefix(good, "a.csv"), "Unreadable line", 1},
		"no campaign":       {strings.Replace(good, "  campaign lantern", "", 1), "Unreadable line", 1},
		"more fields":       {strings.TrimSuffix(good, "\n") + "  more\n", "Unreadable line", 1},
		"twice":             {"# x\n" + good + good, "List named twice", 3},
		"ours":              {good + "<<<<<<< HEAD\n" + good + "=======\n" + good + ">>>>>>> main\n", "Merge conflict", 2},
		"bare marker":       {good + "=======\n", "Merge conflict", 2},
	} {
		_, diags := listsum.Parse([]byte(tt.src))
		if len(diags) != 1 || !strings.Contains(diags[0].Summary, tt.want) || diags[0].Subject.Start.Line != tt.line {
			t.Errorf("%s: got %v, want one %q on line %d", name, diags, tt.want, tt.line)
		}
	}
}

// What is no text is named as what it is, and no line of it is told.
func TestParseSumOfAnotherKind(t *testing.T) {
	for src, want := range map[string]string{
		"\xff\xfe#\x00 \x00W\x00": "redpack.sum: it is a text in UTF-16; save it as UTF-8.",
		"\x00GITCRYPT\x00ab":      "redpack.sum: it is encrypted by git-crypt; run `git-crypt unlock`.",
	} {
		if sum, diags := listsum.Parse([]byte(src)); len(diags) != 1 || diags[0].Detail != want || sum != nil {
			t.Errorf("%q: %v, %v", src, sum, diags)
		}
	}
}

// Whatever the parser accepts is written and read again as the same content, and only one text stands for it.
func FuzzParseSum(f *testing.F) {
	f.Add(sumLine("data/guests.csv", "lantern", 1200, "11062.76"))
	f.Add(sumLine(`"a  b"`, "lantern", 0, "-") + "# remark\r\n")
	f.Add("<<<<<<< HEAD\n")
	f.Add(`"\x00"  sha256:` + hashA + "  rows 1  sum 0.00  campaign c\n")
	f.Fuzz(func(t *testing.T, src string) {
		sum, diags := listsum.Parse([]byte(src))
		for _, d := range diags {
			if r := d.Subject; r != nil && (r.Start.Byte < 0 || r.End.Byte > len(src) || r.End.Byte < r.Start.Byte) {
				t.Errorf("the range %v does not lie in the file of %d bytes", r, len(src))
			}
		}
		if diags.HasErrors() {
			return
		}
		text := sum.Format()
		again, diags := listsum.Parse(text)
		if diags.HasErrors() {
			t.Fatalf("what was written cannot be read: %v\n%s", diags, text)
		}
		ignore := cmpopts.IgnoreFields(listsum.ListSum{}, "Range")
		sorted := cmpopts.SortSlices(func(a, b listsum.ListSum) bool { return a.Path+"\x00"+a.Campaign < b.Path+"\x00"+b.Campaign })
		if diff := cmp.Diff(sum, again, ignore, sorted, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("read, written and read again (-first +second):\n%s", diff)
		}
		if string(again.Format()) != string(text) {
			t.Error("two texts for the same content")
		}
	})
}

const sumCampaigns = `
merchant "m" {
  sandbox = true
}
draw "pot" {
  seed  = "一个够长的种子"
  total = 30.00
  min   = 1.00
  max   = 20.00
}
campaign "lantern" {
  merchant  = merchant.m
  date      = "2027-02-20"
  send_name = "天虹百货"
  act_name  = "猜灯谜"
  remark    = "元宵"
  wishing   = "元宵快乐"
  recipients = { boss = { openid = "oTEST00000000000000000000099", amount = 8.88 } }
  recipients_from "csv" {
    path   = "./data/a.csv"
    key    = row.id
    openid = row.openid
    amount = row.amount
    where  = row.id != "p1"
  }
  recipients_from "csv" {
    path   = "data/a.csv"
    key    = row.id
    openid = row.openid
    amount = 100.00
    where  = row.id == "p1"
  }
  recipients_from "csv" {
    path   = "pot.csv"
    key    = row.id
    openid = row.openid
    amount = draw.pot.amount
  }
}
`

func listFiles() fstest.MapFS {
	csv := func(from, n int) *fstest.MapFile {
		text := "id,openid,amount\n"
		for i := from; i < from+n; i++ {
			text += fmt.Sprintf("p%d,%s,8.88\n", i, plantest.OpenID(i))
		}
		return &fstest.MapFile{Data: []byte(text)}
	}
	return fstest.MapFS{"c.hcl": {Data: []byte(sumCampaigns)}, "data/a.csv": csv(0, 3), "pot.csv": csv(10, 3)}
}

// planLists plans the files above and gives what their lists hold.
func planLists(t *testing.T, files fstest.MapFS, s *state.Snapshot) (listsum.Sum, []*plan.Plan, *hclspec.Project) {
	t.Helper()
	project, diags := hclspec.Load(files, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	plans := []*plan.Plan{plantest.MustPlan(t, project.Campaigns[0], s, plan.Options{})}
	sum, diags := listsum.Of(plans)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	return sum, plans, project
}

// A plan that does not say what it read of a list has no line to write down for it.
func TestSumOfAnUnreadList(t *testing.T) {
	_, plans, _ := planLists(t, listFiles(), state.EmptySnapshot())
	plans[0].Inputs = slices.DeleteFunc(plans[0].Inputs, func(i hclspec.Input) bool { return i.Path == "data/a.csv" })
	_, diags := listsum.Of(plans)
	if len(diags) != 1 || diags[0].Severity != hcl.DiagError || !strings.Contains(diags[0].Detail, "data/a.csv") ||
		diags[0].Subject.Filename != "c.hcl" {
		t.Errorf("%v", diags)
	}
}

// A list's line holds everybody the campaign reads from it, by whichever block, sent or not; a pot's amounts are no
// property of the list.
func TestSumOf(t *testing.T) {
	paid := plantest.Recorded(0, 888, state.Sent)
	for name, s := range map[string]*state.Snapshot{"nothing sent": state.EmptySnapshot(), "one sent": plantest.Snapshot(paid)} {
		sum, _, _ := planLists(t, listFiles(), s)
		hashes := map[string]string{}
		for name, file := range listFiles() {
			hashes[name] = fmt.Sprintf("%x", sha256.Sum256(file.Data))
		}
		want := listsum.Sum{
			{Path: "data/a.csv", Campaign: "lantern", SHA256: hashes["data/a.csv"], Rows: 3, Amount: 2*888 + 10000},
			{Path: "pot.csv", Campaign: "lantern", SHA256: hashes["pot.csv"], Rows: 3, Pot: true},
		}
		if diff := cmp.Diff(want, sum, cmpopts.IgnoreFields(listsum.ListSum{}, "Range")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestSumCheck(t *testing.T) {
	now, _, project := planLists(t, listFiles(), state.EmptySnapshot())
	edited := func(edit func(listsum.Sum) listsum.Sum) listsum.Sum {
		parsed, diags := listsum.Parse(edit(slices.Clone(now)).Format())
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		return parsed
	}
	for _, tt := range []struct {
		name         string
		written      listsum.Sum
		strict       bool
		severity     hcl.DiagnosticSeverity
		summary, say string
	}{
		{"equal", edited(func(s listsum.Sum) listsum.Sum { return s }), true, 0, "", ""},
		{
			"grown", edited(func(s listsum.Sum) listsum.Sum { s[0].Rows, s[0].Amount, s[0].SHA256 = 2, 1776, hashA; return s }), false, hcl.DiagError,
			"List is not the one", "data/a.csv now holds 3 recipients, ¥117.76 for campaign lantern; redpack.sum says 2 recipients, ¥17.76 (1 more, ¥100.00 more)",
		},
		{
			"shrunk", edited(func(s listsum.Sum) listsum.Sum { s[0].Rows, s[0].Amount, s[0].SHA256 = 4, 20000, hashA; return s }), false, hcl.DiagError,
			"List is not the one", "(1 fewer, ¥82.24 less)",
		},
		{
			"exchanged", edited(func(s listsum.Sum) listsum.Sum { s[0].SHA256 = hashA; return s }), false, hcl.DiagError,
			"List is not the one", "its bytes are not those",
		},
		{
			"another expression", edited(func(s listsum.Sum) listsum.Sum { s[0].Amount += 100; return s }), false, hcl.DiagError,
			"List is not the one", "expressions or variables changed",
		},
		{
			"another pot", edited(func(s listsum.Sum) listsum.Sum { s[1].SHA256, s[1].Rows = hashA, 2; return s }), false, hcl.DiagError,
			"List is not the one", "3 recipients who share a pot for campaign lantern; redpack.sum says 2 recipients who share a pot (1 more)",
		},
		{"missing", edited(func(s listsum.Sum) listsum.Sum { return s[1:] }), false, hcl.DiagWarning, "List without a line", "data/a.csv holds"},
		{"missing in CI", edited(func(s listsum.Sum) listsum.Sum { return s[1:] }), true, hcl.DiagError, "List without a line", "data/a.csv holds"},
		{"one more", edited(func(s listsum.Sum) listsum.Sum { s[1].Path = "x.csv"; return append(s, now[1]) }), false, hcl.DiagWarning, "Line too many", "x.csv"},
		{"one more in CI", edited(func(s listsum.Sum) listsum.Sum { s[1].Campaign = "x"; return append(s, now[1]) }), true, hcl.DiagError, "Line too many", "Campaign x"},
	} {
		diags := tt.written.Check(now, project.Campaigns, tt.strict, "redpack plan -write-sum somewhere")
		switch {
		case tt.summary == "" && len(diags) == 0:
		case len(diags) != 1 || diags[0].Severity != tt.severity || !strings.Contains(diags[0].Summary, tt.summary) ||
			!strings.Contains(diags[0].Detail, tt.say) || !strings.Contains(diags[0].Detail, "redpack plan -write-sum somewhere"):
			t.Errorf("%s: got %v", tt.name, diags)
		}
	}
}

func TestSumWith(t *testing.T) {
	now, plans, _ := planLists(t, listFiles(), state.EmptySnapshot())
	before := listsum.Sum{
		{Path: "data/a.csv", Campaign: "lantern", SHA256: hashA, Rows: 1, Amount: 1},
		{Path: "gone.csv", Campaign: "lantern", SHA256: hashA, Rows: 1, Amount: 1},
		{Path: "data/a.csv", Campaign: "other", SHA256: hashA, Rows: 7, Amount: 700},
	}
	if part := before.With(now, plans, false); string(part.Format()) != string(append(slices.Clone(now), before[2]).Format()) {
		t.Errorf("planning one campaign of two gives\n%s", part.Format())
	}
	if all := before.With(now, plans, true); string(all.Format()) != string(now.Format()) {
		t.Errorf("planning the whole folder gives\n%s", all.Format())
	}
	want := []string{
		"~ data/a.csv, campaign lantern: 1 recipient, ¥0.01 -> 3 recipients, ¥117.76 (2 more, ¥117.75 more)",
		"+ pot.csv, campaign lantern: 3 recipients who share a pot",
		"- data/a.csv, campaign other: 7 recipients, ¥7.00",
		"- gone.csv, campaign lantern: 1 recipient, ¥0.01",
	}
	var got []string
	for _, line := range now.Since(before) {
		got = append(got, line.English)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
