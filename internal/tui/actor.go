package tui

import (
	"cmp"
	"slices"

	"github.com/charmbracelet/lipgloss"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// actor is who does something next about packets that are not paid. Those that need a person come first.
type actor uint8

const (
	person actor = iota
	redpack
)

// sign stands before what an actor has to do, for those who see no colours.
func (a actor) sign() string {
	if a == person {
		return "!"
	}
	return "~"
}

// style is red only where a person has to act, and amber for what settles itself.
func (a actor) style(l look) lipgloss.Style {
	if a == person {
		return l.bad
	}
	return l.warn
}

// actorOf is who acts next about the packets of a cause.
func (f *facts) actorOf(r *apply.Reason) actor {
	if !r.NextStep.IsZero() {
		return redpack
	}
	switch r.Status {
	case state.Unknown:
		if !slices.Contains([]string{state.CodeStranger, state.CodeAnonymous, state.CodeUnheard}, r.Code) {
			return redpack // the next apply asks
		}
	case state.Held:
		if r.NextTry.After(f.now) {
			return redpack
		}
	case state.Reserved:
		return redpack
	case state.Refused, state.Failed, state.Sent, state.Received, state.Refunding, state.Refunded:
	}
	return person
}

// next says who does what about the packets of a cause.
func (f *facts) next(r *apply.Reason) (by actor, text string) {
	if by = f.actorOf(r); by == person {
		return by, "you: " + harmless(cmp.Or(r.Advice, remedy(r.Status)))
	}
	return by, "redpack " + f.itself(r)
}

// remedy is what a person can do about a status.
func remedy(s state.Status) string {
	switch s {
	case state.Held:
		return "apply again when the cause is gone; the same number is sent"
	case state.Refused:
		return "correct the line in the file and apply, or apply with -retry-refused"
	case state.Failed:
		return "apply with -retry-failed gives them a new number"
	case state.Unknown, state.Reserved, state.Sent, state.Received, state.Refunding, state.Refunded:
	}
	return "apply again: it asks before it sends"
}

// itself is what redpack does without anybody, in this run or in the next one.
func (f *facts) itself(r *apply.Reason) string {
	ends := f.stopping() || r.NextStep.IsZero()
	if r.Status == state.Held {
		switch {
		case !ends:
			return "sends the same number again" + f.in(r)
		case r.NextTry.After(f.now):
			return "sends it with the next apply, from " + moment(r.NextTry, f.now) + " on"
		}
		return "sends the same number again with the next apply"
	}
	if ends {
		return "asks WeChat Pay with the next apply, before it sends; nobody is paid twice"
	}
	return "asks WeChat Pay again" + f.in(r) + "; nobody is paid twice"
}

// in is how long it is until redpack acts; "" where that is now.
func (f *facts) in(r *apply.Reason) string {
	if wait := r.NextStep.Sub(f.now); wait > 0 {
		return " in " + words.Span(wait).English
	}
	return ""
}

// reasonOf is the cause of one packet.
func reasonOf(e *apply.Settled) *apply.Reason {
	return &apply.Reason{
		Status: e.Packet.Status, Code: e.Packet.Code, Text: e.Packet.Text, Advice: e.Advice, NextTry: e.Packet.NextTryAt, NextStep: e.NextStep,
	}
}
