// Program runner is what a third party can write: a platform of its own, given to redpack's engine. It names every type.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing/fstest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

const campaign = `
merchant "tea" {
  sandbox = true
  limits {
    quiet_hours = "none"
  }
}
campaign "spring" {
  merchant  = merchant.tea
  date      = "2027-02-06"
  send_name = "Tea House"
  act_name  = "Spring"
  wishing   = "Happy New Year"
  remark    = "Thank you"
  recipients = {
    li   = { openid = "oEXAMPLE00000000000000000001", amount = 8.88 }
    wang = { openid = "oEXAMPLE00000000000000000002", amount = 6.66 }
  }
}
`

// platform pays everybody, each number once.
type platform struct {
	mu   sync.Mutex
	paid map[state.BillNo]hclspec.Fen
}

var _ apply.Sender = (*platform)(nil)

type request struct {
	No     state.BillNo
	OpenID string
	Amount hclspec.Fen
}

func (*platform) Freeze(o apply.Order) (string, error) {
	text, err := json.Marshal(request{No: o.BillNo, OpenID: o.Recipient.OpenID, Amount: o.Recipient.Amount})
	return string(text), err
}

func (p *platform) Send(_ context.Context, text string) apply.Answer {
	var r request
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return apply.Answer{Class: apply.Fix, Code: "UNREADABLE", Text: err.Error()}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paid[r.No] = r.Amount
	return apply.Answer{Class: apply.Success, SendListID: "list-" + string(r.No)}
}

func (*platform) Repairable(string) bool { return false }

func (p *platform) Query(_ context.Context, no state.BillNo) apply.Finding {
	p.mu.Lock()
	defer p.mu.Unlock()
	amount, ok := p.paid[no]
	if !ok {
		return apply.Finding{Platform: apply.NotFound}
	}
	return apply.Finding{Platform: apply.Offered, Word: "SENT", Amount: amount}
}

func main() {
	p := &platform{paid: map[state.BillNo]hclspec.Fen{}}
	result, err := run(context.Background(), p, os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var sent state.Tally = result.SentNow
	fmt.Println(sent.Packets, "packets sent,", sent.Amount, "in all;", len(p.paid), "numbers paid;", result.Left.Packets, "left")
}

func run(ctx context.Context, sender apply.Sender, folder string) (apply.Result, error) {
	var none apply.Result
	project, diags := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: []byte(campaign)}}, hclspec.Options{})
	if diags.HasErrors() {
		return none, diags
	}
	c := project.Campaigns[0]
	store, err := state.Open(ctx, state.File(filepath.Join(folder, "redpack.state")), state.OpenOptions{
		MchID: c.Merchant.MchID, AppID: c.Merchant.AppID, Sandbox: true, Tool: "runner", Owner: "runner", Now: time.Now,
	})
	if err != nil {
		return none, err
	}
	defer store.Close()
	p, diags := plan.New(c, store.Snapshot(), plan.Options{At: time.Now(), KeepWork: true})
	if diags.HasErrors() {
		return none, diags
	}
	daily, err := plan.NewDaily(c.Merchant, store.Snapshot(), time.Now())
	if err != nil {
		return none, err
	}
	completed, open, err := store.LastMinute(time.Now())
	if err != nil {
		return none, err
	}
	return apply.Run(ctx, p, apply.Options{
		Store: store, Sender: sender, Numbers: plan.NumberingOf(c, store.Snapshot(), nil, time.Now()), Daily: daily, Now: time.Now,
		Pacer: apply.NewPacer(plan.RateOf(c), time.Now(), completed, open), Queries: apply.NewPacer(plan.Evenly(60), time.Now(), nil, 0),
		Connections: 2, Patience: time.Second, MaxInRow: 10,
	})
}
