package hclspec

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// listFeed is one recipients_from block, bound to the header of its list.
type listFeed struct {
	listFile
	campaign *Campaign
	source   int  // its index in Campaign.Sources
	absent   bool // the file is not there, and that is known
	attrs    attributes
	used     []int // the columns that its expressions name
	scope    *scope
	block    hcl.Range
}

// absent tells whether a file is not there and need not be.
func (o Options) absent(fsys fs.FS, name string) bool {
	if o.Absent == nil {
		return false
	}
	f, err := fsys.Open(name)
	if err == nil {
		// It was not read, so there is nothing to lose.
		_ = f.Close()
	}
	return errors.Is(err, fs.ErrNotExist) && o.Absent(name)
}

func (feed *listFeed) attributes() *attributes { return &feed.attrs }

// each streams the list.
func (feed *listFeed) each(s *stream) (more bool) {
	var err error
	switch {
	case feed.absent:
		return true
	case feed.held != nil:
		more, err = feed.fromMemory(s)
	default:
		more, err = feed.fromFile(s)
	}
	if err != nil {
		s.fail(feed, err)
		return true
	}
	return more
}

// fromMemory streams a list that was read as a whole.
func (feed *listFeed) fromMemory(s *stream) (more bool, err error) {
	rows := feed.heldRows()
	if err := feed.afterHeader(rows); err != nil {
		return true, err
	}
	s.expect(feed.held.size())
	if more, err = feed.rows(s, rows); !errors.Is(err, io.EOF) {
		return more, err
	}
	s.inputs = append(s.inputs, Input{Path: feed.path, SHA256: feed.held.sum})
	return true, nil
}

// size is about how many rows there are.
func (list *heldList) size() int {
	if list.sheet != nil {
		return list.sheet.Len()
	}
	return strings.Count(list.text, "\n") + 1
}

var errChanged = lang.New(lang.Both("the file changed while it was being read; run the command again", "读取过程中文件有改动；重新运行命令"))

func (feed *listFeed) fromFile(s *stream) (more bool, err error) {
	f, err := feed.campaign.rows.sources.fsys.Open(feed.path)
	if err != nil {
		return true, err
	}
	more, err = feed.stream(s, f)
	return more, errors.Join(err, f.Close())
}

func (feed *listFeed) stream(s *stream, f fs.File) (more bool, err error) {
	before, err := f.Stat()
	if err != nil {
		return true, err
	}
	sum := sha256.New()
	r, err := feed.reader(f, sum)
	if err == nil {
		err = feed.afterHeader(r)
	}
	if err != nil {
		return true, err
	}
	s.expect(r.Estimate(before.Size()))
	if more, err = feed.rows(s, r); !errors.Is(err, io.EOF) {
		return more, err
	}
	after, err := f.Stat()
	if err != nil {
		return true, err
	}
	if after.Size() != r.Size() || !after.ModTime().Equal(before.ModTime()) {
		return true, errChanged
	}
	input := Input{Path: feed.path, SHA256: hex.EncodeToString(sum.Sum(nil))}
	if err := feed.campaign.rows.sources.digested(input.Path, input.SHA256); err != nil {
		return true, err
	}
	s.inputs = append(s.inputs, input)
	return true, nil
}

