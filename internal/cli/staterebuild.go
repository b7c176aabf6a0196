package cli

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
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
		Use: "rebuild [FOLDER | FILE.hcl | CAMPAIGN]", Args: takes(0, 1),
		Short:   env.say(lang.Both("Restore a lost state by asking WeChat Pay; sends nothing", "向微信支付查询，恢复丢失的状态库；不发放")),
		Long:    env.say(rebuildHelp()),
		Example: "  redpack state rebuild\n  redpack state rebuild -set-aside", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			shared := stateFlags{projectFlags: o.projectFlags, json: o.json}
			return withPrinter(env, cmd, shared, func(print *printer) error { return rebuild(cmd.Context(), env, o, args, print) })
		},
	}
	o.add(env, cmd)
	o.addEnvironment(env, cmd)
	o.addLockTimeout(env, cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, env.say(eventsAsJSON))
	addJSONInto(env, cmd)
	cmd.Flags().BoolVar(&o.aside, "set-aside", false, env.say(lang.Both(
		"rename a damaged state and the files beside it first; nothing is deleted", "先把损坏的状态库及其旁边的文件改名；不删除任何东西")))
	cmd.Flags().BoolVar(&o.same, "same-campaign", false, env.say(lang.Both(
		"believe bill numbers that name no person, as the first releases made them: they are this campaign's",
		"采信不含领取人信息的商户订单号（最早的版本生成的）：它们属于这个活动")))
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
		return lang.Errorf("%w\nA rebuild needs a clear place: %s would be renamed, nothing is deleted, by\n  redpack state rebuild -set-aside",
			"%w\n重建之前要腾出位置：以下命令把 %s 改名，不删除任何东西\n  redpack state rebuild -set-aside",
			err, p.remains())
	}
	moved, err := state.SetAside(ctx, p.at, env.Now(), owner())
	if err != nil {
		return err
	}
	if print.text {
		_, err = plain.Fprintf(env.Stderr, "%s\n", env.say(lang.Format("Set aside as %s.", "已改名为 %s。", lang.List(moved))))
	}
	if _, ok := p.database(); ok && err == nil {
		return lang.Errorf("the place of the state is clear. Make a new one in it, then ask WeChat Pay, here and in the folder of every other project that it "+
			"served, before anybody applies:\n  redpack state create%[1]s && redpack state rebuild%[1]s",
			"状态库的位置已经腾出。先在其中建立新的，再向微信支付查询，在这里和它所服务的每个其他项目的文件夹里都要做，做完之后才能发放：\n"+
				"  redpack state create%[1]s && redpack state rebuild%[1]s", argument(p.dir))
	}
	return err
}

// remains is what of the state is there: a schema, or files.
func (p *project) remains() lang.Text {
	if file, ok := p.at.(state.File); ok {
		return lang.List(remains(file.String()))
	}
	return lang.Format("the schema %s, with what every other project of the merchant has in it,",
		"schema %s（连同商户的每个其他项目在其中的内容）", p.State.Schema)
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
