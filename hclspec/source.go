package hclspec

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/lang"
)

// lineMax bounds how much of a file is read to show one line of it.
const lineMax = 64 << 10

// lineShownMax is the longest line that is shown. A range in a longer one still has its line and column.
const lineShownMax = 4 << 10

const utf8BOM = "\ufeff"

// Input is one file that was read. Plans carry them, and one that was saved refuses to be applied to other content.
type Input struct {
	Path   string // relative to the project's folder
	SHA256 string // of the bytes as they were read, in hex
}

// sources knows the files of a project: HCL is held whole, data files are read again when a line of them is wanted.
type sources struct {
	fsys   fs.FS
	held   map[string][]byte
	data   map[string]csvrow.Encoding
	lists  map[string]*heldList      // those that are kept whole, by the name in their ranges
	sheets map[sheetChoice]*heldList // those of workbooks
	guard  *guard

	mu    sync.Mutex // campaigns may be streamed side by side
	sums  map[string]string
	texts map[string]bool // those of sums that are no lists
}

// digested notes what was read of a file. A file that is read twice, as by two campaigns, must be the same file.
func (s *sources) digested(path, sum string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if before, known := s.sums[path]; known && before != sum {
		return errChanged
	}
	s.sums[path] = sum
	return nil
}

func newSources(fsys fs.FS) *sources {
	return &sources{
		fsys: anySpelling{fsys}, held: map[string][]byte{}, data: map[string]csvrow.Encoding{}, lists: map[string]*heldList{}, sheets: map[sheetChoice]*heldList{}, sums: map[string]string{}, texts: map[string]bool{},
		guard: &guard{variables: map[string]string{}, hidden: map[hcl.Range]bool{}},
	}
}

// hold reads a whole file of text and keeps it.
func (s *sources) hold(path string) ([]byte, error) {
	src, err := s.read(path, textMax)
	if err != nil {
		return nil, err
	}
	if src, err = markedText(src); err == nil {
		s.held[path] = src
	}
	return src, err
}

// markedText is a file of text with its mark, which the HCL library takes for what it is, so that every place in it is that of the file.
func markedText(src []byte) ([]byte, error) {
	text, err := utf8Text(src)
	if err != nil {
		return nil, err
	}
	mark := src[:len(src)-len(text)]
	return slices.Concat(mark, text), nil
}

// utf8Text is the text of a file without its mark. The error says what the file is instead, or from which line on it is another encoding.
func utf8Text(src []byte) ([]byte, error) {
	text, err := filekind.Text(src)
	if err != nil || utf8.Valid(text) {
		return text, err
	}
	at := 0
	for r, size := utf8.DecodeRune(text); r != utf8.RuneError || size != 1; r, size = utf8.DecodeRune(text[at:]) {
		at += size
	}
	return nil, lang.Errorf("it is not UTF-8 from line %d on; save it as UTF-8",
		"从第 %d 行起不是 UTF-8；另存为 UTF-8", 1+bytes.Count(text[:at], []byte{'\n'}))
}

// read reads a whole file, which is an input of the project from then on.
func (s *sources) read(path string, most int64) ([]byte, error) {
	src, sum, err := s.whole(path, most)
	if sum != "" {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.texts[path] = true
	}
	return src, err
}

// whole reads a file into memory and notes its SHA-256, which is "" where the file could not be read.
func (s *sources) whole(path string, most int64) (src []byte, sum string, err error) {
	if src, err = bounded.ReadFS(s.fsys, path, most); err != nil {
		return nil, "", err
	}
	digest := sha256.Sum256(src)
	sum = hex.EncodeToString(digest[:])
	return src, sum, s.digested(path, sum)
}

// Inputs lists the files that were read and are no lists, by path. Which lists were read, a Reading tells.
func (p *Project) Inputs() []Input {
	p.sources.mu.Lock()
	defer p.sources.mu.Unlock()
	var inputs []Input
	for _, path := range slices.Sorted(maps.Keys(p.sources.texts)) {
		inputs = append(inputs, Input{Path: path, SHA256: p.sources.sums[path]})
	}
	return inputs
}

// Sum is the SHA-256 of a file of the folder in hex: of what was read of it, or else of what it holds now.
func (p *Project) Sum(path string) (sum string, err error) {
	p.sources.mu.Lock()
	sum, known := p.sources.sums[path]
	p.sources.mu.Unlock()
	if known {
		return sum, nil
	}
	f, err := p.sources.fsys.Open(path)
	if err != nil {
		return "", err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrInvalid // a device may never end
	}
	hash := sha256.New()
	if err == nil {
		_, err = io.Copy(hash, f)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// Line is the whole source line in which a range starts, in UTF-8 and without its line end, for HCL files and data files
// alike. ok is false where the file cannot be read (any more) or does not reach so far, for a line of more than 4 KiB, and for one
// with a secret in it.
func (p *Project) Line(r hcl.Range) (text string, ok bool) {
	text, ok = p.sources.line(r)
	if !ok || !p.sources.guard.shows(r, text) {
		return "", false
	}
	return text, true
}

func (s *sources) line(r hcl.Range) (text string, ok bool) {
	if src, held := s.held[r.Filename]; held {
		return lineAt(src, r.Start.Byte)
	}
	if list := s.lists[r.Filename]; list != nil {
		return list.line(r)
	}
	coding, known := s.data[r.Filename]
	if !known || r.Start.Byte < 0 {
		return "", false
	}
	start := max(0, r.Start.Byte-lineMax)
	piece, err := readAt(s.fsys, r.Filename, int64(start), 2*lineMax)
	if err != nil {
		return "", false
	}
	line, ok := lineAt(piece, r.Start.Byte-start)
	if !ok {
		return "", false
	}
	return coding.DecodeLossy(line), true
}

func lineAt(src []byte, offset int) (string, bool) {
	if offset < 0 || offset > len(src) {
		return "", false
	}
	start := bytes.LastIndexByte(src[:offset], '\n') + 1
	end := bytes.IndexAny(src[offset:], "\r\n")
	if end < 0 {
		end = len(src) - offset
	}
	if offset+end-start > lineShownMax {
		return "", false
	}
	text := strings.TrimSuffix(string(src[start:offset+end]), "\r")
	if start == 0 {
		text = strings.TrimPrefix(text, utf8BOM)
	}
	return text, true
}

// readAt reads up to size bytes of a file from an offset; a file that ends earlier gives fewer.
func readAt(fsys fs.FS, path string, offset int64, size int) ([]byte, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return nil, err
	}
	buf := make([]byte, size)
	n, err := readFileAt(f, buf, offset)
	return buf[:n], errors.Join(err, f.Close())
}

func readFileAt(f fs.File, buf []byte, offset int64) (int, error) {
	if r, ok := f.(io.ReaderAt); ok {
		n, err := r.ReadAt(buf, offset)
		return n, csvrow.UnlessEOF(err)
	}
	if _, err := io.CopyN(io.Discard, f, offset); err != nil {
		return 0, csvrow.UnlessEOF(err)
	}
	n, err := io.ReadFull(f, buf)
	return n, csvrow.UnlessEOF(err)
}
