package hclspec

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// leftOut is what stands in a list and is no row of anybody, in one pass over it.
type leftOut struct {
	empty, hidden, beside noted
	shown                 bool // it was said that Excel shows a key otherwise
	amounts               shownAmounts
}

// noted counts places and keeps the first.
type noted struct {
	count int
	first hcl.Range
}

func (n *noted) add(at hcl.Range) {
	if n.count++; n.count == 1 {
		n.first = at
	}
}

// leaveOut tells whether a row stands for nobody: it is empty, or hidden in its workbook.
func (feed *listFeed) leaveOut(s *stream, row *cutRow, at hcl.Range, left *leftOut) bool {
	hidden := false
	if feed.inSheet() {
		of := feed.held.sheet.Row(int(row.Offset))
		hidden = of.Hidden
		if of.Beyond > 0 {
			left.beside.add(feed.cellRange(row.Row, int(of.Beyond)))
		}
	}
	switch {
	case row.err == nil && blankRow(row.Text, feed.comma) && feed.missing(row.Row) == nil:
		left.empty.add(at)
	case hidden && feed.skipHidden:
		left.hidden.add(at)
	case hidden:
		s.broken++
		s.problems.add(ruleHidden, at, func() *hcl.Diagnostic { return wrong(lang.Text{}, at, rowHidden) })
	default:
		return false
	}
	return true
}

// note says once for the whole list what was left out.
func (left *leftOut) note(s *stream) {
	for _, kind := range []struct {
		noted
		summary lang.Text
		detail  func(rows int) lang.Text
	}{
		{left.empty, lang.Both("Empty rows left out", "略去了空行"), emptyLeftOut},
		{left.hidden, lang.Both("Hidden rows left out", "略去了隐藏的行"), hiddenLeftOut},
		{left.beside, lang.Both("Cells beside the list left out", "略去了名单旁边的单元格"), besideLeftOut},
	} {
		if kind.count > 0 {
			s.problems.diags = append(s.problems.diags, warning(kind.summary, kind.first, kind.detail(kind.count)))
		}
	}
	left.amounts.note(s)
}

// blankRow tells whether nothing stands in a row, but for quotes and blanks. The first byte answers for nearly all rows.
func blankRow(text string, comma byte) bool {
	if text == "" {
		return true
	}
	if c := text[0]; c > ' ' && c != comma && c != '"' && c != 0xe3 && c != 0xc2 { // with the last two begin the blanks U+3000 and U+00A0
		return false
	}
	return strings.TrimFunc(text, func(r rune) bool { return r == rune(comma) || r == '"' || unicode.IsSpace(r) }) == ""
}

// totalWords are what the row of a sum begins with, in lower case and without blanks.
var totalWords = []string{"合计", "总计", "小计", "共计", "总和", "总额", "总数", "合計", "總計", "小計", "total", "grandtotal", "subtotal", "sum"}

// isTotal reports a row without an openid that says that it is the sum of others. Three complaints about what it lacks would not tell.
func (s *stream) isTotal(x *rowContext, attrs *attributes, o *origin) bool {
	column := slices.IndexFunc(x.cells, namesTotal)
	if column < 0 {
		return false
	}
	s.problems.add(ruleTotal, o.at, func() *hcl.Diagnostic {
		cell := x.cell(column)
		detail := sumOfOthers(cell)
		if name := o.feed.header[column]; name != "" {
			condition := fmt.Sprintf("%s != %q", ColumnExpression(name), cell)
			how := "where = " + condition
			if attrs.where != nil {
				how = "where = … && " + condition
			}
			detail = detail.Then(orLeaveOut).Then(lang.Same(how))
		}
		return wrong(lang.Text{}, o.feed.cellRange(o.row, column), detail)
	})
	return true
}

// totalUnits are what may follow such a word, for what was added up: 合计金额, 小计人数, 总计元.
var totalUnits = []string{
	"金额", "人数", "人民币", "元", "笔数", "人", "笔", "红包", "发放", "应发", "实发", "金額", "人數", "人民幣", "紅包", "amount", "yuan", "rmb", "cny",
}

