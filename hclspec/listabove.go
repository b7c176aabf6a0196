package hclspec

import (
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// titleRows is how far down the names of the columns are looked for.
const titleRows = 10

// unreadAbove is what is wrong with the rows above the names of the columns: people, whom nobody would read, or a title that nobody has
// said to be one.
func (feed *listFeed) unreadAbove() *hcl.Diagnostic {
	if feed.headerRow > 0 {
		return feed.peopleAbove(int(feed.head.Line), feed.header)
	}
	line, names := feed.namesBelow()
	if line == 0 {
		return nil
	}
	if d := feed.peopleAbove(line, names); d != nil {
		return d
	}
	return wrong(lang.Both("Title above the columns", "列名上方有标题"), feed.rowRange(feed.head), feed.titleAbove(line))
}

// personNaming is what is wrong where somebody stands in the place of the names of the columns. To list the names that there are instead
// would tell his own.
func (feed *listFeed) personNaming() *hcl.Diagnostic {
	if !holdsLikeOpenID(feed.coding.DecodeLossy(feed.head.Text)) || containsAll(feed.header, feed.attrs.columnNames()) {
		return nil
	}
	cure := correctHeaderRow
	if feed.headerRow == 0 {
		if line, _ := feed.namesBelow(); line > 0 {
			return nil // that somebody stands above them says more
		}
		cure = feed.writeNames()
	}
	return wrong(lang.Both("No names of columns", "没有列名"), feed.rowRange(feed.head), feed.personInstead(cure))
}

// lineWord is what a row is counted by, in English.
func (file *listFile) lineWord() string {
	if file.inSheet() {
		return "row"
	}
	return "line"
}

// namesBelow finds the line of names below the first row: it is the one with all the names that the campaign uses. 0 where the first row
// has them, or none.
func (feed *listFeed) namesBelow() (line int, names []string) {
	wanted := feed.attrs.columnNames()
	if len(wanted) == 0 || containsAll(feed.header, wanted) {
		return 0, nil
	}
	rows := feed.firstRows()
	for range titleRows {
		row, err := rows.Next()
		if err != nil {
			break // what cannot be read is reported when the rows are
		}
		if names := feed.namesIn(row); containsAll(names, wanted) {
			return int(row.Line), names
		}
	}
	return 0, nil
}

func containsAll(names, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(name string) bool { return !slices.Contains(names, name) })
}

// peopleAbove finds rows above the line of names that look like somebody's.
func (feed *listFeed) peopleAbove(line int, names []string) *hcl.Diagnostic {
	var first csvrow.Row
	var why lang.Text
	count := 0
	rows := feed.firstRows()
	for {
		row, err := rows.Next()
		if err != nil || int(row.Line) >= line {
			break
		}
		if person := feed.personIn(row, names); !person.Empty() {
			if count++; count == 1 {
				first, why = row, person
			}
		}
	}
	if count == 0 {
		return nil
	}
	return wrong(lang.Both("People above the columns", "列名上方有人"), feed.rowRange(first), feed.peopleUnread(int(first.Line), why, line, count))
}

// personIn tells why a row above the names of the columns looks like somebody's, or nothing.
func (feed *listFeed) personIn(row csvrow.Row, names []string) lang.Text {
	if holdsLikeOpenID(feed.coding.DecodeLossy(row.Text)) {
		return lang.Both("something like an openid stands in it", "里面有像 openid 的内容")
	}
	cells := feed.namesIn(row)
	key, amount := feed.attrs.key.cellIn(cells, names), feed.attrs.amount.cellIn(cells, names)
	if fen, err := money.ParseWritten(amount); err == nil && fen > 0 && likeKey(key) && !slices.ContainsFunc(cells, namesTotal) {
		return lang.Both("an id and an amount stand in it", "里面有编号和金额")
	}
	return lang.Text{}
}

// cellIn is the cell of the first column that an expression names, before anything is bound to columns; "" where there is none.
func (a *attribute) cellIn(cells, names []string) string {
	if a == nil {
		return ""
	}
	for _, name := range a.columnNames() {
		if i := slices.Index(names, name); i >= 0 && i < len(cells) {
			return cells[i]
		}
	}
	return ""
}

// likeKey tells whether a text is a number or an id as lists of people have them. A title may have a date in its place.
func likeKey(text string) bool {
	for _, layout := range []string{time.DateOnly, "2006/1/2", "2006.1.2", "2006-01", "2006/1", "2006.1"} {
		if _, err := time.Parse(layout, text); err == nil {
			return false
		}
	}
	return plainKey(text) && strings.ContainsAny(text, digits)
}

const (
	digits   = "0123456789"
	capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// holdsLikeOpenID tells whether an openid stands in a text, or what may be one that lost or won some characters: it begins with an o, and
// is no words of a title.
func holdsLikeOpenID(text string) bool {
	const slips = 8
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r > 0x7f || !openIDByte[byte(r)] }) {
		if len(word) >= openIDLength-slips && len(word) <= openIDLength+slips && (word[0] == 'o' || len(word) == openIDLength) &&
			strings.ContainsAny(word, digits) && strings.ContainsAny(word, capitals) {
			return true
		}
	}
	return false
}
