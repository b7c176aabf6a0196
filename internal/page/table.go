package page

import (
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// Column is one column of a table.
type Column struct {
	Title lang.Text
	Right bool // aligned to the right, as amounts are
	// Spare is when the column is left out on a narrow terminal: the highest first, 0 never.
	Spare int
}

// Table is a list of rows under titles. Its last column takes the room that is left, and is the place for Chinese text.
type Table struct {
	Columns []Column
	rows    []row
	Wrap    bool // break the last column into lines instead of cutting it
}

// row is a line of a table, behind a mark such as "+". A row of nil cells is a rule.
type row struct {
	mark  string
	cells []string
	ink   Ink
}

const (
	// TableIndent is room for two spaces, a mark and a space.
	TableIndent = 4
	tableGap    = 2
	lastMin     = 12 // the least room that is worth a last column
)

// Add adds a row behind a mark.
func (t *Table) Add(mark string, cells ...string) {
	for i, cell := range cells {
		cells[i] = Clean(cell)
	}
	t.rows = append(t.rows, row{mark: mark, cells: cells})
}

// Rule adds a line between what is above and its sum.
func (t *Table) Rule() { t.rows = append(t.rows, row{}) }

// Print adds the table to a page.
func (t *Table) Print(p *Page) {
	kept, widths := t.layout(p.Columns(), p.Lang)
	last := kept[len(kept)-1]
	titles := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = p.Say(c.Title)
	}
	if strings.Join(titles, "") != "" {
		t.printRow(p, row{cells: titles, ink: inkFaint}, kept, widths)
	}
	for _, r := range t.rows {
		if r.cells == nil {
			length := -tableGap
			for _, i := range kept {
				if i != last || t.Columns[last].Right {
					length += widths[i] + tableGap
				}
			}
			p.Line("%s%s", strings.Repeat(" ", TableIndent), strings.Repeat("-", max(length, 0)))
			continue
		}
		t.printRow(p, r, kept, widths)
	}
}

// layout chooses the columns that fit and their widths.
func (t *Table) layout(width int, l lang.Language) (kept, widths []int) {
	widths = make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = Width(c.Title.In(l))
		kept = append(kept, i)
	}
	for _, r := range t.rows {
		for i, cell := range r.cells {
			widths[i] = max(widths[i], Width(cell))
		}
	}
	room := width - TableIndent
	for {
		last := kept[len(kept)-1]
		others := 0
		for _, i := range kept[:len(kept)-1] {
			others += widths[i] + tableGap
		}
		if spare := t.leastNeeded(kept); spare >= 0 && others+min(widths[last], lastMin) > room {
			kept = append(kept[:spare], kept[spare+1:]...)
			continue
		}
		widths[last] = min(widths[last], max(room-others, lastMin))
		return kept, widths
	}
}

// leastNeeded is the index in kept of the column to leave out first, or -1.
func (t *Table) leastNeeded(kept []int) int {
	found := -1
	for at, i := range kept {
		if spare := t.Columns[i].Spare; spare > 0 && (found < 0 || spare > t.Columns[kept[found]].Spare) {
			found = at
		}
	}
	return found
}

func (t *Table) printRow(p *Page, r row, kept, widths []int) {
	last := kept[len(kept)-1]
	var b strings.Builder
	for _, i := range kept[:len(kept)-1] {
		b.WriteString(t.cell(i, r.cells[i], widths[i]))
		b.WriteString(strings.Repeat(" ", tableGap))
	}
	lead := "  " + Pad(r.mark, TableIndent-2)
	if t.Wrap {
		indent := TableIndent + Width(b.String())
		for n, line := range Wrap(r.cells[last], widths[last]) {
			if n == 0 {
				p.Line("%s%s", lead, p.Paint(r.ink, b.String()+line))
				continue
			}
			p.Line("%s%s", strings.Repeat(" ", indent), line)
		}
		return
	}
	text := strings.TrimRight(b.String()+t.cell(last, Fit(r.cells[last], widths[last]), widths[last]), " ")
	p.Line("%s%s", lead, p.Paint(r.ink, text))
}

func (t *Table) cell(i int, text string, width int) string {
	if t.Columns[i].Right {
		return PadLeft(text, width)
	}
	return Pad(text, width)
}
