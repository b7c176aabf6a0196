package state

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
)

// Lease is the right to write a state in a database, as its server tells of it.
type Lease struct {
	Holder, Tool string // user@host pid and the version; "" where nobody has it
	Since, Until time.Time
	// Left is what is left of it on the server's clock. Where it is not positive, nobody has it.
	Left time.Duration

	fence int64
}

// Lasting reports whether it lasts longer than any lease is given for, as after the server's clock was set back. Then nothing but Unlock
// ends it soon, should its holder be gone.
func (l Lease) Lasting() bool { return l.Left > leaseTime }

// Watched is how long Abandoned looks at a lease: a holder who is alive renews it meanwhile.
const Watched = renewEvery * 3 / 2

// RenewedError says that a lease that was to be ended is not what it was any more, so its holder is alive, or another one has it.
type RenewedError struct {
	Name   string
	Holder string
}

func (e *RenewedError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *RenewedError) Said() lang.Text {
	if e.Holder == "" {
		return lang.Format("the state %s was given back meanwhile, so there is nothing to unlock. Nothing was changed.",
			"状态库 %s 的租约已经交还，不需要解锁。没有改动任何内容。", named(e.Name))
	}
	return lang.Format("the state %s is in use: %s renewed its lease just now, so that process is alive. Nothing was changed. Wait until it has finished, "+
		"or stop it where it runs.", "状态库 %s 正被占用：%s 刚刚续了租约，可见那个进程还在运行。没有改动任何内容。等它结束，或者到它运行的地方停掉它。", named(e.Name), e.Holder)
}

// Lease looks who may write the state. Where there are no tables it is a *NotFoundError.
func (p *Postgres) Lease(ctx context.Context) (l Lease, err error) {
	err = p.with(ctx, func(c *pgConn) error {
		l, err = c.lease()
		return err
	})
	if missing(err) || errors.Is(err, pgx.ErrNoRows) {
		return l, &NotFoundError{Path: p.name, What: aState}
	}
	return l, err
}

func (c *pgConn) lease() (Lease, error) {
	h, err := c.readLease()
	if h.left <= 0 {
		h.holder, h.tool = "", "" // of who had it
	}
	return Lease{Holder: h.holder, Tool: h.tool, Since: h.since, Until: h.until, Left: h.left, fence: h.fence}, err
}

// Abandoned watches a lease for so long that a living holder would have renewed it, and is a *RenewedError where somebody did.
func (p *Postgres) Abandoned(ctx context.Context, l Lease) error {
	return p.watch(ctx, l, Watched)
}

func (p *Postgres) watch(ctx context.Context, l Lease, long time.Duration) error {
	const pause = time.Second
	for over := time.After(long); ; {
		now, err := p.Lease(ctx)
		switch {
		case err != nil:
			return err
		case now.fence != l.fence || !now.Until.Equal(l.Until) || now.Left <= 0:
			return &RenewedError{Name: p.name, Holder: now.Holder}
		}
		select {
		case <-over:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(pause, long/2)):
		}
	}
}

// Unlock ends a lease whose holder is gone. The fence is raised by it: should the holder come back after all, nothing that it writes is taken, and it
// sends nothing before it has learnt of that. It is a *RenewedError, and changes nothing, where the lease is not what it was any more.
func (p *Postgres) Unlock(ctx context.Context, l Lease) error {
	return p.with(ctx, func(c *pgConn) error {
		var changed int64
		err := c.transaction(func(tx pgx.Tx) error {
			tag, err := tx.Exec(ctx, "UPDATE lease SET "+nextFence+", until = clock_timestamp(), holder = '' WHERE id = 1 AND fence = $1 AND until = $2", l.fence, l.Until)
			changed = tag.RowsAffected()
			return err
		})
		if err != nil || changed == 1 {
			return err
		}
		now, err := c.lease()
		if err != nil {
			return err
		}
		return &RenewedError{Name: p.name, Holder: now.Holder}
	})
}

// ending is when a lease ends, for whoever waits for it.
func ending(left time.Duration, until time.Time) lang.Text {
	if left <= leaseTime {
		return lang.Format("if it is dead, its lease ends by itself in %d s. -lock-timeout=2m waits for it.",
			"如果它已经死掉，租约会在 %d 秒后自动结束。加 -lock-timeout=2m 可以等到那时。", int(max(0, left).Seconds()+1))
	}
	return lang.Format("its lease lasts until %s, as after a server's clock was set back: if it is dead, `redpack state unlock` ends the lease.",
		"它的租约到 %s 才结束，像是服务器时钟被往回拨过：如果它已经死掉，用 `redpack state unlock` 结束租约。", beijing.Format(until))
}
