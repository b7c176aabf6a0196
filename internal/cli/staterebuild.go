package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/state"
)

type rebuildOptions struct {
	projectFlags
	json  bool
	aside bool
	same  bool
}

func newStateRebuild(env *Env) *cobra.Command {
	var o rebuildOptions
	cmd := &cobra.Command{
		Use: "rebuild [FOLDER | FILE.hcl | CAMPAIGN]", Args: cobra.MaximumNArgs(1),
		Short: "Restore a lost state by asking WeChat Pay; sends nothing",
		Long: `Asks WeChat Pay about the bill number of every recipient in the campaign files whom the state does not know, and puts
what it confirms into the state. Bill numbers are derived from campaign and person, so every packet can be found again, as
long as WeChat Pay answers queries about it: 30 days. Of whom it knows no order under the numbers of the files as they are,
the next apply sends. Where a number does not tell the person (ten digits, and the first releases), the packet stays in doubt
until the next apply has made WeChat Pay name the person, which pays nothing.

Use the campaign files as they were when the packets were sent: a recipient who was taken out of them is not found.
It sends no money and needs no approval. An interrupted rebuild goes on where it was. Exit code 6 means that some packets
could not be cleared up.`,
		Example: "  redpack state rebuild\n  redpack state rebuild -set-aside",
		RunE: func(cmd *cobra.Command, args []string) error {
			shared := stateFlags{projectFlags: o.projectFlags, json: o.json}
			return withPrinter(env, cmd, shared, func(print *printer) error { return rebuild(cmd.Context(), env, o, args, print) })
		},
	}
	o.add(env, cmd)
	o.addEnvironment(env, cmd)
	o.addLockTimeout(env, cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, "print events as JSON, one a line")
	addJSONInto(env, cmd)
	cmd.Flags().BoolVar(&o.aside, "set-aside", false, "rename a damaged state and the files beside it first; nothing is deleted")
	cmd.Flags().BoolVar(&o.same, "same-campaign", false, "believe bill numbers that name no person, as the first releases made them: they are this campaign's")
	return cmd
}

func rebuild(ctx context.Context, env *Env, o rebuildOptions, args []string, print *printer) error {
	p, err := load(env, args, o.projectFlags, print)
	if err != nil {
		return err
	}
	defer p.close()
	if err := print.diagnostics(p.readPins()); err != nil {
		return err
	}
	if err := clearWay(ctx, env, p, o.aside, print); err != nil {
		return err
	}
	q := &inquirer{env: env, project: p, print: print}
	return q.run(ctx, func(ctx context.Context, asking inquiry.Inquiry) (int, error) {
		result, err := inquiry.Rebuild(ctx, inquiry.RebuildOptions{
			Inquiry: asking, Store: q.store, Sender: q.sender(), Snapshot: q.store.Snapshot(),
			Pins: p.pins.content, Campaigns: p.campaigns, Siblings: p.merchantCampaigns(), ByKey: o.same, Counted: q.counted,
		})
		var rows hcl.Diagnostics
		if errors.As(err, &rows) {
			return exitError, print.diagnostics(rows)
		}
		if err != nil {
			return codeOfRebuild(result), err
		}
		changed := print.diagnostics(result.Changed)
		if err := print.show(func(j *events.JSON) error { return j.Rebuilt(result) },
			func(w io.Writer) error { return view.Rebuilt(w, result, print.out) }); err != nil {
			return codeOfRebuild(result), err // and not beside an exit, which would silence it
		}
		return codeOfRebuild(result), changed
	})
}

// clearWay makes sure that there is no state or a sound one. A damaged one is moved only if that was asked for.
func clearWay(ctx context.Context, env *Env, p *project, aside bool, print *printer) error {
	_, err := p.snapshot(ctx)
	switch {
	case !damaged(err):
		return err
	case !aside:
		return plain.Errorf("%w\nA rebuild needs a clear place: %s would be renamed, nothing is deleted, by\n  redpack state rebuild -set-aside",
			err, p.remains())
	}
	moved, err := state.SetAside(ctx, p.at, env.Now(), owner())
	if err != nil {
		return err
	}
	if print.text {
		_, err = plain.Fprintf(env.Stderr, "Set aside as %s.\n", strings.Join(moved, ", "))
	}
	if _, ok := p.database(); ok && err == nil {
		return plain.Errorf("the place of the state is clear. Make a new one in it, then ask WeChat Pay, here and in the folder of every other project that it "+
			"served, before anybody applies:\n  redpack state create%[1]s && redpack state rebuild%[1]s", argument(p.dir))
	}
	return err
}

// remains is what of the state is there: a schema, or files.
func (p *project) remains() string {
	if file, ok := p.at.(state.File); ok {
		return strings.Join(remains(file.String()), ", ")
	}
	return "the schema " + p.State.Schema + ", with what every other project of the merchant has in it,"
}

// remains are the files of a state that are there.
func remains(path string) []string {
	var found []string
	for _, suffix := range []string{"", "-wal", "-shm", ".serial"} {
		if _, err := os.Lstat(path + suffix); err == nil {
			found = append(found, path+suffix)
		}
	}
	return found
}

func codeOfRebuild(r inquiry.Rebuilt) int {
	code := codeOfStop(r.Stop)
	if code == exitDone && r.NoAnswer.Packets+r.Restored[state.Unknown].Packets+len(r.Shared) > 0 {
		return exitUnknown
	}
	return code
}
