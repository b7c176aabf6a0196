package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

type acceptOptions struct {
	stateFlags
	reason  string
	notPaid bool
}

func newStateAccept(env *Env) *cobra.Command {
	var o acceptOptions
	cmd := &cobra.Command{
		Use: "accept ADDRESS [FOLDER] -reason=TEXT", Args: cobra.RangeArgs(1, 2),
		Short: "Decide that a packet stays as it was paid, although the file says otherwise now",
		Long: `A packet that was recorded with another amount or for another person than the file says now is a conflict, and nothing is
sent while there is one. accept records your decision to leave the packet as it is: what was paid counts as it is recorded,
and what was not is never sent. Who decided, when and why is kept in the history. If the file changes again, to a
third amount or person, that is a new conflict.

Two more decisions are recorded in this way. A packet whose key left the file, while its person stands there under a new
key, there or in another campaign of the folder: the new key is a packet of its own, and not the old one renamed. And a packet
in doubt that nobody can clear up, because WeChat Pay tells for 30 days only what became of a number, or knows the number with
another amount or without naming anybody: it counts as paid, and is never sent again. Where the merchant platform shows that
the number paid somebody else, -not-paid says so, and the next apply pays this person under another number.`,
		Example: "  redpack state accept team_cny_2027/wang_wei -reason=\"8.88 was right; the list had a typing error\"",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o.stateFlags, func(print *printer) error { return acceptPacket(cmd.Context(), env, o, args, print) })
		},
	}
	o.projectFlags.add(cmd)
	o.addEnvironment(cmd)
	cmd.Flags().StringVar(&o.reason, "reason", "", "why the packet stays as it is; required")
	cmd.Flags().BoolVar(&o.notPaid, "not-paid", false, "the number paid somebody else, as the merchant platform shows: this person may get another one")
	cmd.Flags().BoolVar(&o.json, "json", false, "print events as JSON, one a line")
	addJSONInto(cmd)
	return cmd
}

func acceptPacket(ctx context.Context, env *Env, o acceptOptions, args []string, print *printer) (err error) {
	of, err := parseAddress(args[0])
	if err != nil {
		return err
	}
	if strings.TrimSpace(o.reason) == "" {
		return fmt.Errorf("a decision about money needs a reason that others understand later: add -reason=\"…\"")
	}
	p, err := load(env, args[1:], o.projectFlags, print)
	if err != nil {
		return err
	}
	defer p.close()
	snapshot, err := readState(ctx, place{path: p.statePath()})
	if err != nil {
		return err
	}
	packet, ok := recordedUnder(p, snapshot, of)
	if !ok {
		return noPacket(snapshot, of)
	}
	var decision state.Decision
	if o.notPaid {
		err = mayRelease(&packet)
	} else {
		decision, err = decide(p, snapshot, packet, env.Now(), print)
	}
	if err != nil {
		return err
	}
	store, err := openState(ctx, env, p)
	if err != nil {
		return err
	}
	if decision.Reason = strings.TrimSpace(o.reason); o.notPaid {
		packet, err = store.Release(ctx, packet.ID, decision.Reason)
	} else {
		packet, err = store.Accept(ctx, packet.ID, decision)
	}
	if err := errors.Join(err, store.Close()); err != nil {
		return err
	}
	return print.show(func(j *events.JSON) error { return j.Packet(packet, nil) },
		func(w io.Writer) error { return view.Accepted(w, packet, print.out) })
}

// mayRelease refuses to call a packet not paid of which WeChat Pay has not said that the number is another order's.
func mayRelease(p *state.Packet) error {
	if p.Disputed() {
		return nil
	}
	return fmt.Errorf("%s/%s is %s. -not-paid is for a packet in doubt whose number WeChat Pay knows as another order", p.Campaign, p.Key, p.Status)
}

