package state

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync/atomic"

	"github.com/ncruces/go-sqlite3"
)

const (
	// maxBatch is how many changes share a transaction, and thereby one fsync.
	maxBatch = 512
	// checkpointPages is the length of the log at which its content is moved into the database.
	checkpointPages = 1000
)

const (
	updateHead = "UPDATE head SET serial = ?, packets = ?, events = ?, campaigns = ?, runs = ?, sum = ?, crc = ? WHERE id = 1 AND serial = ?"

	insertPacket = "INSERT INTO packet(" + packetColumns + ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
	// Both updates name the row as it was read: what another hand changed in between is not overwritten. The first
	// leaves the indexed columns alone.
	updateOutcome = "UPDATE packet SET status = ?, request = ?, tries = ?, in_flight = ?, doubt = ?, send_listid = ?, err_code = ?, " +
		"err_text = ?, platform_status = ?, intent_at = ?, sending_at = ?, outcome_at = ?, next_try_at = ?, received_at = ?, " +
		"refunded_at = ?, accepted = ?, billno_version = ?, personal = ?, named = ?, no_order = ?, crc = ? WHERE id = ? AND status = ? AND crc = ?"
	updateNumber = "UPDATE packet SET campaign = ?, key = ?, openid = ?, amount_fen = ?, billno = ?, attempt = ? WHERE id = ?"

	selectByID      = "SELECT " + packetColumns + " FROM packet WHERE id = ?"
	selectByAddress = "SELECT " + packetColumns + " FROM packet WHERE campaign = ? AND key = ?"
	selectByBillNo  = "SELECT " + packetColumns + " FROM packet WHERE billno = ?"
	// selectByPerson finds what else binds a person in a campaign.
	selectByPerson = "SELECT " + packetColumns + " FROM packet WHERE campaign = ? AND openid = ? AND id <> ? AND status <> 'failed'"
	selectRetired  = "SELECT packet, attempt FROM retired WHERE billno = ?"
	// A voided packet may take up a number that it had before, and give it up once more.
	insertRetired = "INSERT INTO retired(billno, packet, attempt) VALUES(?, ?, ?) " +
		"ON CONFLICT(billno) DO UPDATE SET packet = excluded.packet, attempt = excluded.attempt"
	insertEvent    = "INSERT INTO event(" + eventColumns + ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"
	selectEvent    = "SELECT " + eventColumns + " FROM event WHERE id = ?"
	insertForm     = "INSERT INTO form(id, detail, request) VALUES(?, ?, ?)"
	insertCampaign = "INSERT INTO campaign(id, name, billno_date, created_at, crc) VALUES(?, ?, ?, ?, ?)"
	updateCampaign = "UPDATE campaign SET name = ?, billno_date = ?, series_version = ?, series_scheme = ?, series_with_key = ?, " +
		"series_campaign = ?, crc = ? WHERE id = ?"
	insertRun = "INSERT INTO run(id, plan_digest, owner, tool, started_at, crc) VALUES(?, ?, ?, ?, ?, ?)"
	endRun    = "UPDATE run SET ended_at = ?, result = ?, crc = ? WHERE id = ? AND ended_at IS NULL"
)

// writer is the one goroutine that changes the database. Whatever callers hand in while it is committing shares the next
// transaction. Its methods are many because everything within a transaction needs its head and its campaigns; those of one change
// stand in the file of that change.
type writer struct {
	store      *Store
	conn       *sqlite3.Conn
	statements map[string]*sqlite3.Stmt
	opened     os.FileInfo
	meta       meta
	foreign    *ForeignError // until Rebase; see Store.Foreign

	jobs chan *job
	quit chan struct{}
	done chan struct{}

	head      head
	forms     *learner
	events    *eventReader
	scratch   []byte
	serial    atomic.Int64
	campaigns []CampaignRecord
	byName    map[string]int64
	runs      []Run
	run       int64 // 0 outside of one
	logPages  int
	poison    atomic.Pointer[WriteError]
}

