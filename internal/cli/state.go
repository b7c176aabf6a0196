package cli

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

func newState(env *Env) *cobra.Command {
	cmd := &cobra.Command{
		Use: "state", GroupID: "main",
		Short: env.say(lang.Both("Look at the state of what was sent, check it, copy it, restore it", "查看、核验、复制、恢复记录发放情况的状态库")),
		Long:  env.say(stateHelp()),
		Args:  takes(0, 0),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newStateList(env), newStateShow(env), newStateCheck(env), newStateBackup(env), newStateAccept(env), newStateRebuild(env),
		newStateCreate(env), newStateCopy(env), newStateUnlock(env))
	return cmd
}

// stateFlags are the flags of every command that reads a state.
type stateFlags struct {
	projectFlags
	path string
	json bool
}

func (f *stateFlags) add(env *Env, cmd *cobra.Command) {
	f.addOfFolder(env, cmd)
	cmd.Flags().StringVar(&f.path, "state", "", env.say(lang.Both("read this state `file`; no campaign is read then", "读取这个状态`文件`；此时不读取活动")))
}

// addOfFolder is add for commands whose state is the one that a folder names.
func (f *stateFlags) addOfFolder(env *Env, cmd *cobra.Command) {
	f.projectFlags.add(env, cmd)
	f.addEnvironment(env, cmd)
	cmd.Flags().BoolVar(&f.json, "json", false, env.say(eventsAsJSON))
	addJSONInto(env, cmd)
}

// place is where a state lies and which of its campaigns are meant.
type place struct {
	at        state.Backend
	dir       string   // of the files, for a command to be pasted; "" where none were read
	named     string   // the campaign that the argument names, "" where it names none
	campaigns []string // nil: all
}

// find reads the argument of a state command: a folder, one of its files, or a campaign, which may be one that the state
// alone still knows.
func (f *stateFlags) find(env *Env, args []string, print *printer) (place, error) {
	where, p, err := f.open(env, args, print)
	if p != nil {
		p.close()
	}
	return where, err
}

// open is find for whoever reads the campaigns, too, and closes them. There are none where a state is named by its file.
func (f *stateFlags) open(env *Env, args []string, print *printer) (place, *project, error) {
	if f.path != "" {
		where := place{at: state.File(f.path)}
		if len(args) > 0 {
			where.named = hclspec.Normal(strings.TrimSpace(args[0]))
			where.campaigns = []string{where.named}
		}
		return where, nil, nil
	}
	to, err := parseTarget(args)
	if err != nil {
		return place{}, nil, err
	}
	p, err := load(env, []string{to.dir}, f.projectFlags, print)
	if err != nil {
		return place{}, nil, err
	}
	where := p.place()
	where.named = to.campaign
	if to.campaign != "" {
		where.campaigns = []string{to.campaign}
	}
	for _, c := range p.Campaigns {
		if to.file != "" && c.Range.Filename == to.file {
			where.campaigns = append(where.campaigns, c.Name)
		}
	}
	if to.file != "" && len(where.campaigns) == 0 {
		return place{}, p, lang.Errorf("%s has no campaign block", "%s 里没有 campaign 块", to.file)
	}
	return where, p, nil
}

// readState reads of a state that must be there what the folder needs.
func readState(ctx context.Context, where place) (*state.Snapshot, error) {
	return where.read(ctx, state.Read)
}

// readWhole reads a state that must be there, with what is other projects'.
func readWhole(ctx context.Context, where place) (*state.Snapshot, error) {
	return where.read(ctx, state.ReadWhole)
}

func (where place) read(ctx context.Context, how func(context.Context, state.Backend) (*state.Snapshot, error)) (*state.Snapshot, error) {
	snapshot, err := snapshotBy(ctx, where.at, where.dir, how)
	if err == nil {
		err = where.known(snapshot)
	}
	if err != nil {
		return nil, err
	}
	return snapshot, nil
}

// known refuses a state that is not there, and a campaign that it does not have.
func (where place) known(snapshot *state.Snapshot) error {
	if err := mustExist(where.at, where.dir, snapshot.Exists()); err != nil {
		return err
	}
	if !snapshot.Exists() {
		return lang.Errorf("there is no state %s: nothing was applied from this folder yet", "没有状态库 %s：这个文件夹还没有发放过", where.at)
	}
	if _, known := snapshot.Campaign(where.named); where.named != "" && !known {
		names := campaignsIn(snapshot)
		return lang.Errorf("the state %s has no campaign %q.%s%s It has: %s", "状态库 %s 里没有活动 %q。%s%s其中有：%s", where.at, where.named,
			words.Oddity(where.named), words.DidYouMean(where.named, slices.Values(names)), words.Some(names, len(names)))
	}
	return nil
}

// campaignsIn are the names of a state's campaigns.
func campaignsIn(snapshot *state.Snapshot) []string {
	var names []string
	for _, c := range snapshot.Campaigns() {
		names = append(names, c.Name)
	}
	return names
}

