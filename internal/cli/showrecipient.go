package cli

import (
	"context"
	"io"
	"iter"

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

// seen is a recipient as a plan came by it.
type seen struct {
	plan   *plan.Plan
	packet plan.Packet
}

// recipient shows what the files and the state say of one address. Errors elsewhere in the campaign are told and do not
// keep it from being shown.
func (s *shower) recipient(ctx context.Context, p *project, snapshot *state.Snapshot, of address.Address) error {
	found, err := s.find(p, snapshot, of)
	if err != nil {
		return err
	}
	recorded := found.packet.Recorded
	err = s.print.show(func(j *events.JSON) error { return j.PlanItem(found.plan, &found.packet) }, func(w io.Writer) error {
		return view.Recipient(w, found.plan, &found.packet, s.print.out)
	})
	if err != nil || recorded.ID == 0 {
		return err
	}
	return s.recorded(ctx, p, recorded)
}

// recorded shows what the state has of one packet.
func (s *shower) recorded(ctx context.Context, p *project, recorded state.Packet) error {
	life, err := state.Events(ctx, p.at, recorded.Address())
	if err != nil {
		return err
	}
	return s.print.show(func(j *events.JSON) error { return j.Packet(recorded, life) }, func(w io.Writer) error {
		if _, err := plain.Fprintf(w, "\n%s\n", s.print.out.Say(lang.Both("The state knows:", "状态库的记录："))); err != nil {
			return err
		}
		return view.Packet(w, recorded, life, s.print.out)
	})
}

// find looks for an address in its campaign's plan.
func (s *shower) find(p *project, snapshot *state.Snapshot, of address.Address) (found seen, err error) {
	key := hclspec.Normal(of.Key)
	options, err := s.planOptions()
	if err != nil {
		return found, err
	}
	if err := s.print.diagnostics(p.readPins()); err != nil {
		return found, err
	}
	options.Pins = p.pins.content
	options.Each = func(made *plan.Plan, packet *plan.Packet) {
		if packet.Key() == key {
			found = seen{made, *packet}
		}
	}
	for _, c := range p.Campaigns {
		if c.Name != of.Campaign {
			continue
		}
		_, diags := plan.New(c, snapshot, options)
		if found.plan != nil {
			return found, nil
		}
		if err := s.print.diagnostics(diags); err != nil {
			return found, err
		}
		break
	}
	return found, nobody(p, of)
}

// nobody says that an address names nobody, and who may be meant.
func nobody(p *project, of address.Address) error {
	meant := plan.Meant(of.String(), p.names(), addressees(p.Campaigns))
	return lang.Errorf("neither the files nor the state know %s.%s%s `redpack show -list` names all",
		"文件和状态库里都没有 %s。%s%s用 `redpack show -list` 列出全部", of, words.Oddity(of.String()), meant)
}

// addressees are all recipients of campaigns, as far as their lists can be read.
func addressees(campaigns []*hclspec.Campaign) iter.Seq[plan.Addressee] {
	return func(yield func(plan.Addressee) bool) {
		for _, c := range campaigns {
			for one := range plan.AddresseesOf(c) {
				if !yield(one) {
					return
				}
			}
		}
	}
}
