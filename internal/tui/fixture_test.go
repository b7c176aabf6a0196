package tui_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/internal/tui"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// start is when the runs of these tests begin.
var start = time.Date(2027, 2, 6, 9, 2, 0, 0, beijing.Zone)

const live = `
merchant "main" {
  mch_id = "1900006789"
  appid = "wx8f0123456789ab21"
  cert_file = "cert.pem"
  key_file = "key.pem"
  api_key_env = "REDPACK_API_KEY"
}
`

const sandbox = `
merchant "main" {
  sandbox = true
  limits { quiet_hours = "none" }
}
`

// campaign has two people in the HCL, 700 in one list and 250 in another.
func campaign(name, more string) string {
	return fmt.Sprintf(`
campaign %q {
  merchant  = merchant.main
  date      = "20270206"
  send_name = "示例科技"
  act_name  = "新春红包"
  wishing   = "恭喜发财，大吉大利"
  remark    = "快来抢"
  recipients = {
    张三 = { openid = "oDEMOxvcuEI3wFScBhPsazqkYJs7", amount = 88.00 }
    司马朗 = { openid = "oDEMO3aIWSB9fdB0IaNqrM90R9dn", amount = 66.60 }
  }
  recipients_from "csv" {
    path = "员工名单.csv"
    key = row.id
    openid = row.openid
    amount = row.amount
    label = "Staff ${row.id}"
  }
  recipients_from "csv" {
    path = "managers.csv"
    key = row.id
    openid = row.openid
    amount = row.amount
  }
  %s
}
`, name, more)
}

func list(prefix string, n int, amount string) string {
	var b strings.Builder
	b.WriteString("id,openid,amount\n")
	for i := range n {
		fmt.Fprintf(&b, "%s%04d,oX12%s%018d9f3K,%s\n", prefix, i, prefix, i, amount)
	}
	return b.String()
}

// planned loads and plans a campaign at the start of the tests.
func planned(t testing.TB, src string) *plan.Plan {
	t.Helper()
	return planAfter(t, src, state.EmptySnapshot())
}

// resumed plans a campaign of whose packets the first n are paid already.
func resumed(t testing.TB, src string, n int) *plan.Plan {
	t.Helper()
	var packets []state.Packet
	for i, work := range plantest.Work(t, planned(t, src))[:n] {
		r := work.Recipient
		packets = append(packets, state.Packet{
			ID: int64(i + 1), Campaign: "spring-2027", Key: r.Key, OpenID: r.OpenID, Amount: r.Amount, Status: state.Sent,
			BillNo: billno.BillNo(fmt.Sprintf("190000678920270206%010d", i)), SendListID: "1000", Tries: 1, IntentAt: start, OutcomeAt: start,
		})
	}
	return planAfter(t, src, state.NewSnapshot(packets))
}

func planAfter(t testing.TB, src string, snapshot *state.Snapshot) *plan.Plan {
	t.Helper()
	project, diags := hclspec.Load(fstest.MapFS{
		"campaign.hcl": {Data: []byte(src)},
		"员工名单.csv":     {Data: []byte(list("aa", 700, "8.88"))},
		"managers.csv": {Data: []byte(list("bb", 250, "18.88"))},
	}, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	p, diags := plan.New(project.Campaigns[0], snapshot, plan.Options{At: start, KeepWork: true})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return p
}

// story plays a run into a progress, with a clock that the story moves.
type story struct {
	*apply.Progress
	plan *plan.Plan
	now  time.Time
	next int // the packet that begins next
}

// begun tells a progress of a run that starts now.
func begun(p *plan.Plan) *story {
	s := &story{Progress: &apply.Progress{}, plan: p, now: start}
	s.Observe(apply.Started{At: start, Plan: p, PerMinute: plan.RateOf(p.Campaign).PerMinute})
	return s
}

// recipient is who stands in a row of the plan's work.
func (s *story) recipient(row int) hclspec.Recipient {
	p, err := s.plan.Work.At(row)
	if err != nil {
		panic(err) // it is all in memory
	}
	return p.Recipient
}

func (s *story) clock() time.Time { return s.now }

// reserve begins the next n packets and leaves them in flight.
func (s *story) reserve(n int) []state.Packet {
	packets := make([]state.Packet, 0, n)
	for range n {
		r := s.recipient(s.next)
		s.next++
		p := state.Packet{
			ID: int64(s.next), Campaign: s.plan.Campaign.Name, Key: r.Key, OpenID: r.OpenID, Amount: r.Amount, Status: state.Reserved,
		}
		s.Observe(apply.Reserved{At: s.now, Packet: p, Row: s.next - 1, Label: r.Label})
		packets = append(packets, p)
	}
	return packets
}

// settle gives packets an outcome, with which the run leaves them as they are.
func (s *story) settle(packets []state.Packet, status state.Status, code, text string) {
	s.goOn(packets, status, code, text, time.Time{})
}

// goOn gives packets an outcome, and says when the run does something about them again.
func (s *story) goOn(packets []state.Packet, status state.Status, code, text string, next time.Time) {
	for _, p := range packets {
		p.Status, p.Code, p.Text = status, code, text
		r := s.recipient(int(p.ID - 1))
		s.Observe(apply.Settled{
			At: s.now, Before: state.Reserved, Packet: p, Row: int(p.ID - 1), Label: r.Label, Source: r.Source, NextStep: next,
		})
	}
}

func (s *story) send(n int) { s.settle(s.reserve(n), state.Sent, "", "") }

// options show the story at a size, in one of three glyph sets.
func (s *story) options(width, height int, glyphs string) tui.Options {
	terminal := map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor"}
	return tui.Options{
		Progress: s.Progress, Now: s.clock, Width: width, Height: height, Style: page.Style{ShowLabels: true, Colour: glyphs == "colour", ASCII: glyphs == "ascii"},
		LookupEnv: func(name string) (string, bool) { value, ok := terminal[name]; return value, ok },
	}
}
