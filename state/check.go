package state

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync/atomic"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/lang"
)

// Report is what Check found out about a state.
type Report struct {
	Path                  string
	Schema                int
	Lineage               string
	Serial, WitnessSerial int64 // WitnessSerial is 0 where there is no witness
	Packets, Events, Runs int64
	// Problems says in sentences what is wrong. None means: every line is sound, none is missing, the history leads to
	// exactly these packets, and nothing that was durable is lost.
	Problems []lang.Text
}

// InEnglish are the problems for programs.
func (r *Report) InEnglish() (problems []string) {
	for _, found := range r.Problems {
		problems = append(problems, found.English)
	}
	return problems
}

// Sound reports whether nothing is wrong.
func (r *Report) Sound() bool { return len(r.Problems) == 0 }

// Check examines everything in the state and changes nothing. It works while an apply runs. What is wrong with the
// content stands in the report; the error is for a state that cannot be examined at all.
func Check(ctx context.Context, at Backend) (Report, error) {
	found, err := at.look(ctx)
	if err != nil {
		return Report{}, err
	}
	if !found.there {
		return Report{}, &NotFoundError{Path: found.name, What: aState}
	}
	report := Report{Path: found.name}
	if found.witnessed {
		report.WitnessSerial = found.seen.serial
	}
	var corrupt *CorruptError
	for _, trouble := range found.troubles {
		if errors.As(trouble, &corrupt) {
			report.problem(corrupt.Why)
		} else {
			report.problem(lang.Of(trouble))
		}
	}
	err = found.reader(func(c connection) error { return report.examine(c, found) })
	switch {
	case errors.As(err, &corrupt):
		report.problem(corrupt.Why)
	case err != nil:
		return Report{}, err
	}
	if report.Lineage != "" {
		if err := found.compare(report.Serial, report.Lineage); err != nil {
			report.problem(lang.Of(err))
		}
	}
	return report, nil
}

// maxProblems is how many problems a report tells.
const maxProblems = 100

func (r *Report) problem(found lang.Text) {
	if len(r.Problems) < maxProblems {
		r.Problems = append(r.Problems, found)
	}
}

// examine makes all comparisons in one read transaction. A check that stumbles does not keep the next from running.
func (r *Report) examine(c connection, found *finding) error {
	return c.atOnce(func() (err error) {
		x := &examination{}
		if x.schema, err = c.schema(); err != nil {
			return err
		}
		if x.head, err = readHead(c); err != nil {
			return err
		}
		frame := newSnapshot()
		frame.schema = x.schema
		if x.frameSum, err = frame.readFrame(c, x.head); err != nil {
			return err
		}
		h := &x.head
		r.Schema, r.Lineage, r.Serial, r.Packets, r.Events, r.Runs = x.schema, frame.Lineage(), h.serial, h.packets, h.events, h.runs
		x.run(c, found)
		return x.tell(r)
	})
}

// examination is what Check does with a file whose head and campaigns are sound: parts that are independent of one another, and one that
// adds up what they found.
type examination struct {
	schema   int
	head     head
	frameSum uint64 // of the checksums of all but the packets
	parts    []*part
	next     atomic.Int64
	halves   []*half
}

// part is one of an examination, done by whichever connection is free.
type part struct {
	do       examine
	problems []lang.Text
	err      error
}

func (p *part) problem(found lang.Text) {
	if len(p.problems) < maxProblems {
		p.problems = append(p.problems, found)
	}
}

// run does all parts with one connection, and with a second one where that sees the same moment.
func (x *examination) run(c connection, found *finding) {
	x.halves = []*half{{x: x, from: math.MinInt64, to: x.head.packets / 2}, {x: x, from: x.head.packets/2 + 1, to: math.MaxInt64}}
	for _, do := range append(slices.Clone(found.examinations), x.halves[0].compare, x.halves[1].compare, x.campaigns, x.events) {
		x.parts = append(x.parts, &part{do: do})
	}
	helped := make(chan struct{})
	go func() {
		defer close(helped)
		if x.head.packets >= worthTwo {
			_ = found.reader(x.help) // what it could not do the first one does
		}
	}()
	x.work(c)
	<-helped
	whole := &part{do: x.whole}
	x.parts = append(x.parts, whole)
	whole.err = whole.do(whole, c)
}

// help works with a connection if its moment is the same one: equal heads are of the same transaction.
func (x *examination) help(c connection) error {
	return c.atOnce(func() error {
		schema, err := c.schema()
		if err != nil {
			return err
		}
		h, err := readHead(c)
		if err == nil && schema == x.schema && h == x.head {
			x.work(c)
		}
		return err
	})
}

// work does one part after the other as long as there are any.
func (x *examination) work(c connection) {
	for {
		i := int(x.next.Add(1) - 1)
		if i >= len(x.parts) {
			return
		}
		p := x.parts[i]
		p.err = p.do(p, c)
	}
}

// tell puts what was found into a report.
func (x *examination) tell(r *Report) error {
	for _, p := range x.parts {
		for _, found := range p.problems {
			r.problem(found)
		}
		var d damage
		switch {
		case errors.As(p.err, &d):
			r.problem(d.why)
		case errors.Is(p.err, sqlite3.CORRUPT):
			r.problem(lang.Of(p.err))
		case p.err != nil:
			return p.err
		}
	}
	return nil
}

