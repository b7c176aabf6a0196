package state

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cashredpack/redpack/internal/lang"
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
	err := t.limited(func() error {
		_, err := t.conn.PgConn().Exec(t.conn.ctx, "ROLLBACK").ReadAll()
		return err
	})
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

// setDurable makes the server acknowledge a commit only when it is on disk. Each transaction asks anew: a role, a pooler's session or the whole server may
// have been told otherwise since the last one. What waits for more than that is left as it is.
const setDurable = "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') IN ('off', 'local')"

// opening begins a transaction of the writer's, within its limits.
func (t *pgTables) opening(begin string) []pgStatement {
	all := []pgStatement{{sql: begin, changes: -1}, {sql: t.at.setSchema(), changes: -1}, {sql: setDurable, changes: -1}}
	for _, sql := range t.conn.limits {
		all = append(all, pgStatement{sql: sql, changes: -1})
	}
	return all
}

// renewal names the fence and makes the lease last longer.
func (t *pgTables) renewal() pgStatement {
	return pgStatement{sql: renewLease, args: []any{t.lease.fence, t.at.times.lease.Milliseconds()}, changes: 1}
}

// rewrite writes the whole transaction down.
func (t *pgTables) rewrite(last ...pgStatement) error {
	var all []pgStatement
	if !t.open {
		all = t.opening("BEGIN")
	}
	asked := t.lease.now()
	if !t.fenced {
		all = append(append(all, t.renewal()), t.written...)
	}
	if err := t.conn.pipeline(append(all, last...)); err != nil {
		return err
	}
	t.open, t.fenced, t.conn.inside, t.asked = true, true, true, asked
	return nil
}

const updatePostgresHead = "UPDATE head SET serial = $1, packets = $2, events = $3, campaigns = $4, runs = $5, sum = $6, crc = $7 WHERE id = 1 AND serial = $8"

// commit makes the batch durable. An error of COMMIT itself tells nothing: then the state is asked whether its head is that of this
// transaction, which adds up the checksums of all lines.
func (t *pgTables) commit(h, before head) error {
	rest := t.pending.statements()
	if !t.fenced {
		t.written, rest = append(t.written, rest...), nil
	}
	last := pgStatement{sql: updatePostgresHead, args: append(h.args(), before.serial), changes: 1}
	defer func() { t.committing = nil }()
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
		t.committing = &h
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
	result := t.conn.PgConn().Exec(t.conn.ctx, "COMMIT")
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
		return lang.Errorf("the server ended the transaction with %q", "服务器以 %q 结束了事务", tag)
	}
	if w := t.conn.warning; w != nil { // "canceling wait for synchronous replication" and its kin
		return lang.Errorf("the server committed with a warning: %s (%s)", "服务器提交了，但有警告：%s（%s）", w.Message, w.Code)
	}
	return nil
}

// unknownCommitError is an error of COMMIT.
type unknownCommitError struct{ err error }

func (e *unknownCommitError) Error() string { return e.err.Error() }
func (e *unknownCommitError) Unwrap() error { return e.err }

// errCommitted ends the trying: what was tried has been committed.
var errCommitted = errors.New("committed before") // for programs

// renew makes the lease last longer.
func (t *pgTables) renew() error {
	if t.fenced {
		return nil // the transaction does
	}
	if err := t.rollback(); err != nil {
		return err
	}
	var asked time.Time
	err := t.patiently(func() error {
		asked = t.lease.now()
		return t.conn.pipeline(append(t.opening("BEGIN"), t.renewal(), pgStatement{sql: "COMMIT", changes: -1}))
	})
	if err == nil {
		t.lease.renewedAt(asked)
	}
	return err
}

// What is waited between two tries.
const (
	firstPause = 20 * time.Millisecond
	longPause  = time.Second
)

// limited does something that the server may not take longer for than a step. A connection that it took longer on is closed.
func (t *pgTables) limited(do func() error) error {
	ctx, cancel := context.WithTimeout(t.ctx, t.at.times.step)
	t.conn.ctx = ctx
	defer func() { t.conn.ctx = t.ctx; cancel() }()
	return do()
}

