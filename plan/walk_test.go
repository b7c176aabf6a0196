package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

const walked = `
merchant "m" {
  sandbox = true
}
campaign "team" {
  merchant  = merchant.m
  date      = "2027-02-06"
  send_name = "a"
  act_name  = "b"
  remark    = "c"
  wishing   = "d"
  recipients = {
PEOPLE
  }
}
`

// A walk meets everybody in the order of the file, and then who is no longer in it, also where a plan is refused: here somebody who was
// paid stands under another key now.
func TestWalk(t *testing.T) {
	people := ""
	for i, key := range []string{"c", "a", "wang_wei"} {
		people += fmt.Sprintf("    %s = { openid = %q, amount = 1.00 }\n", key, plantest.OpenID(i))
	}
	project, diags := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: []byte(strings.Replace(walked, "PEOPLE", people, 1))}}, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	recorded := func(key string, person int, status state.Status) state.Packet {
		return state.Packet{
			Campaign: "team", Key: key, OpenID: plantest.OpenID(person), Amount: 100, Status: status, Named: true,
			IntentAt: plantest.Noon, BillNo: "1900000109202702060000000001",
		}
	}
	snapshot := state.NewSnapshot([]state.Packet{recorded("a", 1, state.Failed), recorded("wang", 2, state.Sent), recorded("b", 7, state.Sent)})
	if _, diags := plan.New(project.Campaigns[0], snapshot, plan.Options{At: plantest.Noon}); !diags.HasErrors() {
		t.Fatal("a plan is made, so this test shows nothing")
	}
	var got []string
	diags = plan.Walk(project.Campaigns[0], snapshot, plantest.Noon, func(p *plan.Packet) { got = append(got, p.Key()+" "+p.Action.String()) })
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if diff := cmp.Diff([]string{"c send", "a failed", "wang_wei send", "b orphan", "wang orphan"}, got); diff != "" {
		t.Error(diff)
	}
}

// What a plan would call each packet, a walk calls it too.
func TestWalkAgreesWithThePlan(t *testing.T) {
	people := ""
	var packets []state.Packet
	for i, status := range state.Statuses() {
		people += fmt.Sprintf("    p%d = { openid = %q, amount = 1.00 }\n", i, plantest.OpenID(i))
		packets = append(packets, state.Packet{
			Campaign: "team", Key: fmt.Sprintf("p%d", i), OpenID: plantest.OpenID(i), Amount: 100, Status: status, IntentAt: plantest.Noon,
			BillNo: "1900000109202702060000000001",
		})
	}
	project, diags := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: []byte(strings.Replace(walked, "PEOPLE", people, 1))}}, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var want, got []string
	note := func(into *[]string) func(*plan.Packet) {
		return func(p *plan.Packet) { *into = append(*into, p.Key()+" "+p.Action.String()) }
	}
	each := note(&want)
	_, diags = plan.New(project.Campaigns[0], state.NewSnapshot(packets), plan.Options{
		At: plantest.Noon, Each: func(_ *plan.Plan, p *plan.Packet) { each(p) },
	})
	diags = append(diags, plan.Walk(project.Campaigns[0], state.NewSnapshot(packets), plantest.Noon, note(&got))...)
	if diff := cmp.Diff(want, got); diff != "" || len(got) != len(packets) || diags.HasErrors() {
		t.Error(diff, diags)
	}
}
