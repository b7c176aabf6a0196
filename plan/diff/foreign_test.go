package diff_test

import (
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/state"
)

// What another merchant paid is not laid over the changes of this one's campaign.
func TestCompareRefusesTheStateOfAnother(t *testing.T) {
	before, after := side(t, "a", lantern(plantest.People("1.00"))), side(t, "b", lantern(plantest.People("2.00")))
	for _, tt := range []struct {
		name   string
		change func(*state.OpenOptions)
		want   string
	}{
		{"its own", func(*state.OpenOptions) {}, ""},
		{"another merchant", func(o *state.OpenOptions) { o.MchID = "1234567890" }, "State of another merchant"},
		{"real money", func(o *state.OpenOptions) { o.Sandbox = false }, "State of live packets"},
	} {
		o := plantest.OwnState(after.Campaigns[0])
		tt.change(&o)
		d, faults := diff.Compare(before, after, diff.CompareOptions{Snapshot: plantest.Written(t, o)})
		summary := ""
		if faults.After.HasErrors() {
			summary = faults.After[0].Summary
		}
		if summary != tt.want || (d == nil) != (tt.want != "") || faults.Before.HasErrors() {
			t.Errorf("%s: %v, want %q", tt.name, faults, tt.want)
		}
	}
}
