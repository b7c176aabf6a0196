package view_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// parsedMarkdown is what a parser of GitHub's Markdown finds in a document.
type parsedMarkdown struct {
	nodes map[ast.NodeKind]int
	rows  [][]string // of all tables, heads included: the text of each cell
	html  []string   // raw HTML, block by block
	words string     // all text that a reader sees outside of code, a line for each block
}

func parseMarkdown(src string) parsedMarkdown {
	source := []byte(src)
	root := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote)).Parser().Parse(text.NewReader(source))
	p := parsedMarkdown{nodes: map[ast.NodeKind]int{}}
	var words strings.Builder
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		p.nodes[n.Kind()]++
		switch n := n.(type) {
		case *east.TableRow, *east.TableHeader:
			var cells []string
			for cell := n.FirstChild(); cell != nil; cell = cell.NextSibling() {
				cells = append(cells, shownText(cell, source))
			}
			p.rows = append(p.rows, cells)
		case *ast.HTMLBlock:
			var b strings.Builder
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				b.Write(line.Value(source))
			}
			p.html = append(p.html, b.String())
		case *ast.Paragraph, *ast.Heading, *ast.TextBlock, *east.TableCell:
			words.WriteString(shownText(n, source) + "\n")
		}
		return ast.WalkContinue, nil
	})
	p.words = words.String()
	return p
}

