package hclspec

import (
	"errors"
	"hash/maphash"
	"math/bits"
	"strings"

	"github.com/hashicorp/hcl/v2"
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

// unseen holds a row's key and openid against all rows before, and names both places where one was there.
func (s *stream) unseen(attrs *attributes, o *origin, r *Recipient, validOpenID bool) bool {
	here := packed(o.source, o.position)
	ok := true
	if validOpenID && s.watchOpenIDs {
		before, dup := s.openIDs.add(r.OpenID, o.hashes.openID, here, func(place uint64) bool {
			return s.again(o, place).openID == r.OpenID
		})
		if dup {
			ok = false
			s.problems.add(ruleTwice, o.at, func() *hcl.Diagnostic {
				return fault("", o.value(attrs.openID), "The openid %s stands also on %s. One person would get two packets. Remove one of the rows, or "+
					"set allow_repeat_openid = true in the campaign if that is meant.", mask(r.OpenID), s.located(before))
			})
		}
	}
	if !s.watchKeys {
		return ok
	}
	before, dup := s.keys.add(r.Key, o.hashes.key, here, func(place uint64) bool {
		return s.again(o, place).key == r.Key
	})
	if !dup {
		return ok
	}
	s.problems.add(ruleKeyTwice, o.at, func() *hcl.Diagnostic {
		return fault("", o.value(attrs.key), "The key %q stands also on %s. The key is the address of a packet: of two recipients with one key only one "+
			"would ever be paid. Rename one, or remove it.", r.Key, place(s.located(before).at))
	})
	return false
}

// watch decides which of the tables the campaign needs. Where the openid is the key everywhere, the table of openids answers
// for both.
func (s *stream) watch() {
	s.watchOpenIDs = !s.campaign.AllowRepeatOpenID
	s.watchKeys = s.keyed() || !s.watchOpenIDs
}

// keyed tells whether any source has keys of its own.
func (s *stream) keyed() bool {
	for _, feed := range s.campaign.rows.feeds {
		if attrs := feed.attributes(); attrs == nil || attrs.key != nil {
			return true
		}
	}
	return false
}

func (s *stream) recall(place uint64) (seen, bool) {
	source, position := unpacked(place)
	return s.campaign.rows.feeds[source].recall(s, position)
}

// again recalls a row to hold the one at hand against it.
func (s *stream) again(o *origin, place uint64) seen {
	found, ok := s.recall(place)
	if !ok {
		s.problems.add(ruleChanged, o.at, func() *hcl.Diagnostic { return fault("", o.at, "%s.", capital(errChanged)) })
	}
	return found
}

// located is a row that went by before, with its line, which is counted only now that somebody asks.
func (s *stream) located(place uint64) seen {
	found, _ := s.recall(place)
	source, position := unpacked(place)
	if feed, ok := s.campaign.rows.feeds[source].(*csvFeed); ok {
		lines, err := s.linesBefore(feed, int64(position))
		if err != nil {
			s.fail(feed, err)
		}
		found.at.Start.Line = lines + 1
	}
	return found
}

// linesBefore counts line feeds up to an offset.
func (s *stream) linesBefore(feed *csvFeed, end int64) (int, error) {
	lines := 0
	for at := int64(0); at < end; {
		piece, err := s.readAt(feed, at, int(min(windowSize, end-at)))
		if err != nil || piece == "" {
			return lines, err
		}
		lines += strings.Count(piece, "\n")
		at += int64(len(piece))
	}
	return lines, nil
}

// readAt reads a piece of a data file through a handle that is kept for the run.
func (s *stream) readAt(feed *csvFeed, offset int64, size int) (string, error) {
	f, open := s.files[feed]
	if !open {
		var err error
		if f, err = s.campaign.rows.sources.fsys.Open(feed.path); err != nil {
			return "", err
		}
	}
	buf := make([]byte, size)
	n, err := readFileAt(f, buf, offset)
	if _, seekable := f.(interface {
		ReadAt(p []byte, off int64) (int, error)
	}); seekable {
		s.files[feed] = f
		return string(buf[:n]), err
	}
	return string(buf[:n]), errors.Join(err, f.Close())
}
