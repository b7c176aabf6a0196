package plan_test

import (
	"fmt"
	"testing"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
)

// A filter takes addresses as -only does, statuses as lists print them, and a part of a key, a label or a masked openid.
func TestFilter(t *testing.T) {
	row := plan.Row{
		Address: address.Address{Campaign: "team", Key: "Wang_wei/2"}, Label: "王伟 José", Group: "people.csv", OpenID: "oABCdefghijklmnopqrstuvwxYz9",
		Statuses: [2]string{"done", "received"},
	}
	for _, tt := range []struct {
		only     []string // with - in front: excluded
		statuses []string
		search   string
		admitted bool
	}{
		{nil, nil, "", true},
		{[]string{"team/Wang_wei/2"}, nil, "", true},
		{[]string{" Wang_wei/2 "}, nil, "", true},
		{[]string{"nobody", "team"}, nil, "", true},
		{[]string{"group:people.csv"}, nil, "", true},
		{[]string{"wang_wei/2"}, nil, "", false}, // a key is exact
		{[]string{"group:"}, nil, "", false},
		{[]string{"-Wang_wei/2"}, nil, "", false},
		{[]string{"-li"}, nil, "", true},
		{[]string{"team", "-group:people.csv"}, nil, "", false},
		{nil, []string{"done"}, "", true},
		{nil, nil, "g_WEI/2", true},
		{nil, nil, "wei/2x", false},
		{nil, []string{"failed", "received"}, "", true},
		{nil, []string{"failed"}, "", false},
		{nil, nil, "WANG", true},
		{nil, nil, "王", true},
		{nil, nil, "josé", true},
		{nil, nil, "jose\u0301", true},
		{nil, nil, "oabc..xyz9", true},
		{nil, nil, "defgh", false}, // masked
		{nil, nil, "team", false},
		{[]string{"team"}, []string{"done"}, "李", false},
		{[]string{"team"}, []string{"done"}, "伟", true},
	} {
		if got := plan.NewFilter(plantest.Selectors(tt.only...), tt.statuses, tt.search).Admits(&row); got != tt.admitted {
			t.Errorf("only %q, statuses %q, search %q: %v", tt.only, tt.statuses, tt.search, got)
		}
	}
}

// An address that names nobody is known afterwards, whatever else keeps a row from being shown.
func TestFilterKnowsWhomItMissed(t *testing.T) {
	f := plan.NewFilter(plantest.Selectors("b", "li", "-a", "team/wang"), []string{"failed"}, "")
	for _, key := range []string{"wang", "li"} {
		f.Admits(&plan.Row{Address: address.Address{Campaign: "team", Key: key}})
	}
	if got := fmt.Sprint(f.Missed()); got != "[a b]" {
		t.Errorf("missed %s", got)
	}
}
