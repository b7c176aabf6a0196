package view_test

import (
	"bytes"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
)

// look is one way to print.
type look struct {
	name  string
	style page.Style
}

var looks = []look{
	{"40", page.Style{ShowLabels: true, Width: 40}},
	{"80", page.Style{ShowLabels: true, Width: 80}},
	{"120", page.Style{ShowLabels: true, Width: 120}},
	{"80-colour", page.Style{ShowLabels: true, Width: 80, Colour: true}},
	{"40-ascii", page.Style{ShowLabels: true, Width: 40, ASCII: true}},
	{"80-ascii", page.Style{ShowLabels: true, Width: 80, ASCII: true}},
}

// chinese are the looks of the screens that are kept in Chinese, too.
var chinese = []look{
	{"40-zh", page.Style{ShowLabels: true, Width: 40, Lang: lang.Chinese}},
	{"80-zh", page.Style{ShowLabels: true, Width: 80, Lang: lang.Chinese}},
	{"120-zh", page.Style{ShowLabels: true, Width: 120, Lang: lang.Chinese}},
}

// keptInChinese are the main screens.
var keptInChinese = []string{
	"plan-first", "plan-interrupted", "plan-repairs", "plan-came-back", "plan-canary", "plan-supplements", "confirmation-repairs", "confirmation-closed",
	"summary-interrupted", "summary-complete", "diff-all", "diff-state", "diff-renamed", "diagnostics", "diagnostics-csv", "state-show", "state-show-failed",
	"state-list", "history", "history-run", "refreshed", "rebuilt", "reconcile", "report", "lines", "checkup", "canary-waits",
}

// golden compares what a view prints in every look with the files in testdata, and checks what holds for all output.
func golden(t *testing.T, name string, print func(t *testing.T, w *bytes.Buffer, s page.Style)) {
	t.Helper()
	all := looks
	if slices.Contains(keptInChinese, name) {
		all = slices.Concat(looks, chinese)
	}
	for _, look := range all {
		t.Run(look.name, func(t *testing.T) {
			var out bytes.Buffer
			print(t, &out, look.style)
			viewtest.Golden(t, filepath.Join("testdata", name+"."+look.name+".txt"), out.Bytes())
			viewtest.Clean(t, out.String(), look.style)
		})
	}
	t.Run("chinese", func(t *testing.T) {
		for _, look := range chinese {
			var out bytes.Buffer
			print(t, &out, look.style)
			brokenWell(t, out.String())
		}
		var said [2]bytes.Buffer
		for _, l := range lang.Languages { // so wide that nothing is cut, and no column left out
			print(t, &said[l], page.Style{ShowLabels: true, Width: 2000, Lang: l})
		}
		sameNumbers(t, said[lang.English].String(), said[lang.Chinese].String())
	})
}

// brokenWell checks that no line begins with a sign that closes what stands before it.
func brokenWell(t *testing.T, out string) {
	t.Helper()
	for _, line := range strings.Split(out, "\n") {
		if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(line, " ")); strings.ContainsRune("，。；：、）」”！？", first) {
			t.Errorf("a line begins with %c: %q", first, line)
		}
	}
}

// numeral is a number, an amount, a date or a time.
var numeral = regexp.MustCompile(`¥?[0-9]+(?:[.,:/-][0-9]+)*`)

// sameNumbers checks that every number and amount of a screen in one language stands in the other, as often.
func sameNumbers(t *testing.T, english, chinese string) {
	t.Helper()
	a, b := numeral.FindAllString(english, -1), numeral.FindAllString(chinese, -1)
	slices.Sort(a)
	slices.Sort(b)
	if !slices.Equal(a, b) {
		t.Errorf("the numbers differ:\n%v\n%v\nin\n%s\n%s", a, b, english, chinese)
	}
}

// fits checks that no line is wider than the terminal.
func fits(t *testing.T, out string, width int) {
	t.Helper()
	for _, line := range strings.Split(out, "\n") {
		if got := page.Width(line); got > width {
			t.Errorf("a line of %d columns on a terminal of %d: %q", got, width, line)
		}
	}
}

// inChinese compares a document in Chinese with its file, and with what it says in English.
func inChinese(t *testing.T, name string, m view.Markdown, english string, write func(io.Writer, view.Markdown) error) {
	t.Helper()
	m.Lang = lang.Chinese
	var out bytes.Buffer
	if err := write(&out, m); err != nil {
		t.Fatal(err)
	}
	viewtest.Golden(t, filepath.Join("testdata", name+".zh.md"), out.Bytes())
	if name != "report" { // which has a footer in small letters
		checkDocument(t, out.String())
	}
	sameNumbers(t, english, out.String())
}
