package cli

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// filterFlags choose the rows of a list, beside the addresses that -only and -exclude name.
type filterFlags struct {
	status []string
	search string
}

var filterHelp = lang.Both(`-status and -search choose rows of the list to look at: by what stands in its first column, and by a part of a key, of a
label or of a masked openid, in any case.`,
	`-status 和 -search 挑选要看的行：前者按第一列的内容，后者按键、备注名或打码 openid 的一部分，不分大小写。`)

func (f *filterFlags) add(env *Env, cmd *cobra.Command, statuses []string) {
	cmd.Flags().StringSliceVar(&f.status, "status", nil, env.say(lang.Format(
		"list only packets of these `statuses`, separated by commas: %s", "只列出这些`状态`的红包，用逗号隔开：%s", strings.Join(statuses, ", "))))
	cmd.Flags().StringVar(&f.search, "search", "", env.say(lang.Both(
		"list only packets with this `text` in key, label or masked openid", "只列出键、备注名或打码 openid 中含有这段`文字`的红包")))
}

// filter is the choice, over that of the addresses.
func (f *filterFlags) filter(selectors []plan.Selector, statuses []string) (*plan.Filter, error) {
	var chosen []string
	for _, name := range f.status {
		status := inEnglish(name)
		if chosen = append(chosen, status); !slices.Contains(statuses, status) {
			return nil, lang.Errorf("-status: there is no status %q.%s It is one of %s", "-status：没有 %q 这个状态。%s可选的有：%s",
				name, words.DidYouMean(name, slices.Values(statuses)), strings.Join(statuses, ", "))
		}
	}
	return plan.NewFilter(selectors, chosen, f.search), nil
}

// inEnglish is the name of a status by which it is chosen, whichever language a list showed it in.
func inEnglish(name string) string {
	for _, action := range plan.Actions() {
		if action.Said().Chinese == name {
			return action.String()
		}
	}
	for _, status := range state.Statuses() {
		if status.Said().Chinese == name {
			return status.String()
		}
	}
	return name
}

// planStatuses are what a packet of a plan may be listed as: what plan would do, and where it stands.
func planStatuses() (names []string) {
	for _, action := range plan.Actions() {
		names = append(names, action.String())
	}
	for _, name := range statusNames() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// listFlags ask for more of a plan than fits a screen.
type listFlags struct {
	filterFlags
	list   bool
	wishes bool
}

func (f *listFlags) add(env *Env, cmd *cobra.Command) {
	f.filterFlags.add(env, cmd, planStatuses())
	cmd.Flags().BoolVar(&f.list, "list", false, env.say(lang.Both("print every packet, one a line", "逐行列出每个红包")))
}

// check refuses a choice of rows where none are listed.
func (f *listFlags) check() error {
	if !f.list && (len(f.status) > 0 || f.search != "") {
		return lang.Errorf("-status and -search choose rows of a list: give -list, too",
			"-status 和 -search 挑选列表中的行：要同时写 -list")
	}
	return nil
}

// listing prints every packet of plans, or every wish. The plans are made once more for it: no packet is held.
type listing struct {
	listFlags
	env      *Env
	print    *printer
	filter   *plan.Filter
	project  *project
	snapshot *state.Snapshot
	options  plan.Options
}

// wanted reports whether more is to be printed than the plans.
func (l *listing) wanted() bool { return l.list || l.wishes }

// plans prints plans, and behind them what else is wanted.
func (l *listing) plans(plans []*plan.Plan) error {
	if !l.wanted() {
		return l.print.plans(plans)
	}
	return l.print.plansAnd(plans, func() error {
		if l.list {
			if err := l.packets(plans); err != nil {
				return err
			}
		}
		if l.wishes {
			return l.texts()
		}
		return nil
	})
}

func (l *listing) packets(plans []*plan.Plan) error {
	if err := l.print.show(noEvents, blankLine); err != nil {
		return err
	}
	var lines *view.List
	if l.print.text {
		lines = view.NewList(l.env.Stdout, plans, l.print.out)
	}
	err := l.each(func(of *plan.Plan, packet *plan.Packet) {
		if row := plan.RowOf(of, packet); !l.filter.Admits(&row) {
			return
		}
		if lines != nil {
			lines.Packet(of, packet)
		}
		if l.print.json != nil {
			_ = l.print.json.PlanItem(of, packet) // told by the summary
		}
	})
	if err != nil || lines == nil {
		return err
	}
	return lines.Close()
}

func (l *listing) texts() error {
	var wishes plan.Wishes
	if err := l.each(func(_ *plan.Plan, packet *plan.Packet) { wishes.Add(packet) }); err != nil {
		return err
	}
	return l.print.show(func(j *events.JSON) error { return j.Wishes(&wishes) }, func(w io.Writer) error {
		return errors.Join(blankLine(w), view.Wishes(w, &wishes, l.print.out))
	})
}

// each makes the plans once more.
func (l *listing) each(packet func(*plan.Plan, *plan.Packet)) error {
	options := l.options
	options.Each = packet
	if _, diags := planAll(l.project, l.snapshot, options); diags.HasErrors() {
		return l.print.diagnostics(diags)
	}
	return nil
}

func blankLine(w io.Writer) error {
	_, err := plain.Fprintf(w, "\n")
	return err
}

func noEvents(*events.JSON) error { return nil }
