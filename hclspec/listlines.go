package hclspec

import (
	"strings"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/internal/lang"
)

// cellLinesMax is how many lines a quoted cell may have. An address needs two or three; a stray quote takes whatever comes.
const cellLinesMax = 5

// loneReturn is where the first carriage return outside of quotes stands; -1 where there is none. It ends a line for who wrote
// the row (Excel for Mac, "CSV (Macintosh)"), so that what follows it was another row.
func loneReturn(text string) int {
	if strings.IndexByte(text, '\r') < 0 {
		return -1
	}
	quoted := false
	for i := range len(text) {
		switch text[i] {
		case '"':
			quoted = !quoted
		case '\r':
			if !quoted {
				return i
			}
		}
	}
	return -1
}

// lineLength is how much of a row to point at: up to its first carriage return, because what follows would not look like one line.
func lineLength(text string) int {
	if i := loneReturn(text); i >= 0 {
		return i
	}
	return len(text)
}

// swallowed finds a quoted cell with rows in it: a stray quote opened it, and the next one, rows further on, closed it. why is nothing
// where there is none, as in an address of two lines.
func swallowed(row csvrow.Row, comma byte, cells []string) (column int, why lang.Text) {
	if !row.Quoted || !strings.ContainsAny(row.Text, "\r\n") {
		return 0, why
	}
	full := fullLines(row.Text, comma, len(cells))
	for i, cell := range cells {
		lines := linesOf(cell)
		switch {
		case len(lines) < 2:
		case len(lines) > cellLinesMax:
			return i, closesFurtherOn(len(lines) - 1)
		case full > 1:
			return i, closesAmongRows
		case namesOpenID(lines, comma):
			return i, closesBehindOpenID
		}
	}
	return 0, why
}

var anyLineEnd = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// linesOf cuts a text at line ends of all kinds.
func linesOf(text string) []string { return strings.Split(anyLineEnd.Replace(text), "\n") }

// fullLines counts the lines of a row that could be rows themselves.
func fullLines(text string, comma byte, columns int) int {
	full := 0
	for _, line := range linesOf(text) {
		if strings.Count(line, string(rune(comma))) >= columns-1 {
			full++
		}
	}
	return full
}

// namesOpenID tells whether one of the lines has an openid among its cells. The numbers of payments are as long, but nothing
// but digits.
func namesOpenID(lines []string, comma byte) bool {
	for _, line := range lines {
		for cell := range strings.SplitSeq(line, string(rune(comma))) {
			if cell = strings.Trim(cell, `" `); isOpenID(cell) && strings.Trim(cell, "0123456789") != "" {
				return true
			}
		}
	}
	return false
}
