package planfile_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan/planfile"
	"github.com/cashredpack/redpack/state"
)

// A plan that was not used holds as long as everything is as it was; of one that was used, the state has to tell what it sent.
func TestJudge(t *testing.T) {
	project := list(t, 3)
	nothing, begun := state.EmptySnapshot(), plantest.Snapshot(plantest.Recorded(0, 100, state.Sent))
	for name, tt := range map[string]struct {
		now     *state.Snapshot
		made    func(*planfile.Saved)
		refusal planfile.Refusal
		why     string
	}{
		"as it was":              {nothing, func(*planfile.Saved) {}, planfile.Allowed, ""},
		"another list":           {nothing, func(s *planfile.Saved) { s.Inputs["list.csv"] = "other" }, planfile.Moved, "list.csv"},
		"something was sent":     {begun, func(*planfile.Saved) {}, planfile.Moved, ""},
		"the state is gone":      {nothing, func(s *planfile.Saved) { s.State.Exists = true }, planfile.StateLost, "is gone"},
		"an old copy":            {begun, func(s *planfile.Saved) { s.State.Exists, s.State.Serial = true, 2 }, planfile.StateLost, "old copy"},
		"the state moved on":     {begun, func(s *planfile.Saved) { s.State.Exists, s.State.Serial = true, 0 }, planfile.Moved, ""},
		"used, and no state":     {nothing, func(s *planfile.Saved) { s.Used = &planfile.Use{} }, planfile.Unprovable, "is gone"},
		"used, and an old copy":  {begun, func(s *planfile.Saved) { s.Used = &planfile.Use{Serial: 2} }, planfile.Unprovable, "old copy"},
		"used, and another life": {begun, func(s *planfile.Saved) { s.Used = &planfile.Use{Lineage: "x"} }, planfile.Unprovable, "not the one"},
		"used elsewhere":         {begun, func(s *planfile.Saved) { s.Used = &planfile.Use{} }, planfile.Unprovable, "knows nothing"},
	} {
		made := saved(t, project, nothing)
		tt.made(made)
		v := made.Judge("id", saved(t, project, tt.now), tt.now)
		told := slices.ContainsFunc(v.Reasons, func(reason lang.Text) bool { return strings.Contains(reason.English, tt.why) })
		if v.Refusal != tt.refusal || told != (tt.refusal != planfile.Allowed) {
			t.Errorf("%s: %d, %q", name, v.Refusal, v.Reasons)
		}
		if v.Resumes() || v.Used != made.Used {
			t.Errorf("%s: resumes %t, used %v", name, v.Resumes(), v.Used)
		}
	}
}
