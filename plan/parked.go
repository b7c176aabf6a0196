package plan

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
)

// parked warns of refused packets that the file has corrected since. Nothing was paid, so nobody has to wait for a decision
// about them; but their requests hold what was refused and never leave again, so somebody has to say who gets what now.
func (p *Plan) parked() hcl.Diagnostics {
	var persons, amounts []*Packet
	for i := range p.Listed {
		packet := &p.Listed[i]
		switch {
		case packet.Action != Refused || !packet.Differs():
		case packet.Recipient.OpenID != packet.Recorded.OpenID:
			persons = append(persons, packet)
		default:
			amounts = append(amounts, packet)
		}
	}
	var diags hcl.Diagnostics
	if len(persons) > 0 {
		diags = append(diags, correction(persons, "names another person now", "To pay the person whom the file names, give that line a new "+
			"key: the old packet becomes an orphan, under which nothing was paid."))
	}
	if len(amounts) > 0 {
		first := amounts[0]
		diags = append(diags, correction(amounts, fmt.Sprintf("says %s now, not %s", first.Recipient.Amount, first.Recorded.Amount),
			fmt.Sprintf("Put %s back and ask again:\n\n  redpack apply -retry-refused\n\nor take the line out and put the same person into a "+
				"campaign of its own that has\n\n  repeats = [%s]", first.Recorded.Amount.Yuan(), literal(p.Campaign.Name))))
	}
	return diags
}

// correction is the one warning for all refused packets that were corrected in the same way.
func correction(packets []*Packet, how, wayOut string) *hcl.Diagnostic {
	first := packets[0]
	what := fmt.Sprintf("%s was refused (%s) and nothing was paid; the file %s.", recordedAddress(first), plain.Of(first.Recorded.Code), how)
	if len(packets) > 1 {
		var names []string
		for _, packet := range packets[:min(len(packets), words.ShownNames)] {
			names = append(names, recordedAddress(packet))
		}
		what = fmt.Sprintf("%s packets were refused and nothing was paid, and the file %s: %s.", money.Count(len(packets)), how,
			words.Some(names, len(packets)))
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagWarning, Summary: "Corrected after it was refused", Subject: first.Recipient.Range.Ptr(),
		Detail: what + " What is recorded is not sent any more, not even with -retry-refused.\n\n" + wayOut,
	}
}

func recordedAddress(p *Packet) string {
	return p.Recorded.Address().String()
}
