package apply_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing/fstest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// generous is a platform that pays whatever it is asked to.
type generous struct{}

func (generous) Freeze(o apply.Order) (string, error) {
	return fmt.Sprintf("pay %s to %s under %s", o.Recipient.Amount, o.Recipient.OpenID, o.BillNo), nil
}

func (generous) Send(context.Context, string) apply.Answer {
	return apply.Answer{Class: apply.Success, SendListID: "1000"}
}

func (generous) Repairable(string) bool { return false }

func (generous) Query(context.Context, state.BillNo) apply.Finding {
	return apply.Finding{Platform: apply.NotFound}
}

const teaHouse = `
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

// Run sends the packets of a plan through a Sender, with the state as its memory.
func ExampleRun() {
	folder, err := os.MkdirTemp("", "redpack")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	result, err := send(context.Background(), filepath.Join(folder, "redpack.state"))
	fmt.Println(result.SentNow.Packets, "sent,", result.SentNow.Amount, err)
	result, err = send(context.Background(), filepath.Join(folder, "redpack.state")) // nobody is paid twice
	fmt.Println(result.SentNow.Packets, "sent,", result.Left.Packets, "left", err)
	// Output:
	// 2 sent, ¥15.54 <nil>
	// 0 sent, 0 left <nil>
}

func send(ctx context.Context, path string) (apply.Result, error) {
	project, diags := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: []byte(teaHouse)}}, hclspec.Options{})
	if diags.HasErrors() {
		return apply.Result{}, diags
	}
	c, now := project.Campaigns[0], time.Now()
	store, err := state.Open(ctx, state.File(path), state.OpenOptions{
		MchID: c.Merchant.MchID, AppID: c.Merchant.AppID, Sandbox: true, Tool: "example", Owner: "li@tea", Now: time.Now,
	})
	if err != nil {
		return apply.Result{}, err
	}
	defer store.Close()
	p, diags := plan.New(c, store.Snapshot(), plan.Options{At: now, KeepWork: true})
	if diags.HasErrors() {
		return apply.Result{}, diags
	}
	daily, err := plan.NewDaily(c.Merchant, store.Snapshot(), now)
	if err != nil {
		return apply.Result{}, err
	}
	return apply.Run(ctx, p, apply.Options{
		Store: store, Sender: generous{}, Numbers: plan.NumberingOf(c, store.Snapshot(), nil, now), Daily: daily, Now: time.Now,
		Pacer: apply.NewPacer(plan.RateOf(c), now, nil, 0), Queries: apply.NewPacer(plan.Evenly(60), now, nil, 0),
		Connections: 2, Patience: time.Second, MaxInRow: 10,
	})
}