// namesTotal tells whether a cell says that its row is a sum: one of the words alone, or with a unit, a number or a sign behind it. Neither
// "Totally" nor 总和贸易公司 does.
func namesTotal(cell string) bool {
	if len(cell) > keyBytes {
		return false
	}
	cell = strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, cell))
	return slices.ContainsFunc(totalWords, func(word string) bool {
		rest, found := strings.CutPrefix(cell, word)
		for found && unicode.IsLetter(firstRune(rest)) {
			rest, found = cutUnit(rest)
		}
		return found
	})
}

func cutUnit(text string) (rest string, found bool) {
	for _, unit := range totalUnits {
		if rest, found := strings.CutPrefix(text, unit); found {
			return rest, true
		}
	}
	return text, false
}

// ColumnExpression is how a campaign names a column of a list: row.openid, or row["金额 (元)"].
func ColumnExpression(name string) string {
	if hclsyntax.ValidIdentifier(name) {
		return "row." + name
	}
	return fmt.Sprintf("row[%q]", name)
}

// missing are the cells without their values of a row that has nothing else, such as formulas that were never calculated. Whoever they stand
// for would be forgotten with the empty rows.
func (feed *listFeed) missing(row csvrow.Row) (columns []int) {
	if !feed.inSheet() || !blankRow(row.Text, feed.comma) {
		return nil
	}
	return feed.held.sheet.Faulty(int(row.Offset))
}

// judged are the columns whose cells must have their values: those that the campaign uses.
func (feed *listFeed) judged(row csvrow.Row) []int {
	if missing := feed.missing(row); missing != nil {
		return missing
	}
	return feed.used
}

// soundCells tells whether the cells of some columns have the values that people see in them, and reports those that have not. Only those
// of a workbook may have others.
func (s *stream) soundCells(x *rowContext, attrs *attributes, o *origin, columns []int) bool {
	if o.feed == nil || !o.feed.inSheet() {
		return true
	}
	sound := true
	for _, column := range columns {
		why := o.feed.held.sheet.Fault(int(o.row.Offset), column)
		switch {
		case why.Empty():
			continue
		case sound && s.isTotalWithout(x, attrs, o):
			return false
		}
		sound = false
		s.problems.add(ruleCell, o.at, func() *hcl.Diagnostic {
			return wrong(lang.Text{}, o.feed.cellRange(o.row, column), lang.Format("%s", "%s", words.EndedText(why)))
		})
	}
	return sound
}

// isTotalWithout is isTotal for a row of which nobody has looked for the openid yet.
func (s *stream) isTotalWithout(x *rowContext, attrs *attributes, o *origin) bool {
	openID, err := attrs.openID.text(x)
	return (err != nil || !isOpenID(openID)) && s.isTotal(x, attrs, o)
}

// usedColumns are the columns that an expression of the block names.
func (feed *listFeed) usedColumns() []int {
	var used []int
	for _, a := range feed.attrs.written() {
		if a.whole {
			return feed.named
		}
		used = append(used, a.columns...)
	}
	slices.Sort(used)
	return slices.Compact(used)
}

// shownOtherwise warns of a key that Excel shows in another way, such as 00123 for 123.
func (feed *listFeed) shownOtherwise(s *stream, row *cutRow, left *leftOut) {
	if !feed.inSheet() || feed.attrs.key == nil || feed.attrs.key.cell == nil || left.shown {
		return
	}
	column := *feed.attrs.key.cell
	if shown := feed.held.sheet.Shown(int(row.Offset), column); shown != "" {
		left.shown = true
		s.problems.diags = append(s.problems.diags, warning(lang.Both("Key shown otherwise by Excel", "Excel 显示的键不一样"),
			feed.cellRange(row.Row, column), keyShownOtherwise(shown, row.cells[column])))
	}
}
