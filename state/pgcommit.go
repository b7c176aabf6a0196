package state

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// begin fetches what the batch will look up. The transaction itself begins with its first write.
func (t *pgTables) begin(w *wanted) error {
	t.pending, t.fetched, t.written = newPending(), newFetched(), nil
	t.conn.inside = false
	return t.prefetch(w)
}

// rollback ends what is open. Where the connection is gone, the server does.
func (t *pgTables) rollback() error {
	t.open, t.fenced, t.conn.inside = false, false, false
	if t.conn.IsClosed() || t.conn.PgConn().TxStatus() == 'I' {
		return nil
	}
	_, err := t.conn.PgConn().Exec(t.ctx, "ROLLBACK").ReadAll()
	if isCut(err) {
		return nil
	}
	return err
}

// flush writes down what is pending, in a transaction that stays open.
func (t *pgTables) flush() error {
	statements := t.pending.statements()
	if len(statements) == 0 {
		return nil
	}
	t.written = append(t.written, statements...)
	return t.patiently(func() error {
		if t.open && t.fenced {
			return t.conn.pipeline(statements)
		}
		return t.rewrite() // what was written before, too, if the transaction was lost
	})
}

// rewrite writes the whole transaction down.
func (t *pgTables) rewrite(last ...pgStatement) error {
	var all []pgStatement
	if !t.open {
		all = append(all, pgStatement{sql: "BEGIN", changes: -1}, pgStatement{sql: t.at.setSchema(), changes: -1})
		if t.setDurable {
			all = append(all, pgStatement{sql: "SET LOCAL synchronous_commit TO on", changes: -1})
		}
	}
	asked := t.lease.now()
	if !t.fenced {
		all = append(all, pgStatement{sql: limitIdle(), changes: -1})
		all = append(all, pgStatement{sql: renewLease, args: []any{t.lease.fence, int64(leaseTime.Seconds())}, changes: 1})
		all = append(all, t.written...)
	}
	if err := t.conn.pipeline(append(all, last...)); err != nil {
		return err
	}
	t.open, t.fenced, t.conn.inside, t.asked = true, true, true, asked
	return nil
}

const updatePostgresHead = "UPDATE head SET serial = $1, packets = $2, events = $3, campaigns = $4, runs = $5, sum = $6, crc = $7 WHERE id = 1 AND serial = $8"

// commit makes the batch durable. An error of COMMIT itself tells nothing: then the state is asked whether it has the new serial, which under
// this fence is this transaction's alone.
func (t *pgTables) commit(h, before head) error {
	rest := t.pending.statements()
	if !t.fenced {
		t.written, rest = append(t.written, rest...), nil
	}
	last := pgStatement{sql: updatePostgresHead, args: append(h.args(), before.serial), changes: 1}
	err := t.patiently(func() error {
		if t.fenced && rest != nil {
			t.written = append(t.written, rest...)
			statements := append(rest[:len(rest):len(rest)], last)
			rest = nil
			if err := t.conn.pipeline(statements); err != nil {
				return err
			}
		} else if err := t.rewrite(last); err != nil {
			return err
		}
		return t.end()
	})
	if errors.Is(err, errCommitted) {
		err = nil
	}
	t.open, t.fenced, t.conn.inside = false, false, false
	if err != nil {
		return err
	}
	t.lease.renewedAt(t.asked)
	t.head = h
	for _, p := range t.pending.packets {
		t.recent.addPacket(p.row)
	}
	return t.at.writeWitness(witness{serial: h.serial, lineage: t.lineage})
}

// end commits the transaction.
func (t *pgTables) end() error {
	t.conn.warning = nil
	result := t.conn.PgConn().Exec(t.ctx, "COMMIT")
	tag := ""
	for result.NextResult() {
		done, err := result.ResultReader().Close()
		if err != nil {
			return errors.Join(err, result.Close())
		}
		tag = done.String()
	}
	if err := result.Close(); err != nil {
		return &unknownCommitError{err}
	}
	if tag != "COMMIT" {
		return fmt.Errorf("the server ended the transaction with %q", tag)
	}
	if w := t.conn.warning; w != nil { // "canceling wait for synchronous replication" and its kin
		return fmt.Errorf("the server committed with a warning: %s (%s)", w.Message, w.Code)
	}
	return nil
}

// unknownCommitError is an error of COMMIT.
type unknownCommitError struct{ err error }

func (e *unknownCommitError) Error() string { return e.err.Error() }
func (e *unknownCommitError) Unwrap() error { return e.err }

// errCommitted ends the trying: what was tried has been committed.
var errCommitted = errors.New("committed before")

