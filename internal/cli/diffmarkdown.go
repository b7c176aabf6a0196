package cli

import (
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/revision"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// describeDiff names the commands that go with a diff's document. refused is what the command ends with.
func (m *markdownOut) describeDiff(cmd *cobra.Command, sides *revision.Sides, args []string, refused error) {
	if m == nil {
		return
	}
	if refused != nil {
		m.Refused = capital(refused)
	}
	m.All = shownWith(cmd, "redpack diff -list", diffWords, args)
	if !sides.After.Files {
		m.Apply = shownWith(cmd, "redpack apply", inputWords, appliedOf(sides))
	}
}

// appliedOf is the argument with which apply takes what was compared.
func appliedOf(s *revision.Sides) []string {
	switch dir := s.After.Dir; {
	case s.Only.File != "":
		return []string{filepath.Join(dir, s.Only.File)}
	case s.Only.Campaign != "" && dir == ".":
		return []string{s.Only.Campaign}
	case dir != ".":
		return []string{dir}
	}
	return nil
}

// prospectOf plans the after side: as a first run where no state is laid over. Without all of its lists there is no plan.
func prospectOf(env *Env, s *revision.Sides, snapshot *state.Snapshot) (after view.Prospect) {
	if snapshot == nil {
		snapshot = state.EmptySnapshot()
	}
	if slices.ContainsFunc(s.After.Campaigns, (*hclspec.Campaign).Incomplete) {
		return after
	}
	for _, campaign := range s.After.Campaigns {
		one, found := plan.New(campaign, snapshot, plan.Options{At: env.Now()})
		after.Plans, after.Found = append(after.Plans, one), append(after.Found, found...)
	}
	return after
}