// decide finds what there is to decide about a packet, and refuses where there is nothing.
func decide(p *project, snapshot *state.Snapshot, packet state.Packet, now time.Time, print *printer) (state.Decision, error) {
	wanted, renamed, err := askedFor(p, snapshot, packet, print)
	if err != nil {
		return state.Decision{}, err
	}
	address := packet.Address().String()
	asItIs := state.Decision{OpenID: packet.OpenID, Amount: packet.Amount}
	lost := packet.InDoubt() && (plan.Forgotten(&packet, now) || packet.Disputed()) && !plan.Closed(&packet)
	asksElse := wanted != nil && (wanted.Amount != packet.Amount || wanted.OpenID != packet.OpenID)
	switch {
	case asksElse && (lost || !packet.Accepts(wanted.OpenID, wanted.Amount)):
		return state.Decision{OpenID: wanted.OpenID, Amount: wanted.Amount}, nil
	case wanted != nil && lost:
		return asItIs, nil
	case packet.Accepted.Reason != "" && (asksElse || packet.Accepts(packet.OpenID, packet.Amount)) && (renamed == "" || packet.AllowsSecond()):
		return asItIs, fmt.Errorf("%s was accepted already, by %s: %s", address, packet.Accepted.By, packet.Accepted.Reason)
	case packet.InDoubt() && !lost && !plan.Closed(&packet) && (wanted != nil || renamed != ""):
		return asItIs, fmt.Errorf("nobody knows yet whether %s was paid, and WeChat Pay still tells: run redpack refresh first. There is "+
			"nothing to accept before", address)
	case renamed != "" && !packet.MayHavePaid():
		return asItIs, fmt.Errorf("%s is %s, and its order may still be open at WeChat Pay, so nobody can decide yet that its person gets a "+
			"second one. If the new key is the same packet, a moved block says so: redpack plan prints it", address, packet.Status)
	case renamed != "":
		asItIs.Second = true
		return asItIs, nil
	case wanted == nil:
		return asItIs, fmt.Errorf("%s is in the state and no longer in the files, and nobody new has its openid; that is no conflict, so "+
			"there is nothing to accept", address)
	default:
		return asItIs, fmt.Errorf("%s is recorded with the amount and the openid that the file asks for; there is nothing to accept", address)
	}
}

// recordedUnder finds a packet by the address that it has, had or will have: a moved block may have been carried out in the
// state or not yet.
func recordedUnder(p *project, snapshot *state.Snapshot, of address.Address) (state.Packet, bool) {
	if packet, ok := snapshot.Lookup(of.Campaign, of.Key); ok {
		return packet, true
	}
	now := movedTo(p.Moved, address.Address(of))
	for _, c := range p.Campaigns {
		if c.Name == now.Campaign {
			return plan.NewLedger(c, snapshot).Lookup(now.Key)
		}
	}
	return state.Packet{}, false
}

// movedTo is where the moved blocks lead to from an address. That of a key counts before that of its campaign.
func movedTo(moved []hclspec.Moved, a address.Address) address.Address {
	to := map[address.Address]address.Address{}
	for _, m := range moved {
		to[m.From] = m.To
	}
	for range moved {
		if next, ok := to[a]; ok {
			a = next
		} else if next, ok := to[address.Address{Campaign: a.Campaign}]; ok {
			a.Campaign = next.Campaign
		}
	}
	return a
}

// askedFor finds what the files ask for whom plan takes a packet to belong to, and where that is nobody, a key without a
// packet that has its openid, there or as plan takes it for the same packet in another campaign of the project.
func askedFor(p *project, snapshot *state.Snapshot, packet state.Packet, print *printer) (wanted *hclspec.Recipient, renamed string, err error) {
	for _, c := range p.Campaigns {
		own := c.Name == packet.Campaign || slices.Contains(c.FormerNames(), packet.Campaign)
		if !own && !c.Moved() {
			continue
		}
		ledger := plan.NewLedger(c, snapshot)
		committed, lookup := ledger.Committed(), ledger.Lookup
		diags := c.Recipients(committed, func(r *hclspec.Recipient) bool {
			switch recorded, ok := lookup(r.Key); {
			case ok && recorded.ID == packet.ID:
				found := *r
				wanted = &found
			case own && r.OpenID == packet.OpenID && (!ok || !recorded.Binds()):
				renamed = r.Key
			}
			return wanted == nil
		})
		if wanted != nil {
			return wanted, "", nil
		}
		if err := print.diagnostics(diags); err != nil {
			return nil, "", err
		}
	}
	for _, c := range p.Campaigns {
		if c.Name != packet.Campaign && renamed == "" {
			renamed = strayedTo(c, snapshot, packet)
		}
	}
	return nil, renamed, nil
}

// strayedTo finds the key in another campaign under which a packet would be paid again. What is wrong with that list is no
// matter of this decision.
func strayedTo(c *hclspec.Campaign, snapshot *state.Snapshot, packet state.Packet) (key string) {
	committed := plan.NewLedger(c, snapshot).Committed()
	_ = c.Recipients(committed, func(r *hclspec.Recipient) bool {
		if r.OpenID == packet.OpenID && (r.Key == packet.Key || r.Amount == packet.Amount) {
			if _, known := committed(r.Key); !known {
				key = r.Key
			}
		}
		return key == ""
	})
	return key
}
