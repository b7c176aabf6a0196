package view_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Planted secrets: no output may hold them.
const (
	plantedOpenID = "oPLANTED0openid0never0shown0"
	plantedKey    = "PLANTEDapikey0never0shown0123456"
	mchID         = "1900006789"
	appID         = "wx8f0123456789ab21"
)

// at is an instant of the day on which the fixtures play.
func at(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", "2027-02-06 "+clock, beijing.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

// openID makes the n-th openid.
func openID(n int) string { return fmt.Sprintf("oX12%020dab9K", n) }

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

// spring is a campaign of 4 people in the HCL and 1,000 in a CSV.
func spring() fstest.MapFS {
	rows := "id,openid,amount\n"
	for i := range 1000 {
		rows += fmt.Sprintf("u%04d,%s,%s\n", i, openID(i), money.Fen(888+i%3*100).Yuan())
	}
	return fstest.MapFS{
		"spring-2027.hcl": {Data: []byte(merchantBlock + `campaign "spring-2027" {` + settings + `
  recipients = {
    chen-yu = { openid = "oCHEN00000000000000000000001", amount = 188.00 }
    sun-mei = { openid = "oSUNM00000000000000000000002", amount = 88.00, wishing = "三羊开泰" }
    张三     = { openid = "` + plantedOpenID + `", amount = 66.60, wishing = "新春快乐，万事如意" }
    欧阳静    = { openid = "oOUYG00000000000000000000003", amount = 18.88 }
  }
  recipients_from "csv" {
    path   = "员工名单.csv"
    key    = row.id
    openid = row.openid
    amount = row.amount
  }
}
`)},
		"员工名单.csv": {Data: []byte(rows)},
	}
}

// lantern is a small campaign of a sandbox merchant.
func lantern() fstest.MapFS {
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

// planned plans the only campaign of a project without those who are left out.
func planned(t testing.TB, fsys fstest.MapFS, packets []state.Packet, clock string, left ...string) *plan.Plan {
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
	p, diags := plan.New(project.Campaigns[0], snapshot, plan.Options{At: at(clock), Selection: plan.NewSelection(selectors)})
	if diags.HasErrors() {
		t.Fatalf("plan: %v", diags)
	}
	return p
}

// recorded is a packet of the spring campaign in the state.
func recorded(key, openID string, amount money.Fen, status state.Status) state.Packet {
	no, err := billno.Series{Version: billno.ByKey, Scheme: billno.Digits, MchID: mchID, Date: "20270206", Campaign: "spring-2027"}.Number(billno.Recipient{Key: key})
	if err != nil {
		panic(err)
	}
	return state.Packet{
		Campaign: "spring-2027", Key: key, OpenID: openID, Amount: amount, BillNo: no, Status: status, Tries: 1,
		IntentAt: at("09:00:12"), SendingAt: at("09:00:12"), OutcomeAt: at("09:00:13"),
	}
}

// interrupted is the spring campaign after a run that was cut off: packets of every kind.
func interrupted() []state.Packet {
	packets := []state.Packet{
		recorded("chen-yu", "oCHEN00000000000000000000001", 88_00, state.Sent),
		recorded("sun-mei", "oANOTHERPERSON0000000000001x", 88_00, state.Sent),
		recorded("wang-lei", "oPLANTED0openid0never0shown1", 18_88, state.Received),
	}
	row := func(i int, status state.Status, code, text string) {
		p := recorded(fmt.Sprintf("u%04d", i), openID(i), money.Fen(888+i%3*100), status)
		p.Code, p.Text = code, text
		if status == state.Held {
			p.NextTryAt = at("09:00:14")
		}
		packets = append(packets, p)
	}
	for i := range 600 {
		row(i, state.Sent, "", "")
	}
	row(600, state.Unknown, "timeout", "")
	row(601, state.Reserved, "", "")
	row(602, state.Held, "FREQ_LIMIT", "频率限制")
	row(603, state.Held, "SENDNUM_LIMIT", "该用户今日领取红包个数超过限制")
	packets[len(packets)-1].NextTryAt = at("23:59:59").Add(6 * time.Second)
	row(604, state.Refused, "NO_AUTH", "发放失败，此请求可能存在风险，已被微信拦截")
	row(605, state.Failed, "", "")
	return packets
}

// look is one way to print.
type look struct {
	name  string
	style page.Style
}

var looks = []look{
	{"40", page.Style{Width: 40}},
	{"80", page.Style{Width: 80}},
	{"120", page.Style{Width: 120}},
	{"80-colour", page.Style{Width: 80, Colour: true}},
	{"40-ascii", page.Style{Width: 40, ASCII: true}},
	{"80-ascii", page.Style{Width: 80, ASCII: true}},
}

// golden compares what a view prints in every look with the files in testdata, and checks what holds for all output.
func golden(t *testing.T, name string, print func(t *testing.T, w *bytes.Buffer, s page.Style)) {
	t.Helper()
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			var out bytes.Buffer
			print(t, &out, look.style)
			compare(t, filepath.Join("testdata", name+"."+look.name+".txt"), out.Bytes())
			clean(t, out.String(), look.style)
		})
	}
}

func compare(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// clean checks an output for secrets, stray control characters, trailing spaces and signs that the style does not allow.
func clean(t *testing.T, out string, s page.Style) {
	t.Helper()
	for _, secret := range []string{plantedOpenID, plantedKey} {
		if strings.Contains(out, secret) {
			t.Errorf("the output holds %s", secret)
		}
	}
	if !s.Colour && strings.Contains(out, "\x1b") {
		t.Error("escape sequences without colour")
	}
	if s.ASCII && strings.Contains(out, "¥") {
		t.Error("¥ in ASCII")
	}
	for i, line := range strings.Split(out, "\n") {
		if strings.TrimRight(line, " \t") != line {
			t.Errorf("line %d ends in spaces: %q", i+1, line)
		}
	}
}

// fits checks that no line is wider than the terminal.
func fits(t *testing.T, out string, width int) {
	t.Helper()
	for _, line := range strings.Split(out, "\n") {
		if got := page.Width(line); got > width {
			t.Errorf("a line of %d columns on a terminal of %d: %q", got, width, line)
		}
	}
}

// lines is a source that knows one file.
type lines []string

func (l lines) Line(r hcl.Range) (string, bool) {
	// As the real source does, it finds the line by the byte, so that asking for the line before works.
	offset := 0
	for _, line := range l {
		if r.Start.Byte <= offset+len(line) {
			return line, true
		}
		offset += len(line) + 1
	}
	return "", false
}