// renew makes the lease last longer.
func (t *pgTables) renew() error {
	if t.fenced {
		return nil // the transaction does
	}
	if err := t.rollback(); err != nil {
		return err
	}
	asked := t.lease.now()
	err := t.patiently(func() error {
		asked = t.lease.now()
		return t.conn.pipeline([]pgStatement{
			{sql: "BEGIN", changes: -1},
			{sql: t.at.setSchema(), changes: -1},
			{sql: renewLease, args: []any{t.lease.fence, int64(leaseTime.Seconds())}, changes: 1},
			{sql: "COMMIT", changes: -1},
		})
	})
	if err == nil {
		t.lease.renewedAt(asked)
	}
	return err
}

// Patience with a server: how long one that is away is waited for, and what is waited between two tries.
const (
	patience   = 40 * time.Second
	firstPause = 20 * time.Millisecond
	longPause  = time.Second
)

// patiently does something until it succeeds. What the server could not do for the moment is done again, and so is what a connection was lost
// over, once the state is known to be as this process left it.
func (t *pgTables) patiently(do func() error) error {
	var began time.Time // with the first failure: a process that was stopped meanwhile has not tried yet
	pause := firstPause
	for {
		err := do()
		var changed *notChangedError
		switch {
		case err == nil:
			return nil
		case errors.As(err, &changed) || isCut(err) || again(err):
		default:
			return err
		}
		if began.IsZero() {
			began = t.lease.now()
		}
		if t.lease.now().Sub(began) > patience {
			return err
		}
		time.Sleep(pause)
		pause = min(2*pause, longPause)
		if lookErr := t.lookAgain(changed != nil, began); lookErr != nil {
			return lookErr
		}
	}
}

// lookAgain finds out what became of the state, with a new connection where the old one is gone. It is nil where the state is as the last
// commit left it and still this process's to write.
func (t *pgTables) lookAgain(changed bool, began time.Time) error {
	if err := t.rollback(); err != nil && !isCut(err) {
		return err
	}
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		h, who, err := t.standing()
		if err == nil {
			return t.judge(h, who, changed)
		}
		if !isCut(err) && !again(err) || t.lease.now().Sub(began) > patience {
			return err
		}
		time.Sleep(pause)
	}
}

// standing is the head of the state and who may write it.
func (t *pgTables) standing() (h head, who held, err error) {
	if t.conn.IsClosed() {
		fresh, err := t.at.connect(t.ctx)
		if err != nil {
			return h, who, err
		}
		t.conn = fresh
		t.events.forms.conn = fresh
	}
	if err := t.conn.atOnce(func() error {
		h, err = readHead(t.conn)
		return err
	}); err != nil {
		return h, who, err
	}
	who, err = t.conn.readLease()
	return h, who, err
}

// judge compares how a state stands with what this process knows of it.
func (t *pgTables) judge(h head, who held, changed bool) error {
	switch {
	case who.fence != t.lease.fence:
		return &FencedError{Name: t.at.name, Holder: who.holder, Since: who.since}
	case h.serial < t.head.serial:
		return &BehindError{Path: t.at.name, Serial: h.serial, WitnessSerial: t.head.serial}
	case h.serial == t.head.serial+1:
		return errCommitted
	case h != t.head:
		return fmt.Errorf("%w: it is at serial %d, and this process left it at %d", errForeignWriter, h.serial, t.head.serial)
	case changed:
		return errForeignWriter
	}
	return nil
}

// again tells whether the server says that the same may succeed later.
func again(err error) bool {
	var said *pgconn.PgError
	if !errors.As(err, &said) {
		return false
	}
	return said.Code == codeSerialization || said.Code == codeDeadlock || said.Code == codeLockTimeout ||
		strings.HasPrefix(said.Code, classResources) && said.Code != codeDiskFull
}

// isCut tells whether an error is of a connection that is gone, or of a server that ends it, so that nobody knows whether what was asked for was done.
func isCut(err error) bool {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return strings.HasPrefix(said.Code, classIntervention) || strings.HasPrefix(said.Code, classConnection) || said.Code == codeUnknownComplete || said.Code == codeIdle
	}
	var unknown *unknownCommitError
	var dial *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &unknown) || errors.As(err, &dial) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrDeadlineExceeded) ||
		err != nil && strings.Contains(err.Error(), "conn closed")
}

// writeWitness keeps how far the state has come, where this machine keeps that.
func (p *Postgres) writeWitness(w witness) error {
	if p.witness == "" {
		return nil
	}
	return osFiles{}.WriteFile(p.witness, w.encode(), false)
}

// holds tells whether the lease lasts for so much longer.
func (t *pgTables) holds(within time.Duration) bool { return t.lease.age() < leaseTime-within }
