package xlsxrow

import (
	"bytes"
	"errors"
	"io"
)

// more reads on behind what is in the window, and moves what was not yet taken to its start. It is false at the end and after an error.
func (x *scanner) more() bool {
	if x.err != nil || x.ended {
		return false
	}
	kept := copy(x.window[:cap(x.window)], x.window[x.at:])
	x.window, x.at = x.window[:kept], 0
	if kept == cap(x.window) {
		if kept >= tokenMost {
			x.fail(errLongToken)
			return false
		}
		x.window = append(make([]byte, 0, min(2*kept, tokenMost)), x.window...)
	}
	n, err := io.ReadAtLeast(x.src, x.window[kept:cap(x.window)], 1)
	x.window = x.window[:kept+n]
	if x.ended = errors.Is(err, io.EOF); err != nil && !x.ended {
		x.fail(err)
	}
	return n > 0
}

// take is what comes next, so many bytes of the window.
func (x *scanner) take(length int) []byte {
	x.at += length
	return x.window[x.at-length : x.at]
}

// find is where a text stands, in bytes from the current place on; -1 where it does not come.
func (x *scanner) find(from int, text string) int {
	for {
		rest := x.window[x.at:]
		if from <= len(rest) {
			if i := bytes.Index(rest[from:], []byte(text)); i >= 0 {
				return from + i
			}
			from = max(from, len(rest)-len(text)+1)
		}
		if !x.more() {
			return -1
		}
	}
}

// within is find for what must come.
func (x *scanner) within(from int, text string) int {
	length := x.find(from, text)
	if length < 0 {
		x.fail(errCutOff)
	}
	return length
}

// begins tells whether this comes next.
func (x *scanner) begins(text string) bool {
	for len(x.window)-x.at < len(text) {
		if !bytes.HasPrefix([]byte(text), x.window[x.at:]) || !x.more() {
			return false
		}
	}
	return string(x.window[x.at:x.at+len(text)]) == text
}

// tagEnd is where the tag that comes next ends, at the first > outside of quotes.
func (x *scanner) tagEnd() int {
	quote := byte(0)
	for i := 1; ; i++ {
		if x.at+i >= len(x.window) && !x.more() {
			x.fail(errCutOff)
			return -1
		}
		switch c := x.window[x.at+i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		case c == '<':
			x.fail(errMalformed)
			return -1
		}
	}
}
