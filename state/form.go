package state

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// Most events differ from another one in a few words only. A form is the text that they share, with holes, and an event of a form
// keeps nothing but the words that fill them. Nothing here knows what the texts mean: a word is as long a run as can be of letters,
// digits, '-', '_' and bytes of characters beyond ASCII, whatever stands between words is the same in all texts of a form, and a hole
// stands for a whole word. Words that are equal to one another, such as a bill number in detail and request, share a hole.

const (
	// maxFormed is the length of the longest text that is made of a form, detail and request together.
	maxFormed = 4 << 10
	// holeBegins and holeEnds stand around the number of a hole. A text that has one of its own is kept in full.
	holeBegins, holeEnds = "«", "»"
)

// inWord tells which bytes words are made of.
var inWord = func() (in [256]bool) {
	for c := range in {
		in[c] = c >= 0x80 || c == '-' || c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
	}
	return in
}()

// wordEnd is where the word that begins at a place ends.
func wordEnd[T text](s T, from int) int {
	for from < len(s) && inWord[s[from]] {
		from++
	}
	return from
}

// eventText is what an event says: its detail and its request, one after the other in borrowed bytes.
type eventText struct {
	detail, request []byte
}

func (t eventText) size() int { return len(t.detail) + len(t.request) }

// shape appends what is between the words of a text. Texts of the same shape differ in words only: a 'w' stands for every word, which is
// no byte that stands between words.
func (t eventText) shape(b []byte) []byte {
	for _, part := range [...][]byte{t.detail, t.request} {
		for i := 0; i < len(part); {
			if end := wordEnd(part, i); end > i {
				b, i = append(b, 'w'), end
				continue
			}
			b, i = append(b, part[i]), i+1
		}
		b = append(b, 'e')
	}
	return b
}

// formable tells whether a text can be one of a form at all.
func (t eventText) formable() bool {
	return t.size() <= maxFormed && !bytes.Contains(t.detail, []byte(holeBegins)) && !bytes.Contains(t.request, []byte(holeBegins))
}

// form is a text with holes, as it stands in the file and cut into its pieces.
type form struct {
	id              int64 // 0 for a text that is in no file as a form
	detail, request string
	pieces          [2][]piece
	holes           int
	fixed           int // bytes outside of holes
}

// piece is a text and the hole behind it; the last one of a part has none, 0.
type piece struct {
	text string
	hole int
}

// newForm cuts a form into its pieces. A hole is a word of its own; what only looks like one is text.
func newForm(id int64, detail, request string) *form {
	f := &form{id: id, detail: detail, request: request}
	for i, part := range [...]string{detail, request} {
		from := 0
		for at := 0; at < len(part); {
			end := wordEnd(part, at)
			if n := holeNumber(part[at:end]); n > 0 {
				f.pieces[i] = append(f.pieces[i], piece{part[from:at], n})
				f.fixed += at - from
				f.holes, from = max(f.holes, n), end
			}
			at = max(end, at+1)
		}
		f.pieces[i] = append(f.pieces[i], piece{part[from:], 0})
		f.fixed += len(part) - from
	}
	return f
}

func hole(n int) string { return holeBegins + strconv.Itoa(n) + holeEnds }

// holeNumber is the number of the hole that a word of a form is, 0 for any other word.
func holeNumber(word string) int {
	if !strings.HasPrefix(word, holeBegins) {
		return 0
	}
	n, err := strconv.Atoi(strings.Trim(word, holeBegins+holeEnds))
	if err != nil || n < 1 || n > maxFormed || word != hole(n) {
		return 0
	}
	return n
}

// fill finds the words that make a text of the form; none where it is not one. The words are only lent.
func (f *form) fill(t eventText, words [][]byte) (_ [][]byte, fits bool) {
	words = slices.Grow(words[:0], f.holes)[:f.holes]
	clear(words)
	for i, part := range [...][]byte{t.detail, t.request} {
		at := 0
		for _, p := range f.pieces[i] {
			if len(part)-at < len(p.text) || string(part[at:at+len(p.text)]) != p.text {
				return words, false
			}
			at += len(p.text)
			if p.hole == 0 {
				break
			}
			end := wordEnd(part, at)
			word := part[at:end]
			if had := words[p.hole-1]; had != nil && !bytes.Equal(had, word) || len(word) == 0 {
				return words, false
			}
			words[p.hole-1], at = word, end
		}
		if at != len(part) {
			return words, false
		}
	}
	return words, true
}

// render appends the text that a filling makes of the form. It is nothing but what the file says, for the checksum of the event to judge.
func (f *form) render(filling, b []byte, words [][]byte) (_ eventText, _ [][]byte, fits bool) {
	words = words[:0]
	for rest, more := filling, len(filling) > 0; more; {
		var word []byte
		word, rest, more = bytes.Cut(rest, []byte(" "))
		words = append(words, word)
	}
	if len(words) != f.holes {
		return eventText{}, words, false
	}
	detailEnd := 0
	for i := range f.pieces {
		for _, p := range f.pieces[i] {
			b = append(b, p.text...)
			if p.hole > 0 {
				b = append(b, words[p.hole-1]...)
			}
			if len(b) > maxFormed {
				return eventText{}, words, false
			}
		}
		if i == 0 {
			detailEnd = len(b)
		}
	}
	return eventText{b[:detailEnd], b[detailEnd:]}, words, true
}

// widened is the form with a hole wherever a text of the same shape has another word. Words that stand for the same ones at several
// places share a hole.
func (f *form) widened(t eventText) *form {
	type pair struct{ old, now string }
	holes := map[pair]int{}
	part := func(old string, now []byte) string {
		b := make([]byte, 0, len(old))
		for i, k := 0, 0; i < len(old) && k < len(now); {
			oldEnd, nowEnd := wordEnd(old, i), wordEnd(now, k)
			if oldEnd == i {
				b, i, k = append(b, old[i]), i+1, k+1
				continue
			}
			word := old[i:oldEnd]
			if word != string(now[k:nowEnd]) {
				differ := pair{word, string(now[k:nowEnd])}
				if holes[differ] == 0 {
					holes[differ] = len(holes) + 1
				}
				word = hole(holes[differ])
			}
			b, i, k = append(b, word...), oldEnd, nowEnd
		}
		return string(b)
	}
	detail := part(f.detail, t.detail)
	return newForm(0, detail, part(f.request, t.request))
}