// shownText is what a reader sees of a node.
func shownText(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering && n.Parent().Kind() != ast.KindCodeSpan {
			b.WriteString(decodeReferences(string(t.Value(source))))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

var namedReferences = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

var numericReference = regexp.MustCompile(`&#(\d+);`)

func decodeReferences(s string) string {
	s = numericReference.ReplaceAllStringFunc(s, func(r string) string {
		var n rune
		_, _ = fmt.Sscanf(r, "&#%d;", &n)
		return string(n)
	})
	return namedReferences.Replace(s)
}

// live is what services turn into links and pictures after parsing, in the text that a reader sees: people, issues, pages, emoji and
// tickets. A commit has a letter in it, see liveIn.
var (
	live       = regexp.MustCompile(`(?i)@[a-z0-9_"]|#\d|\bGH-\d|://|\bwww\.|[!~%$][\pL\pN"]|&[\pL\pN]|:[\pL\pN_+-]*[\pL_][\pL\pN_+-]*:|:([+-]1|100|1234):`)
	liveCommit = regexp.MustCompile(`(?i)\b[0-9a-f]{7,}\b`)
	liveTicket = regexp.MustCompile(`\b[A-Z][A-Z0-9_]*-[A-Za-z0-9]`)
)

// liveIn finds what services would turn into more than a text.
func liveIn(words string) string {
	for _, word := range liveCommit.FindAllString(words, -1) {
		if strings.ContainsAny(word, "abcdefABCDEF") {
			return word
		}
	}
	return live.FindString(words) + liveTicket.FindString(words)
}

// hostile are texts that somebody could put into a campaign to get more than a text.
var hostile = []string{
	"</details> @everyone [x](y) `",
	"``` </details> @everyone [x](y) ` ```",
	"</summary><script>alert(1)</script>",
	"<!-- redpack:other:plan --> --> <!--",
	"a|b|c \\| \\\\| ||",
	"![x](http://evil.example/p.png) https://evil.example www.evil.example WWW.evil.example",
	"[x]: http://evil.example",
	"#123 GH-123 gh-1 owner/repo#1 @team/owners a@b.example !1 ~bug %\"v1\" $1 &2",
	"**bold** __bold__ _it_ ~~gone~~ *it* a_b_c _",
	"a5c3785ed8d6a35868bc169f07e40e889087fd2e a5c3785 A5C3785 owner/repo@a5c3785 (defaced) 中a5c3785文 _a5c3785 a5c3785-a5c3785",
	":shipit: :octocat::+1::-1: a:tada:b :某:某: :100:1234: 08:00-08:00 ::a:: :a :",
	"PROJ-12 X-PROJ-12-Y-3 A1_B-7 TICKET-abc GL-PROJ-x",
	"line\nline\r\n\n# head\n| a | b |\n|---|---|",
	"\x1b[2J\u202eevil\u2066\u200b\x00",
	"$x$ $$x$$ `$x$` [^1] {+a+} [-b-] {-c-}",
	"&lt; &#64;everyone &amp;lt; &#35;1",
	"\\@everyone \\#1 \\<b>",
	"```", "`", "~~~", "<", "&", "-->", "||", "\\",
	"👨‍👩‍👧‍👦🧧🇨🇳 祝您元宵节快乐，猜灯谜！",
	strings.Repeat("长", 300), strings.Repeat("|", 300), "e" + strings.Repeat("\u0301", 300), strings.Repeat("`", 300),
	"oPLANTED0openid0never0shown0",
}

// A cell stays one cell with nothing in it but text, which reads as it was written.
func checkCell(t *testing.T, written string) {
	t.Helper()
	row := view.MarkdownRow([]string{written, "x", written})
	p := parseMarkdown("| a | b | c |\n|---|---|---|\n" + row + "\n")
	if len(p.rows) != 2 || len(p.rows[1]) != 3 || p.nodes[east.KindTable] != 1 {
		t.Fatalf("%q broke the table:\n%s\n%v", written, row, p.rows)
	}
	checkOnlyText(t, p, written)
	for _, i := range []int{0, 2} {
		if got, want := strings.ReplaceAll(p.rows[1][i], "\u200b", ""), shownAs(written); got != want {
			t.Errorf("%q reads as %q, want %q; as Markdown: %s", written, got, want, row)
		}
	}
}

// shownAs is how a text reads that is cleaned and shortened and nothing else.
func shownAs(written string) string {
	plain := strings.TrimSpace(view.Printable(written))
	if utf8.RuneCountInString(plain) <= 120 {
		return plain
	}
	return view.MarkdownShortened(plain, 120)
}

func checkOnlyText(t *testing.T, p parsedMarkdown, written string) {
	t.Helper()
	for kind, n := range p.nodes {
		switch kind {
		case ast.KindDocument, ast.KindParagraph, ast.KindText, ast.KindString, ast.KindTextBlock,
			east.KindTable, east.KindTableHeader, east.KindTableRow, east.KindTableCell:
		default:
			t.Errorf("%q became %d %v", written, n, kind)
		}
	}
	if found := liveIn(p.words); found != "" {
		t.Errorf("%q: services would link %q in %q", written, found, p.words)
	}
}

func TestHostileTextsStayTexts(t *testing.T) {
	for _, written := range hostile {
		checkCell(t, written)
		checkCodeSpan(t, written)
	}
}

// What people copy from a document comes without a character that they do not see, as long as no service would make more of it.
func TestWhatIsCopiedStaysAsItIs(t *testing.T) {
	for _, written := range []string{"spring-2027/wang", "20170123", "19000067892027020512345678", "22:00-08:00", "12:30:45", "1a2b-3c4d", "feedback", "2027-02-05"} {
		if row := view.MarkdownRow([]string{written}); row != "| "+written+" |" {
			t.Errorf("%q is written as %q", written, row)
		}
	}
}

// A code span holds its text whatever it is, and nothing gets out of it.
func checkCodeSpan(t *testing.T, written string) {
	t.Helper()
	code := view.MarkdownCode(written)
	want := strings.TrimSpace(view.Printable(written))
	if want == "" {
		if code != "" {
			t.Errorf("%q became %q", written, code)
		}
		return
	}
	source := []byte("Apply: " + code + " end\n")
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	spans := 0
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindCodeSpan:
			spans++
			var b strings.Builder
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				b.Write(c.(*ast.Text).Value(source))
			}
			if got := b.String(); got != want {
				t.Errorf("%q reads as %q in code", want, got)
			}
		case ast.KindDocument, ast.KindParagraph, ast.KindText:
		default:
			t.Errorf("%q became a %v: %s", written, n.Kind(), code)
		}
		return ast.WalkContinue, nil
	})
	if spans != 1 {
		t.Errorf("%q gave %d code spans: %s", written, spans, code)
	}
}

