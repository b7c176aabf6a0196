package view_test

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/state"
)

// reviewable compares two folders, with a state laid over if there is one, and plans what comes after.
func reviewable(t testing.TB, before, after fstest.MapFS, packets []state.Packet) (*diff.Diff, view.Prospect) {
	t.Helper()
	snapshot := state.EmptySnapshot()
	if packets != nil {
		snapshot = state.NewSnapshot(packets)
	}
	var prospect view.Prospect
	for _, c := range viewtest.SideOf(t, after).Campaigns {
		p, found := plan.New(c, snapshot, plan.Options{At: viewtest.At("10:00:00")})
		prospect.Plans, prospect.Found = append(prospect.Plans, p), append(prospect.Found, found...)
	}
	return viewtest.Compared(t, before, after, packets), prospect
}

// edited is a folder with one text replaced in one of its files.
func edited(files fstest.MapFS, name string, replace ...string) fstest.MapFS {
	next := fstest.MapFS{}
	for path, file := range files {
		next[path] = file
	}
	text := string(next[name].Data)
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains(text, replace[i]) {
			panic(fmt.Sprintf("%s does not hold %q", name, replace[i]))
		}
		text = strings.Replace(text, replace[i], replace[i+1], 1)
	}
	next[name] = &fstest.MapFile{Data: []byte(text)}
	return next
}

// staff is a campaign of n people in a CSV of whom each gets the amount.
func staff(n int, amount money.Fen) fstest.MapFS {
	files := viewtest.Crowd(n)
	files["p.csv"].Data = bytes.ReplaceAll(files["p.csv"].Data, []byte(",8.88\n"), []byte(","+amount.Yuan()+"\n"))
	return files
}

var markdownDiffs = []struct {
	name          string
	before, after fstest.MapFS
	state         []state.Packet
}{
	{"same", viewtest.Spring(), viewtest.Spring(), nil},
	{"formatting", viewtest.Spring(), edited(viewtest.Spring(), "spring-2027.hcl", "张三     =", "张三 ="), nil},
	{"raised", viewtest.Spring(), edited(viewtest.Spring(), "spring-2027.hcl", "amount = 188.00", "amount = 198.00", `欧阳静    = { openid = "oOUYG00000000000000000000003"`, `司马朗 = { openid = "oOUYG00000000000000000000004"`), nil},
	{
		"paid", viewtest.Spring(), edited(
			edited(viewtest.Spring(), "spring-2027.hcl", "amount = 188.00", "amount = 198.00", "oSUNM00000000000000000000002", "oSUNM00000000000000000000009",
				"budget = 16000.00", "budget = 20000.00", "2027-02-06 21:00", "2027-02-06 22:00", "新春快乐，万事如意", hostile[0]),
			"员工名单.csv", "u0000,"+viewtest.OpenID(0)+",8.88,员工0\n", "", "u0001,", "n0001,"), viewtest.Interrupted(),
	},
	{"new", nil, viewtest.Lantern(), nil},
	{"removed", viewtest.Lantern(), nil, nil},
	{"settings", viewtest.Spring(), edited(viewtest.Spring(), "spring-2027.hcl", "恭喜发财，大吉大利", "新年@everyone好", "mch_id      = \"1900006789\"", "mch_id      = \"1900006788\""), nil},
	{"cheaper", viewtest.Lantern(), edited(viewtest.Lantern(), "campaign.hcl", "amount = 88.00", "amount = 44.00"), nil},
}

func TestMarkdownDiff(t *testing.T) {
	for _, c := range markdownDiffs {
		t.Run(c.name, func(t *testing.T) {
			diff, after := reviewable(t, c.before, c.after, c.state)
			var out bytes.Buffer
			m := view.Markdown{Apply: "redpack apply campaigns/spring", All: "redpack diff -list main...HEAD"}
			if err := m.Diff(&out, diff, after); err != nil {
				t.Fatal(err)
			}
			viewtest.Golden(t, filepath.Join("testdata", "markdown-diff-"+c.name+".md"), out.Bytes())
			checkDocument(t, out.String())
			inChinese(t, "markdown-diff-"+c.name, m, out.String(), func(w io.Writer, m view.Markdown) error { return m.Diff(w, diff, after) })
		})
	}
}

