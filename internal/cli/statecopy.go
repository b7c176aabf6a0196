package cli

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

func newStateCopy(env *Env) *cobra.Command {
	var o stateFlags
	cmd := &cobra.Command{
		Use: "copy FROM TO", Args: takes(2, 2),
		Short:   env.say(lang.Both("Move a state from a file to a database, or back", "把状态库从文件迁到数据库，或迁回来")),
		Long:    env.say(copyHelp()),
		Example: "  redpack state copy redpack.state .\n  redpack state copy . redpack.state", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o, func(print *printer) error { return copyState(cmd.Context(), env, o, args, print) })
		},
	}
	o.addOfFolder(env, cmd)
	o.addLockTimeout(env, cmd)
	return cmd
}

func copyState(ctx context.Context, env *Env, o stateFlags, args []string, print *printer) error {
	var places [2]place
	for i, arg := range args {
		var err error
		if places[i], err = o.named(env, arg, print); err != nil {
			return err
		}
	}
	from, to := places[0], places[1]
	done, err := state.Copy(ctx, from.at, to.at, state.OpenOptions{
		Tool: toolVersion(), Owner: owner(), Now: env.Now, Random: env.Random, LockTimeout: o.lockTimeout,
	})
	if err != nil {
		return copyFailed(err, from)
	}
	return print.show(func(j *events.JSON) error { return j.Copied(done) }, func(w io.Writer) error { return copied(w, done, to, print.out) })
}

// named is the state of a folder, or of a file.
func (f *stateFlags) named(env *Env, arg string, print *printer) (place, error) {
	info, err := os.Stat(arg)
	if err != nil || !info.IsDir() {
		return place{at: state.File(arg)}, nil // one that is missing is for whoever opens it to name
	}
	p, err := load(env, []string{arg}, f.projectFlags, print)
	if err != nil {
		return place{}, err
	}
	p.close()
	return p.place(), nil
}

// copyFailed says of a source that is not there what every command says.
func copyFailed(err error, from place) error {
	var missing *state.NotFoundError
	if errors.As(err, &missing) && missing.Path == from.at.String() {
		return toldMissing(err, from)
	}
	return err
}

func copied(w io.Writer, done state.Copied, to place, look page.Style) error {
	lines := []lang.Text{lang.Format("Copied %s and %s, serial %s, from %s to %s, where the state goes on. Nothing is sent by the old one any more.",
		"已复制 %s和 %s（序号 %s），从 %s 到 %s，状态库在那里继续使用。旧的不再用于发放。",
		words.Counted(int(done.Packets), words.Packet), words.Counted(int(done.Events), words.Event), money.Count(int(done.Serial)), done.From, done.To)}
	if len(done.Adopted) > 0 {
		lines = append(lines, lang.Format("Of this project from now on: %s.", "从现在起属于这个项目：%s。", words.Some(done.Adopted, len(done.Adopted))))
	}
	if len(done.Aside) > 0 {
		lines = append(lines, lang.Format("An older copy that was in the way was set aside as %s.", "占着位置的旧副本已改名为 %s。", lang.List(done.Aside)))
		if _, ok := to.at.(*state.Postgres); ok {
			lines = append(lines, lang.Format(
				"Its tables were made anew, so the roles have no rights on them yet: run once more what this prints.\n  redpack state create -print%s",
				"它的表是新建的，各角色还没有权限：把以下命令输出的内容再运行一次。\n  redpack state create -print%s", stateArgument(to)))
		}
	}
	lines = append(lines, lang.Format("Look at it next:\n  redpack state check%s", "接下来核验它：\n  redpack state check%s", stateArgument(to)))
	for _, line := range lines {
		if _, err := plain.Fprintf(w, "%s\n", plain.Lines(look.Say(line))); err != nil {
			return err
		}
	}
	return nil
}

// stateArgument is a place behind a command that reads a state.
func stateArgument(of place) string {
	if of.dir == "" {
		return " " + words.ShellWord("-state="+of.at.String())
	}
	return argument(of.dir)
}
