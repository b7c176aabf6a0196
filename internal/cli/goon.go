package cli

import (
	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/state"
)

// goOn is the command that goes on after a run. Where only people are left who were refused, or whose packet failed, the
// same command again would do nothing, so it says that they are to be tried again.
func (a *applier) goOn(result apply.Result) string {
	more := retryFlags{
		failed:  result.Tallies[state.Failed].Packets > 0 && !a.options.failed,
		refused: result.Tallies[state.Refused].Packets > 0 && !a.options.refused,
	}
	if left := result.Left.Packets + packetsOf(result, state.Reserved, state.Unknown, state.Held); left > 0 {
		more = retryFlags{}
	}
	switch {
	case a.saved != nil && (result.Stop == apply.Expired || more != retryFlags{}):
		return a.saved.again(more.words()...)
	default:
		return a.command(more.words()...)
	}
}

// packetsOf adds the packets of some statuses.
func packetsOf(result apply.Result, statuses ...state.Status) (packets int) {
	for _, status := range statuses {
		packets += result.Tallies[status].Packets
	}
	return packets
}

// words are the flags as they are typed.
func (f retryFlags) words() (words []string) {
	if f.failed {
		words = append(words, "-retry-failed")
	}
	if f.refused {
		words = append(words, "-retry-refused")
	}
	return words
}
