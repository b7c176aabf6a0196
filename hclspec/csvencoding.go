package hclspec

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
)

// evidence is what the texts of a whole file tell about its encoding.
type evidence struct {
	coding encoding
	proved bool   // some row cannot be of the other encoding
	both   rawRow // the first row that can be of either; without text if none is
	odd    rawRow // the first row of gb18030 that would be plain Chinese in UTF-8
	odds   int
}

func (e *evidence) take(row rawRow) {
	if e.proved && e.coding == codingUTF8 || isASCII(row.text) {
		return
	}
	if !e.coding.shared(row.text) {
		e.proved = true
		return
	}
	if e.both.text == "" {
		e.both = row.kept()
	}
	if e.coding == codingGB18030 && plainText(row.text) {
		if e.odds++; e.odds == 1 {
			e.odd = row.kept()
		}
	}
}

// kept is a row that does not keep its window in memory.
func (row rawRow) kept() rawRow {
	row.text = strings.Clone(row.text)
	return row
}

// shared tells whether bytes beyond ASCII that are of this encoding would be a text in the other one as well. Of UTF-8 only
// letters below U+0800 are: "é" is 茅 in gb18030, and two or three characters of a Chinese name in gb18030 may be Greek. Longer
// characters of UTF-8 decode as gb18030 too, but not to what people write.
func (e encoding) shared(text string) bool {
	if e == codingGB18030 {
		return utf8.ValidString(text)
	}
	return strings.IndexFunc(text, func(r rune) bool { return r >= 0x800 }) < 0
}

// weigh says at the end of a file what its texts as a whole tell about its encoding.
func (feed *csvFeed) weigh(s *stream, e *evidence) {
	switch {
	case !e.proved && e.both.text != "" && feed.coding == codingGB18030:
		at, asGB, asUTF8 := feed.readings(e.both)
		s.broken++
		s.problems.diags = append(s.problems.diags, fault(ruleEncoding.summary, at, "The list is declared gb18030, and everything in it is UTF-8 as "+
			"well: this is %q in UTF-8, and %q in gb18030. If UTF-8 is right, remove the attribute encoding; if gb18030 is, save the list as "+
			"UTF-8 and remove it too. A packet with the wrong text cannot be called back.", asUTF8, asGB))
	case !e.proved && e.both.text != "" && !feed.declared:
		at, asGB, asUTF8 := feed.readings(e.both)
		s.broken++
		s.problems.diags = append(s.problems.diags, fault("Encoding not clear", at, "Everything in the list can be read in two encodings: this is %q in "+
			"UTF-8, and %q in gb18030, which Excel in Chinese writes. Say which one is right: encoding = \"utf-8\" or encoding = \"gb18030\".", asUTF8, asGB))
	case e.proved && e.odds > 0:
		at, asGB, asUTF8 := feed.readings(e.odd)
		s.problems.diags = append(s.problems.diags, caution("Two encodings in a list", at, "The list is gb18030, but %d of its rows can be read as UTF-8, of "+
			"which this is the first: %q, and %q in gb18030. If UTF-8 is right there, two lists were put together: save all of it in one encoding.",
			e.odds, asUTF8, asGB))
	}
}

// readings are the first cell beyond ASCII of a row, where it stands, and what it is in both encodings.
func (feed *csvFeed) readings(row rawRow) (at hcl.Range, asGB, asUTF8 string) {
	cells, err := split(row, feed.comma, nil)
	i := slices.IndexFunc(cells, func(cell string) bool { return !isASCII(cell) })
	if err != nil || i < 0 {
		return feed.rowRange(row), codingGB18030.decodeLossy(row.text), codingUTF8.decodeLossy(row.text)
	}
	return feed.cellRange(row, i), codingGB18030.decodeLossy(cells[i]), codingUTF8.decodeLossy(cells[i])
}
