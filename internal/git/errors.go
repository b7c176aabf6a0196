package git

import (
	"errors"
	"fmt"
	"strings"
)

// What keeps a repository from being read at all.
var (
	ErrNoGit        = errors.New("git is not installed, or not in PATH")
	ErrNoRepository = errors.New("not in a git repository")
	ErrNoWorkTree   = errors.New("the repository has no files checked out here (it is bare, or this is its .git folder)")
)

// CommandError is a git that failed for a reason of its own, such as a damaged repository.
type CommandError struct {
	Command   string // the subcommand
	Complaint string // what git said
	Err       error
}

// Error is what git said.
func (e *CommandError) Error() string {
	if e.Complaint == "" {
		return fmt.Sprintf("git %s: %v", e.Command, e.Err)
	}
	return fmt.Sprintf("git %s: %s", e.Command, strings.TrimPrefix(e.Complaint, "fatal: "))
}

// Unwrap is how the process ended.
func (e *CommandError) Unwrap() error { return e.Err }

// RevisionError is a revision that the repository does not have.
type RevisionError struct {
	Revision string
	Why      string
	Advice   string // what to run; "" where nothing would help
}

// Error says what is missing and what to run.
func (e *RevisionError) Error() string {
	text := fmt.Sprintf("the revision %q %s", e.Revision, e.Why)
	if e.Advice != "" {
		text += "; " + e.Advice
	}
	return text
}

// ContentError is a file of a revision whose content is not in the repository.
type ContentError struct {
	Path   string
	Commit string
	Why    string
}

// Error says what is missing and what to run.
func (e *ContentError) Error() string {
	return fmt.Sprintf("the file %s at %s %s", e.Path, e.Commit, e.Why)
}
