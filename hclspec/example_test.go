package hclspec_test

import (
	"fmt"
	"testing/fstest"

	"github.com/cashredpack/redpack/hclspec"
)

// Load reads a folder of HCL files; Recipients reads the list of a campaign, row by row.
func ExampleLoad() {
	folder := fstest.MapFS{"campaign.hcl": {Data: []byte(`
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
`)}}
	project, diags := hclspec.Load(folder, hclspec.Options{})
	if diags.HasErrors() {
		fmt.Println(diags)
		return
	}
	campaign := project.Campaigns[0]
	var sum hclspec.Fen
	diags = campaign.Recipients(nil, func(r *hclspec.Recipient) bool {
		sum += r.Amount
		fmt.Println(campaign.Name+"/"+r.Key, r.Amount)
		return true
	})
	fmt.Println(sum, "in all,", len(diags), "problems")
	// Output:
	// spring/li ¥8.88
	// spring/wang ¥6.66
	// ¥15.54 in all, 0 problems
}
