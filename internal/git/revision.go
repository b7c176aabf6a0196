package git

import (
	"context"
	"errors"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// Commit is a commit that the repository has.
type Commit struct {
	ID    string // in full
	Short string // as people write it
}

// Resolve finds the commit that a revision names: a branch, a tag, HEAD~2, an id. What is unknown is a RevisionError, which
// says what to fetch where the clone does not have the whole history.
func (r *Repo) Resolve(ctx context.Context, revision string) (Commit, error) {
	switch {
	case revision == "":
		return Commit{}, &RevisionError{Revision: revision, Why: lang.Both("is empty", "是空的")}
	case revision[0] == '-':
		return Commit{}, &RevisionError{Revision: revision, Why: lang.Both("begins with a dash, as options do and no revision can", "以短横线开头，那是选项，不能是版本")}
	case strings.ContainsAny(revision, "\x00\n"):
		return Commit{}, &RevisionError{Revision: revision, Why: lang.Both("is not a name that git can have", "不是 git 允许的名字")}
	}
	id, err := run(ctx, r.top, "rev-parse", "--verify", "--end-of-options", revision+"^{commit}")
	if err != nil {
		// A revision such as :/text takes all that follows for its own, so it is resolved first and peeled then.
		return r.peel(ctx, revision)
	}
	return commitOf(id), nil
}

// shortLength is how many digits of an id people are shown.
const shortLength = 7

func commitOf(line string) Commit {
	id := strings.TrimSpace(line)
	return Commit{ID: id, Short: id[:min(shortLength, len(id))]}
}

// peel resolves a revision in two steps, and tells in which of them it fails.
func (r *Repo) peel(ctx context.Context, revision string) (Commit, error) {
	object, err := run(ctx, r.top, "rev-parse", "--verify", "--end-of-options", revision)
	if err != nil {
		return Commit{}, r.unknown(ctx, revision, err)
	}
	object = strings.TrimSpace(object)
	id, err := run(ctx, r.top, "rev-parse", "--verify", object+"^{commit}")
	if err != nil {
		return Commit{}, r.notCommit(ctx, revision, object, err)
	}
	return commitOf(id), nil
}

// unknown explains why git cannot resolve a revision.
func (r *Repo) unknown(ctx context.Context, revision string, err error) error {
	var failed *CommandError
	if !errors.As(err, &failed) || exitCode(err) < 0 {
		return err
	}
	e := &RevisionError{Revision: revision, Why: lang.Both("is not known here", "在这里找不到")}
	if strings.Contains(failed.Complaint, "is ambiguous") { // for programs
		e.Why = lang.Both("is the beginning of several ids", "是多个提交 id 的开头")
		return e
	}
	if _, err := run(ctx, r.top, "rev-parse", "--verify", "--end-of-options", "refs/remotes/origin/"+revision); err == nil {
		e.Advice = lang.Format("did you mean %q? To have it as a branch of its own: git branch %s origin/%s",
			"是不是想写 %q？要把它建成本地分支：`git branch %s origin/%s`", "origin/"+revision, revision, revision)
		return e
	}
	e.Advice = r.fetch(ctx, revision)
	return e
}

// notCommit explains an object that is there by name only, or is no commit.
func (r *Repo) notCommit(ctx context.Context, revision, object string, err error) error {
	var failed *CommandError
	if !errors.As(err, &failed) || exitCode(err) < 0 {
		return err
	}
	if kind, err := run(ctx, r.top, "cat-file", "-t", object); err == nil {
		return &RevisionError{Revision: revision, Why: lang.Format("is a %s, and not a commit", "是 %s，不是提交", strings.TrimSpace(kind))}
	}
	return &RevisionError{Revision: revision, Why: lang.Both("is not in this clone", "不在这个克隆里"), Advice: r.fetch(ctx, revision)}
}

// fetch is the command that would bring a revision.
func (r *Repo) fetch(ctx context.Context, revision string) lang.Text {
	base := strings.TrimPrefix(revision, "origin/")
	if i := strings.IndexAny(base, "~^@:"); i >= 0 {
		base = base[:i]
	}
	remotes, err := run(ctx, r.top, "remote")
	known := err == nil && strings.Contains("\n"+remotes, "\norigin\n")
	switch {
	case r.shallow:
		return lang.Format("this clone is shallow, so run git fetch --unshallow, or for a branch or id git fetch origin %s",
			"这是浅克隆，运行 `git fetch --unshallow`；只取一个分支或提交 id 就运行 `git fetch origin %s`", base)
	case known && base != "" && base != "HEAD":
		return lang.Format("if it is a branch or tag of the server, run git fetch origin %s", "如果它是服务器上的分支或标签，运行 `git fetch origin %s`", base)
	}
	return lang.Text{}
}

// MergeBase is the commit at which two histories part.
func (r *Repo) MergeBase(ctx context.Context, a, b Commit) (Commit, error) {
	out, err := run(ctx, r.top, "merge-base", a.ID, b.ID)
	if exitCode(err) == 1 {
		return Commit{}, r.unrelated(a, b)
	}
	if err != nil {
		return Commit{}, err
	}
	return r.Resolve(ctx, strings.TrimSpace(out))
}

func (r *Repo) unrelated(a, b Commit) error {
	if r.shallow {
		return lang.Errorf("where %s and %s parted is not in this shallow clone; run git fetch --unshallow, or in a GitHub workflow check out "+
			"with fetch-depth: 0",
			"%s 和 %s 的分叉点不在这个浅克隆里；运行 `git fetch --unshallow`，在 GitHub workflow 里则用 `fetch-depth: 0` 检出", a.Short, b.Short)
	}
	return lang.Errorf("%s and %s have no commit in common; compare them as they are: %s..%s",
		"%s 和 %s 没有共同的提交；直接比较它们：%s..%s", a.Short, b.Short, a.Short, b.Short)
}
