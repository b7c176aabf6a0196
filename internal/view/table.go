package view

import "strings"

// column is one column of a table.
type column struct {
	title string
	right bool // aligned to the right, as amounts are
	// spare is when the column is left out on a narrow terminal: the highest first, 0 never.
	spare int
}

// table is a list of rows under titles. Its last column takes the room that is left, and is the place for Chinese text.
type table struct {
	columns []column
	rows    []row
	wrap    bool // break the last column into lines instead of cutting it
}

// row is a line of a table, behind a mark such as "+". A row of nil cells is a rule.
type row struct {
	mark  string
	cells []string
	ink   ink
}

const (
	tableIndent = 4 // room for two spaces, a mark and a space
	tableGap    = 2
	lastMin     = 12 // the least room that is worth a last column
)

func (t *table) add(mark string, cells ...string) {
	for i, cell := range cells {
		cells[i] = Clean(cell)
	}
	t.rows = append(t.rows, row{mark: mark, cells: cells})
}

func (t *table) rule() { t.rows = append(t.rows, row{}) }

// print adds the table to a page.
func (t *table) print(p *page) {
	kept, widths := t.layout(p.width())
	last := kept[len(kept)-1]
	titles := make([]string, len(t.columns))
	for i, c := range t.columns {
		titles[i] = c.title
	}
	if strings.Join(titles, "") != "" {
		t.printRow(p, row{cells: titles, ink: inkFaint}, kept, widths)
	}
	for _, r := range t.rows {
		if r.cells == nil {
			length := -tableGap
			for _, i := range kept {
				if i != last || t.columns[last].right {
					length += widths[i] + tableGap
				}
			}
			p.line("%s%s", strings.Repeat(" ", tableIndent), strings.Repeat("-", max(length, 0)))
			continue
		}
		t.printRow(p, r, kept, widths)
	}
}

// layout chooses the columns that fit and their widths.
func (t *table) layout(width int) (kept, widths []int) {
	widths = make([]int, len(t.columns))
	for i, c := range t.columns {
		widths[i] = Width(c.title)
		kept = append(kept, i)
	}
	for _, r := range t.rows {
		for i, cell := range r.cells {
			widths[i] = max(widths[i], Width(cell))
		}
	}
	room := width - tableIndent
	for {
		last := kept[len(kept)-1]
		others := 0
		for _, i := range kept[:len(kept)-1] {
			others += widths[i] + tableGap
		}
		if spare := t.sparest(kept); spare >= 0 && others+min(widths[last], lastMin) > room {
			kept = append(kept[:spare], kept[spare+1:]...)
			continue
		}
		widths[last] = min(widths[last], max(room-others, lastMin))
		return kept, widths
	}
}

// sparest is the index in kept of the column to leave out first, or -1.
func (t *table) sparest(kept []int) int {
	found := -1
	for at, i := range kept {
		if spare := t.columns[i].spare; spare > 0 && (found < 0 || spare > t.columns[kept[found]].spare) {
			found = at
		}
	}
	return found
}

func (t *table) printRow(p *page, r row, kept, widths []int) {
	last := kept[len(kept)-1]
	var b strings.Builder
	for _, i := range kept[:len(kept)-1] {
		b.WriteString(t.cell(i, r.cells[i], widths[i]))
		b.WriteString(strings.Repeat(" ", tableGap))
	}
	lead := "  " + Pad(r.mark, tableIndent-2)
	if t.wrap {
		indent := tableIndent + Width(b.String())
		for n, line := range Wrap(r.cells[last], widths[last]) {
			if n == 0 {
				p.line("%s%s", lead, p.paint(r.ink, b.String()+line))
				continue
			}
			p.line("%s%s", strings.Repeat(" ", indent), line)
		}
		return
	}
	text := strings.TrimRight(b.String()+t.cell(last, Fit(r.cells[last], widths[last]), widths[last]), " ")
	p.line("%s%s", lead, p.paint(r.ink, text))
}

func (t *table) cell(i int, text string, width int) string {
	if t.columns[i].right {
		return PadLeft(text, width)
	}
	return Pad(text, width)
}
