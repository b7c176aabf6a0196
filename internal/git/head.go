package git

import (
	"context"
	"path"
	"slices"
	"strings"
)

// HeadInfo is what is checked out.
type HeadInfo struct {
	Commit string // short; "" before the first commit
	Branch string // "" when no branch is checked out
	Dirty  bool   // files of the folder are not as committed, or campaign files are not committed at all
}

// campaignFiles are the endings of files that a campaign may consist of.
var campaignFiles = []string{".hcl", ".csv", ".rpvars", ".json"}

// Head tells what is checked out around a folder. Filters that the person who runs git has configured are in force, as in git
// status; those that the repository configures are not, so where it has its own, files that they convert can count as dirty.
// Submodules are not looked into, for their repositories have settings of their own.
func Head(ctx context.Context, dir string) (HeadInfo, error) {
	filters, err := filterNames(ctx, dir, byRepository)
	if err != nil {
		return HeadInfo{}, err
	}
	out, err := output(ctx, dir, without(filters), "status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all", "--no-renames",
		"--ignore-submodules=dirty", "--", ".")
	if err != nil {
		return HeadInfo{}, err
	}
	var h HeadInfo
	for entry := range strings.SplitSeq(string(out), "\x00") {
		kind, rest, _ := strings.Cut(entry, " ")
		switch kind {
		case "#":
			h.header(rest)
		case "1", "2", "u":
			h.Dirty = true
		case "?":
			h.Dirty = h.Dirty || slices.Contains(campaignFiles, path.Ext(rest))
		}
	}
	return h, nil
}

func (h *HeadInfo) header(line string) {
	name, value, _ := strings.Cut(line, " ")
	switch {
	case name == "branch.oid" && value != "(initial)":
		h.Commit = value[:min(shortLength, len(value))]
	case name == "branch.head" && value != "(detached)":
		h.Branch = value
	}
}
