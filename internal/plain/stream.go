package plain

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Stream is the last line of defence around a stream of the process. Texts are made harmless where they are put together;
// what was forgotten there is escaped here. Line ends, tabs and colours pass.
//
// What is not a terminal may be the log of a CI, which obeys lines that begin with "::" behind any white space, and "##["
// anywhere. There a space breaks them, wherever the line came from and whatever wrapped it.
type Stream struct {
	to  io.Writer
	log bool

	mu   sync.Mutex
	rest []byte // the beginning of a rune or of a colour whose end has not come yet
	orders
}

// NewStream writes to w. log says that a CI may read it.
func NewStream(w io.Writer, log bool) *Stream { return &Stream{to: w, log: log} }

// Write is for io.Writer. Its count is that of the bytes it was given.
func (s *Stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blank = true // another stream may have ended the line
	shown, rest := s.shown(append(s.rest, p...))
	s.rest = bytes.Clone(rest)
	if _, err := io.WriteString(s.to, shown); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Close writes what waits for an end that does not come. The stream below stays open.
func (s *Stream) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	rest := Of(string(s.rest))
	s.rest = nil
	return Write(s.to, rest)
}

// colour is the colour that a text with an escape in front begins with, if it is one; begun where the text ends too early to tell.
func colour(text []byte) (sequence []byte, begun bool) {
	const parametersMax = 40
	parameters, is := bytes.CutPrefix(text, []byte("\x1b["))
	if !is {
		return nil, len(text) == 1
	}
	rest := bytes.TrimLeft(parameters, "0123456789;")
	if len(parameters)-len(rest) > parametersMax {
		return nil, false
	}
	if len(rest) > 0 && rest[0] == 'm' {
		return text[:len(text)-len(rest)+1], false
	}
	return nil, len(rest) == 0
}

// shown is what may be printed, and the part at the end that is not complete.
func (s *Stream) shown(text []byte) (string, []byte) {
	var b strings.Builder
	b.Grow(len(text))
	for len(text) > 0 {
		if n := s.passable(text); n > 0 {
			b.Write(text[:n])
			text = text[n:]
			continue
		}
		if text[0] == '\x1b' {
			sequence, begun := colour(text)
			if begun {
				return b.String(), text
			}
			if sequence != nil {
				b.Write(sequence)
				text = text[len(sequence):]
				continue
			}
		}
		if !utf8.FullRune(text) {
			return b.String(), text
		}
		r, size := utf8.DecodeRune(text)
		if s.log && s.next(r) {
			b.WriteByte(' ')
		}
		if r == '\n' || r == '\t' || isCommon(r) {
			b.Write(text[:size])
		} else {
			b.WriteString(Of(string(text[:size])).shown)
		}
		text = text[size:]
	}
	return b.String(), nil
}

// passable is how much of a text is nothing but signs of ASCII, line ends and tabs that begin no order and end none. It is a short way
// over most of what is printed; the orders know afterwards what they would know of it sign by sign.
func (s *Stream) passable(text []byte) (n int) {
	if s.hashes >= 2 {
		return 0
	}
	for n < len(text) {
		c := text[n]
		if c == '\n' {
			s.blank = true
		} else if c < ' ' && c != '\t' || c > '~' || c == ':' || c == '#' {
			break
		} else if c != ' ' && c != '\t' {
			s.blank = false
		}
		n++
	}
	if n > 0 {
		s.colon, s.hashes = false, 0
	}
	return n
}

// Frame is a page or a screen that was put together, of which nothing but colours and line ends is obeyed.
func Frame(text string) Text {
	var s Stream
	shown, rest := s.shown([]byte(text))
	return Text{shown + Of(string(rest)).shown}
}

// ForLog makes every line of a text harmless for a log of a CI, as a Stream does.
func ForLog(text string) string {
	s := Stream{log: true}
	s.blank = true
	shown, rest := s.shown([]byte(text))
	return shown + Of(string(rest)).shown
}

// orders finds what a CI would obey, rune by rune.
type orders struct {
	blank  bool // nothing but white space on this line so far
	colon  bool // and then one colon
	hashes int  // in a row, with or without letters behind them: "##[", "##vso["
}

// next reports whether a rune completes an order, so that a space must stand before it.
func (o *orders) next(r rune) bool {
	ordered := o.colon && r == ':' || o.hashes >= 2 && r == '['
	switch {
	case r == '#':
		o.hashes++
	case o.hashes < 2 || ordered || !unicode.IsLetter(r):
		o.hashes = 0
	}
	o.colon = !ordered && o.blank && r == ':'
	o.blank = r == '\n' || o.blank && !o.colon && isBlank(r)
	return ordered
}

// isBlank tells whether nothing is seen of a rune where it stands alone.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Z, unicode.Cf, unicode.Mn)
}