// Whatever a text holds, a parser of GitHub's Markdown finds a table of the same shape, nothing in it but text, no link, no
// mention, no HTML, and the text reads as it was written; and the same text is one code span.
func FuzzMarkdown(f *testing.F) {
	for _, written := range hostile {
		f.Add(written)
	}
	f.Fuzz(func(t *testing.T, written string) {
		if len(written) > 2_000 {
			t.Skip("longer texts tell nothing new, and the parser is slow with them")
		}
		checkCell(t, written)
		checkCodeSpan(t, written)
	})
}

var markdownPlans = []struct {
	name  string
	files []fstest.MapFS
	state []state.Packet
	clock string
}{
	{"first", []fstest.MapFS{viewtest.Spring()}, nil, "06:46:00"},
	{"interrupted", []fstest.MapFS{viewtest.Spring()}, viewtest.Interrupted(), "09:02:00"},
	{"came-back", []fstest.MapFS{viewtest.Spring()}, viewtest.DayAfter(), "09:02:00"},
	{"over", []fstest.MapFS{viewtest.Spring()}, nil, "21:30:00"},
	{"sandbox", []fstest.MapFS{viewtest.Lantern()}, nil, "09:00:00"},
	{"granted", []fstest.MapFS{viewtest.Granted()}, nil, "09:02:00"},
	{"rehearsal", []fstest.MapFS{viewtest.Rehearsed()}, nil, "09:02:00"},
	{"canary", []fstest.MapFS{viewtest.Canaried()}, nil, "09:02:00"},
	{"done", []fstest.MapFS{viewtest.Lantern()}, lanternPaid(), "09:00:00"},
	{"two", []fstest.MapFS{viewtest.Spring(), viewtest.Lantern()}, nil, "09:02:00"},
}

var reviewed = view.Markdown{
	Commit: "3fa9c21", Base: "merge base 81d0e77", Apply: "redpack apply campaigns/spring", All: "redpack show plan.rpplan -list",
}

func TestMarkdownPlans(t *testing.T) {
	for _, c := range markdownPlans {
		t.Run(c.name, func(t *testing.T) {
			var plans []*plan.Plan
			for _, files := range c.files {
				plans = append(plans, viewtest.Planned(t, files, c.state, c.clock))
			}
			warnings := hcl.Diagnostics{{
				Severity: hcl.DiagWarning, Summary: "Drawn amounts", Detail: "Whoever reads @seed can compute them.",
				Subject: &hcl.Range{Filename: "spring-2027.hcl", Start: hcl.Pos{Line: 12}},
			}}
			var out bytes.Buffer
			if err := reviewed.Plans(&out, plans, warnings); err != nil {
				t.Fatal(err)
			}
			viewtest.Golden(t, filepath.Join("testdata", "markdown-plan-"+c.name+".md"), out.Bytes())
			checkDocument(t, out.String())
			inChinese(t, "markdown-plan-"+c.name, reviewed, out.String(), func(w io.Writer, m view.Markdown) error { return m.Plans(w, plans, warnings) })
		})
	}
}

func TestMarkdownProblems(t *testing.T) {
	diags := hcl.Diagnostics{
		{Severity: hcl.DiagWarning, Summary: "Drawn amounts", Detail: "Whoever reads the seed can compute them."},
		{
			Severity: hcl.DiagError, Summary: "Amount below the minimum", Detail: "</details> @everyone\n" + viewtest.PlantedOpenID + " gets 0.88.",
			Subject: &hcl.Range{Filename: "员工|名单.csv", Start: hcl.Pos{Line: 417}},
		},
	}
	var out bytes.Buffer
	if err := reviewed.Problems(&out, "plan", diags, errors.New("the state is of a newer redpack")); err != nil {
		t.Fatal(err)
	}
	viewtest.Golden(t, filepath.Join("testdata", "markdown-problems.md"), out.Bytes())
	checkDocument(t, out.String())
	inChinese(t, "markdown-problems", reviewed, out.String(), func(w io.Writer, m view.Markdown) error {
		return m.Problems(w, "plan", diags, errors.New("the state is of a newer redpack"))
	})
}

