package view

import (
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
)

// MarkdownMax is how long a document may be unless somebody says otherwise, in characters. GitHub takes 65,536.
const MarkdownMax = 60_000

// Markdown is how plans and diffs are written for a pull request. The document has a first line that alone says how much, a
// table, a warning where money has left already, what was checked, lists in folded sections, and a footer that names what
// to approve. Openids are always masked, and labels left out unless they are asked for: whoever can read the repository can read
// the comment.
type Markdown struct {
	MaxChars   int    // 0: MarkdownMax
	Commit     string // of the campaign's files; "" where it is not known
	Base       string // the revision it is compared with; likewise
	Apply      string // the command that applies what is shown; "" leaves the line out
	All        string // the command that prints every row
	ShowLabels bool   // the names that people know, too
	Refused    string // why it is not to be merged or applied, whatever the files say; "" where nothing speaks against it
	Lang       lang.Language
}

// TooLongError says that even what must never be left out is longer than allowed.
type TooLongError struct{ MaxChars, Needed int }

// Said is the error in every language.
func (e *TooLongError) Said() lang.Text {
	return lang.Format("%s characters are too few: what a reviewer must see takes %s", "%s 个字符太少：审阅者必须看到的内容需要 %s 个字符",
		money.Count(e.MaxChars), money.Count(e.Needed))
}

func (e *TooLongError) Error() string { return e.Said().English }

// document is a Markdown text in the making. Only its sections' rows may be left out.
type document struct {
	Markdown
	head     []string // paragraphs before the sections
	sections []*mdSection
	foot     []string // paragraphs behind them
}

// mdSection is a folded table.
type mdSection struct {
	title   lang.Text // already escaped
	columns []page.Column
	total   int                // rows there are
	row     func(int) []string // the cells of one, not escaped
	longest int                // of a cell, in characters; 0: markdownTextMax
	lines   []string           // rows as Markdown; as many as could fit at all
	shown   int                // how many of the lines are kept
	rank    int                // which section gives way first
	first   int                // how many rows are kept as long as others can give way
}

// Ranks of sections: the lower, the earlier it is cut.
const (
	rankUnchanged = iota
	rankAdded
	rankRemoved
	rankTexts
	rankChanged
	rankSettings
)

// say adds a paragraph before the sections. What it holds is Markdown already. Arguments that can be said are said in the document's language.
func (d *document) say(format string, args ...any) {
	d.head = append(d.head, fmt.Sprintf(format, lang.Args(d.Lang, args)...))
}

// style is how the document writes what it shares with what is printed.
func (d *document) style() page.Style { return page.Style{ShowLabels: d.ShowLabels, Lang: d.Lang} }

// told is anything of somebody's in the document's language, as Markdown.
func (d *document) told(what any, longest int) string {
	return markdownText(lang.Say(what, d.Lang), longest)
}

// refused repeats what the command ends with.
func (d *document) refused() {
	if d.Refused != "" {
		d.say("> [!CAUTION]\n> **%s**", markdownText(d.Refused, markdownNoteMax))
	}
}

// close adds a paragraph behind the sections.
func (d *document) close(format string, args ...any) {
	d.foot = append(d.foot, fmt.Sprintf(format, lang.Args(d.Lang, args)...))
}

func (d *document) section(s mdSection) {
	if s.total == 0 {
		return
	}
	// A row has at least a dozen characters, so more of them cannot fit, and a million need not be written to find that out.
	const shortest = 12
	for i := range min(s.total, d.limit()/shortest) {
		s.lines = append(s.lines, mdCells(s.row(i), max(s.longest, markdownTextMax)))
	}
	s.shown = len(s.lines)
	d.sections = append(d.sections, &s)
}

func (d *document) limit() int {
	if d.MaxChars > 0 {
		return d.MaxChars
	}
	return MarkdownMax
}

// mdRow is one row of a table.
func mdRow(cells []string) string { return mdCells(cells, markdownTextMax) }

func mdCells(cells []string, longest int) string {
	escaped := make([]string, len(cells))
	for i, cell := range cells {
		escaped[i] = markdownText(cell, longest)
	}
	return "| " + strings.Join(escaped, " | ") + " |"
}

// tableHead is the head of a table.
func (d *document) tableHead(columns []page.Column) string {
	titles, rules := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		titles[i], rules[i] = d.told(c.Title, markdownTextMax), "---"
		if c.Right {
			rules[i] = "---:"
		}
	}
	return "| " + strings.Join(titles, " | ") + " |\n|" + strings.Join(rules, "|") + "|"
}

// text is the section with the rows that are kept.
func (s *mdSection) text(d *document) string {
	var b strings.Builder
	b.WriteString("<details><summary>" + s.title.In(d.Lang) + "</summary>\n\n")
	if s.shown > 0 {
		b.WriteString(d.tableHead(s.columns) + "\n" + strings.Join(s.lines[:s.shown], "\n") + "\n\n")
	}
	if left := s.total - s.shown; left > 0 {
		text := lang.Format("%s of %s left out to stay below %s characters", "%s（共 %s）未列出，以免超过 %s 个字符", words.Counted(left, words.Row), money.Count(s.total),
			money.Count(d.limit()))
		if d.All != "" {
			text = lang.Format("%s; all of them: %s", "%s；查看全部：%s", text, markdownCode(d.All))
		}
		plain.Add(&b, "%s\n\n", text.In(d.Lang))
	}
	b.WriteString("</details>")
	return b.String()
}

func (d *document) text() string {
	parts := slices.Clone(d.head)
	for _, s := range d.sections {
		parts = append(parts, s.text(d))
	}
	return strings.Join(append(parts, d.foot...), "\n\n") + "\n"
}

// chars counts what services count: characters, and those outside the basic plane, such as emoji, twice.
func chars(text string) (n int) {
	for _, r := range text {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// writeTo shortens the document until it fits, and writes it. A table loses whole rows from its end, so nothing is ever cut
// inside a table, and the document is never split.
func (d *document) writeTo(w io.Writer) error {
	fits := func() bool { return chars(d.text()) <= d.limit() }
	byRank := slices.Clone(d.sections)
	slices.SortStableFunc(byRank, func(a, b *mdSection) int { return a.rank - b.rank })
	for _, s := range byRank {
		if fits() {
			break
		}
		s.shown = min(s.shown, s.first)
	}
	for _, s := range byRank {
		if fits() {
			break
		}
		most := s.shown
		// The number of rows to give up, the smallest that is enough.
		gone := sort.Search(most, func(gone int) bool { s.shown = most - gone; return fits() })
		s.shown = most - gone
	}
	text := d.text()
	if n := chars(text); n > d.limit() {
		return &TooLongError{d.limit(), n}
	}
	return plain.Write(w, plain.Frame(text))
}