// Of a list that git does not have, the line of redpack.sum is all there is to review.
func TestMarkdownDiffOfListsOutsideGit(t *testing.T) {
	diff := &diff.Diff{
		Before: diff.Revision{Commit: "81d0e77", Base: true}, After: diff.Revision{Name: "HEAD", Commit: "3fa9c21"},
		Campaigns: []diff.CampaignDiff{{
			Name: "members", Presence: diff.InBoth, Before: money.Tally{Packets: 2, Amount: 1776}, After: money.Tally{Packets: 3, Amount: 2664},
			Lists: []diff.ListChange{
				{
					Path: "data/@all|x.csv", Before: diff.List{Known: true, Rows: 2, Amount: 1776}, After: diff.List{Known: true, Rows: 3, Amount: 2664},
				},
				{Path: "pot.csv", Before: diff.List{Known: true, Dark: true}, After: diff.List{Known: true, Rows: 5, Pot: true}},
				{Path: "gone.csv", Before: diff.List{Known: true, Rows: 1, Amount: 888}},
			},
		}},
	}
	var out bytes.Buffer
	if err := (view.Markdown{}).Diff(&out, diff, view.Prospect{}); err != nil {
		t.Fatal(err)
	}
	viewtest.Golden(t, filepath.Join("testdata", "markdown-diff-lists.md"), out.Bytes())
	checkDocument(t, out.String())
	inChinese(t, "markdown-diff-lists", view.Markdown{}, out.String(), func(w io.Writer, m view.Markdown) error { return m.Diff(w, diff, view.Prospect{}) })
}

// GitHub refuses comments above 65,536 characters, and a comment that is refused is one that nobody reads.
func TestMarkdownDiffOf5000ChangedRows(t *testing.T) {
	before, after := staff(5_000, 8_88), staff(5_000, 18_88)
	var paid []state.Packet
	for i := range 5_000 {
		paid = append(paid, viewtest.Recorded(fmt.Sprintf("u%06d", i), viewtest.OpenID(i), 888, state.Sent))
	}
	for name, packets := range map[string][]state.Packet{"alone": nil, "with a state": paid} {
		diff, prospect := reviewable(t, before, after, packets)
		var out bytes.Buffer
		m := view.Markdown{Apply: "redpack apply", All: "redpack diff -list main...HEAD"}
		if err := m.Diff(&out, diff, prospect); err != nil {
			t.Fatal(err)
		}
		if n := utf8.RuneCount(out.Bytes()); n > view.MarkdownMax || n < 5_000 {
			t.Errorf("%s: %d characters", name, n)
		}
		checkDocument(t, out.String())
		kept := []string{
			"### redpack: spring-2027 pays ¥50,000.00 more (¥44,400.00 -> ¥94,400.00, +112.6 %)",
			"| Amount changed | 5,000 | ¥94,400.00 | +¥50,000.00 |", "**Checks**", "<summary>Amount changed (5,000)</summary>",
			"4,800 rows of 5,000 left out to stay below 60,000 characters; all of them: `redpack diff -list main...HEAD`", "Apply after merge",
		}
		if packets != nil {
			kept = append(kept, "> [!WARNING]\n> 5,000 of the changed recipients **were already paid**")
		}
		for _, text := range kept {
			if !strings.Contains(out.String(), text) {
				t.Errorf("%s: %q is missing in\n%s", name, text, out.String()[:3_000])
			}
		}
	}
}

// What is least needed gives way first.
func TestMarkdownDiffGivesWayInOrder(t *testing.T) {
	before := staff(6_000, 8_88)
	lines := strings.SplitAfter(string(before["p.csv"].Data), "\n")
	rows := lines[1 : len(lines)-1]
	next := lines[0]
	for i, row := range rows {
		switch {
		case i < 1_500: // removed
		case i < 2_000:
			next += strings.Replace(row, ",8.88", ",9.88", 1)
		default:
			next += row
		}
	}
	for i := range 1_500 {
		next += fmt.Sprintf("n%d-x,%s,8.88\n", i*7, viewtest.OpenID(10_000+i))
	}
	after := staff(6_000, 8_88)
	after["p.csv"].Data = []byte(next)
	diff, prospect := reviewable(t, before, after, nil)
	shown := func(limit int) (added, removed, changed int) {
		var out bytes.Buffer
		if err := (view.Markdown{MaxChars: limit}).Diff(&out, diff, prospect); err != nil {
			t.Fatal(err)
		}
		if n := utf8.RuneCount(out.Bytes()); n > limit {
			t.Errorf("%d characters at a limit of %d", n, limit)
		}
		checkDocument(t, out.String())
		for _, part := range strings.Split(out.String(), "<details>") {
			n := strings.Count(part, "p.csv |")
			switch {
			case strings.Contains(part, "<summary>Added"):
				added = n
			case strings.Contains(part, "<summary>Removed"):
				removed = n
			case strings.Contains(part, "<summary>Amount changed"):
				changed = n
			}
		}
		return added, removed, changed
	}
	for _, want := range []struct{ limit, added, removed, changed int }{
		{1_000_000, 1_500, 1, 500}, // the removed ones are one run: u000000 to u001499
		{60_000, 50, 1, 500},
		{14_000, 50, 1, 200},
	} {
		if a, r, c := shown(want.limit); a != want.added || r != want.removed || c != want.changed {
			t.Errorf("at %d characters: %d added, %d removed, %d changed; want %+v", want.limit, a, r, c, want)
		}
	}
	if a, _, c := shown(4_000); a >= 50 || c == 0 {
		t.Errorf("at 4,000 characters %d added and %d changed rows are left", a, c)
	}
}
