package plan

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"iter"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Work is what apply acts on: the packets of a plan that work, in the order of the file, each with its row, from 0. It holds them as they
// were approved, because people edit lists while a run goes on for hours: as bytes, of which only the first few millions are in memory, and
// of each packet the action beside them. Whoever needs a packet gets a copy. A Work is not changed any more and safe for concurrent use;
// a nil one is empty.
type Work struct {
	spool       spool
	actions     []byte  // of each row
	starts      []int64 // where each block of records begins in the spool
	block       []byte  // that is being filled, while the plan is made
	bySource    []money.Tally
	files       []string // that the recipients stand in
	supplements []*hclspec.Supplement
}

// rowsPerBlock is how many records are read at once: one alone would take a call of the system for each, more would not make that less
// than it is.
const rowsPerBlock = 64

// ErrWorkLost says that what was approved cannot be read back.
var ErrWorkLost = lang.Errorf("what is left to be sent cannot be read back", "还没发的部分读不回来")

// NewWork keeps packets, for tests of what reads them; package plan makes that of a plan itself. What is more than a little goes to a
// file; where open is nil, everything stays in memory.
func NewWork(open func() (Spool, error), packets iter.Seq[*Packet]) (*Work, error) {
	w := newWork(Options{Spool: open})
	for p := range packets {
		if err := w.add(p); err != nil {
			return nil, errors.Join(err, w.Close())
		}
	}
	if err := w.finish(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

func newWork(o Options) *Work { return &Work{spool: spool{open: o.Spool, most: o.InMemory}} }

func (w *Work) add(p *Packet) error {
	row := len(w.actions)
	if row%rowsPerBlock == 0 {
		if err := w.seal(); err != nil {
			return err
		}
	}
	const room = 3 // for the length, which is put in front of what it is the length of
	begin := len(w.block)
	r := record{bytes: append(w.block, make([]byte, room)...)}
	w.packet(&r, p)
	body := r.bytes[begin+room:]
	if len(body) >= 1<<(8*room) {
		return lang.Errorf("%s: %d bytes are too many for one packet", "%s：一个红包有 %d 字节，太大了", p.Key(), len(body))
	}
	r.bytes[begin], r.bytes[begin+1], r.bytes[begin+2] = byte(len(body)), byte(len(body)>>8), byte(len(body)>>16)
	w.block = binary.LittleEndian.AppendUint32(r.bytes, checksum(row, body))
	w.actions = append(w.actions, byte(p.Action))
	for p.Recipient.Source >= len(w.bySource) {
		w.bySource = append(w.bySource, money.Tally{})
	}
	w.bySource[p.Recipient.Source] = w.bySource[p.Recipient.Source].With(p.Amount())
	return nil
}

// seal ends a block.
func (w *Work) seal() error {
	if len(w.block) == 0 {
		return nil
	}
	w.starts = append(w.starts, w.spool.size())
	err := w.spool.add(w.block)
	w.block = w.block[:0]
	return notKept(err)
}

func (w *Work) finish() error {
	if err := w.seal(); err != nil {
		return err
	}
	w.block = nil
	return notKept(w.spool.finish())
}

// notKept says of an error what it came of.
func notKept(err error) error {
	if err == nil {
		return nil
	}
	return lang.Errorf("what is to be sent is kept on the disk, beyond a little: %w", "待发的内容超过一点就存到磁盘上：%w", err)
}

// Len is how many packets there are.
func (w *Work) Len() int {
	if w == nil {
		return 0
	}
	return len(w.actions)
}

// Action is that of the packet of a row.
func (w *Work) Action(row int) Action { return Action(w.actions[row]) }

// Next is the first row from one on whose packet has an action; -1: there is none any more. It reads no packet.
func (w *Work) Next(from int, a Action) int {
	if from >= w.Len() {
		return -1
	}
	if i := bytes.IndexByte(w.actions[from:], byte(a)); i >= 0 {
		return from + i
	}
	return -1
}

// OfSource is what the packets of one of the campaign's sources are counted with.
func (w *Work) OfSource(i int) money.Tally {
	if w == nil || i >= len(w.bySource) {
		return money.Tally{}
	}
	return w.bySource[i]
}

// At is a copy of the packet of a row. The error is ErrWorkLost.
func (w *Work) At(row int) (Packet, error) { return w.Reader().At(row) }

// Reader draws from the work.
func (w *Work) Reader() *WorkReader { return &WorkReader{work: w, block: -1} }

// Close lets go of the packets, of which those that are not in memory cannot be read any more. To do so again does nothing.
func (w *Work) Close() error {
	if w == nil {
		return nil
	}
	return w.spool.close()
}

// WorkReader draws packets, and fastest in the order of their rows. It is not safe for concurrent use.
type WorkReader struct {
	work   *Work
	block  int    // that is at hand; -1: none
	buffer []byte // a block of the file is read into
	next   int    // the row of the first record of rest
	whole  []byte // the block
	rest   []byte
}

// At is a copy of the packet of a row. The error is ErrWorkLost.
func (r *WorkReader) At(row int) (p Packet, err error) {
	err = r.Read(row, &p)
	return p, err
}

// Read is At for whoever goes through many and needs one at a time.
func (r *WorkReader) Read(row int, into *Packet) error {
	record, err := r.seek(row)
	if err == nil {
		err = r.work.decode(record, into)
	}
	if err != nil {
		r.block, *into = -1, Packet{}
		return lang.Errorf("%w: row %d: %w", "%w：第 %d 行：%w", ErrWorkLost, row+1, err)
	}
	return nil
}

// seek finds the record of a row.
func (r *WorkReader) seek(row int) (record []byte, err error) {
	if err := r.load(row / rowsPerBlock); err != nil {
		return nil, err
	}
	if row < r.next {
		r.next, r.rest = r.block*rowsPerBlock, r.whole
	}
	for ; r.next <= row; r.next++ {
		if record, r.rest, err = cut(r.next, r.rest); err != nil {
			return nil, err
		}
	}
	return record, nil
}

// load brings a block to hand.
func (r *WorkReader) load(block int) (err error) {
	if block == r.block {
		return nil
	}
	w := r.work
	end := w.spool.size()
	if block+1 < len(w.starts) {
		end = w.starts[block+1]
	}
	r.block = -1
	if r.whole, err = w.spool.block(w.starts[block], end, r.buffer); err != nil {
		return err
	}
	if w.starts[block] >= int64(len(w.spool.head)) {
		r.buffer = r.whole
	}
	r.block, r.next, r.rest = block, block*rowsPerBlock, r.whole
	return nil
}

var errDamaged = lang.Errorf("it is not what was written", "内容与当初写下的不符")

// cut takes the first record off a block. Its checksum is looked at here, also where it is only passed over, because its length leads to the
// one that is wanted.
func cut(row int, block []byte) (record, rest []byte, err error) {
	const room, sum = 3, 4
	if len(block) < room+sum {
		return nil, nil, io.ErrUnexpectedEOF
	}
	length := int(block[0]) | int(block[1])<<8 | int(block[2])<<16
	if block = block[room:]; len(block) < length+sum {
		return nil, nil, errDamaged
	}
	record, rest = block[:length], block[length+sum:]
	if checksum(row, record) != binary.LittleEndian.Uint32(block[length:]) {
		return nil, nil, errDamaged
	}
	return record, rest, nil
}

func (w *Work) decode(of []byte, into *Packet) error {
	*into = Packet{}
	r := record{reads: true, bytes: of, text: string(of)}
	if w.packet(&r, into); r.broken || len(r.bytes) > 0 {
		return errDamaged
	}
	return nil
}