// rows hands on what the reader gives, up to its io.EOF. A row that is too long ends the file and is a problem of its own.
func (feed *listFeed) rows(s *stream, r rowReader) (more bool, err error) {
	x := &rowContext{scope: feed.scope, draws: feed.campaign.rows.draws, feed: feed}
	ahead := rowsAhead{feed: feed, stream: s, reader: r, evidence: csvrow.Evidence{Coding: feed.coding}}
	ahead.evidence.Take(feed.head)
	before, offered, left := s.totals.count, 0, leftOut{}
	o := &origin{source: feed.source, feed: feed, left: &left}
	for {
		row, err := ahead.next()
		if errors.Is(err, csvrow.ErrRowTooLong) {
			at := feed.rowRange(row.Row)
			s.problems.add(ruleQuotes, at, func() *hcl.Diagnostic { return wrong(lang.Text{}, at, words.SentenceText(told(err))) })
			return true, nil
		}
		if errors.Is(err, io.EOF) {
			feed.judgeEncoding(s, &ahead.evidence)
			left.note(s)
			if s.totals.count == before {
				s.unused = append(s.unused, unusedList{feed, offered})
			}
		}
		if err != nil {
			return true, err
		}
		feed.locate(o, row)
		if feed.holdsKey(s, row, o.at) {
			return true, nil
		}
		if feed.leaveOut(s, row, o.at, &left) {
			continue
		}
		x.reset()
		x.cells, x.plain = row.cells, row.plain
		if (!row.plain || len(row.cells) != len(feed.header)) && !feed.wellFormed(s, row, o.at) {
			continue
		}
		feed.shownOtherwise(s, row, &left)
		offered++
		reported := len(s.problems.diags)
		more := s.row(x, &feed.attrs, o)
		if feed.tellWhose(s, x, row, reported); !more {
			return false, nil
		}
	}
}

// holdsKey ends a file in which a private key begins: its lines would be shown as rows that are wrong.
func (feed *listFeed) holdsKey(s *stream, row *cutRow, at hcl.Range) bool {
	if !strings.Contains(row.Text, "PRIVATE KEY") {
		return false
	}
	found, bad := feed.campaign.rows.sources.guard.known.Find(row.Text)
	if bad {
		s.broken++
		s.problems.add(ruleSecret, at, func() *hcl.Diagnostic {
			return feed.campaign.rows.sources.guard.fault(lang.Both("The list", "名单"), found.Kind, at)
		})
	}
	return bad
}

// locate makes a row the one at hand. The range is written in place, because it is made for every row.
func (feed *listFeed) locate(o *origin, row *cutRow) {
	o.position, o.row, o.hashes = uint64(row.Offset), row.Row, row.hashes
	if !row.plain || feed.inSheet() {
		o.at = feed.rowRange(row.Row)
		return
	}
	o.at.Filename = feed.path
	start, end := &o.at.Start, &o.at.End
	start.Line, start.Column, start.Byte = int(row.Line), 1, int(row.Offset)
	end.Line, end.Column, end.Byte = int(row.Line), 1+row.runes, int(row.Offset)+len(row.Text)
}

// recallSize is what is read to see one row again; few rows are longer.
const recallSize = 512

// rowAt reads the row at an offset again.
func (feed *listFeed) rowAt(s *stream, offset int64) (csvrow.Row, error) {
	if feed.inSheet() {
		return sheetRow(feed.held.sheet, int(offset)), nil
	}
	for size := recallSize; ; size = csvrow.RowMax {
		piece, err := s.readAt(feed, offset, size)
		if err != nil {
			return csvrow.Row{}, err
		}
		end := csvrow.RowEnd(piece, feed.comma, true)
		if end < 0 && len(piece) == size && size < csvrow.RowMax {
			continue
		}
		if end < 0 {
			end = len(piece)
		}
		text := strings.TrimSuffix(piece[:end], "\r")
		return csvrow.Row{Text: text, Offset: offset, Line: 1, Quoted: strings.Contains(text, `"`)}, nil
	}
}

// recall finds a row by its offset and evaluates what identifies it.
func (feed *listFeed) recall(s *stream, position uint64) (seen, bool) {
	row, err := feed.rowAt(s, int64(position))
	if err != nil {
		return seen{}, false
	}
	cells, err := csvrow.Split(row, feed.comma, nil)
	if err != nil || len(cells) != len(feed.header) || !decodable(feed.coding, cells) {
		return seen{}, false
	}
	x := &rowContext{scope: feed.scope, draws: feed.campaign.rows.draws, feed: feed, cells: cells}
	var found seen
	if found.openID, err = feed.attrs.openID.text(x); err != nil {
		found.openID = "" // it was reported, and the row is known by its key alone
	}
	found.key = found.openID
	if feed.attrs.key != nil {
		if found.key, err = feed.attrs.key.text(x); err != nil {
			return seen{}, false
		}
	}
	found.at = feed.rowRange(row)
	return found, true
}
