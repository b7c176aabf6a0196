package state

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
)

// The right to write a state in a database is a lease on the server's clock. Each new holder raises the fence, and every transaction of a
// holder names its own: a lock that was lost without anybody noticing, as a session's is when its connection breaks, stops no one; a fence
// that is not the holder's any more stops every write of his. What a fence cannot stop is a request to the platform. So none leaves
// later than leaveRoom before the lease ends, as seen from when it was last asked for: one that takes its full time has ended by then.
const (
	leaseTime = 60 * time.Second
	// renewEvery is how long a holder who writes nothing waits before the lease is renewed; a commit renews it.
	renewEvery = 15 * time.Second
	// leaveRoom is more than a request takes, from its first byte to its time-out.
	leaveRoom = 35 * time.Second
	// lockPatience is how long one who asks for a lease waits for the transaction of another one.
	lockPatience = 5 * time.Second
)

// times are those of a lease and of waiting for a server.
type times struct {
	lease, renew, room time.Duration
	// patience is how long a server that is away is waited for, and step how long it may take for a single thing. What holds a lock for longer than that has
	// lost its client, and the server lets go of it.
	patience, step time.Duration
}

// usualTimes are what NewPostgres gives; tests are in a hurry.
func usualTimes() times {
	return times{lease: leaseTime, renew: renewEvery, room: leaveRoom, patience: 40 * time.Second, step: 20 * time.Second}
}

// limits bound for how long a transaction can keep others from what it has locked, first of all the lease, once its process is stopped or gone. A
// server does not learn by itself that a client's computer is, and while it waits for the rest of what it was sent, it counts no time: so it has
// to ask whether anybody is there.
func (t *times) limits() map[string]int64 {
	const looks = 3
	often := max(1, int64(t.step.Seconds())/(looks+1))
	return map[string]int64{
		"idle_in_transaction_session_timeout": t.step.Milliseconds(), "lock_timeout": t.step.Milliseconds() / 2,
		"tcp_keepalives_idle": often, "tcp_keepalives_interval": often, "tcp_keepalives_count": looks,
	}
}

// FencedError says that another process took the state over, because this one had not renewed its lease in time.
type FencedError struct {
	Name   string
	Holder string    // user@host pid, "" if nobody tells
	Since  time.Time // zero if nobody tells
}

func (e *FencedError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *FencedError) Said() lang.Text {
	return lang.Format("the state %s was taken over by %s%s while this process did not answer", "状态库 %s 在本进程没有响应期间被接管（%s%s）",
		named(e.Name), holding(e.Holder), since(e.Since))
}

// lease is the right to write, as its holder knows it.
type lease struct {
	fence int64
	now   func() time.Time

	mu      sync.Mutex
	renewed time.Time // when it was asked for
}

func (l *lease) renewedAt(asked time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.renewed = asked
}

// age is how long ago the lease was renewed, by whichever of the two clocks went further: one stands still while a computer sleeps, and the other
// one may be set. Where both went back, nobody knows.
func (l *lease) age() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if age := max(now.Sub(l.renewed), now.Round(0).Sub(l.renewed.Round(0))); age >= 0 {
		return age
	}
	return math.MaxInt64
}

// held is what the table says about the lease.
type held struct {
	fence        int64
	holder, tool string
	since, until time.Time
	left         time.Duration // by the server's clock; not positive: nobody has it
}

const selectLease = "SELECT fence, holder, tool, since, until, extract(epoch from until - clock_timestamp())::float8 FROM lease WHERE id = 1"

// readLease looks who has the lease.
func (c *pgConn) readLease() (h held, err error) {
	var left float64
	err = c.transaction(func(tx pgx.Tx) error {
		return tx.QueryRow(c.ctx, selectLease).Scan(&h.fence, &h.holder, &h.tool, &h.since, &h.until, &left)
	})
	h.left = time.Duration(left * float64(time.Second))
	return h, err
}

// transaction runs a function in a transaction of the schema.
func (c *pgConn) transaction(do func(pgx.Tx) error) error {
	return pgx.BeginFunc(c.ctx, c.Conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(c.ctx, c.at.setSchema()+"; "+setDurable); err != nil {
			return err
		}
		return do(tx)
	})
}

