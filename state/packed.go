package state

import (
	"encoding/binary"
	"slices"

	"github.com/cashredpack/redpack/internal/billno"
)

// packed holds the rows of packets one behind the other, written as pack does: about 115 bytes a packet, of which most are its texts.
// There is no header, no pointer and no garbage a packet, so a million of them cost the garbage collector nothing.
type packed struct {
	blocks   []block
	open     []byte   // the block that is being filled
	ends     []uint32 // of the packets in it
	origin   origin   // of it
	before   int64    // how many packets precede the first one here
	words    *vocabulary
	schemes  []billno.Scheme // by campaign: of its numbers that were made from keys, 0 where there are none
	accepted []acceptedBy
}

// block holds blockLen packets; only the last block of all holds fewer.
type block struct {
	text  string
	ends  []uint32 // where in text each packet ends
	words *vocabulary
	origin
}

// origin is what the numbers in a block are counted from, so that they are short.
type origin struct {
	id, at int64 // of its first packet: what its id would be without gaps, and the time of its intent
}

// blockLen is a power of two, so that a packet is found without a search.
const blockLen = 1 << 12

// acceptedBy is the event that holds a person's decision about a packet.
type acceptedBy struct {
	index int
	event int64
}

// addTo appends a row.
func (r *row[T]) addTo(p *packed) {
	if p.words == nil {
		p.words = newVocabulary()
	}
	if r.version == int64(billno.ByKey) {
		p.noteScheme(r.campaign, schemeOf(r.billno))
	}
	if r.accepted != 0 {
		p.accepted = append(p.accepted, acceptedBy{p.len(), r.accepted})
	}
	if len(p.ends) == 0 {
		p.origin = origin{id: p.before + int64(p.len()) + 1, at: r.intentAt}
	}
	p.open = pack(p.open, r, p.origin.of(len(p.ends)), index(p.words, r.code, r.text, r.platformStatus))
	if p.ends = append(p.ends, uint32(len(p.open))); len(p.ends) == blockLen {
		p.closeBlock()
	}
}

// finish makes what was added readable; nothing is added any more.
func (p *packed) finish() {
	p.closeBlock()
	p.open, p.ends = nil, nil
}

// closeBlock copies the open block to its exact size and leaves the room for the next one.
func (p *packed) closeBlock() {
	if len(p.ends) > 0 {
		p.blocks = append(p.blocks, block{text: string(p.open), ends: slices.Clone(p.ends), words: p.words, origin: p.origin})
	}
	p.open, p.ends = p.open[:0], p.ends[:0]
}

func (p *packed) len() int {
	n := len(p.ends)
	if last := len(p.blocks) - 1; last >= 0 {
		n += last*blockLen + len(p.blocks[last].ends)
	}
	return n
}

// join appends the packets of another one to full blocks.
func (p *packed) join(next *packed) {
	for _, a := range next.accepted {
		p.accepted = append(p.accepted, acceptedBy{p.len() + a.index, a.event})
	}
	for i, scheme := range next.schemes {
		p.noteScheme(int64(i+1), scheme)
	}
	p.blocks = append(p.blocks, next.blocks...)
}

func (p *packed) noteScheme(campaign int64, scheme billno.Scheme) {
	for int64(len(p.schemes)) < campaign {
		p.schemes = append(p.schemes, 0)
	}
	p.schemes[campaign-1] = max(p.schemes[campaign-1], scheme)
}

func (p *packed) scheme(campaign int64) billno.Scheme {
	if campaign > int64(len(p.schemes)) {
		return 0
	}
	return p.schemes[campaign-1]
}

// of is the origin of one packet of the block.
func (o origin) of(slot int) origin { return origin{o.id + int64(slot), o.at} }

// at is where the packet of an index stands.
func (p *packed) at(i int) (in *block, slot int, u unpacker) {
	in, slot = &p.blocks[i/blockLen], i%blockLen
	from := uint32(0)
	if slot > 0 {
		from = in.ends[slot-1]
	}
	return in, slot, unpacker{in.text[from:in.ends[slot]]}
}

