package cli

import (
	"context"
	"time"

	"github.com/cashredpack/redpack/internal/git"
)

// commitOf says for people which revision a folder is at: "3fa9c21 (clean), on main". It is "" where there is no git or
// git takes its time: nothing hangs on it.
func commitOf(ctx context.Context, dir string) string {
	const patience = 2 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	head, err := git.Head(ctx, dir)
	if err != nil || head.Commit == "" {
		return ""
	}
	text := head.Commit + " (clean)"
	if head.Dirty {
		text = head.Commit + " (dirty: the files are not as committed)"
	}
	if head.Branch != "" {
		text += ", on " + head.Branch
	}
	return text
}

// headOf is the commit that a folder is at, "" where there is no git: nothing hangs on it.
func headOf(ctx context.Context, dir string) string {
	head, err := git.Head(ctx, dir)
	if err != nil || head.Commit == "" {
		return ""
	}
	if head.Dirty {
		return head.Commit + " with changes that are not committed"
	}
	return head.Commit
}
