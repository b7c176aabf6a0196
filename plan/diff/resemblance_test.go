package diff_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/testkit/plantest"
)

// peopleOf writes a map of persons, under keys that no other campaign of the test has.
func peopleOf(prefix string, persons ...int) string {
	text := "  recipients = {\n"
	for _, i := range persons {
		text += fmt.Sprintf("    %s%d = { openid = %q, amount = 1.00 }\n", prefix, i, plantest.OpenID(i))
	}
	return text + "  }\n"
}

// An added campaign resembles the removed one that has more than half of its people in it, and no campaign that stays does.
func TestResemblance(t *testing.T) {
	type folder map[string][]int
	files := func(f folder) map[string]string {
		text := sandboxMerchant
		for _, name := range slices.Sorted(maps.Keys(f)) {
			text += block(name, peopleOf(name, f[name]...))
		}
		return map[string]string{"a.hcl": text}
	}
	for _, tt := range []struct {
		name          string
		before, after folder
		want          map[string]string
	}{
		{"nobody in common", folder{"old": {1, 2}}, folder{"new": {3, 4}}, nil},
		{"half of the people", folder{"old": {1, 2}}, folder{"new": {1, 4}}, nil},
		{"more than half", folder{"old": {1, 2, 3}}, folder{"new": {1, 2, 9}}, map[string]string{"new": "old"}},
		{"one removed, two added", folder{"old": {1, 2, 3}}, folder{"new": {1, 2}, "other": {3, 7}}, map[string]string{"new": "old"}},
		{"both added ones", folder{"old": {1, 2, 3}}, folder{"new": {1, 2}, "other": {2, 3}}, map[string]string{"new": "old", "other": "old"}},
		{
			"a kept one with the same people",
			folder{"kept": {1, 2, 3}, "old": {1, 2, 3}},
			folder{"kept": {1, 2, 3, 4}, "new": {1, 2, 3}},
			map[string]string{"new": "old"},
		},
		{"a kept one that gets the people", folder{"kept": {9}, "old": {1, 2, 3}}, folder{"kept": {1, 2, 3, 9}}, nil},
		{"the first of two removed ones", folder{"a": {1, 2}, "b": {1, 2}}, folder{"new": {1, 2}}, map[string]string{"new": "a"}},
		{"nothing removed", folder{"kept": {1, 2}}, folder{"kept": {1, 2}, "new": {1, 2}}, nil},
	} {
		got := map[string]string{}
		for _, c := range compared(t, files(tt.before), files(tt.after)).Campaigns {
			if c.Resembles != "" {
				got[c.Name] = c.Resembles
			}
		}
		if tt.want == nil {
			tt.want = map[string]string{}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
}
