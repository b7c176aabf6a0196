package plan_test

import (
	"fmt"
	"testing/fstest"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// New compares a campaign with what the state knows. Here the state knows nothing, so everybody is to be sent to.
func ExampleNew() {
	project, diags := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: []byte(`
merchant "tea" {
  sandbox = true
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
`)}}, hclspec.Options{})
	if diags.HasErrors() {
		fmt.Println(diags)
		return
	}
	p, diags := plan.New(project.Campaigns[0], state.EmptySnapshot(), plan.Options{At: time.Date(2027, 2, 6, 12, 0, 0, 0, time.UTC)})
	if diags.HasErrors() {
		fmt.Println(diags)
		return
	}
	send := p.Tally(plan.Send)
	fmt.Println("send", send.Packets, "packets,", send.Amount)
	// Output:
	// send 2 packets, ¥15.54
}