// address is the campaign and the key of a packet.
func (p *packed) address(i int) (campaign int64, key string) {
	_, _, u := p.at(i)
	return u.int(), u.text()
}

// id is that of a packet.
func (p *packed) id(i int) int64 {
	var r row[string]
	p.row(i, &r)
	return r.id
}

// row unpacks a packet into an empty row. Its texts are pieces of the block.
func (p *packed) row(i int, into *row[string]) {
	in, slot, u := p.at(i)
	unpack(u, in.of(slot), in.words, into)
}

// pack appends a row. The address comes first, because most looks are for nothing else. Times stand as their distance from the one
// before, which is short. What few packets have comes last, and only where something of it is there. It keeps neither request,
// acceptance nor checksum.
func pack[T text](b []byte, r *row[T], from origin, words uint32) []byte {
	b = packText(binary.AppendVarint(b, r.campaign), r.key)
	b = packText(packText(packText(b, r.openid), r.billno), r.sendListID)
	for _, n := range [...]int64{
		r.id - from.id, int64(words), r.amount, r.attempt, int64(r.status), r.tries, r.inFlight | r.doubt<<1 | r.personal<<2 | r.named<<3 | r.noOrder<<4,
		r.version, r.intentAt - from.at, r.sendingAt - r.intentAt, r.outcomeAt - r.sendingAt,
	} {
		b = binary.AppendVarint(b, n)
	}
	if r.nextTryAt|r.receivedAt|r.refundedAt != 0 {
		for _, n := range [...]int64{r.nextTryAt, r.receivedAt, r.refundedAt} {
			b = binary.AppendVarint(b, n)
		}
	}
	return b
}

// unpack reads what pack wrote.
func unpack(u unpacker, from origin, words *vocabulary, r *row[string]) {
	r.campaign, r.key = u.int(), u.text()
	r.openid, r.billno, r.sendListID = u.text(), u.text(), u.text()
	r.id = from.id + u.int()
	said := &words.list[u.int()]
	r.code, r.text, r.platformStatus = said.code, said.text, said.platform
	r.amount, r.attempt, r.status, r.tries = u.int(), u.int(), Status(u.int()), u.int()
	flags := u.int()
	r.inFlight, r.doubt, r.personal, r.named, r.noOrder = flags&1, flags>>1&1, flags>>2&1, flags>>3&1, flags>>4&1
	r.version, r.intentAt = u.int(), from.at+u.int()
	r.sendingAt = r.intentAt + u.int()
	r.outcomeAt = r.sendingAt + u.int()
	if u.rest != "" {
		r.nextTryAt, r.receivedAt, r.refundedAt = u.int(), u.int(), u.int()
	}
}

func packText[T text](b []byte, t T) []byte {
	return append(binary.AppendVarint(b, int64(len(t))), t...)
}

// unpacker reads a packed row from its beginning.
type unpacker struct{ rest string }

func (u *unpacker) int() int64 {
	var n uint64
	for i := 0; ; i++ {
		c := u.rest[i]
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			u.rest = u.rest[i+1:]
			return int64(n>>1) ^ -int64(n&1)
		}
	}
}

func (u *unpacker) text() (t string) {
	n := u.int()
	t, u.rest = u.rest[:n], u.rest[n:]
	return t
}

// vocabulary keeps what the platform said, each different answer once.
type vocabulary struct {
	list   []answer
	number map[answer]uint32
	last   uint32
}

// answer is what the platform said of a packet last.
type answer struct{ code, text, platform string }

func newVocabulary() *vocabulary {
	return &vocabulary{list: []answer{{}}, number: map[answer]uint32{{}: 0}}
}

// index is the number of an answer. Most packets got the one that the packet before them got.
func index[T text](w *vocabulary, code, text, platform T) uint32 {
	if last := &w.list[w.last]; last.code == string(code) && last.text == string(text) && last.platform == string(platform) {
		return w.last
	}
	n, known := w.number[answer{string(code), string(text), string(platform)}]
	if !known {
		said := answer{string(code), string(text), string(platform)}
		n = uint32(len(w.list))
		w.list = append(w.list, said)
		w.number[said] = n
	}
	w.last = n
	return n
}