// half is what the history of some packets leads to, compared with what the tables hold.
type half struct {
	x              *examination
	from, to       int64 // the ids of the packets
	packets, lines int64 // by the history, and of the table
	numbers        int64 // given up
	sum            uint64
	done           bool
}

func (f *half) compare(p *part, c connection) (err error) {
	rows, err := c.rows("SELECT "+packetColumnsOf(f.x.schema)+" FROM packet NOT INDEXED WHERE id BETWEEN ? AND ? ORDER BY id", f.from, f.to)
	if err != nil {
		return err
	}
	defer closing(rows, &err)
	line := f.line(rows)
	err = replay(c, func(want *row[string], retired []givenUp) error {
		have, err := line()
		if err != nil {
			return err
		}
		f.packets++
		if have == nil || !have.equals(want) {
			p.problem(lang.Format("packet %d is not what its history leads to", "红包 %d 和它的历史对不上", want.id))
		}
		own, err := p.kept(c, want.id, retired)
		f.numbers += own
		return err
	}, "WHERE packet BETWEEN ? AND ?", f.from, f.to)
	for have := true; have && err == nil; { // packets without a history
		var r *row[[]byte]
		r, err = line()
		have = r != nil
	}
	f.done = err == nil
	return err
}

// line reads the next line, nil behind the last one. It is only lent.
func (f *half) line(rows rows) func() (*row[[]byte], error) {
	var r row[[]byte]
	scratch, ended := make([]byte, 0, 512), false
	return func() (*row[[]byte], error) {
		if ended || !rows.next() {
			ended = true // another step would begin anew
			return nil, rows.Err()
		}
		if err := scanRow(rows, &r, scratch); err != nil {
			return nil, damage{lang.Of(err)}
		}
		if !r.allowed() {
			return nil, damage{lang.Format("the record of packet %d holds what its table does not allow", "红包 %d 的数据里有表结构不允许的内容", r.id)}
		}
		f.lines++
		f.sum += uint64(r.crc)
		return &r, nil
	}
}

// whole compares what the halves found with the head. Where one of them stumbled, that is what is wrong.
func (x *examination) whole(p *part, c connection) error {
	packets, lines, numbers, sum := int64(0), int64(0), int64(0), x.frameSum
	for _, f := range x.halves {
		if !f.done {
			return nil
		}
		packets, lines, numbers, sum = packets+f.packets, lines+f.lines, numbers+f.numbers, sum+f.sum
	}
	h := &x.head
	if lines != h.packets || sum != h.sum {
		p.problem(lang.Format("its %d packets are not the %d of its last transaction", "它有 %d 个红包，而最后一次事务留下的是 %d 个", lines, h.packets))
	}
	if packets != h.packets {
		p.problem(lang.Format("the history leads to %d packets, the state has %d", "按历史应有 %d 个红包，状态库里有 %d 个", packets, h.packets))
	}
	// A bare count(*) is a single step to SQLite, which nothing can interrupt; the count of a column is not.
	kept, err := queryInt(c, "SELECT count(packet) FROM retired")
	if err == nil && kept != numbers {
		p.problem(lang.Format("the history leads to %d bill numbers given up, the state keeps %d",
			"按历史应有 %d 个已弃用的商户订单号，状态库里记着 %d 个", numbers, kept))
	}
	return err
}

// kept compares the numbers that a packet had with those that are kept as given up, and counts those that are kept as its own. A number
// that its person took up again elsewhere, and gave up once more, is kept as that other packet's.
func (p *part) kept(c connection, packet int64, retired []givenUp) (own int64, err error) {
	for _, number := range retired {
		found := false
		err := query(c, selectRetired, func(s line) error {
			if s.ColumnInt64(0) == packet {
				own++
			}
			found = s.ColumnInt64(0) != packet || s.ColumnInt64(1) == number.attempt
			return nil
		}, number.billno)
		if err != nil {
			return own, err
		}
		if !found {
			p.problem(lang.Format("bill number %s, which packet %d had before, is not kept", "商户订单号 %s 是红包 %d 以前用过的，却没有保留", number.billno, packet))
		}
	}
	return own, nil
}

func (x *examination) campaigns(p *part, c connection) error {
	want, err := replayCampaigns(c)
	if err != nil {
		return err
	}
	have, _, err := readCampaigns(c, x.schema)
	if err == nil && !slices.Equal(have, want) {
		p.problem(lang.Both("the campaigns are not what their history leads to", "各活动的数据和历史对不上"))
	}
	return err
}

// events makes sure that no line of the history is missing.
func (x *examination) events(p *part, c connection) error {
	count, err := queryInt(c, "SELECT count(id) FROM event NOT INDEXED")
	if err != nil {
		return err
	}
	last, err := queryInt(c, "SELECT max(id) FROM event")
	if err == nil && (count != x.head.events || last != x.head.events) {
		p.problem(lang.Format("the history has %d events up to number %d, and should have %d",
			"历史里有 %d 条记录，最大编号是 %d，应有 %d 条", count, last, x.head.events))
	}
	return err
}
