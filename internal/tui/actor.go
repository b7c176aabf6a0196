package tui

import (
	"slices"

	"github.com/charmbracelet/lipgloss"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
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
func (f *facts) next(r *apply.Reason) (by actor, text lang.Text) {
	if by = f.actorOf(r); by == redpack {
		return by, f.itself(r)
	}
	todo := lang.Of(r.Advice)
	if todo.Empty() {
		todo = remedy(r.Status)
	}
	return by, lang.Both("you: ", "需人工处理：").Then(todo.Each(harmless))
}

// remedy is what a person can do about a status.
func remedy(s state.Status) lang.Text {
	switch s {
	case state.Held:
		return lang.Both("apply again when the cause is gone; the same number is sent", "原因消除后再运行 apply；使用同一商户订单号")
	case state.Refused:
		return lang.Both("correct the line in the file and apply, or apply with -retry-refused",
			"改正文件中的这一行，再运行 apply；或用 -retry-refused")
	case state.Failed:
		return lang.Both("apply with -retry-failed gives them a new number", "apply -retry-failed 会换新的商户订单号再发")
	case state.Unknown, state.Reserved, state.Sent, state.Received, state.Refunding, state.Refunded:
	}
	return lang.Both("apply again: it asks before it sends", "再运行 apply：它先查询再发放")
}

// itself is what redpack does without anybody, in this run or in the next one.
func (f *facts) itself(r *apply.Reason) lang.Text {
	ends := f.stopping() || r.NextStep.IsZero()
	if r.Status == state.Held {
		switch {
		case !ends:
			return lang.Format("redpack sends the same number again%s", "redpack %s用同一商户订单号重发", f.in(r))
		case r.NextTry.After(f.now):
			return lang.Format("redpack sends it with the next apply, from %s on", "redpack 在下次 apply 时发出，最早 %s", moment(r.NextTry, f.now))
		}
		return lang.Both("redpack sends the same number again with the next apply", "redpack 在下次 apply 时用同一商户订单号重发")
	}
	if ends {
		return lang.Both("redpack asks WeChat Pay with the next apply, before it sends; nobody is paid twice",
			"redpack 在下次 apply 时先向微信支付查询再发放；不会重复付款")
	}
	return lang.Format("redpack asks WeChat Pay again%s; nobody is paid twice", "redpack %s再向微信支付查询；不会重复付款", f.in(r))
}

// in is how long it is until redpack acts; nothing where that is now.
func (f *facts) in(r *apply.Reason) lang.Text {
	if wait := r.NextStep.Sub(f.now); wait > 0 {
		return lang.Format(" in %s", "%s后", words.Span(wait))
	}
	return lang.Text{}
}

// reasonOf is the cause of one packet.
func reasonOf(e *apply.Settled) *apply.Reason {
	return &apply.Reason{
		Status: e.Packet.Status, Code: e.Packet.Code, Text: state.Spoken(e.Packet.Text), Advice: e.Advice, NextTry: e.Packet.NextTryAt, NextStep: e.NextStep,
	}
}
