package cli

import (
	"context"
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
)

// contact is the client of a command that has sent nothing yet.
type contact struct {
	*request
	client *gateway.Platform
	fresh  bool // the simulator's ledger was made for this command
}

// connect makes the client, so that a missing key or a broken certificate is told before anybody approves anything.
func (r *request) connect(ctx context.Context) (*contact, error) {
	fresh := r.project.merchant.Sandbox && !r.project.hasLedger()
	client, diags, err := gateway.Connect(ctx, r.project.account(r.env))
	if err != nil {
		return nil, err
	}
	return &contact{request: r, client: client, fresh: fresh}, r.print.diagnostics(diags)
}

// admitted refuses a merchant whom WeChat Pay would refuse, with a state or without one: nobody is asked to approve such a run.
func (c *contact) admitted(ctx context.Context, stops *interrupts) error {
	if c.project.merchant.Sandbox {
		return nil
	}
	return (&admission{env: c.env, project: c.project, print: c.print}).ask(ctx, c.client, stops.drain)
}

// probe refuses campaigns that were applied before and of which the state knows nothing: it was lost. The campaigns that were
// sent from this folder before are looked at whichever was chosen, for a line may have come from one of them. A simulator that
// was started for this very command has paid nobody.
func (c *contact) probe(ctx context.Context, stops *interrupts) error {
	if c.fresh {
		return nil
	}
	queries := probePacer(c.project.merchant, c.env.Now()) // one for all campaigns, as the merchant's rate is
	for _, campaign := range c.project.merchantCampaigns() {
		_, pinned := c.project.pins.content.Find(append(campaign.FormerNames(), campaign.Name)...)
		if !pinned && c.known.Len() > 0 && !slices.Contains(c.project.campaigns, campaign) || plan.Begun(campaign, c.known) && !plan.Abandoned(campaign, c.known) {
			continue
		}
		if c.print.text && !campaign.Merchant.Sandbox && !onThisComputer(campaign.Merchant) {
			c.env.complain("%s\n", lang.Format("Asking %s whether campaign %s was sent before; this takes up to half a minute, once.",
				"正在向%s查询活动 %s 以前是否发放过；最多需要半分钟，只问这一次。", campaign.Merchant.Platform(), campaign.Name))
		}
		asked := asking(c.env, c.client, stops.drain)
		asked.Queries, asked.MaxInRow = queries, 1
		err := inquiry.Probe(ctx, campaign, c.known, c.project.pins.content, asked)
		if unproved := (*inquiry.NoProofError)(nil); errors.As(err, &unproved) {
			unproved.Why = unproved.Why.Each(c.print.err.Masked) // it has the server's words in it
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// probePacer paces the queries of a probe. A server on this very computer is one for rehearsals and need not be spared, but it keeps the
// platform's minute.
func probePacer(m *hclspec.Merchant, now time.Time) *apply.Pacer {
	if m.Sandbox || onThisComputer(m) {
		return apply.NewUnspacedPacer(queriesPerMinute)
	}
	return apply.NewPacer(plan.Evenly(queriesPerMinute), now, nil, 0)
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
