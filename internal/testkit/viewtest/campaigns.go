// Package viewtest has what can be shown, for the tests of internal/view and internal/events: two campaigns ("spring-2027", which is live, and
// "lantern", which is a rehearsal) with their plans, records, runs, comparisons and diagnostics, and secrets planted in them. It also
// compares what was written with golden files. Nothing of it is built into the product.
package viewtest

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// PlantedOpenID and the planted key are secrets: no output may hold them.
const (
	PlantedOpenID = "oPLANTED0openid0never0shown0"
	plantedKey    = "PLANTEDapikey0never0shown0123456"
	mchID         = "1900006789"
	appID         = "wx8f0123456789ab21"
)

// At is an instant of the day on which the fixtures play.
func At(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", "2027-02-06 "+clock, beijing.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

// OpenID makes the n-th openid.
func OpenID(n int) string { return fmt.Sprintf("oX12%020dab9K", n) }

const merchantBlock = `
merchant "main" {
  mch_id      = "` + mchID + `"
  appid       = "` + appID + `"
  cert_file   = "cert.pem"
  key_file    = "key.pem"
  api_key_env = "REDPACK_API_KEY"
}
`

const settings = `
  merchant  = merchant.main
  date      = "2027-02-06"
  send_name = "示例科技"
  act_name  = "新春红包"
  remark    = "过年好"
  wishing   = "恭喜发财，大吉大利"
  limits { budget = 16000.00 }
  schedule {
    not_before = "2027-02-06 09:00"
    not_after  = "2027-02-06 21:00"
  }
`

// Spring is a campaign of 4 people in the HCL and 1,000 in a CSV.
func Spring() fstest.MapFS {
	rows := "id,openid,amount,name\n"
	for i := range 1000 {
		rows += fmt.Sprintf("u%04d,%s,%s,员工%d\n", i, OpenID(i), money.Fen(888+i%3*100).Yuan(), i)
	}
	return fstest.MapFS{
		"spring-2027.hcl": {Data: []byte(merchantBlock + `campaign "spring-2027" {` + settings + `
  recipients = {
    chen-yu = { openid = "oCHEN00000000000000000000001", amount = 188.00, label = "陈宇" }
    sun-mei = { openid = "oSUNM00000000000000000000002", amount = 88.00, wishing = "三羊开泰" }
    张三     = { openid = "` + PlantedOpenID + `", amount = 66.60, wishing = "新春快乐，万事如意" }
    欧阳静    = { openid = "oOUYG00000000000000000000003", amount = 18.88 }
  }
  recipients_from "csv" {
    path   = "员工名单.csv"
    key    = row.id
    openid = row.openid
    amount = row.amount
    label  = row.name
  }
}
`)},
		"员工名单.csv": {Data: []byte(rows)},
	}
}

// Granted is the spring campaign of a merchant who may do more than others.
func Granted() fstest.MapFS {
	return Replaced(Spring(), "  appid  ", `  limits {
    per_minute             = 5000
    per_second             = 100
    min_amount             = 0.30
    max_amount             = 499.00
    quiet_hours            = "01:00-06:00"
    per_user_daily_packets = 20
    per_user_daily_amount  = 2000.00
    daily_amount           = 2000000.00
  }
  appid  `)
}

// Rehearsed is the spring campaign, whose merchant sends to a server that is not WeChat Pay.
func Rehearsed() fstest.MapFS {
	return Replaced(Spring(), "  appid  ", "  endpoint    = \"https://127.0.0.1:8443\"\n  appid  ")
}

// Canaried is the spring campaign, in which two people go first.
func Canaried() fstest.MapFS {
	return Replaced(Spring(), "  wishing   = \"恭喜发财，大吉大利\"\n", "  wishing   = \"恭喜发财，大吉大利\"\n  canary    = [\"chen-yu\", \"u0001\"]\n")
}

// CanaryPaid is its state when those two are paid and one of them has opened the packet.
func CanaryPaid() []state.Packet {
	first, second := Recorded("chen-yu", "oCHEN00000000000000000000001", 188_00, state.Received), Recorded("u0001", OpenID(1), 9_88, state.Sent)
	first.PlatformStatus, second.PlatformStatus = "RECEIVED", "SENT"
	first.ReceivedAt = At("09:01:30")
	return []state.Packet{first, second}
}

// Resending is the spring campaign, which sends once more what nobody took.
func Resending() fstest.MapFS {
	return Replaced(Spring(), "  wishing   = \"恭喜发财，大吉大利\"\n", "  wishing   = \"恭喜发财，大吉大利\"\n  resend_refunded = 1\n")
}

// Repairable is its state with packets of every kind that were not paid, or came back, and are sent all the same: the file corrects persons
// and amounts of three of them.
func Repairable() []state.Packet {
	amount := Recorded("chen-yu", "oCHEN00000000000000000000001", 198_00, state.Held)
	amount.Code, amount.Text, amount.NoOrder = "MONEY_LIMIT", "红包金额发放限制", true
	person := Recorded("sun-mei", "oANOTHERPERSON0000000000001x", 88_00, state.Refused)
	person.Code, person.Text, person.NoOrder = "OPENID_ERROR", "openid和appid不匹配", true
	both := Recorded("u0001", "oANOTHERPERSON0000000000002x", 1_00, state.Failed)
	both.Code, both.Text = "FAILED", "用户账号异常"
	back := Recorded("u0002", OpenID(2), 10_88, state.Refunded)
	back.RefundedAt = At("09:01:30")
	twice := Recorded("u0003", OpenID(3), 8_88, state.Refunded)
	twice.RefundedAt, twice.Attempt = At("09:01:30"), 1
	return []state.Packet{amount, person, both, back, twice}
}

// Lantern is a small campaign of a sandbox merchant.
func Lantern() fstest.MapFS {
	return fstest.MapFS{"campaign.hcl": {Data: []byte(`
merchant "mall" {
  sandbox = true
  limits { quiet_hours = "none" }
}
campaign "lantern" {
  merchant  = merchant.mall
  date      = "2015-03-05"
  send_name = "天虹百货"
  act_name  = "猜灯谜抢红包活动"
  remark    = "快来抢！"
  wishing   = "祝您元宵节快乐！"
  recipients = {
    lin_qing = { openid = "oDEMOxvcuEI3wFScBhPsazqkYJs7", amount = 88.00 }
    司马朗 = { openid = "oDEMO3aIWSB9fdB0IaNqrM90R9dn", amount = 1.00 }
  }
}
`)}}
}

// Supplemented is that campaign with two supplements, the reason of one of which names an openid.
func Supplemented() fstest.MapFS {
	return Replaced(Lantern(), "  recipients = {", `  supplement "lin_qing_2" {
    of     = "lin_qing"
    amount = 12.00
    reason = "was paid 88.00, the contract says 100.00; approved by Li Na"
  }
  supplement "司马朗_补发" {
    of      = "司马朗"
    amount  = 7.88
    wishing = "补发"
    reason  = "名单漏了第二轮，oDEMO3aIWSB9fdB0IaNqrM90R9dn，李娜批准"
    label   = "司马"
  }
  recipients = {`)
}

// Planned plans the only campaign of a project without those who are left out.
func Planned(t testing.TB, fsys fstest.MapFS, packets []state.Packet, clock string, left ...string) *plan.Plan {
	t.Helper()
	var selectors []plan.Selector
	for _, address := range left {
		selectors = append(selectors, plan.Selector{Text: address, Exclude: true})
	}
	project, diags := hclspec.Load(fsys, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatalf("load: %v", diags)
	}
	snapshot := state.EmptySnapshot()
	if packets != nil {
		snapshot = state.NewSnapshot(packets)
	}
	p, diags := plan.New(project.Campaigns[0], snapshot, plan.Options{At: At(clock), Selection: plan.NewSelection(selectors)})
	if diags.HasErrors() {
		t.Fatalf("plan: %v", diags)
	}
	return p
}

// Crowd is a campaign of n people in one CSV.
func Crowd(n int) fstest.MapFS {
	rows := []string{"id,openid,amount"}
	for i := range n {
		rows = append(rows, fmt.Sprintf("u%06d,%s,8.88", i, OpenID(i)))
	}
	return fstest.MapFS{
		"a.hcl": {Data: []byte(merchantBlock + `campaign "spring-2027" {` +
			strings.Replace(settings, "limits { budget = 16000.00 }", "", 1) + `
  recipients_from "csv" {
    path = "p.csv"
    key = row.id
    openid = row.openid
    amount = row.amount
  }
}
`)},
		"p.csv": {Data: []byte(strings.Join(rows, "\n") + "\n")},
	}
}
