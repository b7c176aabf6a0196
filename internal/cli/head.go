package cli

import (
	"context"
	"time"

	"github.com/cashredpack/redpack/internal/git"
	"github.com/cashredpack/redpack/internal/lang"
)

// commitOf says for people which revision a folder is at: "3fa9c21 (clean), on main". It is empty where there is no git or
// git takes its time: nothing hangs on it.
func commitOf(ctx context.Context, dir string) lang.Text {
	const patience = 2 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	head, err := git.Head(ctx, dir)
	if err != nil || head.Commit == "" {
		return lang.Text{}
	}
	text := lang.Both(head.Commit+" (clean)", head.Commit+"（无改动）")
	if head.Dirty {
		text = lang.Both(head.Commit+" (dirty: the files are not as committed)", head.Commit+"（有改动：文件与提交不一致）")
	}
	if head.Branch != "" {
		text = text.Then(lang.Both(", on "+head.Branch, "，在 "+head.Branch+" 上"))
	}
	return text
}

// headOf is the commit that a folder is at, empty where there is no git: nothing hangs on it.
func headOf(ctx context.Context, dir string) lang.Text {
	head, err := git.Head(ctx, dir)
	if err != nil || head.Commit == "" {
		return lang.Text{}
	}
	if head.Dirty {
		return lang.Both(head.Commit+" with changes that are not committed", head.Commit+"，另有未提交的改动")
	}
	return lang.Same(head.Commit)
}
