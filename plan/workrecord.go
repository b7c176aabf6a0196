package plan

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/state"
)

// record is one packet as bytes, while it is written or read. Each of its methods does either, so that what a packet consists of is said
// once for both.
type record struct {
	reads  bool
	bytes  []byte // those written, or those left to read
	text   string // while it reads, the same bytes: the packet's texts are parts of it
	broken bool   // it does not hold what was asked of it
}

// number is any number of a packet, also a negative one.
func number[T ~int | ~int64 | ~uint8](r *record, n *T) {
	if !r.reads {
		r.bytes = binary.AppendVarint(r.bytes, int64(*n))
		return
	}
	value, size := binary.Varint(r.bytes)
	if size <= 0 || int64(T(value)) != value {
		r.broken = true
		return
	}
	*n = T(value)
	r.skip(size)
}

func (r *record) skip(n int) { r.bytes, r.text = r.bytes[n:], r.text[n:] }

func text[T ~string](r *record, s *T) {
	length := len(*s)
	number(r, &length)
	switch {
	case !r.reads:
		r.bytes = append(r.bytes, *s...)
	case length < 0 || length > len(r.text):
		r.broken = true
	default:
		*s = T(r.text[:length])
		r.skip(length)
	}
}

// flags are up to 63 bools in one number.
func (r *record) flags(all ...*bool) {
	bits := 0
	for i, each := range all {
		if *each {
			bits |= 1 << i
		}
	}
	number(r, &bits)
	for i, each := range all {
		*each = bits&(1<<i) != 0
	}
}

// instant is a time as the state keeps it, by the millisecond.
func (r *record) instant(t *time.Time) {
	var ms int64
	if !t.IsZero() {
		ms = t.UnixMilli()
	}
	if number(r, &ms); !r.reads {
		return
	}
	if *t = (time.Time{}); ms != 0 {
		*t = time.UnixMilli(ms).UTC()
	}
}

// packet is all that a packet of some work consists of.
func (w *Work) packet(r *record, p *Packet) {
	known := p.Recorded.ID != 0
	r.flags(&p.Again, &p.Canary, &p.AskOnly, &p.Replaced, &known)
	number(r, &p.Action)
	number(r, &p.Attempt)
	number(r, &p.Upon)
	w.recipient(r, &p.Recipient)
	if known {
		recorded(r, &p.Recorded)
	}
}

func (w *Work) recipient(r *record, of *hclspec.Recipient) {
	text(r, &of.Key)
	text(r, &of.OpenID)
	number(r, &of.Amount)
	text(r, &of.Wishing)
	text(r, &of.Remark)
	text(r, &of.Label)
	number(r, &of.Source)
	w.place(r, of)
	w.supplement(r, of)
}

// place is where a recipient stands: in one of few files, and mostly in one line.
func (w *Work) place(r *record, of *hclspec.Recipient) {
	start, end, file := &of.Range.Start, &of.Range.End, 0
	if !r.reads {
		file = w.fileOf(of.Range.Filename)
	}
	lines, length := end.Line-start.Line, end.Byte-start.Byte
	for _, n := range []*int{&file, &start.Line, &start.Column, &start.Byte, &lines, &end.Column, &length} {
		number(r, n)
	}
	if !r.reads {
		return
	}
	end.Line, end.Byte = start.Line+lines, start.Byte+length
	if file < 0 || file >= len(w.files) {
		r.broken = true
		return
	}
	of.Range.Filename = w.files[file]
}

// fileOf is which of the files a name is, the last one most of the time.
func (w *Work) fileOf(name string) int {
	if last := len(w.files) - 1; last >= 0 && w.files[last] == name {
		return last
	}
	if i := slices.Index(w.files, name); i >= 0 {
		return i
	}
	w.files = append(w.files, name)
	return len(w.files) - 1
}

// supplement is which of the campaign's supplements a recipient is, from 1; 0: none.
func (w *Work) supplement(r *record, of *hclspec.Recipient) {
	which := 0
	if !r.reads && of.Supplement != nil {
		w.supplements = append(w.supplements, of.Supplement)
		which = len(w.supplements)
	}
	number(r, &which)
	switch {
	case !r.reads || which == 0:
	case which < 0 || which > len(w.supplements):
		r.broken = true
	default:
		of.Supplement = w.supplements[which-1]
	}
}

// recorded is what the state knew when the plan was made. It is kept whole, so that nothing of the snapshot need be kept for it.
func recorded(r *record, p *state.Packet) {
	number(r, &p.ID)
	for _, s := range []*string{&p.Campaign, &p.Key, &p.OpenID, &p.Request, &p.SendListID, &p.Code, &p.Text, &p.PlatformStatus} {
		text(r, s)
	}
	text(r, &p.BillNo)
	number(r, &p.Amount)
	number(r, &p.Version)
	number(r, &p.Attempt)
	number(r, &p.Status)
	number(r, &p.Tries)
	r.flags(&p.Personal, &p.InFlight, &p.Doubt, &p.Named, &p.NoOrder, &p.Accepted.Second)
	for _, t := range []*time.Time{
		&p.IntentAt, &p.SendingAt, &p.OutcomeAt, &p.NextTryAt, &p.ReceivedAt, &p.RefundedAt, &p.Accepted.At,
	} {
		r.instant(t)
	}
	text(r, &p.Accepted.Reason)
	text(r, &p.Accepted.By)
	text(r, &p.Accepted.OpenID)
	number(r, &p.Accepted.Amount)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum is that of a record and of the row it belongs to, so that a whole one in another's place is found out, too.
func checksum(row int, record []byte) uint32 {
	var place [8]byte
	binary.LittleEndian.PutUint64(place[:], uint64(row))
	return crc32.Update(crc32.Checksum(place[:], castagnoli), castagnoli, record)
}