// checkDocument holds for every document: its HTML is redpack's own, its folds are closed, its tables have the shape of their
// heads, and nothing in it is secret or live.
func checkDocument(t *testing.T, out string) {
	t.Helper()
	viewtest.Clean(t, out, page.Style{})
	p := parseMarkdown(out)
	own := regexp.MustCompile(`^(<!-- redpack:[^<>]* -->|<details><summary>[^<>]*</summary>|</details>)\n?$`)
	for _, block := range p.html {
		if !own.MatchString(block) {
			t.Errorf("foreign HTML: %q", block)
		}
	}
	if strings.Count(out, "<details>") != strings.Count(out, "</details>") {
		t.Error("a fold is not closed")
	}
	for _, kind := range []ast.NodeKind{ast.KindRawHTML, ast.KindLink, ast.KindAutoLink, ast.KindImage, ast.KindFencedCodeBlock, ast.KindCodeBlock} {
		if p.nodes[kind] > 0 {
			t.Errorf("%d nodes of kind %v", p.nodes[kind], kind)
		}
	}
	if p.nodes[ast.KindHeading] != 1 {
		t.Errorf("%d headings, want one", p.nodes[ast.KindHeading])
	}
	ours := strings.NewReplacer("[!WARNING]", "", "[!CAUTION]", "", reviewed.Commit, "", reviewed.Base, "", "合并基点 81d0e77", "")
	if found := liveIn(ours.Replace(p.words)); found != "" {
		t.Errorf("services would link %q", found)
	}
	lines := strings.Split(out, "\n")
	if !strings.HasPrefix(lines[0], "<!-- redpack:") || !strings.HasPrefix(lines[1], "### redpack: ") {
		t.Errorf("the document begins with\n%s\n%s", lines[0], lines[1])
	}
}

// manyRefused are so many packets that a document of all of them would be too long.
func manyRefused(n int) []state.Packet {
	packets := []state.Packet{viewtest.Recorded("u000000", viewtest.OpenID(0), 7_00, state.Sent)}
	for i := 1; i < n; i++ {
		p := viewtest.Recorded(fmt.Sprintf("u%06d", i), viewtest.OpenID(i), 888, state.Refused)
		p.Code = hostile[i%len(hostile)]
		packets = append(packets, p)
	}
	return packets
}

func TestMarkdownOfManyRowsStaysBelowTheLimit(t *testing.T) {
	p := viewtest.Planned(t, viewtest.Crowd(5_000), manyRefused(5_000), "10:00:00")
	whole := view.Markdown{MaxChars: 100_000_000}
	var out bytes.Buffer
	if err := whole.Plans(&out, []*plan.Plan{p}, nil); err != nil {
		t.Fatal(err)
	}
	if rows := len(parseMarkdown(out.String()).rows); rows < 5_000 {
		t.Errorf("without a limit there are %d rows", rows)
	}
	for _, limit := range []int{0, 20_000, 5_000, 2_000, 1_500} {
		out.Reset()
		m := reviewed
		m.MaxChars = limit
		if err := m.Plans(&out, []*plan.Plan{p}, nil); err != nil {
			t.Fatal(err)
		}
		if limit == 0 {
			limit = view.MarkdownMax
		}
		if n := utf8.RuneCount(out.Bytes()); n > limit {
			t.Errorf("%d characters, want at most %d", n, limit)
		}
		checkDocument(t, out.String())
		for _, kept := range []string{
			"### redpack: spring-2027 will send nothing", "| Refused, parked | 4,999 |", "> [!WARNING]\n> **1 conflict**", "**Checks**",
			"rows of 4,999 left out to stay below", "`redpack show plan.rpplan -list`", "plan digest ",
		} {
			if !strings.Contains(out.String(), kept) {
				t.Errorf("at %d characters, %q is missing in\n%s", limit, kept, out.String())
			}
		}
	}
	var tooLong *view.TooLongError
	if err := (view.Markdown{MaxChars: 100}).Plans(&out, []*plan.Plan{p}, nil); !errors.As(err, &tooLong) || tooLong.Needed <= 100 {
		t.Errorf("err = %v", err)
	}
}

func TestMarkdownReturnsTheWritersError(t *testing.T) {
	if err := reviewed.Plans(viewtest.Broken{}, []*plan.Plan{viewtest.Planned(t, viewtest.Lantern(), nil, "09:00:00")}, nil); !errors.Is(err, viewtest.ErrBroken) {
		t.Errorf("err = %v", err)
	}
}
