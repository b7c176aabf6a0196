package state

import (
	"hash/maphash"
	"math"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// DayUsage is what may have been paid on one Beijing day, over all campaigns of the state, in 16 bytes a person and the room that a table
// needs to stay fast. It is not safe for concurrent use.
type DayUsage struct {
	Total money.Tally

	seed   maphash.Seed
	people []dayOf // open addressing, half empty at least; nil: nobody yet
	known  int
}

// dayOf is the day of one person, who is known by a hash of the openid. Two people of one hash, of whom there are some in one of thirty
// million campaigns of a million people, count as one: a limit then holds a packet back until the next day, and none is exceeded.
type dayOf struct {
	hash         uint64 // 0: nobody
	packets, fen uint32 // what does not fit any more stays at the most, which is more than any limit allows
}

// NothingPaid is the count of a day on which nothing was paid.
func NothingPaid() *DayUsage { return &DayUsage{seed: maphash.MakeSeed()} }

// Of is what one person may have been paid on the day, or as much as no limit allows where that cannot be counted.
func (u *DayUsage) Of(openID string) money.Tally {
	if u.known == 0 {
		return money.Tally{}
	}
	of := u.people[u.slot(u.hash(openID))]
	if of.packets == math.MaxUint32 || of.fen == math.MaxUint32 {
		return money.Tally{Packets: math.MaxInt, Amount: math.MaxInt64 / 2}
	}
	return money.Tally{Packets: int(of.packets), Amount: money.Fen(of.fen)}
}

// Add counts one more packet of a person.
func (u *DayUsage) Add(openID string, amount money.Fen) {
	u.Total = u.Total.With(amount)
	u.Grow(1)
	hash := u.hash(openID)
	of := &u.people[u.slot(hash)]
	if of.hash == 0 {
		of.hash = hash
		u.known++
	}
	of.packets = uint32(min(uint64(of.packets)+1, math.MaxUint32))
	of.fen = uint32(min(uint64(of.fen)+uint64(max(0, amount)), math.MaxUint32))
}

func (u *DayUsage) hash(openID string) uint64 { return max(1, maphash.String(u.seed, openID)) }

// slot is where a person stands in the table, or would.
func (u *DayUsage) slot(hash uint64) int {
	last := len(u.people) - 1
	slot := int(hash) & last
	for u.people[slot].hash != 0 && u.people[slot].hash != hash {
		slot = (slot + 1) & last
	}
	return slot
}

// Grow makes room for so many more people, which takes the longer the more there are.
func (u *DayUsage) Grow(more int) {
	size := max(64, len(u.people))
	for size < 2*(u.known+more) {
		size *= 2
	}
	if size == len(u.people) {
		return
	}
	before := u.people
	u.people = make([]dayOf, size)
	for _, of := range before {
		if of.hash != 0 {
			u.people[u.slot(of.hash)] = of
		}
	}
}

// PaidOn counts what may have been paid on a Beijing day, yyyymmdd, for the platform's daily limits. It is careful: a
// packet whose outcome is not known counts as paid, and one that was sent on several days counts on each day from its
// intent to its last request, because nobody can tell on which of them the platform paid.
func (s *Snapshot) PaidOn(day string) (*DayUsage, error) {
	midnight, err := beijing.ParseDay(day)
	if err != nil {
		return nil, lang.Errorf("count what was paid on a day: %w", "统计某天的付款：%w", err)
	}
	begin := midnight.UnixMilli()
	end := midnight.AddDate(0, 0, 1).UnixMilli()
	if s.elsewhere > 0 && begin < s.since {
		return nil, lang.Errorf("count what was paid on %s: what other projects sent then was not read",
			"统计 %s 的付款：没有读取其他项目那天发放的红包", day)
	}
	usage := NothingPaid()
	usage.count(&s.packets, begin, end)
	usage.count(&s.others, begin, end)
	return usage, nil
}

// count adds what may have been paid between two times.
func (u *DayUsage) count(packets *packed, begin, end int64) {
	for i := range packets.len() {
		var r row[string]
		packets.row(i, &r)
		if r.intentAt >= end || max(r.intentAt, r.sendingAt) < begin {
			continue
		}
		p := r.packet()
		if !p.MayHavePaid() {
			continue
		}
		if u.known == 0 {
			u.Grow(packets.len() - i) // whoever was recorded later was most likely paid on that day, too
		}
		u.Add(p.OpenID, p.Amount)
	}
}