// job is one change on its way. Its error is set before done is closed.
type job struct {
	change func(*writer) error
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
var errForeignWriter = errors.New("another program has changed the state while it was in use")

func newWriter(s *Store, c *sqlite3.Conn, h head, opened os.FileInfo) (*writer, error) {
	events := newEventReader(c)
	if err := events.forms.read(); err != nil {
		return nil, err
	}
	w := &writer{
		store: s, conn: c, opened: opened, statements: map[string]*sqlite3.Stmt{},
		jobs: make(chan *job), quit: make(chan struct{}), done: make(chan struct{}),
		head: h, forms: newLearner(&events.forms), events: events, meta: s.snapshot.meta, foreign: s.foreign, campaigns: slices.Clone(s.snapshot.campaigns), byName: map[string]int64{}, runs: s.snapshot.Runs(),
	}
	for _, campaign := range w.campaigns {
		w.byName[campaign.Name] = campaign.ID
	}
	w.serial.Store(h.serial)
	// The log is moved into the database by commit, where a failure is seen.
	c.WALHook(func(_ *sqlite3.Conn, _ string, pages int) error { w.logPages = pages; return nil })
	go w.loop()
	return w, nil
}

// do hands a change to the writer and waits until it is on disk. Once handed in it is not taken back: ctx only guards
// the way in.
func (s *Store) do(ctx context.Context, change func(*writer) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{change: change, done: make(chan struct{})}
	select {
	case s.w.jobs <- j:
		<-j.done
		return j.err
	case <-s.w.quit:
		return &ClosedError{Path: s.path}
	case <-ctx.Done():
		return ctx.Err()
	}
}

// submit is do for changes that yield something. What failed yields nothing.
func submit[T any](ctx context.Context, s *Store, change func(*writer) (T, error)) (T, error) {
	var out, none T
	err := s.do(ctx, func(w *writer) (err error) {
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
	for {
		select {
		case j := <-w.jobs:
			w.commit(w.gather(j))
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
	if err == nil && w.logPages >= checkpointPages {
		w.checkpoint()
	}
}

func (w *writer) transact(batch []*job) error {
	if poison := w.poison.Load(); poison != nil {
		return poison
	}
	before := w.head
	if err := w.conn.Exec("BEGIN IMMEDIATE"); err != nil {
		return w.fail(err)
	}
	for _, j := range batch {
		var no refusal
		if j.err = j.change(w); j.err != nil && !errors.As(j.err, &no) {
			return w.fail(j.err)
		}
	}
	if w.head == before {
		if err := w.conn.Exec("ROLLBACK"); err != nil {
			return w.fail(err)
		}
		return nil
	}
	w.head.serial++
	if err := w.change(updateHead, append(w.head.args(), before.serial)...); err != nil {
		return w.fail(err)
	}
	if err := w.conn.Exec("COMMIT"); err != nil {
		return w.fail(err)
	}
	return w.confirm()
}

// confirm follows a commit: it makes sure that the file is still the one under its name, and writes the witness.
func (w *writer) confirm() error {
	same, err := sameFile(w.store.path, w.opened)
	if err == nil && !same {
		err = errFileGone
	}
	if err != nil {
		return w.fail(err)
	}
	w.serial.Store(w.head.serial)
	if err := w.store.files.WriteFile(witnessPath(w.store.path), w.witness().encode(), false); err != nil {
		return w.fail(err)
	}
	return nil
}

func (w *writer) witness() witness { return witness{w.head.serial, w.meta.lineage} }

// checkpoint moves the log into the database. Readers that are at it only delay it.
func (w *writer) checkpoint() {
	if _, _, err := w.conn.WALCheckpoint("main", sqlite3.CHECKPOINT_PASSIVE); err != nil && !errors.Is(err, sqlite3.BUSY) {
		_ = w.fail(err) // the next caller gets it
	}
}

// fail poisons the writer. What the transaction had done is taken back; whether it is on disk all the same is for the
// next Open to see.
func (w *writer) fail(err error) *WriteError {
	if !w.conn.GetAutocommit() {
		err = errors.Join(err, w.conn.Exec("ROLLBACK"))
	}
	poison := (&WriteError{Path: w.store.path, Err: err}).asked(w.store.files)
	w.poison.Store(poison)
	return poison
}

// close ends the goroutine and the connection. A sound database is checkpointed and its log removed.
func (w *writer) close() error {
	close(w.quit)
	<-w.done
	poison := w.poison.Load()
	if poison == nil {
		w.checkpoint()
		poison = w.poison.Load()
	}
	var errs []error
	for _, stmt := range w.statements {
		errs = append(errs, stmt.Close())
	}
	if poison != nil {
		// Closing reports the same failure over again; the first report is the one that helps.
		return errors.Join(poison, w.conn.Close())
	}
	_, err := w.conn.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, false)
	if err := errors.Join(append(errs, err, w.conn.Close())...); err != nil {
		return (&WriteError{Path: w.store.path, Err: err}).asked(w.store.files)
	}
	return nil
}

// statement prepares a statement once and binds it.
func (w *writer) statement(sql string, args ...any) (*sqlite3.Stmt, error) {
	stmt := w.statements[sql]
	if stmt == nil {
		var err error
		if stmt, _, err = w.conn.Prepare(sql); err != nil {
			return nil, err
		}
		w.statements[sql] = stmt
	}
	return stmt, bind(stmt, args...)
}

// change runs a statement that must change exactly one row.
func (w *writer) change(sql string, args ...any) error {
	stmt, err := w.statement(sql, args...)
	if err != nil {
		return err
	}
	if err := stmt.Exec(); err != nil {
		return err
	}
	if n := w.conn.Changes(); n != 1 {
		return fmt.Errorf("%w (%d rows)", errForeignWriter, n)
	}
	return nil
}

// find reads one packet row.
func (w *writer) find(sql string, args ...any) (r row[string], ok bool, err error) {
	stmt, err := w.statement(sql, args...)
	if err != nil {
		return r, false, err
	}
	r, ok, err = readRow(stmt)
	return r, ok, errors.Join(err, stmt.Reset())
}
