package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

type unlockOptions struct {
	stateFlags
	holder string
}

func newStateUnlock(env *Env) *cobra.Command {
	var o unlockOptions
	cmd := &cobra.Command{
		Use: "unlock [FOLDER]", Args: cobra.MaximumNArgs(1),
		Short: "End a lease on a database's state that nothing else ends",
		Long: `Whoever writes to a state in a database has a lease on it for a minute, and renews it. A process that dies leaves no lock behind: its
lease ends by itself, and -lock-timeout=2m waits for that. There is one case in which it does not: the server's clock was set
back, so that the lease ends far in the future.

unlock shows who has the lease, watches for 23 seconds whether it is renewed, which a living process does every 15, and refuses
then. Otherwise it asks for the name of the holder, or takes it from -holder, and ends the lease. Should the holder come back
after all, it can write nothing and sends nothing any more.`,
		Example: "  redpack state unlock\n  redpack state unlock -holder='li@runner-7 pid 4711'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o.stateFlags, func(print *printer) error { return unlockState(cmd.Context(), env, o, args, print) })
		},
	}
	o.addOfFolder(env, cmd)
	cmd.Flags().StringVar(&o.holder, "holder", "", "end the lease of this `process`, as it is named, without asking")
	return cmd
}

func unlockState(ctx context.Context, env *Env, o unlockOptions, args []string, print *printer) error {
	p, err := load(env, args, o.projectFlags, print)
	if err != nil {
		return err
	}
	defer p.close()
	db, ok := p.database()
	if !ok {
		return errors.New("the state of this folder is a file. Its lock is the kernel's and ends with the process that has it, so there is never one to remove: " +
			"stop that process, and it is free")
	}
	lease, err := db.Lease(ctx)
	if err != nil {
		return toldMissing(err, p.place())
	}
	if err := o.unlockable(db, lease); err != nil {
		return err
	}
	env.complain("The state %s is leased to %s since %s, until %s. Watching for %d seconds whether that process renews it.\n",
		db, lease.Holder, beijing.Format(lease.Since), beijing.Format(lease.Until), int(state.Watched.Round(time.Second).Seconds()))
	if err := db.Abandoned(ctx, lease); err != nil {
		return err
	}
	if err := o.confirmed(ctx, env, lease); err != nil {
		return err
	}
	if err := db.Unlock(ctx, lease); err != nil {
		return err
	}
	return print.show(func(j *events.JSON) error { return j.StateUnlocked(db.String(), lease.Holder) }, func(w io.Writer) error {
		_, err := plain.Fprintf(w, "The lease of %s has ended. The next apply asks about what was in flight before it sends.\n", lease.Holder)
		return err
	})
}

// unlockable refuses what needs no unlocking, and another holder than the one that is meant.
func (o *unlockOptions) unlockable(db *state.Postgres, lease state.Lease) error {
	switch {
	case lease.Left <= 0:
		return fmt.Errorf("nobody has the state %s, so there is nothing to unlock", db)
	case o.holder != "" && o.holder != lease.Holder:
		return fmt.Errorf("-holder says %q, and %q has the state %s. Nothing was changed", o.holder, lease.Holder, db)
	case !lease.Lasting():
		return fmt.Errorf("nothing needs to be unlocked: %w", &state.LeasedError{Name: db.String(), Holder: lease.Holder, Since: lease.Since, Until: lease.Until, Left: lease.Left})
	}
	return nil
}

// confirmed asks for the holder's name: whoever types it knows which process is to be dead.
func (o *unlockOptions) confirmed(ctx context.Context, env *Env, lease state.Lease) error {
	switch {
	case o.holder != "":
		return nil
	case !env.StdinTerminal || !env.StderrTerminal:
		return plain.Errorf("cannot ask: input is not a terminal. Nothing was changed. To end the lease of that process, use\n  redpack state unlock %s",
			words.ShellWord("-holder="+lease.Holder))
	}
	const question = "It was not renewed. Make sure that this process is dead.\nType its name to end its lease (%s), anything else cancels: "
	if _, err := plain.Fprintf(env.Stderr, question, lease.Holder); err != nil {
		return err
	}
	typed, err := readLine(ctx, bufio.NewReader(env.Stdin), nil)
	if err != nil || typed == lease.Holder {
		return err
	}
	env.complain("\nDeclined. Nothing was changed.\n")
	return exit{exitDeclined}
}
