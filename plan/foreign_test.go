package plan_test

import (
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// The account, the platform and the appid of a state are those of the campaign, or nobody is planned for.
func TestForeignStateIsRefused(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00"))
	for _, tt := range []struct {
		name   string
		change func(*state.OpenOptions)
		live   bool // the campaign pays with real money
		want   string
	}{
		{"its own", func(*state.OpenOptions) {}, false, ""},
		{"another merchant", func(o *state.OpenOptions) { o.MchID = "1234567890" }, false, "State of another merchant"},
		{"another appid", func(o *state.OpenOptions) { o.AppID = "wx0000000000000009" }, false, "State of another appid"},
		{"another platform", func(o *state.OpenOptions) { o.Endpoint = "rehearsal.example" }, false, "State of another platform"},
		{"real money", func(o *state.OpenOptions) { o.Sandbox = false }, false, "State of live packets"},
		{"play money", func(*state.OpenOptions) {}, true, "State of the sandbox"},
	} {
		o, own := plantest.OwnState(c), *c
		merchant := *c.Merchant
		merchant.Sandbox, own.Merchant = !tt.live, &merchant
		tt.change(&o)
		p, diags := plan.New(&own, plantest.Written(t, o), plan.Options{At: plantest.Noon})
		summary := ""
		if diags.HasErrors() {
			summary = diags[0].Summary
		}
		if summary != tt.want || (p == nil) != (tt.want != "") {
			t.Errorf("%s: %v, want %q", tt.name, diags, tt.want)
		}
	}
}
