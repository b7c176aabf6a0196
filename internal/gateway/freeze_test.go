package gateway_test

import (
	"crypto/rand"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/gateway"
)

// asked is a campaign under one of the two protocols.
func asked(t *testing.T, protocol, more string) *hclspec.Campaign {
	t.Helper()
	project, diags := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: fmt.Appendf(nil, `
merchant "m" {
  sandbox  = true
  protocol = %q
}
campaign "lantern" {
  merchant   = merchant.m
  date       = "2027-02-20"
  send_name  = "天虹百货"
  act_name   = "猜灯谜"
  remark     = "元宵"
  wishing    = "元宵快乐"
  %s
  recipients = { anna = { openid = "oTEST00000000000000000000001", amount = 1.00 } }
}`, protocol, more)}}, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return project.Campaigns[0]
}

// A request is frozen by the table of the campaign's own merchant, from which its parameters come.
func TestFreezeFollowsTheCampaign(t *testing.T) {
	current, old := asked(t, "current", `scene_id = "PRODUCT_1"`), asked(t, "2015", `nick_name = "天虹"`)
	platform, diags, err := gateway.Connect(t.Context(), gateway.Account{
		Merchant: current.Merchant, Ledger: filepath.Join(t.TempDir(), "ledger"), Now: time.Now, Random: rand.Reader,
	})
	if err != nil || diags.HasErrors() {
		t.Fatal(err, diags)
	}
	defer platform.Close()
	sender := gateway.NewSender(platform.Client, rand.Reader)
	for _, tt := range []struct {
		campaign   *hclspec.Campaign
		has, hasNo string
	}{{current, "scene_id", "nick_name"}, {old, "nick_name", "scene_id"}} {
		request, err := sender.Freeze(apply.Order{
			Campaign: tt.campaign, BillNo: "1000000000202702200000000001",
			Recipient: hclspec.Recipient{OpenID: "oTEST00000000000000000000001", Amount: 100, Wishing: "元宵快乐", Remark: "元宵"},
		})
		if err != nil || !strings.Contains(request, tt.has) || strings.Contains(request, tt.hasNo) {
			t.Errorf("protocol %s: %v, %s", tt.campaign.Merchant.Protocol, err, request)
		}
	}
}
