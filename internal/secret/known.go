package secret

import (
	"slices"
	"strings"
)

// Known are secrets that somebody knows. The zero value knows none. Whatever prints it prints no secret.
type Known struct {
	// reveal is a function for the reason that wxpay.Secret has one: fmt prints fields, and of a function no more than an address.
	reveal func() *collection
}

// collection are known secrets, and what finds them in a text without holding it against each of them.
type collection struct {
	all []known
	// windows has a bit for whatever stands in any window of a secret, so of a text one window in a stride need be looked up.
	windows [1 << windowBits / 64]uint64
	stride  int
}

type known struct{ kind, value string } // the value is folded

const (
	// window is how much of a text is looked up at once. Shorter secrets are parts of ordinary words.
	window     = 12
	windowBits = 20 // a key of RSA in all its encodings fills one place in fifty
	// part is how much of a longer secret in one piece gives it away. In hexadecimal digits it is more than the name of an
	// algorithm, which public keys hold, too.
	part = 32
)

// With is k and the secrets of one kind more. One that is too short to be told from ordinary text is left out.
func (k Known) With(kind string, values ...string) Known {
	next := collection{stride: part - window + 1}
	if k.reveal != nil {
		next = *k.reveal()
		next.all = slices.Clone(next.all)
	}
	for _, value := range values {
		next.add(kind, folded(value))
	}
	return Known{reveal: func() *collection { return &next }}
}

func (c *collection) add(kind, value string) {
	if len(value) < window || slices.ContainsFunc(c.all, func(other known) bool { return other.value == value }) {
		return
	}
	c.all = append(c.all, known{kind, value})
	c.stride = min(c.stride, enough(value)-window+1)
	for at := range len(value) - window + 1 {
		place := placeOf(value[at:])
		c.windows[place/64] |= 1 << (place % 64)
	}
}

// enough is how much of a secret in one piece gives it away.
func enough(value string) int { return min(len(value), part) }

// Find is the first secret in a text, of whatever kind. A known one is found in capitals and in small letters, too.
func (k Known) Find(text string) (Found, bool) {
	shaped, ok := Find(text)
	if k.reveal == nil {
		return shaped, ok
	}
	// Where both begin, the shape tells more surely whose it is: all keys of a kind begin alike.
	if found, known := k.reveal().find(text); known && (!ok || found.From < shaped.From) {
		return found, true
	}
	return shaped, ok
}

func (c *collection) find(text string) (Found, bool) {
	for at := 0; at+window <= len(text); at += c.stride {
		if place := placeOf(text[at:]); c.windows[place/64]>>(place%64)&1 == 0 {
			continue
		}
		for _, secret := range c.all {
			if from, to := secret.around(text, at); from < to {
				return Found{secret.kind, from, to}, true
			}
		}
	}
	return Found{}, false
}

// around tells from where to where a text is the secret or enough of it, around a place in the text.
func (k known) around(text string, at int) (from, to int) {
	piece := folded(text[at : at+window])
	for after := 0; ; after++ {
		next := strings.Index(k.value[after:], piece)
		if next < 0 {
			return 0, 0
		}
		after += next
		from, to = at, at+window
		for i := after; i > 0 && from > 0 && fold[text[from-1]] == k.value[i-1]; i-- {
			from--
		}
		for i := after + window; i < len(k.value) && to < len(text) && fold[text[to]] == k.value[i]; i++ {
			to++
		}
		if to-from >= enough(k.value) {
			return from, to
		}
	}
}

// fold makes small letters of capitals, and the signs of base64 in an address those of any other.
var fold = func() (to [256]byte) {
	for c := range to {
		to[c] = byte(c)
	}
	for c := 'A'; c <= 'Z'; c++ {
		to[c] = byte(c - 'A' + 'a')
	}
	to['-'], to['_'] = '+', '/'
	return to
}()

func folded(text string) string {
	b := []byte(text)
	for i, c := range b {
		b[i] = fold[c]
	}
	return string(b)
}

// placeOf is the bit of the window that a text begins with (FNV).
func placeOf(text string) uint32 {
	const basis, prime = 2166136261, 16777619
	hash := uint32(basis)
	for i := range window {
		hash = (hash ^ uint32(fold[text[i]])) * prime
	}
	return hash >> (32 - windowBits)
}
