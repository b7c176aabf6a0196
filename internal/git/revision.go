package git

import (
	"context"
	"errors"
	"fmt"
	"strings"
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
		return Commit{}, &RevisionError{Revision: revision, Why: "is empty"}
	case revision[0] == '-':
		return Commit{}, &RevisionError{Revision: revision, Why: "begins with a dash, as options do and no revision can"}
	case strings.ContainsAny(revision, "\x00\n"):
		return Commit{}, &RevisionError{Revision: revision, Why: "is not a name that git can have"}
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
	e := &RevisionError{Revision: revision, Why: "is not known here"}
	if strings.Contains(failed.Complaint, "is ambiguous") {
		e.Why = "is the beginning of several ids"
		return e
	}
	if _, err := run(ctx, r.top, "rev-parse", "--verify", "--end-of-options", "refs/remotes/origin/"+revision); err == nil {
		e.Advice = fmt.Sprintf("did you mean %q? To have it as a branch of its own: git branch %s origin/%s", "origin/"+revision, revision, revision)
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
		return &RevisionError{Revision: revision, Why: "is a " + strings.TrimSpace(kind) + ", and not a commit"}
	}
	return &RevisionError{Revision: revision, Why: "is not in this clone", Advice: r.fetch(ctx, revision)}
}

// fetch is the command that would bring a revision.
func (r *Repo) fetch(ctx context.Context, revision string) string {
	base := strings.TrimPrefix(revision, "origin/")
	if i := strings.IndexAny(base, "~^@:"); i >= 0 {
		base = base[:i]
	}
	remotes, err := run(ctx, r.top, "remote")
	known := err == nil && strings.Contains("\n"+remotes, "\norigin\n")
	switch {
	case r.shallow:
		return fmt.Sprintf("this clone is shallow, so run git fetch --unshallow, or for a branch or id git fetch origin %s", base)
	case known && base != "" && base != "HEAD":
		return fmt.Sprintf("if it is a branch or tag of the server, run git fetch origin %s", base)
	}
	return ""
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
		return fmt.Errorf("where %s and %s parted is not in this shallow clone; run git fetch --unshallow, or in a GitHub workflow check out "+
			"with fetch-depth: 0", a.Short, b.Short)
	}
	return fmt.Errorf("%s and %s have no commit in common; compare them as they are: %s..%s", a.Short, b.Short, a.Short, b.Short)
}
