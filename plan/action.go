package plan

import (
	"fmt"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// Action is what apply would do about one packet. The zero value is invalid. There is no update and no destroy: money
// that left cannot be changed.
type Action uint8

// The actions, in the order in which a plan lists them.
const (
	_        Action = iota
	Send            // a first request, or a new attempt after a confirmed failure that somebody asked for
	Correct         // provably nothing was paid, and the file names another person or amount now: confirmed first, then sent as the file says
	Resend          // paid, and the money came back: confirmed first, then a new number, because somebody asked for it
	Retry           // the same number again: the platform refused it for a cause that passes
	Resolve         // an intent without a clear outcome: ask first, send the same number only if needed
	Done            // paid as the file says
	Conflict        // may be paid, with another amount or to another person than the file says; never touched
	Orphan          // recorded, and no longer in the file; nothing is undone
	Held            // to be retried, but not before a known time; or never, where a person left it as it is
	Refused         // the platform refuses this recipient; parked until somebody asks again, and for good where Packet.Differs
	Failed          // the platform says FAILED; a new attempt only where somebody asks for it

	actions = iota
)

var actionNames = [actions]string{
	Send: "send", Correct: "correct", Resend: "resend", Retry: "retry", Resolve: "resolve", Done: "done", Conflict: "conflict", Orphan: "orphan",
	Held: "held", Refused: "refused", Failed: "failed",
}

var actionNamesChinese = [actions]string{
	Send: "发放", Correct: "更正", Resend: "重发", Retry: "重试", Resolve: "核实", Done: "已完成", Conflict: "冲突", Orphan: "名单外记录",
	Held: "暂缓", Refused: "被拒", Failed: "发放失败",
}

// Said is the action's name as plans print it in each language.
func (a Action) Said() lang.Text {
	if a == 0 || int(a) >= actions {
		return lang.Same(a.String())
	}
	return lang.Both(actionNames[a], actionNamesChinese[a])
}

// String is the action's name as plans print it.
func (a Action) String() string {
	if a == 0 || int(a) >= actions {
		return fmt.Sprintf("invalid action %d", uint8(a)) // for programs
	}
	return actionNames[a]
}

// Actions are all actions in the order in which a plan lists them.
func Actions() []Action {
	all := make([]Action, 0, actions-1)
	for a := Send; int(a) < actions; a++ {
		all = append(all, a)
	}
	return all
}

// Works reports whether apply acts on a packet of this action, so that money may move.
func (a Action) Works() bool { return a.Begins() || a == Retry || a == Resolve }

// Begins reports whether apply writes a new intent for a packet of this action, with what the file says now.
func (a Action) Begins() bool { return a == Send || a == Correct || a == Resend }

// actionFor decides about a recipient whose packet the state knows.
func actionFor(r *hclspec.Recipient, recorded *state.Packet, opts Options) Action {
	if opts.abandoned || recorded.Voided() || recorded.Released() {
		return Send
	}
	drawn := recorded.Status == state.Failed && r.OpenID == recorded.OpenID && opts.pot
	if drawn || !differs(r, recorded) {
		return actionOf(r, recorded, opts)
	}
	return actionOfDiffering(r, recorded, opts)
}

// differs reports whether the file names another amount or another person than was recorded.
func differs(r *hclspec.Recipient, recorded *state.Packet) bool {
	return r.Amount != recorded.Amount || r.OpenID != recorded.OpenID
}

// actionOfDiffering decides about a packet that was recorded with something else than the file names. Its request says what
// is recorded, so it never leaves again. Where the platform has said that nothing was paid, another one may, as the file says now.
// A person may have decided to leave the packet as it is.
func actionOfDiffering(r *hclspec.Recipient, recorded *state.Packet, opts Options) Action {
	accepted := recorded.Accepts(r.OpenID, r.Amount)
	switch action := actionOf(r, recorded, opts); {
	case recorded.Correctable() && !accepted:
		return Correct // nothing was paid, so what the file says now is free to change
	case action == Failed, action == Send:
		return Failed // parked for good, as a person decided, whatever is asked for in general
	case action == Refused:
		return Refused
	case recorded.Correctable() && action == Resolve:
		return Refused
	case !accepted:
		return Conflict
	case action == Retry:
		return Held // parked for good
	case action == Resend:
		return Done
	default:
		return action
	}
}

// AttemptAfter is which number of a person's chain the next intent of a packet begins with. A number under which nothing can have been
// paid is not passed over: it stays its person's, because the platform pays a number once and a search for a lost state ends at one
// that it does not know. Another person, and another account, have a chain of their own; numbers of it that are used up are passed over
// when the intent is written.
func AttemptAfter(recorded *state.Packet, openID string) int {
	switch {
	case recorded.Voided() || recorded.Version == billno.ByPerson && recorded.OpenID != openID:
		return 0
	case recorded.Status != state.Failed && recorded.Correctable():
		return recorded.Attempt
	}
	return recorded.Attempt + 1
}

// Remembered is how far back the platform answers queries (WeChat Pay, 查询红包记录, 2024).
const Remembered = 30 * 24 * time.Hour

// Closed reports whether a person has decided about a packet of which nobody will ever learn whether it was paid: only once
// the platform has forgotten it, or cannot say whom it paid, is that left to a person. Such a packet counts as paid and is never sent or asked about again.
func Closed(recorded *state.Packet) bool {
	return recorded.InDoubt() && recorded.Accepted.Reason != "" && (Forgotten(recorded, recorded.Accepted.At) || recorded.Disputed())
}

// Forgotten reports whether at some instant the platform no longer tells what became of a packet.
func Forgotten(recorded *state.Packet, at time.Time) bool {
	return at.Sub(recorded.LastRequestAt()) > Remembered
}

func actionOf(r *hclspec.Recipient, recorded *state.Packet, opts Options) Action {
	if Closed(recorded) {
		return Done
	}
	if recorded.InDoubt() {
		return Resolve
	}
	switch recorded.Status {
	case state.Failed:
		if opts.RetryFailed {
			return Send
		}
		return Failed
	case state.Refunded:
		if opts.resends(r, recorded) {
			return Resend
		}
		return Done
	case state.Sent, state.Received, state.Refunding:
		return Done
	case state.Reserved, state.Unknown:
		return Resolve
	case state.Held:
		if recorded.NextTryAt.After(opts.At) {
			return Held
		}
		return Retry
	case state.Refused:
		if opts.RetryRefused {
			return Resolve
		}
		return Refused
	}
	panic(fmt.Sprintf("the state returned %s/%s with invalid status %d", recorded.Campaign, recorded.Key, recorded.Status))
}
