package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// save writes the plan file of -out; nil where nobody asked for one.
func save(env *Env, p *project, plans []*plan.Plan, snapshot *state.Snapshot, o planOptions, options plan.Options) (*savedPlan, error) {
	there, err := placeable(o.out)
	if err != nil {
		return nil, err
	}
	if err := saveable(p, o); err != nil {
		return nil, err
	}
	described, err := describe(p, plans, o.out, o.projectFlags, o.selectFlags, options)
	if err != nil {
		return nil, err
	}
	if end := described.ValidUntil; !end.After(options.At) && described.Open().Packets > 0 {
		return nil, fmt.Errorf("-out: the schedule ended at %s, so the plan could never be applied. Nothing was saved; move "+
			"schedule.not_after first", beijing.Format(end))
	}
	saved := &savedPlan{Saved: described, path: o.out}
	if saved.id, err = described.ID(); err != nil {
		return nil, err
	}
	saved.Seal = snapshot.Seal(saved.id)
	if err := saved.write(o.out); err != nil {
		return nil, err
	}
	if there != nil && there.Used != nil {
		env.complain("The plan that was in %s, used %s by %s, is replaced.\n", o.out, beijing.Format(there.Used.At), there.Used.By)
	}
	return saved, nil
}

// saveable refuses what a plan file cannot or must not hold.
func saveable(p *project, o planOptions) error {
	for _, c := range p.campaigns {
		if c.SharesPot() {
			return fmt.Errorf("-out: campaign %q shares out a pot. Once a part of it was sent, the rest is drawn anew, so a run that was "+
				"interrupted could not go on with what was approved. Nothing was saved. Approve it at apply: -confirm-total binds its money, and "+
				"-check what is drawn", c.Name)
		}
	}
	for _, pair := range o.vars {
		if name, value, _ := strings.Cut(pair, "="); page.Personal(value) {
			return fmt.Errorf("-out: the value of -var %s looks like an openid or a key, and a plan file keeps what -var says. Nothing was saved. "+
				"Put it into a file of -var-file, of which only the hash is kept, or into REDPACK_VAR_%s", name, name)
		}
	}
	for _, address := range slices.Concat(o.only, o.exclude) {
		if page.Personal(address) {
			return errors.New("-out: an address of -only or -exclude looks like an openid or a key, and a plan file keeps them. Nothing was saved. " +
				"Put it into a file of -only-file, of which only the hash is kept")
		}
	}
	return nil
}

// notSaved says that conflicts kept a plan from being saved.
func notSaved(env *Env, out string, err error) error {
	if out != "" {
		env.complain("\nNo plan was saved in %s: it could not be applied. Settle the conflicts first.\n", out)
	}
	return err
}

func (s *savedPlan) view() view.SavedPlan {
	return view.SavedPlan{Saved: s.Saved, File: s.path, ID: s.id, Quoted: words.ShellWord(s.path)}
}

// savedEvent tells programs of a saved plan, before the plan itself, whose summary is the last line.
func (p *printer) savedEvent(s *savedPlan) error {
	if s == nil || p.json == nil {
		return nil
	}
	return p.show(func(j *events.JSON) error { return j.Saved(s.view()) }, nothing)
}

// saved tells people of a saved plan, below the plan itself.
func (p *printer) saved(s *savedPlan) error {
	if s == nil || !p.text {
		return nil
	}
	to := p.env.Stdout
	if p.document.instead() {
		to = p.env.Stderr
	}
	return view.Saved(to, s.view(), p.out)
}

func nothing(io.Writer) error { return nil }
