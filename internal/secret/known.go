package secret

import (
	"cmp"
	"slices"
	"sync"

	"github.com/cashredpack/redpack/internal/lang"
)

// Known are secrets that somebody knows. The zero value knows none. Whatever prints it prints no secret.
type Known struct {
	// reveal is a function for the reason that wxpay.Secret has one: fmt prints fields, and of a function no more than an address.
	reveal func() *knowledge
}

// knowledge is told apart by length: a short secret must be looked for at nearly every place of a text, a long one at few.
type knowledge struct{ short, long *collection }

// collection finds many secrets in a text without holding it against each of them.
type collection struct {
	all    []known
	stride int // looks at every so manieth place miss none of them

	ready   sync.Once // for what follows, which nobody needs who looks for nothing
	windows []uint64  // a bit for the hash of each window of each secret: most places of a text need one look
	places  []place   // the windows, by hash
}

type known struct {
	kind  lang.Text
	value string // folded
}

// place is where a window stands.
type place struct{ hash, secret, offset uint32 }

const (
	// window is how much of a text is looked up at once. Shorter secrets are parts of ordinary words.
	window     = 12
	windowBits = 20 // a key of RSA in all its encodings fills one place in fifty
	// part is how much of a longer secret in one piece gives it away. In hexadecimal digits it is more than the name of an
	// algorithm, which public keys hold, too.
	part = 32
)

// With is k and the secrets of one kind more. One that is too short to be told from ordinary text is left out.
func (k Known) With(kind lang.Text, values ...string) Known {
	next := knowledge{&collection{}, &collection{}}
	if k.reveal != nil {
		before := k.reveal()
		next = knowledge{before.short.copy(), before.long.copy()}
	}
	for _, value := range values {
		if len(value) < part {
			next.short.add(kind, folded(value))
		} else {
			next.long.add(kind, folded(value))
		}
	}
	return Known{reveal: func() *knowledge { return &next }}
}

func (c *collection) copy() *collection {
	return &collection{all: slices.Clone(c.all), stride: c.stride}
}

func (c *collection) add(kind lang.Text, value string) {
	if len(value) < window || slices.ContainsFunc(c.all, func(other known) bool { return other.value == value }) {
		return
	}
	c.all = append(c.all, known{kind, value})
	stride := enough(value) - window + 1
	c.stride = min(cmp.Or(c.stride, stride), stride)
}

// enough is how much of a secret in one piece gives it away.
func enough(value string) int { return min(len(value), part) }

func (c *collection) index() {
	c.windows = make([]uint64, 1<<windowBits/64)
	for i, secret := range c.all {
		for offset := range len(secret.value) - window + 1 {
			hash := hashOf(secret.value[offset:])
			word, bit := bitOf(hash)
			c.windows[word] |= bit
			c.places = append(c.places, place{hash, uint32(i), uint32(offset)})
		}
	}
	slices.SortFunc(c.places, func(a, b place) int { return cmp.Compare(a.hash, b.hash) })
}

// Find is the first secret in a text, of whatever kind. A known one is found in capitals and in small letters, too.
func (k Known) Find(text string) (Found, bool) {
	first, ok := Find(text)
	if k.reveal == nil {
		return first, ok
	}
	// Where both begin, the shape tells more surely whose it is: all keys of a kind begin alike.
	for _, c := range []*collection{k.reveal().long, k.reveal().short} {
		if found, known := c.find(text); known && (!ok || found.From < first.From) {
			first, ok = found, true
		}
	}
	return first, ok
}

func (c *collection) find(text string) (Found, bool) {
	if len(c.all) == 0 {
		return Found{}, false
	}
	c.ready.Do(c.index)
	for at := 0; at+window <= len(text); at += c.stride {
		hash := hashOf(text[at:])
		if word, bit := bitOf(hash); c.windows[word]&bit == 0 {
			continue
		}
		if found, ok := c.around(text, at, hash); ok {
			return found, true
		}
	}
	return Found{}, false
}

// around finds a secret that has the window at a place of the text.
func (c *collection) around(text string, at int, hash uint32) (Found, bool) {
	i, _ := slices.BinarySearchFunc(c.places, hash, func(p place, hash uint32) int { return cmp.Compare(p.hash, hash) })
	for ; i < len(c.places) && c.places[i].hash == hash; i++ {
		secret := c.all[c.places[i].secret]
		if from, to := secret.extent(text, at, int(c.places[i].offset)); to-from >= enough(secret.value) {
			return Found{secret.kind, from, to}, true
		}
	}
	return Found{}, false
}

// extent tells from where to where a text is the secret, around a place in the one and a place in the other.
func (k known) extent(text string, at, offset int) (from, to int) {
	from, to = at, at
	for i := offset; i < len(k.value) && to < len(text) && fold[text[to]] == k.value[i]; i++ {
		to++
	}
	for i := offset; i > 0 && from > 0 && fold[text[from-1]] == k.value[i-1]; i-- {
		from--
	}
	return from, to
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

// bitOf is where a hash has its bit.
func bitOf(hash uint32) (word uint32, bit uint64) {
	place := hash >> (32 - windowBits)
	return place / 64, 1 << (place % 64)
}

// hashOf is that of the window that a text begins with (FNV).
func hashOf(text string) uint32 {
	const basis, prime = 2166136261, 16777619
	hash := uint32(basis)
	for i := range window {
		hash = (hash ^ uint32(fold[text[i]])) * prime
	}
	return hash
}
