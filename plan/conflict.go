package plan

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
)

// shownConflicts is how many conflicts are explained one by one. The plan itself lists them.
const shownConflicts = 10

// Conflicts are the packets that were recorded with another amount or another person than the file names now. redpack
// never pays the difference by itself, so each needs a decision before anything is sent. Those beyond the first ten are
// one diagnostic together.
func (p *Plan) Conflicts() hcl.Diagnostics {
	var diags hcl.Diagnostics
	for i := range p.Listed {
		if packet := &p.Listed[i]; packet.Action == Conflict && len(diags) < shownConflicts {
			diags = append(diags, conflict(p.Campaign.Name, packet))
		}
	}
	if more := p.tallies[Conflict].Packets - len(diags); more > 0 {
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "More conflicts",
			Detail: fmt.Sprintf("%s more of campaign %q, listed above. The same ways lead out. To go on without any of them, write "+
				"their addresses into an -exclude each, or those to be sent into an -only-file.", money.Count(more), p.Campaign.Name),
		})
	}
	return diags
}

// conflict tells what differs and every way out.
func conflict(campaign string, p *Packet) *hcl.Diagnostic {
	recorded, wanted := &p.Recorded, &p.Recipient
	address := recorded.Campaign + "/" + recorded.Key
	d := &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Recorded with another amount", Subject: wanted.Range.Ptr()}
	fact := "was paid"
	if recorded.InDoubt() {
		fact = "may have been paid"
	} else if !recorded.Status.Paid() {
		fact = "is recorded with"
	}
	when := fmt.Sprintf("%s, bill number %s", beijing.Format(recorded.IntentAt), recorded.BillNo)
	back := recorded.Amount.Yuan() + " back"
	if recorded.OpenID != wanted.OpenID {
		d.Summary, back = "Recorded for another person", "the openid back"
		d.Detail = fmt.Sprintf("%s %s %s (%s) to another openid than the file names now. Sending would pay a different person under the "+
			"same key. Choose one:\n\n", address, fact, recorded.Amount, when)
	} else {
		d.Detail = fmt.Sprintf("%s %s %s (%s); the file says %s. redpack never pays a difference by itself. Choose one:\n\n", address, fact,
			recorded.Amount, when, wanted.Amount)
	}
	d.Detail += fmt.Sprintf("  keep what is recorded: put %s, or\n    redpack state accept %s -reason=…\n", back, ShellWord(address))
	switch more := wanted.Amount - recorded.Amount; {
	case recorded.OpenID != wanted.OpenID:
		d.Detail += "  pay the new person: add a recipient with a key of their own\n"
	case more > 0:
		d.Detail += fmt.Sprintf("  pay the difference: add a recipient with a new key and %s\n", more.Yuan())
	}
	d.Detail += fmt.Sprintf("  go on without it:\n    redpack apply %s", ShellWord("-exclude="+campaign+"/"+wanted.Key))
	return d
}
