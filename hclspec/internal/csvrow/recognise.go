package csvrow

import (
	"bytes"
	"io"
	"slices"
	"unicode/utf8"
)

// Recognise reads a file that says nothing of its encoding: what is UTF-8 to its end is taken for UTF-8. Anything else is gb18030, unless
// most of its lines beyond ASCII are UTF-8: then some of them were damaged, and whoever reads the lines finds out which.
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
	if l.other > l.utf8 {
		return GB18030, nil
	}
	return UTF8, nil
}

// lineCounter counts lines beyond ASCII.
type lineCounter struct {
	buf         []byte
	utf8, other int
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
		}
	}
}

func isASCII(text []byte) bool {
	return !slices.ContainsFunc(text, func(c byte) bool { return c >= utf8.RuneSelf })
}
