package cli

import (
	"errors"
	"fmt"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Exit codes. 0 to 3 are what Terraform's users expect. Code 1 promises that this command sent nothing.
const (
	exitDone        = 0
	exitError       = 1
	exitDifferent   = 2
	exitUnformatted = 3
	exitDeclined    = 4
	exitFailed      = 5
	exitUnknown     = 6
	exitStopped     = 7
	exitForced      = 130
)

// exit is an error that only carries an exit code: everything there is to say has been printed.
type exit struct{ code int }

func (e exit) Error() string { return fmt.Sprintf("exit code %d", e.code) } // for programs: nobody is told

// exitCode maps what a command returned to its exit code.
func exitCode(err error) int {
	var silent exit
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &silent):
		return silent.code
	default:
		return exitError
	}
}

// codeOf is the exit code of a run: unknown outcomes outrank failures, and failures outrank an early stop.
func codeOf(r apply.Result) int {
	count := func(s state.Status) int { return r.Tallies[s].Packets }
	switch {
	case r.Stop == apply.Forced:
		return exitForced
	case count(state.Unknown)+count(state.Reserved) > 0, r.Stop == apply.StateFailed:
		return exitUnknown
	case count(state.Failed)+count(state.Refused) > 0:
		return exitFailed
	case r.Stop != apply.NotStopped, count(state.Held) > 0, r.Left.Packets > 0:
		return exitStopped
	default:
		return exitDone
	}
}

// codeOfParked is the exit code of those whom a plan leaves as they are although they are not paid.
func codeOfParked(p *plan.Plan) int {
	switch {
	case p.Parked(plan.Refused)+p.Parked(plan.Failed) > 0:
		return exitFailed
	case p.Parked(plan.Held) > 0:
		return exitStopped
	}
	return exitDone
}

// worst is the exit code of several runs together.
func worst(a, b int) int {
	rank := map[int]int{exitDone: 0, exitStopped: 1, exitFailed: 2, exitUnknown: 3, exitForced: 4}
	if rank[b] > rank[a] {
		return b
	}
	return a
}
