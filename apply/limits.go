package apply

import (
	"slices"
	"time"

	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// upcoming is the task whose request would leave next: one that is due again, or the next packet to begin. It is not taken.
func (r *run) upcoming(now time.Time) *task {
	if len(r.resends) > 0 && !r.resends[0].at.After(now) {
		return r.resends[0]
	}
	if packet := r.fresh(); packet != nil {
		return newTask(r.plan.Campaign.Name, packet, r.cursor.index)
	}
	return nil
}

// takeUpcoming takes the task that upcoming has found at the same instant.
func (r *run) takeUpcoming(now time.Time) {
	if r.resends.due(now) == nil {
		r.cursor.index++
	}
}

// affordable is the last look at the money before a request leaves, the first one of a packet or the same one again: the
// budget, which the plan has made sure of already, and the limits of the day, which may have been reached since. Packets
// whose recipient has had enough today are put off. It finds the task to send, or nil; the task is not taken.
func (r *run) affordable(now time.Time) *task {
	for t := r.upcoming(now); t != nil; t = r.upcoming(now) {
		budget, amount := r.plan.Campaign.Limits.Budget, t.packet.Amount()
		if budget > 0 && len(t.counted) == 0 && r.plan.Paid.Amount+r.reserved+amount > budget {
			r.halt(BrokenSetup, "the next packet would exceed the campaign's budget of "+budget.String(), "raise limits.budget")
			return nil
		}
		switch limit := r.exceeded(t, now); limit {
		case plan.NoLimit:
			return t
		case plan.MerchantAmount:
			r.halt(DailyLimit, "the merchant's "+limit.String()+" is reached", "apply again on the next day")
			return nil
		case plan.UserPackets, plan.UserAmount:
			r.takeUpcoming(now)
			r.putOff(t, limit, now)
		}
	}
	return nil
}

// uncounted are the days, by our clock and by the platform's, on which a request that leaves now has to fit.
func (r *run) uncounted(t *task, now time.Time) []string {
	return slices.DeleteFunc(r.Daily.Days(now, r.clocks.platform(now)...), func(day string) bool { return slices.Contains(t.counted, day) })
}

// exceeded tells which limit of any of those days a packet would exceed.
func (r *run) exceeded(t *task, now time.Time) plan.Limit {
	for _, day := range r.uncounted(t, now) {
		if limit := r.Daily.ExceededOn(day, t.packet.OpenID(), t.packet.Amount()); limit != plan.NoLimit {
			return limit
		}
	}
	return plan.NoLimit
}

// spend counts a packet whose request is about to leave: once for the budget, and once for each day on which one leaves,
// because nobody can tell on which of them the platform pays.
func (r *run) spend(t *task, now time.Time) {
	if len(t.counted) == 0 {
		r.reserved += t.packet.Amount()
	}
	for _, day := range r.uncounted(t, now) {
		r.Daily.AddOn(day, t.packet.OpenID(), t.packet.Amount())
		t.counted = append(t.counted, day)
	}
}

// putOff keeps a packet from being sent today, because its recipient's day is full. The state keeps it as it is, for the
// next apply. One that is not clear stays listed as that.
func (r *run) putOff(t *task, limit plan.Limit, now time.Time) {
	if status, begun := r.counted[t.record.ID]; begun {
		if status != state.Held {
			return
		}
		r.causes.forget(t.record)
	}
	reason := r.putOffs[limit]
	if reason == nil {
		reason = &Reason{
			Status: state.Held, Code: limit.String(), NextTry: nextDay(now), Advice: "apply again on the next day",
			Text: "this person has had today's share from the merchant",
		}
		r.putOffs[limit] = reason
	}
	r.list(reason, t)
}

// bar leaves a packet out that the state refuses, because its person has another one. The plan should have said so; the others
// do not wait for it.
func (r *run) bar(t *task, why error) {
	if t.record.ID != 0 {
		r.causes.forget(t.record)
	}
	if r.barred == nil {
		r.barred = &Reason{
			Status: state.Held, Code: "SECOND_PACKET", Text: why.Error(),
			Advice: "The state gives nobody a second packet in a campaign. Take this one out of the list, or put the key back under which the person was paid.",
		}
	}
	r.list(r.barred, t)
}

// list counts a packet under a reason that is not an outcome.
func (r *run) list(reason *Reason, t *task) {
	reason.Tally = reason.With(t.packet.Amount())
	if len(reason.Addresses) < maxAddresses {
		reason.Addresses = append(reason.Addresses, r.plan.Campaign.Name+"/"+t.packet.Key())
	}
}