// patiently does something until it succeeds. What the server could not do for the moment is done again, and so is what a connection was lost
// over, once the state is known to be as this process left it.
func (t *pgTables) patiently(do func() error) error {
	var began time.Time // with the first failure: a process that was stopped meanwhile has not tried yet
	pause := firstPause
	defer t.missed.Store(nil)
	for {
		err := t.limited(do)
		changed := errors.Is(err, errForeignWriter) || isClash(err)
		switch {
		case err == nil:
			return nil
		case changed || isCut(err) || again(err) || onlyRead(err):
		default:
			return err
		}
		if began.IsZero() {
			began = t.lease.now()
		}
		if t.lease.now().Sub(began) > t.at.times.patience {
			return err
		}
		t.missed.Store(&began)
		time.Sleep(pause)
		pause = min(2*pause, longPause)
		if lookErr := t.lookAgain(began); lookErr != nil {
			return lookErr
		}
		if changed {
			return errors.Join(errForeignWriter, err)
		}
	}
}

// lookAgain finds out what became of the state, with a new connection where the old one is gone. It is nil where the state is as the last
// commit left it and still this process's to write.
func (t *pgTables) lookAgain(began time.Time) error {
	if err := t.rollback(); err != nil {
		return err
	}
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		h, who, err := t.standing()
		if err == nil {
			return t.judge(h, who)
		}
		if !isCut(err) && !again(err) || t.lease.now().Sub(began) > t.at.times.patience {
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
		fresh.limits = t.conn.limits
		t.conn = fresh
		if t.events != nil {
			t.events.forms.conn = fresh
		}
	}
	err = t.limited(func() error {
		if err := t.conn.atOnce(func() (err error) {
			h, err = readHead(t.conn)
			return err
		}); err != nil {
			return err
		}
		who, err = t.conn.readLease()
		return err
	})
	return h, who, err
}

// judge compares how a state stands with what this process knows of it.
func (t *pgTables) judge(h head, who held) error {
	switch {
	case who.fence != t.lease.fence:
		return &FencedError{Name: t.at.name, Holder: who.holder, Since: who.since}
	case t.committing != nil && h == *t.committing:
		return errCommitted
	case h.serial < t.head.serial:
		return &BehindError{Path: t.at.name, Serial: h.serial, WitnessSerial: t.head.serial}
	case h != t.head && t.head.serial != 0: // while it is verified, nothing is known yet
		return lang.Errorf("%w: it is at serial %d, and this process left it at %d",
			"%w：它的序号是 %d，而本进程上次写到 %d", errForeignWriter, h.serial, t.head.serial)
	}
	return nil
}

// again tells whether the server says that the same may succeed later.
func again(err error) bool {
	var said *pgconn.PgError
	if !errors.As(err, &said) {
		return false
	}
	return said.Code == codeSerialization || said.Code == codeDeadlock || said.Code == codeLockTimeout || said.Code == codeCanceled ||
		strings.HasPrefix(said.Code, classResources) && said.Code != codeDiskFull
}

// onlyRead tells whether a server takes no changes: one that is about to become the first may for a moment.
func onlyRead(err error) bool {
	var said *pgconn.PgError
	return errors.As(err, &said) && said.Code == codeReadOnly
}

// isClash tells whether lines contradict those that are there. Nobody else writes them, so it was this very transaction, whose COMMIT came late.
func isClash(err error) bool {
	var said *pgconn.PgError
	return errors.As(err, &said) && strings.HasPrefix(said.Code, classClash)
}

// isCut tells whether an error is of a connection that is gone, or of a server that ends it, so that nobody knows whether what was asked for was done.
func isCut(err error) bool {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return strings.HasPrefix(said.Code, classIntervention) || strings.HasPrefix(said.Code, classConnection) || said.Code == codeUnknownComplete ||
			said.Code == codeIdle || said.Code == codeTooLong
	}
	var unknown *unknownCommitError
	var dial *pgconn.ConnectError
	var network *net.OpError
	return errors.As(err, &unknown) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &dial) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrDeadlineExceeded) ||
		err != nil && strings.Contains(err.Error(), "conn closed") // for programs
}

// writeWitness keeps how far the state has come, where this machine keeps that.
func (p *Postgres) writeWitness(w witness) error {
	if p.witness == "" {
		return nil
	}
	return osFiles{}.WriteFile(p.witness, w.encode(), false)
}

// holds tells whether the lease lasts, or lasts as long as a request takes.
func (t *pgTables) holds(aRequest bool) bool {
	if aRequest {
		return t.lease.age() < t.at.times.lease-t.at.times.room
	}
	return t.lease.age() < t.at.times.lease-t.at.times.room/2 // the request that waits for this has waited, and takes its time yet
}
