package xlsxrow

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/lang"
)

// What a workbook may make Read do, whatever its own headers claim.
const (
	unpackedMost  = 1 << 30 // bytes of XML, of all parts that are read
	directoryMost = 8 << 20 // bytes read to list the parts: some 80,000
	sheetsMost    = 10_000
)

// book is an opened workbook: the parts of its zip, and what its own part says of its sheets.
type book struct {
	src       *source
	parts     map[string]*zip.File // by names in lower case, for parts are the same in any
	left      int64                // of unpackedMost
	arena     arena
	sheets    []sheetEntry
	formats   []format
	shared    []string
	strings   string // the part of the shared strings; "" if there are none
	styles    string // that of the styles
	from1904  bool
	recompute bool // who wrote it did not calculate its formulas
}

// sheetEntry is a sheet as the workbook lists it.
type sheetEntry struct {
	name   string
	hidden bool
	part   string // "" where it is no table: a chart, or a macro of Excel 4
}

// source is the file, of which it keeps the error: zip and flate give it a name of their own. It counts down what may be read.
type source struct {
	file io.ReaderAt
	left int64
	err  error
}

var errDirectory = tooLarge(lang.Format("it has more parts than %d KiB can list",
	"它的部件多到 %d KiB 列不完", directoryMost>>10))

func (s *source) ReadAt(to []byte, at int64) (int, error) {
	if s.left -= int64(len(to)); s.left < 0 {
		s.err = errDirectory
		return 0, s.err
	}
	n, err := s.file.ReadAt(to, at)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

func openBook(file io.ReaderAt, size int64) (*book, error) {
	b := &book{src: &source{file: file, left: directoryMost}, parts: map[string]*zip.File{}, left: unpackedMost}
	if err := b.src.workbook(size); err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(b.src, size)
	if err != nil {
		return nil, b.because(lang.Both("its zip archive cannot be read", "它的 zip 压缩包无法读取"), err)
	}
	b.src.left = 1 << 62
	for _, f := range archive.File {
		key := partKey(f.Name)
		if b.parts[key] != nil {
			return nil, damaged(lang.Format("it holds %q twice", "它有两个 %q", f.Name))
		}
		b.parts[key] = f
	}
	if err := b.readWorkbook(); err != nil {
		return nil, err
	}
	return b, nil
}

// workbook looks at how the file begins. A zip may be a workbook whose parts stand in an order of their own.
func (s *source) workbook(size int64) error {
	head := make([]byte, min(size, filekind.HeadBytes))
	if n, err := s.ReadAt(head, 0); n < len(head) {
		if s.err == nil {
			s.err = err
		}
		return s.err
	}
	kind := filekind.Of(head)
	if kind == filekind.XLS {
		kind = filekind.Of(s.folder(head))
	}
	if kind != filekind.XLSX && kind != filekind.ZIP {
		return &filekind.NotTextError{Kind: kind}
	}
	return nil
}

// folder is the head of a file of OLE with its first folder moved to where filekind looks, for it often stands at the end. The source is
// [MS-CFB] 2.2: the header has 512 bytes, the size of a sector as a power of two at 30 and the folder's first sector at 48.
func (s *source) folder(head []byte) []byte {
	const header, longest = 512, 2 << 10
	if len(head) < header {
		return head
	}
	shift := min(binary.LittleEndian.Uint16(head[30:]), 12)
	sector := int64(binary.LittleEndian.Uint32(head[48:]))
	folder := make([]byte, longest)
	n, err := s.ReadAt(folder, (sector+1)<<shift)
	if err != nil && n == 0 {
		return head
	}
	return slices.Concat(head[:header], folder[:n])
}

// because names what went wrong: the file could not be read, or it is damaged.
func (b *book) because(what lang.Text, err error) error {
	if b.src.err != nil {
		return b.src.err
	}
	return damaged(lang.Format("%s: %v", "%s：%v", what, err))
}

func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// target is the part that a relationship of another part leads to. It cannot leave the workbook: what is not in its zip does not exist.
func target(from, to string) string {
	to = strings.ReplaceAll(to, `\`, "/")
	if strings.HasPrefix(to, "/") {
		return partKey(path.Clean(to))
	}
	return partKey(path.Join(path.Dir(from), to))
}

// has tells whether there is such a part.
func (b *book) has(part string) bool { return b.parts[part] != nil }

// within reads a part as XML and closes it.
func (b *book) within(part string, read func(*scanner) error) error {
	f := b.parts[part]
	if f == nil {
		return damaged(lang.Format("%s is missing", "缺少 %s", part))
	}
	if f.Flags&1 != 0 {
		return &filekind.NotTextError{Kind: filekind.SealedWorkbook}
	}
	stream, err := f.Open()
	if err != nil {
		return b.because(lang.Same(part), err)
	}
	x := newScanner(&meter{stream, &b.left})
	err = read(x)
	if x.err != nil && !errors.Is(x.err, io.EOF) {
		err = x.err // what the part's own fault made of the reading does not matter
	}
	if err != nil && !isOurs(err) {
		err = b.because(lang.Same(part), err)
	}
	if closing := stream.Close(); err == nil {
		err = closing
	}
	return err
}

// isOurs tells whether an error names the fault and what to do already.
func isOurs(err error) bool {
	return errors.Is(err, ErrTooLarge) || errors.Is(err, ErrDamaged) || errors.As(err, new(*SheetError)) || errors.As(err, new(*HeaderError))
}

// meter counts down what is unpacked.
type meter struct {
	src  io.Reader
	left *int64
}

func (m *meter) Read(to []byte) (int, error) {
	n, err := m.src.Read(to)
	if *m.left -= int64(n); *m.left < 0 {
		return 0, tooLarge(lang.Format("it unpacks to more than %d MiB", "解压后超过 %d MiB", unpackedMost>>20))
	}
	return n, err
}
