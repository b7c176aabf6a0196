package history

import (
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/state"
)

// together is how far apart events without a run may be and still count as one thing that happened.
const together = 10 * time.Minute

// take changes a packet as an event says.
func (t *track) take(e *state.Event) {
	d := &e.Detail
	switch e.Kind {
	case state.KindIntent, state.KindAttempt:
		t.amount, t.status, t.left = d.Amount, state.Reserved, uint32(e.Run)
	case state.KindRestored:
		t.amount, t.status = d.Amount, state.ParseStatus(d.Status)
	case state.KindSending:
		if t.left = uint32(e.Run); t.status != state.Unknown {
			t.status = state.Reserved
		}
	case state.KindOutcome:
		t.status = state.ParseStatus(d.Status)
	case state.KindCampaign, state.KindCampaignDate, state.KindSeries, state.KindCampaignMoved, state.KindProject, state.KindRebased, state.KindRefrozen,
		state.KindAccepted, state.KindMoved, state.KindVoided, state.KindReleased:
	}
}

// entryOf is the entry that counts an event: that of its run, or of what happened outside of any at that time.
func (b *Builder) entryOf(e *state.Event) *Entry {
	if e.Run != 0 {
		return &b.entries[b.byRun[e.Run]-1]
	}
	return b.group(Entry{Kind: Unrun, At: e.At}, e)
}

// group is the latest entry, where an event belongs to it, or a new one.
func (b *Builder) group(fresh Entry, e *state.Event) *Entry {
	if b.open > 0 {
		last := &b.entries[b.open-1]
		if last.Kind == fresh.Kind && last.What == fresh.What && last.Run.ID == fresh.Run.ID && e.At.Sub(b.latest) < together {
			b.latest = e.At
			return last
		}
	}
	b.entries = append(b.entries, fresh)
	b.open, b.latest = len(b.entries), e.At
	return &b.entries[len(b.entries)-1]
}

// decided makes a line of a decision. Many that are carried out at once, as when a campaign is renamed, are one.
func (b *Builder) decided(e *state.Event) {
	d := &e.Detail
	fresh := Entry{Kind: Decision, At: e.At, What: e.Kind, Evidence: d.Reason, By: d.By}
	switch e.Kind {
	case state.KindRebased:
		fresh.Account = map[string]string{"mch_id": d.MchID, "appid": d.AppID, "endpoint": d.Endpoint}
	case state.KindCampaignMoved:
		if b.chosen != nil && !slices.Contains(b.chosen, d.Name) {
			return
		}
		fresh.Of = address.Address{Campaign: d.Name}
	case state.KindMoved, state.KindVoided:
		entry := b.group(fresh, e)
		if entry.Packets++; entry.Packets == 1 {
			entry.Of = b.addressOf(e.Packet)
		}
		return
	case state.KindAccepted, state.KindReleased:
		fresh.Packets, fresh.Of = 1, b.addressOf(e.Packet)
	case state.KindCampaign, state.KindCampaignDate, state.KindSeries, state.KindProject, state.KindIntent, state.KindAttempt, state.KindSending, state.KindRefrozen,
		state.KindOutcome, state.KindRestored:
		return
	}
	b.entries, b.open = append(b.entries, fresh), 0
}

// addressOf is what a packet is called now.
func (b *Builder) addressOf(id int64) address.Address {
	p, _ := b.snapshot.ByPacketID(id)
	return p.Address()
}

// Entries are all entries, the oldest first.
func (b *Builder) Entries(lock Lock) []Entry {
	b.runsUntil(nil)
	for i := range b.entries {
		b.entries[i].close(b.runs, lock)
	}
	if b.chosen == nil {
		return b.entries
	}
	mine := map[string]bool{} // plans that have done something for the chosen campaigns
	for i := range b.entries {
		if e := &b.entries[i]; e.Kind == Apply && e.Sums.Touched().Packets > 0 {
			mine[e.Run.PlanDigest] = true
		}
	}
	return slices.DeleteFunc(b.entries, func(e Entry) bool {
		switch e.Kind {
		case Apply, Inquiry, Unrun:
			return e.Sums.Touched().Packets == 0
		case Looked:
			return !mine[e.Run.PlanDigest]
		case Decision:
		}
		return false
	})
}

// close says how a run has ended. Only one process runs at a time, so none but the last run can be under way.
func (e *Entry) close(runs []state.Run, lock Lock) {
	switch {
	case e.Run.ID == 0:
	case !e.Run.EndedAt.IsZero():
		e.End, e.Result = Ended, Parse(e.Run.Result)
	case lock.Held && lock.Holder == e.Run.Owner && e.Run.ID == int64(len(runs)):
		e.End = Running
	default:
		e.End = Killed
	}
}

// Took is how long a run took; zero where nobody can know.
func (e *Entry) Took() time.Duration {
	if e.End != Ended {
		return 0
	}
	return e.Run.EndedAt.Sub(e.Run.StartedAt)
}
