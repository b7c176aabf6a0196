package cli

import (
	"bufio"
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
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
		Use: "unlock [FOLDER]", Args: takes(0, 1),
		Short:   env.say(lang.Both("End a lease on a database's state that nothing else ends", "结束数据库状态库上不会自行结束的租约")),
		Long:    env.say(unlockHelp()),
		Example: "  redpack state unlock\n  redpack state unlock -holder='li@runner-7 pid 4711'", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o.stateFlags, func(print *printer) error { return unlockState(cmd.Context(), env, o, args, print) })
		},
	}
	o.addOfFolder(env, cmd)
	cmd.Flags().StringVar(&o.holder, "holder", "", env.say(lang.Both(
		"end the lease of this `process`, as it is named, without asking", "结束这个`进程`（写它的名字）的租约，不再询问")))
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
		return lang.Errorf("the state of this folder is a file. Its lock is the kernel's and ends with the process that has it, so there is never one to remove: "+
			"stop that process, and it is free",
			"这个文件夹的状态库是文件。它的锁由内核管理，随持有它的进程结束，所以从来不用解除：停止那个进程，锁就释放")
	}
	lease, err := db.Lease(ctx)
	if err != nil {
		return toldMissing(err, p.place())
	}
	if err := o.unlockable(db, lease); err != nil {
		return err
	}
	env.complain("%s\n", lang.Format("The state %s is leased to %s since %s, until %s. Watching for %d seconds whether that process renews it.",
		"状态库 %s 的租约由 %s 持有，从 %s 起，到 %s 止。观察 %d 秒，看那个进程是否续租。",
		db, lease.Holder, beijing.Format(lease.Since), beijing.Format(lease.Until), int(state.Watched.Round(time.Second).Seconds())))
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
		_, err := plain.Fprintf(w, "%s\n", print.out.Say(lang.Format("The lease of %s has ended. The next apply asks about what was in flight before it sends.",
			"%s 的租约已经结束。下次 apply 会先查询当时在途的红包，再发放。", lease.Holder)))
		return err
	})
}

// unlockable refuses what needs no unlocking, and another holder than the one that is meant.
func (o *unlockOptions) unlockable(db *state.Postgres, lease state.Lease) error {
	switch {
	case lease.Left <= 0:
		return lang.Errorf("nobody has the state %s, so there is nothing to unlock", "没有人占用状态库 %s，不用解锁", db)
	case o.holder != "" && o.holder != lease.Holder:
		return lang.Errorf("-holder says %q, and %q has the state %s. Nothing was changed", "-holder 写的是 %q，而占用状态库 %[3]s 的是 %[2]q。没有改动", o.holder, lease.Holder, db)
	case !lease.Lasting():
		return lang.Errorf("nothing needs to be unlocked: %w", "不用解锁：%w", &state.LeasedError{Name: db.String(), Holder: lease.Holder, Since: lease.Since, Until: lease.Until, Left: lease.Left})
	}
	return nil
}

// confirmed asks for the holder's name: whoever types it knows which process is to be dead.
func (o *unlockOptions) confirmed(ctx context.Context, env *Env, lease state.Lease) error {
	switch {
	case o.holder != "":
		return nil
	case !env.StdinTerminal || !env.StderrTerminal:
		return lang.Errorf("cannot ask: input is not a terminal. Nothing was changed. To end the lease of that process, use\n  redpack state unlock %s",
			"无法询问：输入不是终端。没有改动。要结束那个进程的租约，使用\n  redpack state unlock %s",
			words.ShellWord("-holder="+lease.Holder))
	}
	question := lang.Format("It was not renewed. Make sure that this process is dead.\nType its name to end its lease (%s), anything else cancels: ",
		"它没有续租。确认这个进程已经停止。\n输入它的名字以结束租约（%s），输入其他内容取消：", lease.Holder)
	if _, err := plain.Fprintf(env.Stderr, "%s", plain.Lines(env.say(question))); err != nil {
		return err
	}
	typed, err := readLine(ctx, bufio.NewReader(env.Stdin), nil)
	if err != nil || typed == lease.Holder {
		return err
	}
	env.complain("\n%s\n", lang.Both("Declined. Nothing was changed.", "已取消。没有改动。"))
	return exit{exitDeclined}
}