// parseAddress reads campaign/key, in the form that the language gives to both. A campaign's name holds no slash; a key may.
func parseAddress(text string) (address.Address, error) {
	of, ok := address.Parse(hclspec.Normal(strings.TrimSpace(text)))
	if !ok || of.Key == "" {
		return of, lang.Errorf("%q is not an address: write campaign/key, as in team_cny_2027/wang_wei.%s By a name or a part of a key it is found with\n"+
			"  redpack state list -search=%s",
			"%q 不是地址：写成“活动/键”，例如 team_cny_2027/wang_wei。%s按姓名或键的一部分查找：\n  redpack state list -search=%s",
			text, words.Oddity(text), words.ShellWord(text))
	}
	return of, nil
}

// recorded are all packets of a state, with the names that people know as far as they are given.
func recorded(snapshot *state.Snapshot, labels view.Labels) iter.Seq[plan.Addressee] {
	return func(yield func(plan.Addressee) bool) {
		for p := range snapshot.ByID() {
			if !yield(plan.Addressee{Address: p.Address(), Label: labels[p.Address()]}) {
				return
			}
		}
	}
}

// noPacket says that a text is the address of no packet, and which one may be meant.
func noPacket(snapshot *state.Snapshot, labels view.Labels, text string) error {
	meant := plan.Meant(text, campaignsIn(snapshot), recorded(snapshot, labels))
	return lang.Errorf("the state has no packet %s.%s%s `redpack state list` names all",
		"状态库里没有红包 %s。%s%s用 `redpack state list` 列出全部", text, words.Oddity(text), meant)
}

func newStateCheck(env *Env) *cobra.Command {
	var o stateFlags
	cmd := &cobra.Command{
		Use: "check [FOLDER | FILE.hcl]", Args: takes(0, 1),
		Short:   env.say(lang.Both("Verify every line of the state; changes nothing", "核验状态库的每一行；不作改动")),
		Long:    env.say(checkHelp()),
		Example: "  redpack state check\n  redpack state check -state copy.state", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o, func(print *printer) error { return checkState(cmd.Context(), env, o, args, print) })
		},
	}
	o.add(env, cmd)
	return cmd
}

// withPrinter runs a command and gives its error the form of its output.
func withPrinter(env *Env, cmd *cobra.Command, o stateFlags, run func(*printer) error) error {
	print, err := newPrinter(env, cmd, o.json, o.shown)
	if err != nil {
		return err
	}
	return print.end(run(print))
}

func checkState(ctx context.Context, env *Env, o stateFlags, args []string, print *printer) error {
	where, err := o.find(env, args, print)
	if err != nil {
		return err
	}
	report, err := state.Check(ctx, where.at)
	if err != nil {
		return toldMissing(err, where)
	}
	code := exitDone
	if !report.Sound() {
		code = exitError
	}
	err = print.show(func(j *events.JSON) error { return j.StateReport(report) },
		func(w io.Writer) error { return view.StateReport(w, report, print.out) })
	if err == nil && code != exitDone {
		return exit{code}
	}
	return err
}

func newStateBackup(env *Env) *cobra.Command {
	var o stateFlags
	cmd := &cobra.Command{
		Use: "backup FILE [FOLDER]", Args: takes(1, 2),
		Short:   env.say(lang.Both("Copy the state into a new file, also while an apply runs", "把状态库备份到新文件，apply 进行时也可以")),
		Long:    env.say(backupHelp()),
		Example: "  redpack state backup /backups/$(date +%F).state", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o, func(print *printer) error { return backUp(cmd.Context(), env, o, args, print) })
		},
	}
	o.add(env, cmd)
	return cmd
}

func backUp(ctx context.Context, env *Env, o stateFlags, args []string, print *printer) error {
	where, err := o.find(env, args[1:], print)
	if err != nil {
		return err
	}
	if err := state.Backup(ctx, where.at, args[0]); err != nil {
		return toldMissing(err, where)
	}
	return print.show(func(j *events.JSON) error { return j.BackedUp(args[0]) }, func(w io.Writer) error {
		_, err := plain.Fprintf(w, "%s\n", print.out.Say(lang.Format("Copied the state to %s.", "已把状态库备份到 %s。", args[0])))
		return err
	})
}

// merchantCampaigns are all campaigns of the folder that share the chosen ones' merchant, and so its bill numbers.
func (p *project) merchantCampaigns() []*hclspec.Campaign {
	var all []*hclspec.Campaign
	for _, c := range p.Campaigns {
		if c.Merchant.MchID == p.merchant.MchID {
			all = append(all, c)
		}
	}
	return all
}

// damaged reports whether an error means that the state cannot be trusted, so that a copy or a rebuild is the way out.
func damaged(err error) bool {
	var corrupt *state.CorruptError
	var behind *state.BehindError
	var foreign *state.ForeignError
	return errors.As(err, &corrupt) || errors.As(err, &behind) || errors.As(err, &foreign) && foreign.Field == "lineage"
}
