package cli

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/state"
)

// addLockTimeout is for commands that write to the state.
func (f *projectFlags) addLockTimeout(env *Env, cmd *cobra.Command) {
	cmd.Flags().DurationVar(&f.lockTimeout, "lock-timeout", 0, env.say(lang.Both(
		"wait so long for another process that is at work on the state, as in 2m, and do not end at once",
		"别的进程正在使用状态库时，等待这么久（例如 2m），而不是立即结束")))
}

func checkLockTimeout(patience time.Duration) error {
	if patience < 0 {
		return lang.Errorf("-lock-timeout: a time to wait is not negative: write 30s, 2m or 0s",
			"-lock-timeout：等待的时间不能是负数：写 30s、2m 或 0s")
	}
	return nil
}

// await waits as long as it may for somebody else who has the state, and says once for whom. It comes before anything is planned, because what the other
// one does is part of the plan. To refuse is left to whoever opens the state.
func (p *project) await(ctx context.Context, print *printer) error {
	const pause = 500 * time.Millisecond
	if p.lockTimeout == 0 {
		return nil
	}
	told := false
	for over := time.After(p.lockTimeout); ; {
		holder, since, held, err := state.Holder(ctx, p.at)
		if err == nil && !held && told && p.merchant.Sandbox {
			time.Sleep(pause) // its simulator goes after its lock
		}
		if err != nil || !held {
			return err
		}
		if !told {
			told = true
			l := view.Lock{Path: p.at.String(), Holder: holder, Since: since}
			err := errors.Join(print.show(func(j *events.JSON) error { return j.Locked(l) },
				func(io.Writer) error { return view.Waiting(print.env.Stderr, l, p.lockTimeout, print.err) }), print.wait())
			if err != nil {
				return err
			}
		}
		select {
		case <-over:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// openState opens the state of a project for writing, as its merchant's. A stop ends the waiting for somebody else who has it.
func openState(ctx context.Context, env *Env, p *project, stop <-chan struct{}) (*state.Store, error) {
	waiting, cancel := until(ctx, stop)
	defer cancel()
	o := p.openOptions(env)
	o.LockTimeout = p.lockTimeout
	store, err := state.Open(waiting, p.at, o)
	switch {
	case err == nil:
		return store, nil
	case waiting.Err() != nil && ctx.Err() == nil:
		return nil, inquiry.ErrInterrupted
	}
	return nil, toldMissing(err, p.place())
}

// openOptions say whose state it must be.
func (p *project) openOptions(env *Env) state.OpenOptions {
	m := p.merchant
	return state.OpenOptions{
		MchID: m.MchID, AppID: m.AppID, Sandbox: m.Sandbox, Endpoint: m.Platform(),
		Tool: toolVersion(), Now: env.Now, Random: env.Random, Owner: owner(),
	}
}

// inUse refuses early what opening the state would refuse after a person has approved; nil where nobody has it any more.
func inUse(ctx context.Context, at state.Backend, l view.Lock) error {
	db, ok := at.(*state.Postgres)
	if !ok {
		return &state.LockedError{Path: l.Path, Holder: l.Holder, Since: l.Since}
	}
	lease, err := db.Lease(ctx)
	if err != nil || lease.Left <= 0 {
		return err
	}
	return &state.LeasedError{Name: l.Path, Holder: lease.Holder, Since: lease.Since, Until: lease.Until, Left: lease.Left}
}
