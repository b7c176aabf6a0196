package plan_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
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

// The way out is one for where the state is: a file beside the other, or a schema beside the other.
func TestForeignStateNamesAnotherPlace(t *testing.T) {
	for blocks, want := range map[string]string{"": `path = "other.state"`, database("", "spring"): `schema = "other"`} {
		c := plantest.CampaignBeside(t, blocks, plantest.People("1.00"))
		o := plantest.OwnState(c)
		o.MchID = "1234567890"
		snapshot := plantest.Written(t, o)
		if diags := plan.Foreign(c, snapshot); !diags.HasErrors() || !strings.Contains(diags[0].Detail, want) {
			t.Errorf("want %s, got %v", want, diags)
		}
		alone := &hclspec.Campaign{Merchant: c.Merchant}
		if diags := plan.Foreign(alone, snapshot); !diags.HasErrors() {
			t.Error("a merchant alone is not refused")
		}
	}
}

// TestCampaignOfAnotherProject: names are the merchant's, and the picture of a project has nobody of another one's.
func TestCampaignOfAnotherProject(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00"))
	snapshot := plantest.Written(t, plantest.OwnState(c))
	named := func(project string) *state.Snapshot {
		return state.NewSnapshot(nil, state.CampaignRecord{Name: c.Name, Project: project}).InProject("spring")
	}
	for _, tt := range []struct {
		name     string
		snapshot *state.Snapshot
		want     string
	}{
		{"a file", snapshot, ""},
		{"its own", named("spring"), ""},
		{"nobody's", named(""), ""},
		{"another one's", named("autumn"), `The state has a campaign "` + c.Name + `" of the project "autumn", and this folder is the project "spring".`},
	} {
		diags := plan.Foreign(c, tt.snapshot)
		if diags.HasErrors() != (tt.want != "") || tt.want != "" && !strings.HasPrefix(diags[0].Detail, tt.want) {
			t.Errorf("%s: %v", tt.name, diags)
		}
	}
}
