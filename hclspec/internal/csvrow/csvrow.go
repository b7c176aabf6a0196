package csvrow

import (
	"errors"
	"hash"
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// Limits of reading, in bytes.
const (
	WindowSize = 1 << 18  // read at a time
	RowMax     = 64 << 10 // of one row
)

// What keeps a file from being cut: after ErrRowTooLong nothing can be read on; the other faults are of one row.
var (
	ErrRowTooLong = lang.New(lang.Both("the row is longer than 64 KiB; a quote in it was probably never closed",
		"这一行超过 64 KiB；可能有一个引号没有结束"))
	errBareQuote = lang.New(lang.Both(`a quote stands inside a cell that is not quoted; write the cell in quotes and the quote twice`,
		"没有加引号的单元格里有引号；给单元格加上引号，里面的引号写两遍"))
	errAfterQuote = lang.New(lang.Both(`text follows the closing quote of a cell; a quote inside a quoted cell is written twice`,
		"单元格的结束引号后面还有文字；加引号的单元格里，引号要写两遍"))
)

// Row is one row as cut from a file: without its line end, not decoded. The compiler keeps it in registers while it is no
// larger than 32 bytes.
type Row struct {
	Text   string
	Offset int64
	Line   int32
	Quoted bool // there may be quotes in it
}

// Reader cuts a CSV file (RFC 4180) into rows, one window at a time. Rows are pieces of the window's text, so nothing
// is copied; a window lives as long as somebody keeps a piece of it.
type Reader struct {
	src    io.Reader
	sum    hash.Hash
	buf    []byte
	window string
	quotes bool  // the window has a quote somewhere
	at     int   // the next row in the window
	Base   int64 // where the window begins in the file
	line   int32
	comma  byte
	ended  bool
}

// NewReader reads from src, and feeds a hash, which may be nil, with every byte of it.
func NewReader(src io.Reader, sum hash.Hash, comma byte) *Reader {
	return &Reader{src: src, sum: sum, comma: comma, line: 1}
}

// Size is how many bytes of the file were read, once it has ended.
func (r *Reader) Size() int64 { return r.Base + int64(len(r.window)) }

// Next gives the next row that is not blank; io.EOF after the last one. With errRowTooLong the reader cannot go on.
func (r *Reader) Next() (Row, error) {
	for {
		row, length, err := r.cut()
		if err != nil {
			return row, err
		}
		r.at += length
		r.line++
		if row.Quoted {
			r.line += int32(strings.Count(row.Text, "\n"))
		}
		if row.Text != "" {
			return row, nil
		}
	}
}

func (r *Reader) cut() (row Row, length int, err error) {
	for {
		rest := r.window[r.at:]
		end := RowEnd(rest, r.comma, r.quotes)
		if end < 0 && !r.ended {
			if len(rest) > RowMax {
				return r.row(rest[:0]), 0, ErrRowTooLong
			}
			if err := r.fill(rest); err != nil {
				return Row{}, 0, err
			}
			continue
		}
		if end < 0 {
			if rest == "" {
				return Row{}, 0, io.EOF
			}
			return r.row(rest), len(rest), nil
		}
		return r.row(rest[:end]), end + 1, nil
	}
}

func (r *Reader) row(text string) Row {
	text = strings.TrimSuffix(text, "\r")
	return Row{Text: text, Offset: r.Base + int64(r.at), Line: r.line, Quoted: r.quotes && strings.IndexByte(text, '"') >= 0}
}

// fill makes a new window of the unfinished row and what follows it.
func (r *Reader) fill(rest string) error {
	if r.buf == nil {
		r.buf = make([]byte, WindowSize+RowMax+1)
	}
	kept := copy(r.buf, rest)
	n, err := io.ReadFull(r.src, r.buf[kept:min(kept+WindowSize, len(r.buf))])
	r.ended = err != nil
	if err := UnlessEOF(err); err != nil {
		return err
	}
	if r.sum != nil {
		// A hash never fails to write.
		_, _ = r.sum.Write(r.buf[kept : kept+n])
	}
	r.Base += int64(r.at)
	r.at = 0
	r.window = string(r.buf[:kept+n])
	r.quotes = strings.IndexByte(r.window, '"') >= 0
	return nil
}

// Estimate is how many rows a file of this size has, judged by its first window.
func (r *Reader) Estimate(fileSize int64) int {
	lines := int64(strings.Count(r.window, "\n"))
	return int(fileSize*(lines+1)/int64(max(len(r.window), 1))) + 1
}

// RowEnd is where the first row of a text ends, at its line feed; -1 where there is none. A line feed inside a quoted cell
// does not end the row.
func RowEnd(text string, comma byte, quotes bool) int {
	end := strings.IndexByte(text, '\n')
	if !quotes || end < 0 || strings.IndexByte(text[:end], '"') < 0 {
		return end
	}
	for at := 0; ; {
		length, closed := cellLength(text[at:], comma)
		at += length
		if !closed || at >= len(text) {
			return -1
		}
		if text[at] == '\n' {
			return at
		}
		at++
	}
}

// cellLength measures the first cell of a text up to the delimiter or line feed after it. closed is false for a quoted cell
// that does not end.
func cellLength(text string, comma byte) (length int, closed bool) {
	at := 0
	if strings.HasPrefix(text, `"`) {
		at = 1
		for {
			i := strings.IndexByte(text[at:], '"')
			if i < 0 {
				return len(text), false
			}
			at += i + 1
			if at >= len(text) || text[at] != '"' {
				break
			}
			at++
		}
	}
	for at < len(text) && text[at] != comma && text[at] != '\n' {
		at++
	}
	return at, true
}

// Split appends the cells of a row. The cells of a quoted row are without their quotes.
func Split(row Row, comma byte, cells []string) ([]string, error) {
	rest := row.Text
	if !row.Quoted {
		for {
			i := strings.IndexByte(rest, comma)
			if i < 0 {
				return append(cells, rest), nil
			}
			cells = append(cells, rest[:i])
			rest = rest[i+1:]
		}
	}
	for {
		length, closed := cellLength(rest, comma)
		cell, err := unquote(rest[:length], closed)
		if err != nil {
			return cells, err
		}
		cells = append(cells, cell)
		if length == len(rest) {
			return cells, nil
		}
		rest = rest[length+1:]
	}
}

func unquote(cell string, closed bool) (string, error) {
	if !strings.HasPrefix(cell, `"`) {
		if strings.IndexByte(cell, '"') >= 0 {
			return "", errBareQuote
		}
		return cell, nil
	}
	if !closed {
		return "", lang.Errorf("the quote that opens a cell is never closed", "单元格开头的引号没有结束")
	}
	if len(cell) < 2 || cell[len(cell)-1] != '"' {
		return "", errAfterQuote
	}
	inner := cell[1 : len(cell)-1]
	if strings.IndexByte(inner, '"') < 0 {
		return inner, nil
	}
	if strings.Count(inner, `"`) != 2*strings.Count(inner, `""`) {
		return "", errAfterQuote
	}
	return strings.ReplaceAll(inner, `""`, `"`), nil
}

// CellAt is where the i-th cell of a row stands, in bytes from the row's start.
func CellAt(row Row, comma byte, i int) (from, to int) {
	rest := row.Text
	for ; i > 0; i-- {
		length, _ := cellLength(rest, comma)
		if length >= len(rest) {
			return 0, len(row.Text)
		}
		rest = rest[length+1:]
		from += length + 1
	}
	length, _ := cellLength(rest, comma)
	return from, from + length
}

// UnlessEOF is an error of reading, or nil where it only says that the file has ended.
func UnlessEOF(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}
