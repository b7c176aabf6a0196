package csvrow

import (
	"bytes"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/lang"
)

// Recognise reads a file that says nothing of its encoding: what is UTF-8 to its end is taken for UTF-8. Anything else is gb18030, unless
// most of its lines beyond ASCII are UTF-8, or most bytes of the others are of its longer characters: then some lines were damaged, and
// whoever reads them finds out which.
func Recognise(src io.Reader) (Encoding, error) {
	l := lineCounter{buf: make([]byte, 0, WindowSize)}
	for {
		n, err := io.ReadFull(src, l.buf[len(l.buf):cap(l.buf)])
		l.buf = l.buf[:len(l.buf)+n]
		l.take(err != nil)
		if err := UnlessEOF(err); err != nil {
			return UTF8, err
		}
		if err != nil {
			break
		}
	}
	switch {
	case l.other <= l.utf8, l.whole > l.stray:
		return UTF8, nil
	case l.rare >= rareFew && rareShare*l.rare > l.wide, l.rare > 0 && l.rare == l.wide:
		return GB18030, ErrStrangeText
	}
	return GB18030, nil
}

// ErrStrangeText is a text that is not UTF-8, and would be one of rare characters in gb18030, as Big5 is and Shift-JIS.
var ErrStrangeText = lang.New(lang.Both("it is not UTF-8, and in gb18030 its texts would be full of rare characters, so it may be Big5 or something else; "+
	"save it as CSV UTF-8, or write encoding = \"gb18030\" if that is what it is",
	"它不是 UTF-8，按 gb18030 读则满是生僻字，所以可能是 Big5 或别的编码；另存为 CSV UTF-8，如果确实是 gb18030，写 encoding = \"gb18030\""))

// A text of gb18030 has some rare characters, in names; one of Big5 that is read so has one in two.
const (
	rareFew   = 2
	rareShare = 3
)

// firstOfThree is the first character that UTF-8 writes in three bytes.
const firstOfThree = 0x800

// lineCounter counts lines beyond ASCII.
type lineCounter struct {
	buf          []byte
	utf8, other  int
	wide, rare   int // characters of the other lines in gb18030, and those of them that are not of GB 2312, which nearly all texts are made of
	whole, stray int // bytes of the other lines that are of UTF-8's characters from U+0800 on, of which gb18030 has hardly any by chance, and of none
}

// take counts the lines in the buffer, and keeps the beginning of one that goes on. All lines of a window that is valid count for UTF-8,
// because to look at each takes longer than all the rest.
func (l *lineCounter) take(last bool) {
	end := bytes.LastIndexByte(l.buf, '\n') + 1
	switch {
	case last:
		end = len(l.buf)
	case end == 0: // a line without an end: no character of UTF-8 is cut through
		for end = len(l.buf) - 1; end > len(l.buf)-utf8.UTFMax && !utf8.RuneStart(l.buf[end]); end-- {
		}
	}
	window := l.buf[:end]
	if utf8.Valid(window) {
		if !isASCII(window) {
			l.utf8 += 1 + bytes.Count(window, []byte{'\n'})
		}
	} else {
		l.look(window)
	}
	l.buf = l.buf[:copy(l.buf, l.buf[end:])]
}

func (l *lineCounter) look(window []byte) {
	for line := range bytes.Lines(window) {
		switch {
		case isASCII(line):
		case utf8.Valid(line):
			l.utf8++
		default:
			l.other++
			l.weigh(line)
			l.weighUTF8(line)
		}
	}
}

// weigh counts the characters of a line as gb18030 has them: of two bytes, or of four where the second is a digit.
func (l *lineCounter) weigh(line []byte) {
	const common, commonEnd, digits = 0xa1, 0xf7, '9'
	for i := 0; i+1 < len(line); i++ {
		if line[i] < utf8.RuneSelf {
			continue
		}
		l.wide++
		switch second := line[i+1]; {
		case second <= digits:
			l.rare++
			i += 3
		case line[i] < common || line[i] > commonEnd || second < common:
			l.rare++
			i++
		default:
			i++
		}
	}
}

// weighUTF8 counts the bytes of a line as UTF-8 has them.
func (l *lineCounter) weighUTF8(line []byte) {
	for len(line) > 0 {
		r, size := utf8.DecodeRune(line)
		switch {
		case r == utf8.RuneError && size == 1:
			l.stray++
		case r >= firstOfThree:
			l.whole += size
		}
		line = line[size:]
	}
}

func isASCII(text []byte) bool {
	return !slices.ContainsFunc(text, func(c byte) bool { return c >= utf8.RuneSelf })
}
