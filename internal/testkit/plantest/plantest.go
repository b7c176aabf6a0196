package plantest

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Noon is noon of a day on which every campaign of these tests may send.
var Noon = time.Date(2027, 2, 20, 4, 0, 0, 0, time.UTC)

// Campaign loads one campaign with the given inner text.
func Campaign(t *testing.T, inner string) *hclspec.Campaign {
	t.Helper()
	return CampaignBeside(t, "", inner)
}

// CampaignBeside also takes blocks that stand beside the campaign.
func CampaignBeside(t *testing.T, blocks, inner string) *hclspec.Campaign {
	t.Helper()
	return ProjectBeside(t, blocks, inner).Campaigns[0]
}

// ProjectBeside is the whole project of them.
func ProjectBeside(t *testing.T, blocks, inner string) *hclspec.Project {
	t.Helper()
	return ProjectOver(t, fstest.MapFS{}, blocks, inner)
}

// ProjectOver also has files beside it, such as lists.
func ProjectOver(t *testing.T, files fstest.MapFS, blocks, inner string) *hclspec.Project {
	t.Helper()
	src := `
merchant "m" {
  sandbox = true
}
campaign "lantern" {
  merchant  = merchant.m
  date      = "2027-02-20"
  send_name = "天虹百货"
  act_name  = "猜灯谜"
  remark    = "元宵"
  wishing   = "元宵快乐"
` + inner + "\n}\n" + blocks
	files["campaign.hcl"] = &fstest.MapFile{Data: []byte(src)}
	project, diags := hclspec.Load(files, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return project
}

// OpenID makes a made-up openid of 28 characters.
func OpenID(n int) string { return fmt.Sprintf("oTEST%023d", n) }

// People writes a recipients map: key i gets the i-th amount.
func People(amounts ...string) string {
	rows := "  recipients = {\n"
	for i, amount := range amounts {
		rows += fmt.Sprintf("    p%d = { openid = %q, amount = %s }\n", i, OpenID(i), amount)
	}
	return rows + "  }\n"
}

// Recorded is the packet of the i-th of People as the state knows it.
func Recorded(i int, amount money.Fen, status state.Status) state.Packet {
	return state.Packet{
		ID: int64(i + 1), Campaign: "lantern", Key: fmt.Sprintf("p%d", i), OpenID: OpenID(i),
		Amount: amount, BillNo: "1900000109202702200000000001", Status: status,
	}
}

// Snapshot is a state with these packets.
func Snapshot(packets ...state.Packet) *state.Snapshot {
	return state.NewSnapshot(packets)
}

// MustPlan plans at Noon, where the options name no other time, and fails the test where that is an error.
func MustPlan(t *testing.T, c *hclspec.Campaign, s *state.Snapshot, o plan.Options) *plan.Plan {
	t.Helper()
	if o.At.IsZero() {
		o.At = Noon
	}
	p, diags := plan.New(c, s, o)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return p
}

// Selectors writes "-x" for an exclusion and "x" for a choice.
func Selectors(texts ...string) []plan.Selector {
	var all []plan.Selector
	for _, text := range texts {
		name, exclude := strings.CutPrefix(text, "-")
		all = append(all, plan.Selector{Text: name, Exclude: exclude})
	}
	return all
}
