package apply

import (
	"errors"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// Stop is why a run ended before its work was done. The zero value says that it was not.
type Stop uint8

// The reasons to stop early.
const (
	NotStopped     Stop = iota
	Interrupted         // a person asked, or the terminal went away
	Forced              // a person asked twice: requests in flight were given up and are unknown
	WindowClosed        // the schedule, the hours or the quiet hours
	BalanceEmpty        // the account must be topped up
	DailyLimit          // the merchant's daily sum is reached
	BrokenSetup         // key, certificate, product: nothing else would work either
	TooManyRefused      // so many refusals in a row that the list or the set-up must be wrong
	NoClearAnswers      // so many unclear answers in a row that the platform must be out of reach
	StateFailed         // the state could not be written
	Expired             // the approval holds no longer
	WorkLost            // what is left to be sent could not be read back
)

// Everybody reports whether what stopped a run would stop the merchant's other campaigns too.
func (s Stop) Everybody() bool {
	switch s {
	case NotStopped, WindowClosed, TooManyRefused:
		return false
	case Interrupted, Forced, BalanceEmpty, DailyLimit, BrokenSetup, NoClearAnswers, StateFailed, Expired, WorkLost:
		return true
	}
	return true
}

// ending is how a run ends: what stopped it first, and what redpack itself failed at.
type ending struct {
	stop   Stop // NotStopped while it goes on
	why    lang.Text
	advice lang.Text
	err    error

	unrecorded int // more packets that the same failure of the state kept from being recorded
}

// failure is what redpack itself failed at; nil: nothing.
func (e *ending) failure() error {
	if e.unrecorded == 0 {
		return e.err
	}
	return lang.Errorf("%w The same befell %s more", "%w另有 %s也是如此", e.err, words.Counted(e.unrecorded, words.Packet))
}

func (e *ending) stopped() bool { return e.stop != NotStopped }

// halt ends the run; the first reason stays, except that a failing state outranks all others.
func (e *ending) halt(stop Stop, why, advice lang.Text) {
	if e.stop == NotStopped || stop == StateFailed {
		e.stop, e.why, e.advice = stop, why, advice
	}
}

// lose ends the run because nobody knows who is left to be sent to.
func (e *ending) lose(err error) {
	e.err = errors.Join(e.err, err)
	e.halt(WorkLost, lang.Of(err), lang.Text{})
}

// fail ends the run because redpack itself cannot go on. A state that cannot be written fails for every packet that is in flight, in the
// same words; they are told once, and counted.
func (e *ending) fail(err error) {
	if state.SameFailure(e.err, err) {
		e.unrecorded++
		return
	}
	e.err = errors.Join(e.err, err)
	e.halt(StateFailed, lang.Of(err), lang.Text{})
}
