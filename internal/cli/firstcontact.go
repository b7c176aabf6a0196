package cli

import (
	"context"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/wxpay"
	"github.com/cashredpack/redpack/plan"
)

// probe refuses campaigns that were applied before and of which the state knows nothing: it was lost. The campaigns that were
// sent from this folder before are looked at whichever was chosen, for a line may have come from one of them. A simulator that
// was started for this very command has paid nobody.
func (a *applier) probe(ctx context.Context, stops *interrupts) error {
	if a.fresh {
		return nil
	}
	for _, c := range a.project.merchantCampaigns() {
		_, pinned := a.project.pins.content.Find(append(c.FormerNames(), c.Name)...)
		if !pinned && a.known.Len() > 0 && !slices.Contains(a.project.campaigns, c) || plan.Begun(c, a.known) && !plan.Abandoned(c, a.known) {
			continue
		}
		if a.print.text && !c.Merchant.Sandbox && !onThisComputer(c.Merchant) {
			a.env.complain("Asking WeChat Pay whether campaign %s was sent before; this takes up to half a minute, once.\n", c.Name)
		}
		err := inquiry.Probe(ctx, c, a.known, a.project.pins.content, inquiry.Inquiry{
			Asker: gateway.NewSender(a.client.Client, c.Merchant, a.env.Random), Now: a.env.Now,
			Queries: probePacer(c.Merchant, a.env.Now()), Connections: wxpay.Connections(queriesPerMinute), MaxInRow: 1, Drain: stops.drain,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// probePacer paces the queries of a probe. A server on this very computer is one for rehearsals and need not be spared.
func probePacer(m *hclspec.Merchant, now time.Time) *apply.Pacer {
	const here = 100 * queriesPerMinute
	if m.Sandbox || onThisComputer(m) {
		return apply.NewPacer(here, now, nil, 0)
	}
	return apply.NewPacer(queriesPerMinute, now, nil, 0)
}

// onThisComputer reports whether a merchant's endpoint is an address of the loopback interface.
func onThisComputer(m *hclspec.Merchant) bool {
	address, err := url.Parse(m.Endpoint)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(address.Hostname())
	return err == nil && ip.IsLoopback() || address.Hostname() == "localhost"
}
