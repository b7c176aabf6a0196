package bill

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Totals are the sums at the end of a bill. They were verified against its rows.
type Totals struct {
	In, Out money.Tally
}

// Bill is a whole bill in memory.
type Bill struct {
	File string
	Rows []Row // in the order of the file
	Totals
}

// Read reads a whole bill. Its error is Faults, unless the reader's own stands behind a Fault.
func Read(file string, r io.Reader) (*Bill, error) {
	b := &Bill{File: file}
	totals, err := Scan(file, r, func(row *Row) { b.Rows = append(b.Rows, *row) })
	if err != nil {
		return nil, err
	}
	b.Totals = totals
	return b, nil
}

// Scan hands over the rows one by one, in the memory of one. Whether they are to be believed is known at the end: with an error,
// Faults, none is.
func Scan(file string, r io.Reader, each func(*Row)) (Totals, error) {
	s := &scanner{file: file, each: each, words: map[string]string{}}
	in, err := decoded(r)
	if err != nil {
		s.fault(err)
		return Totals{}, s.faults
	}
	s.lines = in
	s.read()
	if len(s.faults) > 0 {
		return Totals{}, s.faults
	}
	return s.sums, nil
}

// scanner reads a bill line by line.
type scanner struct {
	file   string
	lines  *bufio.Reader
	line   int
	each   func(*Row)
	titles titles
	sums   Totals
	row    Row
	words  map[string]string // one copy of each text that stands in many rows
	faults Faults
}

// fault notes what is wrong with the line that was read last.
func (s *scanner) fault(err error) {
	if len(s.faults) < maxFaults {
		s.faults = append(s.faults, Fault{s.file, s.line, err})
	}
}

// errEnough ends a file of which enough is known.
var errEnough = errors.New("more faults than are worth telling") // for programs: nobody is told

// next yields the next line without its end; io.EOF behind the last one.
func (s *scanner) next() (string, error) {
	if len(s.faults) >= maxFaults {
		return "", errEnough
	}
	text, err := s.lines.ReadSlice('\n')
	if len(text) > 0 || err == nil {
		s.line++
	}
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", lang.Errorf("the line is longer than %d bytes", "这一行超过 %d 字节", maxLineBytes)
	case err != nil && (len(text) == 0 || !errors.Is(err, io.EOF)):
		return "", err
	}
	text = bytes.TrimRight(text, "\r\n")
	if !utf8.Valid(text) {
		return "", lang.Errorf("the line is not UTF-8, although the first one is; give the file as it was downloaded",
			"这一行不是 UTF-8，而第一行是；用下载时的原文件")
	}
	return string(text), nil
}

// read is the whole file: titles, rows, titles of the totals, totals, nothing.
func (s *scanner) read() {
	header, err := s.next()
	if err != nil {
		s.broken(err, lang.Errorf("the file is empty", "文件是空的"))
		return
	}
	if s.titles, err = readTitles(header); err != nil {
		s.fault(err)
		return
	}
	for {
		text, err := s.next()
		switch {
		case errors.Is(err, errEnough):
			return
		case err != nil:
			s.broken(err, truncated)
			return
		case strings.TrimSpace(text) == "":
		case isTotalsHeader(text):
			s.totals(text)
			return
		case s.sums.In.Packets+s.sums.Out.Packets == maxRows:
			s.fault(lang.Errorf("the file has more than %d rows; give bills of days, not of years", "文件超过 %d 行；用按日的账单，不要用按年的", maxRows))
			return
		default:
			s.movement(text)
		}
	}
}

// truncated is a bill without its end.
var truncated = lang.Errorf("the file ends before its totals (%s), so rows may be missing; download the bill again",
	"文件在合计（%s）之前就结束了，可能缺少行；重新下载账单", totalCount)

// broken notes why no line came.
func (s *scanner) broken(err, atEnd error) {
	if errors.Is(err, io.EOF) {
		s.line++
		err = atEnd
	}
	s.fault(err)
}

// movement reads one row.
func (s *scanner) movement(text string) {
	fields, err := s.titles.fields(text)
	if err == nil {
		err = s.titles.read(fields, &s.row)
	}
	if err == nil {
		err = s.sums.add(&s.row)
	}
	if err != nil {
		s.fault(err)
		return
	}
	s.row.Line = s.line
	s.row.Name, s.row.Type = s.shared(s.row.Name), s.shared(s.row.Type)
	if len(s.faults) == 0 {
		s.each(&s.row)
	}
}

// shared is one copy of a text; a hostile file does not make the table grow for ever.
func (s *scanner) shared(text string) string {
	const most = 1 << 10
	if known, ok := s.words[text]; ok || len(s.words) >= most {
		if ok {
			return known
		}
		return bounded.Text(text, maxTextBytes)
	}
	text = bounded.Text(text, maxTextBytes)
	s.words[text] = text
	return text
}

func (t *Totals) add(r *Row) error {
	if r.In {
		return t.In.Add(r.Amount)
	}
	return t.Out.Add(r.Amount)
}
