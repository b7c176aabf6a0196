package cli

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

type listOptions struct {
	stateFlags
	selectFlags
	filterFlags
}

func newStateList(env *Env) *cobra.Command {
	var o listOptions
	cmd := &cobra.Command{
		Use: "list [FOLDER | FILE.hcl | CAMPAIGN]", Args: takes(0, 1),
		Short:   env.say(lang.Both("List every packet that the state knows, one a line", "列出状态库里的每一个红包，每行一个")),
		Long:    env.say(stateListHelp()),
		Example: "  redpack state list\n  redpack state list -status=unknown team_cny_2027\n  redpack state list -search=王\n  redpack state list -json | jq -r .key", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o.stateFlags, func(print *printer) error { return listState(cmd.Context(), env, o, args, print) })
		},
	}
	o.stateFlags.add(env, cmd)
	o.selectFlags.add(env, cmd)
	o.filterFlags.add(env, cmd, statusNames())
	return cmd
}

func statusNames() []string {
	var names []string
	for _, status := range state.Statuses() {
		names = append(names, status.String())
	}
	return names
}

func listState(ctx context.Context, env *Env, o listOptions, args []string, print *printer) error {
	selectors, err := o.chosen(print)
	if err != nil {
		return err
	}
	filter, err := o.filter(selectors, statusNames())
	if err != nil {
		return err
	}
	l := &stateListing{env: env, print: print, filter: filter, labels: view.Labels{}, groups: map[address.Address]string{}}
	where, files, err := o.open(env, args, print)
	if files != nil {
		defer files.close()
		l.campaigns = files.Campaigns
	}
	if err != nil {
		return err
	}
	if len(selectors) == 0 && !l.labelled(where.campaigns) {
		return state.List(ctx, where.at, func(snapshot *state.Snapshot, all iter.Seq[state.Packet]) error {
			if err := where.known(snapshot); err != nil {
				return err
			}
			return l.show(l.chosen(all, where.campaigns))
		})
	}
	snapshot, err := readWhole(ctx, where)
	if err != nil {
		return err
	}
	if err := l.read(snapshot, where.campaigns, selectors); err != nil {
		return err
	}
	rows := func() iter.Seq[state.Packet] { return l.chosen(snapshot.All(), where.campaigns) }
	if len(selectors) > 0 {
		if err := l.missed(rows(), snapshot); err != nil {
			return err
		}
	}
	return l.show(rows())
}

// stateListing is one list of packets of a state, with what the files know of them by now.
type stateListing struct {
	env       *Env
	print     *printer
	filter    *plan.Filter
	campaigns []*hclspec.Campaign
	labels    view.Labels
	groups    map[address.Address]string // by the address that the state has, where somebody asks for a group
}

// show prints packets as they come.
func (l *stateListing) show(rows iter.Seq[state.Packet]) error {
	return l.print.show(func(j *events.JSON) error { return j.Packets(rows, l.labels) },
		func(w io.Writer) error { return view.Packets(w, rows, l.labels, l.print.out) })
}

// labelled tells whether any list has labels, which are found by looking all of its people up.
func (l *stateListing) labelled(campaigns []string) bool {
	return slices.ContainsFunc(l.campaigns, func(c *hclspec.Campaign) bool { return l.meant(c, campaigns) && c.Labelled() })
}

// meant tells whether a campaign is one of those chosen; an empty list of them chooses all.
func (l *stateListing) meant(c *hclspec.Campaign, campaigns []string) bool {
	return len(campaigns) == 0 || slices.Contains(campaigns, c.Name)
}

// noPacketOf is noPacket for one address; p, the files of the campaigns, tells the labels, and is nil where none were read.
func noPacketOf(env *Env, print *printer, p *project, snapshot *state.Snapshot, of address.Address) error {
	l := &stateListing{env: env, print: print, labels: view.Labels{}}
	if p != nil {
		l.campaigns = p.Campaigns
	}
	if err := l.read(snapshot, nil, nil); err != nil {
		return err
	}
	return noPacket(snapshot, l.labels, of.String())
}

// read takes labels and groups out of the lists. One that cannot be read keeps nobody from seeing what was sent.
func (l *stateListing) read(snapshot *state.Snapshot, campaigns []string, selectors []plan.Selector) error {
	grouped := slices.ContainsFunc(selectors, func(s plan.Selector) bool { return strings.Contains(s.Text, "group:") })
	var unread []string
	for _, c := range l.campaigns {
		if !l.meant(c, campaigns) || !grouped && !c.Labelled() {
			continue
		}
		ledger := plan.NewLedger(c, snapshot)
		_, diags := c.Persons(func(r *hclspec.Recipient) bool {
			recorded, ok := ledger.Lookup(r.Key)
			if ok && r.Label != "" {
				l.labels[recorded.Address()] = strings.Clone(r.Label)
			}
			if ok && grouped {
				l.groups[recorded.Address()] = c.Sources[r.Source].Name
			}
			return true
		})
		if diags.HasErrors() {
			unread = append(unread, c.Name)
		}
	}
	if len(unread) == 0 {
		return nil
	}
	text := lang.Format("Some labels are missing: not every list of %s can be read; redpack validate tells why.",
		"缺少一些备注名：%s 的名单没有全部读到；redpack validate 会说明原因。", words.Some(unread, len(unread)))
	return l.print.show(func(j *events.JSON) error {
		return j.Diagnostics(hcl.Diagnostics{diag.New(hcl.DiagWarning, lang.Both("Labels are missing", "缺少备注名"), text)}, nil)
	}, func(io.Writer) error {
		l.env.complain("%s\n", text)
		return nil
	})
}

// chosen yields the packets of some campaigns that pass the filter; an empty list of campaigns chooses all.
func (l *stateListing) chosen(all iter.Seq[state.Packet], campaigns []string) iter.Seq[state.Packet] {
	return func(yield func(state.Packet) bool) {
		for p := range all {
			if len(campaigns) > 0 && !slices.Contains(campaigns, p.Campaign) {
				continue
			}
			at := p.Address()
			row := plan.Row{Address: at, Label: l.labels[at], Group: l.groups[at], Statuses: [2]string{p.Status.String()}, OpenID: p.OpenID}
			if l.filter.Admits(&row) && !yield(p) {
				return
			}
		}
	}
}

// missed refuses addresses that no packet has, before anything is listed.
func (l *stateListing) missed(rows iter.Seq[state.Packet], snapshot *state.Snapshot) error {
	for range rows { // the filter notes whom it meets
	}
	var faults error
	for _, text := range l.filter.Missed() {
		faults = errors.Join(faults, noPacket(snapshot, l.labels, text))
	}
	return faults
}
