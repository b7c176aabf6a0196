package state

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
)

// maxBatch is how many changes share a transaction, and thereby one fsync.
const maxBatch = 512

// writer is the one goroutine that changes the state. Whatever callers hand in while it is committing shares the next
// transaction. Its methods are many because everything within a transaction needs its head and its campaigns; those of one change
// stand in the file of that change. What kind of database the state is in, only its tables know.
type writer struct {
	tables  tables
	opts    *OpenOptions
	name    string // of the state, for people
	project string // whose campaigns are written; "": all of them
	meta    meta
	kept    map[string]string // the entries of meta, as they stand in the tables
	foreign *ForeignError     // until Rebase; see Store.Foreign

	jobs chan *job
	quit chan struct{}
	done chan struct{}

	head      head
	forms     *learner
	scratch   []byte
	serial    atomic.Int64
	campaigns []CampaignRecord
	byName    map[string]int64
	runs      []Run
	run       int64 // 0 outside of one
	poison    atomic.Pointer[WriteError]
}

// job is one change on its way. Its error is set before done is closed.
type job struct {
	change func(*writer) error
	wants  lookup
	err    error
	done   chan struct{}
}

// refusal marks errors that say no before anything was written; the transaction goes on without that change.
type refusal interface{ refused() }

func (*BillNoTakenError) refused()  {}
func (*AddressTakenError) refused() {}
func (*TransitionError) refused()   {}
func (*InvalidError) refused()      {}
func (*PersonTakenError) refused()  {}
func (*SupplementError) refused()   {}
func (*RebaseError) refused()       {}

// errForeignWriter says that a row was not as this process had left it.
var errForeignWriter = lang.New(lang.Both("another program has changed the state while it was in use", "状态库在使用期间被另一个程序改动了"))

// newWriter sets a writer to work on tables of which this is the picture.
func newWriter(s *Store, t tables, h head, f *forms) *writer {
	w := &writer{
		tables: t, opts: &s.opts, name: s.name, project: s.project, meta: s.snapshot.meta, kept: s.snapshot.meta.entries(), foreign: s.foreign,
		jobs: make(chan *job), quit: make(chan struct{}), done: make(chan struct{}),
		head: h, forms: newLearner(f), campaigns: slices.Clone(s.snapshot.campaigns), byName: map[string]int64{}, runs: s.snapshot.Runs(),
	}
	for _, campaign := range w.campaigns {
		w.byName[campaign.Name] = campaign.ID
	}
	w.serial.Store(h.serial)
	go w.loop()
	return w
}

// do hands a change to the writer and waits until it is on disk. Once handed in it is not taken back: ctx only guards
// the way in.
func (s *Store) do(ctx context.Context, wants lookup, change func(*writer) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{change: change, wants: wants, done: make(chan struct{})}
	select {
	case s.w.jobs <- j:
		<-j.done
		return j.err
	case <-s.w.quit:
		return &ClosedError{Path: s.name}
	case <-ctx.Done():
		return ctx.Err()
	}
}

// submit is do for changes that yield something. What failed yields nothing.
func submit[T any](ctx context.Context, s *Store, wants lookup, change func(*writer) (T, error)) (T, error) {
	var out, none T
	err := s.do(ctx, wants, func(w *writer) (err error) {
		out, err = change(w)
		return err
	})
	if err != nil {
		return none, err
	}
	return out, nil
}

func (w *writer) loop() {
	defer close(w.done)
	pause := w.tables.pause()
	for {
		var idle <-chan time.Time
		if pause > 0 {
			idle = time.After(pause)
		}
		select {
		case j := <-w.jobs:
			w.commit(w.gather(j))
		case <-idle:
			w.rest()
		case <-w.quit:
			return
		}
	}
}

// gather takes what else is waiting.
func (w *writer) gather(first *job) []*job {
	batch := []*job{first}
	for len(batch) < maxBatch {
		select {
		case j := <-w.jobs:
			batch = append(batch, j)
		default:
			return batch
		}
	}
	return batch
}

// commit does a batch in one transaction and wakes its callers when it is durable, or tells all of them that nothing is.
func (w *writer) commit(batch []*job) {
	err := w.transact(batch)
	for _, j := range batch {
		if err != nil {
			j.err = err
		}
		close(j.done)
	}
	w.rest()
}

// rest lets the tables do what can wait. The next caller gets what goes wrong with it.
func (w *writer) rest() {
	if w.poison.Load() != nil {
		return
	}
	if err := w.tables.idle(); err != nil {
		_ = w.fail(err)
	}
}

func (w *writer) transact(batch []*job) error {
	if poison := w.poison.Load(); poison != nil {
		return poison
	}
	before := w.head
	if err := w.tables.begin(w.wanted(batch)); err != nil {
		return w.fail(err)
	}
	for _, j := range batch {
		var no refusal
		if j.err = j.change(w); j.err != nil && !errors.As(j.err, &no) {
			return w.fail(j.err)
		}
	}
	if w.head == before {
		if err := w.tables.rollback(); err != nil {
			return w.fail(err)
		}
		return nil
	}
	w.head.serial++
	if err := w.tables.commit(w.head, before); err != nil {
		return w.fail(err)
	}
	w.serial.Store(w.head.serial)
	return nil
}

// wanted is what a batch will look up. A campaign that is new has no packets.
func (w *writer) wanted(batch []*job) *wanted {
	all := &wanted{}
	for _, j := range batch {
		l := &j.wants
		if l.id != 0 {
			all.ids = append(all.ids, l.id)
		}
		if l.no != "" {
			all.numbers = append(all.numbers, l.no)
		}
		for i, name := range l.campaigns {
			id, known := w.byName[name]
			if known && i == 0 {
				all.addresses = append(all.addresses, addressOf{id, l.key})
			}
			if known {
				all.people = append(all.people, personOf{id, l.openID})
			}
		}
	}
	return all
}

// fail poisons the writer. What the transaction had done is taken back; whether it is on disk all the same is for the
// next Open to see.
func (w *writer) fail(err error) *WriteError {
	poison := w.tables.failed(errors.Join(err, w.tables.rollback()))
	w.poison.Store(poison)
	return poison
}

// close ends the goroutine and gives the tables back.
func (w *writer) close() error {
	close(w.quit)
	<-w.done
	return w.tables.close(w.poison.Load())
}

// putMeta stores one entry of the description and accounts for it.
func (w *writer) putMeta(key, value string) error {
	before := uint32(0)
	if old, known := w.kept[key]; known {
		before = metaCRC(key, old)
	}
	w.head.replace(before, metaCRC(key, value))
	w.kept[key] = value
	return w.tables.putMeta(key, value)
}
