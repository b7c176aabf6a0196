package csvrow

import (
	"strings"
	"unicode/utf8"
)

// Evidence is what the texts of a whole file tell about its encoding.
type Evidence struct {
	Coding Encoding
	Proved bool // some row cannot be of the other encoding
	Both   Row  // the first row that can be of either; without text if none is
	Odd    Row  // the first row of gb18030 that would be plain Chinese in UTF-8
	Odds   int
}

// Take weighs the row that comes next.
func (e *Evidence) Take(row Row) {
	if e.Proved && e.Coding == UTF8 || IsASCII(row.Text) || e.Coding == UTF8 && signsOnly(row.Text) {
		return
	}
	if !e.Coding.shared(row.Text) {
		e.Proved = true
		return
	}
	if e.Both.Text == "" {
		e.Both = row.kept()
	}
	if e.Coding == GB18030 && PlainText(row.Text) {
		if e.Odds++; e.Odds == 1 {
			e.Odd = row.kept()
		}
	}
}

// signsOnly tells whether nothing is beyond ASCII but ¥ in front of numbers. Its bytes are 楼 in gb18030, and nobody writes 楼8.88.
func signsOnly(text string) bool {
	for i, r := range text {
		next := strings.TrimLeft(text[min(len(text), i+len("¥")):], " ")
		if r >= utf8.RuneSelf && (r != '¥' || next == "" || next[0] < '0' || next[0] > '9') {
			return false
		}
	}
	return true
}

// kept is a row that does not keep its window in memory.
func (row Row) kept() Row {
	row.Text = strings.Clone(row.Text)
	return row
}

// shared tells whether bytes beyond ASCII that are of this encoding would be a text in the other one as well. Of UTF-8 only
// letters below U+0800 are: "é" is 茅 in gb18030, and two or three characters of a Chinese name in gb18030 may be Greek. Longer
// characters of UTF-8 decode as gb18030 too, but not to what people write.
func (e Encoding) shared(text string) bool {
	if e == GB18030 {
		return utf8.ValidString(text)
	}
	return strings.IndexFunc(text, func(r rune) bool { return r >= firstOfThree }) < 0
}
