package planfile

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// Refusal is why a saved plan may not be applied.
type Refusal uint8

// The refusals. Of each, Verdict.Reasons says what it is about, but of Ended.
const (
	Allowed    Refusal = iota
	Moved              // what it depends on is not as it was
	StateLost          // nothing vouches that it was not used in a state that is gone
	Unprovable         // it was used, and the state that it was used in cannot be this one
	Exceeded           // it was used, and what is open now is more than it approved
	Ended              // it was used, and nothing of it is open any more
)

// Verdict is whether a saved plan may be applied now.
type Verdict struct {
	Refusal Refusal
	Reasons []lang.Text
	Used    *Use        // nil: not yet
	Rest    money.Tally // what a used plan goes on with
}

// Resumes reports whether the plan was used and may be gone on with.
func (v *Verdict) Resumes() bool { return v.Refusal == Allowed && v.Used != nil }

// Judge holds a saved plan that the state vouches for against the same plans made afresh; id is the file's. A used plan may only go
// on with what it approved. It judges the same for whoever applies the plan and for whoever looks at it.
func (s *Saved) Judge(id string, fresh *Saved, now *state.Snapshot) Verdict {
	run, recorded := now.RunOf(id)
	v := Verdict{Used: s.Used}
	if recorded && v.Used == nil {
		v.Used = &Use{At: run.StartedAt, By: run.Owner}
	}
	if v.Used != nil {
		if why := s.mayResume(now, recorded); !why.Empty() {
			return v.refuse(Unprovable, why)
		}
	} else if lost := s.lostState(fresh); !lost.Empty() {
		return v.refuse(StateLost, lost)
	}
	moved := s.MovedInputs(fresh)
	if len(moved) == 0 && v.Used == nil {
		moved = s.movedState(fresh, now.Begun())
	}
	switch v.Rest = fresh.Open(); {
	case len(moved) > 0:
		return v.refuse(Moved, moved...)
	case v.Used == nil:
		return v
	case v.Rest.Packets == 0:
		return v.refuse(Ended)
	}
	if beyond := s.Beyond(fresh); !beyond.Empty() {
		return v.refuse(Exceeded, beyond)
	}
	return v
}

func (v Verdict) refuse(why Refusal, reasons ...lang.Text) Verdict {
	v.Refusal, v.Reasons = why, reasons
	return v
}
