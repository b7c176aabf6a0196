package state

import "math"

// Widths of what a Snapshot keeps of one packet. Reserve refuses longer texts, so nothing is ever cut.
const (
	maxKeyBytes   = math.MaxUint16
	maxShortBytes = math.MaxUint8 // openid, billno, send_listid
	maxTries      = math.MaxUint16
	maxAttempt    = math.MaxUint16
)

// chunkSize is far above the texts of one packet, so that little is lost at a chunk's end.
const chunkSize = 1 << 20

// place is where a text begins: the chunk in the high half, the offset in the low half.
type place uint64

// arena holds texts back to back in big chunks: no header, no pointer and no garbage a text.
type arena struct {
	full []string
	open []byte
}

// room makes sure that n bytes fit behind the returned place.
func (a *arena) room(n int) place {
	if len(a.open)+n > chunkSize || a.open == nil {
		a.seal()
		a.open = make([]byte, 0, chunkSize)
	}
	return place(len(a.full))<<32 | place(len(a.open))
}

// seal makes the open chunk readable.
func (a *arena) seal() {
	if len(a.open) > 0 {
		a.full = append(a.full, string(a.open))
	}
	a.open = nil
}

// text is valid once the arena is sealed.
func (a *arena) text(at place, n int) string {
	if n == 0 {
		return ""
	}
	offset := int(at & math.MaxUint32)
	return a.full[at>>32][offset : offset+n]
}

// vocabulary keeps each different word once. Number 0 is the empty word.
type vocabulary struct {
	list   []string
	number map[string]uint32
}

func newVocabulary() vocabulary {
	return vocabulary{list: []string{""}, number: map[string]uint32{"": 0}}
}

func index[T text](w *vocabulary, word T) uint32 {
	n, known := w.number[string(word)]
	if !known {
		n = uint32(len(w.list))
		w.list = append(w.list, string(word))
		w.number[string(word)] = n
	}
	return n
}
