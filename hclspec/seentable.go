package hclspec

import (
	"hash/maphash"
	"math/bits"
)

// seenTable remembers the texts that went by, 16 bytes each: a hash and where the text stands. It is an open-addressing
// table; equal hashes are not taken for equal texts before the text was read again from where it stands. The seed of the
// hash differs in every process and decides nothing but where in the table an entry lies.
type seenTable struct {
	slots []seenSlot
	used  int

	touched uint64 // keeps the compiler from leaving out what touch is for
}

// seenSlot is free while place is 0.
type seenSlot struct {
	hash  uint64
	place uint64
}

var seed = maphash.MakeSeed()

// packed joins a source and a position in it; never 0.
func packed(source int, position uint64) uint64 { return uint64(source+1)<<48 | position }

func unpacked(place uint64) (source int, position uint64) {
	return int(place>>48) - 1, place & (1<<48 - 1)
}

// grow makes room for n texts more, at a load of three quarters.
func (t *seenTable) grow(n int) {
	wanted := max((t.used+n)*4/3+1, 64)
	if wanted <= len(t.slots) {
		return
	}
	old := t.slots
	t.slots = make([]seenSlot, wanted)
	for _, slot := range old {
		if slot.place != 0 {
			t.slots[t.free(slot.hash)] = slot
		}
	}
}

// touch reads the slots of some rows, so that they are in the cache when add comes to them.
func (t *seenTable) touch(rows []cutRow, hash func(*cutRow) uint64) {
	if len(t.slots) == 0 {
		return
	}
	for i := range rows {
		t.touched |= t.slots[t.home(hash(&rows[i]))].place
	}
}

func hashOf(text string) uint64 { return maphash.String(seed, text) }

// home spreads a hash over a table of any size.
func (t *seenTable) home(hash uint64) int {
	high, _ := bits.Mul64(hash, uint64(len(t.slots)))
	return int(high)
}

func (t *seenTable) free(hash uint64) int {
	i := t.home(hash)
	for t.slots[i].place != 0 {
		if i++; i == len(t.slots) {
			i = 0
		}
	}
	return i
}

// mayHold reports whether a text was added, or another one of the same hash.
func (t *seenTable) mayHold(text string) bool {
	if t.used == 0 {
		return false
	}
	hash := hashOf(text)
	for i := t.home(hash); t.slots[i].place != 0; {
		if t.slots[i].hash == hash {
			return true
		}
		if i++; i == len(t.slots) {
			i = 0
		}
	}
	return false
}

// add remembers a text, whose hash may be known already. Where the same text is there already it gives its place instead; same reads a place again.
func (t *seenTable) add(text string, hash, place uint64, same func(place uint64) bool) (before uint64, found bool) {
	if t.used >= len(t.slots)*7/8 {
		t.grow(max(t.used/2, 64))
	}
	if hash == 0 {
		hash = hashOf(text)
	}
	i := t.home(hash)
	for t.slots[i].place != 0 {
		if t.slots[i].hash == hash && same(t.slots[i].place) {
			return t.slots[i].place, true
		}
		if i++; i == len(t.slots) {
			i = 0
		}
	}
	t.slots[i] = seenSlot{hash, place}
	t.used++
	return 0, false
}
