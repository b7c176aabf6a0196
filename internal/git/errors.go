package git

import (
	"fmt"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// What keeps a repository from being read at all.
var (
	ErrNoGit        = lang.New(lang.Both("git is not installed, or not in PATH", "没有安装 git，或者它不在 PATH 中"))
	ErrNoRepository = lang.New(lang.Both("not in a git repository", "不在 git 仓库中"))
	ErrNoWorkTree   = lang.New(lang.Both("the repository has no files checked out here (it is bare, or this is its .git folder)",
		"仓库在这里没有检出文件（它是裸仓库，或者这里是它的 .git 文件夹）"))
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
	Why      lang.Text
	Advice   lang.Text // what to run; empty where nothing would help
}

// Error says what is missing and what to run.
func (e *RevisionError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *RevisionError) Said() lang.Text {
	text := lang.Format("the revision %q %s", "版本 %q %s", e.Revision, e.Why)
	if !e.Advice.Empty() {
		text = text.Then(lang.Format("; %s", "；%s", e.Advice))
	}
	return text
}

// ContentError is a file of a revision whose content is not in the repository.
type ContentError struct {
	Path   string
	Commit string
	Why    lang.Text
}

// Error says what is missing and what to run.
func (e *ContentError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *ContentError) Said() lang.Text {
	return lang.Format("the file %s at %s %s", "文件 %s 在 %s 的内容%s", e.Path, e.Commit, e.Why)
}