// nextFence is one that no holder had before. Where a backup was put back, or the tables were made anew, the table has forgotten the last ones, and a holder
// of then who wakes up late must not take a number that was given once more for its own: so it is no smaller than the server's clock in microseconds.
const nextFence = "fence = greatest(fence + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)"

// takeLease gives the lease to a holder if nobody has it.
func (c *pgConn) takeLease(o *OpenOptions) (fence int64, taken bool, err error) {
	err = c.transaction(func(tx pgx.Tx) error {
		limits := append(slices.Clone(c.limits), fmt.Sprintf("SET LOCAL lock_timeout TO %d", lockPatience.Milliseconds())) // the last one counts
		if _, err := tx.Conn().PgConn().Exec(c.ctx, strings.Join(limits, "; ")).ReadAll(); err != nil {
			return err
		}
		err := tx.QueryRow(c.ctx, "UPDATE lease SET "+nextFence+", holder = $1, tool = $2, since = clock_timestamp(), "+
			"until = clock_timestamp() + $3::float8 * interval '1 second' WHERE id = 1 AND until <= clock_timestamp() RETURNING fence",
			o.Owner, o.Tool, c.at.times.lease.Seconds()).Scan(&fence)
		taken = err == nil
		if errors.Is(err, pgx.ErrNoRows) {
			err = nil
		}
		return err
	})
	return fence, taken, err
}

const renewLease = "UPDATE lease SET until = clock_timestamp() + $2::bigint * interval '1 millisecond' WHERE id = 1 AND fence = $1"

// endLease gives the lease back. Who had it stays: whoever has lost the state to them is told.
func (c *pgConn) endLease(fence int64) error {
	return c.transaction(func(tx pgx.Tx) error {
		_, err := tx.Exec(c.ctx, "UPDATE lease SET until = clock_timestamp() WHERE id = 1 AND fence = $1", fence)
		return err
	})
}

// acquireLease waits for the lease as long as it may.
func (p *Postgres) acquireLease(ctx context.Context, c *pgConn, o *OpenOptions) (*lease, error) {
	const pause = 500 * time.Millisecond
	deadline := time.NewTimer(o.LockTimeout)
	defer deadline.Stop()
	for {
		asked := o.Now()
		fence, taken, err := c.takeLease(o)
		if err != nil && !again(err) {
			return nil, err
		}
		if taken {
			return &lease{fence: fence, now: o.Now, renewed: asked}, nil
		}
		h, err := c.readLease()
		if err != nil {
			return nil, err
		}
		select {
		case <-time.After(min(pause, max(pause/10, h.left))):
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-deadline.C:
			return nil, &LeasedError{Name: p.name, Holder: h.holder, Since: h.since, Until: h.until, Left: h.left}
		}
	}
}

// LeasedError says that another process has the lease of a state in a database.
type LeasedError struct {
	Name   string
	Holder string // user@host pid
	Since  time.Time
	Until  time.Time
	Left   time.Duration // until the lease ends on the server's clock, unless it is renewed
}

func (e *LeasedError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *LeasedError) Said() lang.Text {
	return lang.Format("the state %s is in use by %s since %s. Wait until that has finished or stop it; %s",
		"状态库 %s 正被占用（%s，自 %s 起）。等它结束，或者停掉它；%s", named(e.Name), e.Holder, beijing.Format(e.Since), ending(e.Left, e.Until))
}

// Unwrap makes it a LockedError for whoever does not need to tell them apart.
func (e *LeasedError) Unwrap() error {
	return &LockedError{Path: e.Name, Holder: e.Holder, Since: e.Since}
}

func (p *Postgres) holder(ctx context.Context) (name string, since time.Time, isHeld bool, err error) {
	l, err := p.Lease(ctx)
	var never *NotFoundError
	if errors.As(err, &never) { // of what was never made nobody has the lease
		return "", time.Time{}, false, nil
	}
	if err != nil || l.Left <= 0 { // else it is of who had it
		return "", time.Time{}, false, err
	}
	return l.Holder, l.Since, true, nil
}
