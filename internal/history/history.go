// Package history makes of a state's runs and events what a person asks for afterwards: who ran what and when, what it sent, found out and
// left, and what people decided. It reads each event once, in the order in which they happened, keeps 32 bytes for each packet, and knows
// neither clock nor terminal. How a run's packets are counted is as apply.Counts says, so that a run's line is its summary.
package history

import (
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Kind says what an entry of the history tells of. The zero value is invalid.
type Kind uint8

// The kinds of entries.
const (
	_        Kind = iota
	Apply         // a run of a plan
	Inquiry       // a refresh, a rebuild, or the question after a canary: nothing is sent in it
	Looked        // a person has looked at a canary and said go
	Decision      // what a person decided about packets
	Unrun         // outcomes that belong to no run
)

var kindNames = [...]string{Apply: "run", Inquiry: "inquiry", Looked: "looked", Decision: "decision", Unrun: "unrun"}

// String is the kind in a word for programs.
func (k Kind) String() string { return kindNames[k] }

// End says how a run came to its end, as far as it can be known. The zero value is for what is no run.
type End uint8

// The ends.
const (
	_       End = iota
	Ended       // it has said so itself
	Running     // its process holds the lock
	Killed      // it has not said so, and no process is at it
)

// Entry is one line of the history.
type Entry struct {
	Kind   Kind
	At     time.Time
	Run    state.Run // zero for what is no run
	End    End
	Result Result // of one that has ended
	Sums   Sums

	What     state.Kind        // of a decision
	Packets  int               // that it is about; 0: a campaign, or the whole state
	Of       address.Address   // the first of them, as it is called now; a campaign alone where it is about one
	Evidence string            // the person's reason
	By       string            // the person, where that is recorded
	Account  map[string]string // of a rebase: the new mch_id, appid and endpoint
}

// Sums are what became of the packets that a run has touched.
type Sums struct {
	// Sent, Found and CameBack are as in apply.Counts; what came back by the word of a refresh is among them.
	Sent, Found, CameBack money.Tally
	// By counts each packet by the latest status that it got in the run.
	By       map[state.Status]money.Tally
	Restored money.Tally // the part that a rebuild has restored
	Asked    int         // outcomes that came of no request of this run: what queries found out
}

// Touched is how many packets the run has had to do with.
func (s *Sums) Touched() (sum money.Tally) {
	for _, t := range s.By {
		sum = sum.Plus(t)
	}
	return sum
}

// Unknown is what a run has left without a clear outcome.
func (s *Sums) Unknown() money.Tally { return s.By[state.Unknown].Plus(s.By[state.Reserved]) }

// count adds a packet to its status, or takes it away.
func (s *Sums) count(status state.Status, packets int, amount money.Fen) {
	if s.By == nil {
		s.By = map[state.Status]money.Tally{}
	}
	money.Recount(s.By, status, packets, amount)
}

// Lock is who holds the state's lock.
type Lock struct {
	Held   bool
	Holder string
}

// track is what is kept of a packet while the events go by.
type track struct {
	amount  money.Fen
	run     uint32 // that has touched it last
	left    uint32 // in which a request of it left last
	status  state.Status
	counted struct { // in that run
		amount money.Fen
		status state.Status
	}
}

// Builder takes the events in and makes the entries.
type Builder struct {
	snapshot *state.Snapshot
	runs     []state.Run
	packets  []track
	member   []bool // whether the packet is of the chosen campaigns; nil: all are
	chosen   []string
	entries  []Entry
	byRun    []int // index into entries, +1
	begun    int   // runs that have an entry
	open     int   // index+1 of the entry that takes further events of its kind
	latest   time.Time
}

// New makes a builder. The snapshot is of the same state; events after it are left out. Of campaigns, "" chooses none: nil are all.
func New(snapshot *state.Snapshot, campaigns []string) *Builder {
	b := &Builder{snapshot: snapshot, runs: snapshot.Runs(), packets: make([]track, snapshot.Len()+1), chosen: campaigns}
	b.byRun = make([]int, len(b.runs)+1)
	if campaigns != nil {
		b.member = make([]bool, snapshot.Len()+1)
		for p := range snapshot.ByID() {
			b.member[p.ID] = slices.Contains(campaigns, p.Campaign)
		}
	}
	return b
}

// Event takes in the next event.
func (b *Builder) Event(e *state.Event) error {
	if e.Packet >= int64(len(b.packets)) || e.Run > int64(len(b.runs)) {
		return nil // written after the snapshot
	}
	b.runsUntil(e)
	switch e.Kind {
	case state.KindCampaign, state.KindCampaignDate, state.KindSeries, state.KindProject, state.KindRefrozen:
	case state.KindCampaignMoved, state.KindRebased:
		b.decided(e)
	case state.KindAccepted, state.KindMoved, state.KindVoided, state.KindReleased:
		b.moved(e)
		if b.concerns(e) {
			b.decided(e)
		}
	case state.KindIntent, state.KindAttempt, state.KindSending, state.KindOutcome, state.KindRestored:
		b.happened(e)
	}
	return nil
}

// runsUntil makes the entries of the runs that have begun when an event happens.
func (b *Builder) runsUntil(e *state.Event) {
	for b.begun < len(b.runs) {
		next := b.runs[b.begun]
		if e != nil && next.ID > e.Run && (e.Run != 0 || !next.StartedAt.Before(e.At)) {
			return
		}
		b.begun++
		b.entries = append(b.entries, Entry{Kind: kindOf(next), At: next.StartedAt, Run: next})
		b.byRun[next.ID], b.open = len(b.entries), 0
	}
}

func kindOf(r state.Run) Kind {
	switch {
	case r.Result == plan.Looked:
		return Looked
	case r.PlanDigest == "":
		return Inquiry
	}
	return Apply
}

// concerns reports whether an event is about a packet of the chosen campaigns.
func (b *Builder) concerns(e *state.Event) bool { return b.member == nil || b.member[e.Packet] }

// moved keeps the status of a packet that a decision has ended.
func (b *Builder) moved(e *state.Event) {
	if e.Kind == state.KindVoided || e.Kind == state.KindReleased {
		b.packets[e.Packet].status = state.Failed
	}
}

// happened counts what became of a packet.
func (b *Builder) happened(e *state.Event) {
	t := &b.packets[e.Packet]
	before := t.status
	t.take(e)
	if !b.concerns(e) {
		return
	}
	entry := b.entryOf(e)
	s := &entry.Sums
	run := uint32(e.Run)
	if run == 0 { // what happened together outside of any counts as one
		run = uint32(len(b.runs) + b.open)
	}
	if again := t.run == run; again {
		s.count(t.counted.status, -1, -t.counted.amount)
	}
	s.count(t.status, 1, t.amount)
	t.run, t.counted.status, t.counted.amount = run, t.status, t.amount
	now := e.Run != 0 && t.left == uint32(e.Run)
	if e.Kind == state.KindRestored {
		s.Restored = s.Restored.With(t.amount)
	}
	if e.Kind == state.KindOutcome && !e.Detail.Answers {
		s.Asked++
	}
	switch {
	case t.status.CameBack() && !before.CameBack():
		s.CameBack = s.CameBack.With(t.amount)
	case !t.status.Paid() || before.Paid():
	case now:
		s.Sent = s.Sent.With(t.amount)
	default:
		s.Found = s.Found.With(t.amount)
	}
}
