package cli

import (
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// describeDiff names the commands that go with a diff's document. refused is what the command ends with.
func (m *markdownOut) describeDiff(cmd *cobra.Command, sides *diffSides, args []string, refused error) {
	if m == nil {
		return
	}
	if refused != nil {
		m.Refused = capital(refused)
	}
	m.All = shownWith(cmd, "redpack diff -list", diffWords, args)
	if !sides.after.files {
		m.Apply = shownWith(cmd, "redpack apply", inputWords, sides.applied())
	}
}

// applied is the argument with which apply takes what was compared.
func (s *diffSides) applied() []string {
	switch dir := s.after.dir; {
	case s.only.file != "":
		return []string{filepath.Join(dir, s.only.file)}
	case s.only.campaign != "" && dir == ".":
		return []string{s.only.campaign}
	case dir != ".":
		return []string{dir}
	}
	return nil
}

// prospect plans the after side: as a first run where no state is laid over. Without all of its lists there is no plan.
func (s *diffSides) prospect(env *Env, snapshot *state.Snapshot) (after view.Prospect) {
	if snapshot == nil {
		snapshot = state.EmptySnapshot()
	}
	if slices.ContainsFunc(s.after.Campaigns, (*hclspec.Campaign).Incomplete) {
		return after
	}
	for _, campaign := range s.after.Campaigns {
		one, found := plan.New(campaign, snapshot, plan.Options{At: env.Now()})
		after.Plans, after.Found = append(after.Plans, one), append(after.Found, found...)
	}
	return after
}
