package apply

import (
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Event is something that happened in a run. The set is sealed; a switch over it can be complete.
type Event interface{ event() }

// Observer is told of every event, from any goroutine and in the order of each packet's own life. Observe must not
// block: a worker that moves money is waiting. Queue makes a slow observer fit.
type Observer interface{ Observe(Event) }

// Started opens a run.
type Started struct {
	At        time.Time
	Plan      *plan.Plan
	PerMinute int
}

// Reserved says that a packet's intent is durable and its request is about to leave. Packets of events are told without their Request.
type Reserved struct {
	At      time.Time
	Packet  state.Packet
	Row     int       // in Plan.Work
	Label   string    // that the file gives the packet, for people
	Planned money.Fen // what the plan counts it with; 0: its amount
}

// Settled says that an outcome is durable. A packet may settle several times: unknown first, sent later.
type Settled struct {
	At      time.Time
	Before  state.Status // its status before; Reserved for one that was new
	Packet  state.Packet
	Row     int       // in Plan.Work
	Label   string    // that the file gives the packet, for people
	Planned money.Fen // what the plan counts it with; 0: its amount
	Source  int       // of the recipient, as in plan.Groups
	Asked   bool      // the outcome comes from a query; it may confirm a request of this run
	Elapsed time.Duration
	Advice  lang.Text
	// NextStep is when this run asks about the packet, or sends it again; zero: it leaves it as it is.
	NextStep time.Time
	Counts   Counts // of the run, with this outcome
}

// Paused says that the run waits before the next send; Until is zero where nobody can know.
type Paused struct {
	At     time.Time
	Why    lang.Text
	Advice lang.Text // what to do about it
	Until  time.Time
	// Window says that the schedule, the hours or the quiet hours have closed.
	Window bool
	// Resumable says that the run waits for somebody to say that it may go on, through Controls.
	Resumable bool
}

// Resumed ends a pause.
type Resumed struct{ At time.Time }

// RateChanged says that the engine sends slower because the platform or a person asked for it, or faster again.
type RateChanged struct {
	At        time.Time
	PerMinute int
	Bound     int // the most that a person allows, at most the limit
	Why       lang.Text
}

// Draining says that no new packet is begun and what is in flight is awaited.
type Draining struct {
	At       time.Time
	Why      lang.Text
	InFlight int
}

// Missed stands in the place of events that were left out for an observer which was too far behind, see Queue: Reserved and Settled, of
// packets whose outcome the state has.
type Missed struct {
	Events   int
	Troubled int // of the events: outcomes of packets that were not simply paid, which are all that people read of one by one
}

// Finished closes a run.
type Finished struct {
	At     time.Time
	Result Result
}

func (Started) event()     {}
func (Reserved) event()    {}
func (Settled) event()     {}
func (Paused) event()      {}
func (Resumed) event()     {}
func (RateChanged) event() {}
func (Draining) event()    {}
func (Missed) event()      {}
func (Finished) event()    {}
