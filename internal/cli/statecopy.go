package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

func newStateCopy(env *Env) *cobra.Command {
	var o stateFlags
	cmd := &cobra.Command{
		Use: "copy FROM TO", Args: cobra.ExactArgs(2),
		Short: "Move a state from a file to a database, or back",
		Long: `Copies a state with its whole history to another place, verifies the copy line by line, and marks the old one: from then on nothing is
sent by it. FROM and TO are each a folder, which stands for the state that its redpack block names, or the path of a state file. So
a team moves to a database by writing state "postgres" { … } into the block and copying the file that was there before; the
other way round it goes back.

Nobody may be applying on either. What is there in the place of TO is never written over. A copy that was cut off is made whole by
the same command again.`,
		Example: "  redpack state copy redpack.state .\n  redpack state copy . redpack.state",
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
		Tool: Version, Owner: owner(), Now: env.Now, Random: env.Random, LockTimeout: o.lockTimeout,
	})
	if err != nil {
		return copyFailed(err, from)
	}
	return print.show(func(j *events.JSON) error { return j.Copied(done) }, func(w io.Writer) error { return copied(w, done, to) })
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

func copied(w io.Writer, done state.Copied, to place) error {
	lines := []string{plain.Sprintf("Copied %s and %s, serial %s, from %s to %s, where the state goes on. Nothing is sent by the old one any more.",
		words.Counted(int(done.Packets), words.Packet).English, words.Counted(int(done.Events), words.Event).English, money.Count(int(done.Serial)), done.From, done.To).String()}
	if len(done.Adopted) > 0 {
		lines = append(lines, "Of this project from now on: "+words.Some(done.Adopted, len(done.Adopted)).English+".")
	}
	if len(done.Aside) > 0 {
		lines = append(lines, "An older copy that was in the way was set aside as "+strings.Join(done.Aside, ", ")+".")
		if _, ok := to.at.(*state.Postgres); ok {
			lines = append(lines, "Its tables were made anew, so the roles have no rights on them yet: run once more what this prints.\n  redpack state create -print"+stateArgument(to))
		}
	}
	lines = append(lines, "Look at it next:\n  redpack state check"+stateArgument(to))
	for _, line := range lines {
		if _, err := plain.Fprintf(w, "%s\n", plain.Lines(line)); err != nil {
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
