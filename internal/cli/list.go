package cli

import (
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
)

// list prints every packet that the approval is about, before it is given.
func (a *applier) list(plans []*plan.Plan) error {
	lines := view.NewList(a.env.Stderr, plans, a.print.err)
	options := a.planOptions()
	options.Each = func(of *plan.Plan, packet *plan.Packet) {
		if packet.Action.Works() {
			lines.Packet(of, packet)
		}
	}
	// What is wrong with the files was told when the plans were made.
	if _, diags := planAll(a.project, a.known, options); diags.HasErrors() {
		return a.print.diagnostics(diags)
	}
	return lines.Close()
}
