package history

import (
	"time"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// Number is one bill number that a packet has or had, with what became of it.
type Number struct {
	BillNo     string
	Attempt    int
	OpenID     string
	Amount     money.Fen
	Begun      time.Time
	SentAt     time.Time // its last request left
	RefundedAt time.Time // its money came back, as the platform says or else when that was learnt; zero: it did not
	Status     state.Status
	Code, Text string
	SendListID string
	Platform   string // the platform's own word
	At         time.Time
	Requests   int // that left
	Queries    int // outcomes that came of none
}

// Begins reports whether an event gives a packet a number.
func Begins(e *state.Event) bool {
	return e.Kind == state.KindIntent || e.Kind == state.KindAttempt || e.Kind == state.KindRestored
}

// NumberOf is the number that an event gives a packet.
func NumberOf(e *state.Event) Number {
	d := &e.Detail
	n := Number{
		BillNo: d.BillNo, Attempt: d.Attempt, OpenID: d.OpenID, Amount: d.Amount, Begun: e.At, SentAt: e.At, At: e.At, Status: state.Reserved, Requests: 1,
	}
	if e.Kind == state.KindRestored {
		n.Requests = 0
		n.settle(e)
	}
	return n
}

// Take changes a number as a later event of its packet says.
func (n *Number) Take(e *state.Event) {
	switch e.Kind {
	case state.KindSending:
		n.Requests++
		if n.SentAt, n.At = e.At, e.At; n.Status != state.Unknown {
			n.Status = state.Reserved
		}
	case state.KindOutcome:
		if n.settle(e); !e.Detail.Answers {
			n.Queries++
		}
	case state.KindVoided:
		n.Status, n.Code, n.Text, n.At = state.Failed, state.CodeVoided, "", e.At
	case state.KindReleased:
		n.Status, n.Code, n.Text, n.At = state.Failed, state.CodeReleased, e.Detail.Reason, e.At
	case state.KindIntent, state.KindAttempt, state.KindRestored, state.KindAccepted, state.KindMoved, state.KindRefrozen, state.KindCampaign,
		state.KindCampaignDate, state.KindSeries, state.KindCampaignMoved, state.KindProject, state.KindRebased:
	}
}

func (n *Number) settle(e *state.Event) {
	d := &e.Detail
	n.Status, n.Code, n.Text, n.At = state.ParseStatus(d.Status), d.Code, d.Text, e.At
	if d.SendListID != "" {
		n.SendListID = d.SendListID
	}
	if d.PlatformStatus != "" {
		n.Platform = d.PlatformStatus
	}
	switch {
	case d.RefundedAt != 0:
		n.RefundedAt = time.UnixMilli(d.RefundedAt)
	case n.Status == state.Refunded && n.RefundedAt.IsZero() && d.OutcomeAt != 0: // restored
		n.RefundedAt = time.UnixMilli(d.OutcomeAt)
	case n.Status == state.Refunded && n.RefundedAt.IsZero():
		n.RefundedAt = e.At
	}
}

// Numbers are all numbers that a packet ever had, the first one first, by its whole history.
func Numbers(events []state.Event) (all []Number) {
	for i := range events {
		e := &events[i]
		if Begins(e) {
			all = append(all, NumberOf(e))
		} else if len(all) > 0 {
			all[len(all)-1].Take(e)
		}
	}
	return all
}

// Touched is a packet that a run has had to do with.
type Touched struct {
	Now    state.Packet
	Before state.Status // 0: it was new
	Number              // as the run has left it
}

// RunPackets finds the packets of one run in a walk packet by packet. It keeps one at a time.
type RunPackets struct {
	run     int64
	member  func(*state.Packet) bool
	find    func(id int64) (state.Packet, bool)
	each    func(Touched) error
	id      int64
	number  Number
	before  state.Status
	touched *Number
}

// NewRunPackets hands over each packet that a run has touched and that is a member; nil: all are.
func NewRunPackets(run int64, snapshot *state.Snapshot, member func(*state.Packet) bool, each func(Touched) error) *RunPackets {
	return &RunPackets{run: run, member: member, find: snapshot.ByPacketID, each: each}
}

// Event takes in the next event of a packet.
func (r *RunPackets) Event(e *state.Event) error {
	if e.Packet != r.id {
		if err := r.Close(); err != nil {
			return err
		}
		r.id, r.number, r.before = e.Packet, Number{}, 0
	}
	mine := e.Run == r.run && e.Kind != state.KindMoved && e.Kind != state.KindAccepted
	if mine && r.touched == nil {
		r.before = r.number.Status
		r.number.Requests, r.number.Queries = 0, 0
	}
	if Begins(e) {
		r.number = NumberOf(e)
	} else {
		r.number.Take(e)
	}
	if mine {
		copied := r.number
		r.touched = &copied
	}
	return nil
}

// Close hands over the last packet.
func (r *RunPackets) Close() error {
	touched := r.touched
	if r.touched = nil; touched == nil {
		return nil
	}
	now, known := r.find(r.id)
	if !known || r.member != nil && !r.member(&now) {
		return nil
	}
	return r.each(Touched{Now: now, Before: r.before, Number: *touched})
}
