package events

import (
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// runEvents are those of what is sent, over all runs of a command.
type runEvents struct {
	*stream
	last struct { // the latest progress event
		at   time.Time
		done int
	}
	plan  *plan.Plan // of the run
	total applied    // over all runs
	books []book     // of all campaigns, in the order of their first run
	runs  int
	first int // of them were of a canary alone
}

type applyStart struct {
	envelope
	Campaign  string    `json:"campaign"`
	Sandbox   bool      `json:"sandbox"`
	Rehearsal string    `json:"rehearsal,omitempty"`
	Canary    bool      `json:"canary,omitempty"` // those who go first, and nobody else
	Packets   int       `json:"packets"`
	MaxFen    money.Fen `json:"max_fen"`
	PerMinute int       `json:"per_minute"`
}

type itemReserved struct {
	envelope
	Campaign  string    `json:"campaign"`
	Key       string    `json:"key"`
	Label     string    `json:"label,omitempty"`
	OpenID    string    `json:"openid"`
	AmountFen money.Fen `json:"amount_fen"`
	BillNo    string    `json:"billno"`
	Attempt   int       `json:"attempt"`
}

type itemOutcome struct {
	envelope
	Campaign   string    `json:"campaign"`
	Key        string    `json:"key"`
	Label      string    `json:"label,omitempty"`
	Group      string    `json:"group,omitempty"`
	Outcome    string    `json:"outcome"`
	AmountFen  money.Fen `json:"amount_fen"`
	BillNo     string    `json:"billno"`
	SendListID string    `json:"send_listid,omitempty"`
	Reason     string    `json:"reason,omitempty"`
	Text       string    `json:"text,omitempty"`
	Asked      bool      `json:"asked"`
	ElapsedMS  int64     `json:"elapsed_ms"`
	NextTry    string    `json:"next_try,omitempty"`
	Next       string    `json:"next,omitempty"`
}

type progressEvent struct {
	envelope
	Done    int       `json:"done"`
	Packets int       `json:"packets"`
	Sent    int       `json:"sent"`
	Failed  int       `json:"failed"`
	Unknown int       `json:"unknown"`
	Held    int       `json:"held"`
	SentFen money.Fen `json:"sent_fen"`
	foundPaid
}

// foundPaid is what earlier runs had paid and a run only found out.
type foundPaid struct {
	Found    int       `json:"found,omitempty"`
	FoundFen money.Fen `json:"found_fen,omitempty"`
}

type windowClosed struct {
	envelope
	Why   string `json:"why"`
	Waits bool   `json:"waits"`
	Until string `json:"until,omitempty"`
}

type pauseEvent struct {
	envelope
	Why       string `json:"why"`
	Advice    string `json:"advice,omitempty"`
	Until     string `json:"until,omitempty"`
	Resumable bool   `json:"resumable,omitempty"`
}

type plainEvent struct{ envelope }

type rateChanged struct {
	envelope
	PerMinute int    `json:"per_minute"`
	Bound     int    `json:"bound,omitempty"`
	Why       string `json:"why"`
}

type drainingEvent struct {
	envelope
	Why      string `json:"why"`
	InFlight int    `json:"in_flight"`
}

type missedEvent struct {
	envelope
	Events int    `json:"events"`
	Next   string `json:"next"` // what shows every packet
}

// Observe writes an event of a run. The end has no event of its own: Summary follows it.
func (j *runEvents) Observe(e apply.Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch e := e.(type) {
	case apply.Started:
		j.started(e)
	case apply.Reserved:
		p := &e.Packet
		j.emit(&itemReserved{
			envelopeOf(levelInfo, "item_reserved", p.Campaign+"/"+j.Key(p.Key)+" reserved"), p.Campaign, j.Key(p.Key), j.Label(e.Label), j.identity(p.OpenID),
			p.Amount, string(p.BillNo), p.Attempt,
		})
	case apply.Settled:
		j.emit(j.outcome(e))
		j.advance(e)
	case apply.Paused:
		if e.Window {
			j.emit(&windowClosed{envelopeOf(levelWarn, "window_closed", "window closed: "+e.Why.English), e.Why.English, true, beijing.Stamp(e.Until)})
		}
		j.emit(&pauseEvent{envelopeOf(levelInfo, "paused", "paused: "+e.Why.English), e.Why.English, e.Advice.English, beijing.Stamp(e.Until), e.Resumable})
	case apply.Resumed:
		j.emit(&plainEvent{envelopeOf(levelInfo, "resumed", "resumed")})
	case apply.RateChanged:
		why := j.Masked(e.Why.English)
		j.emit(&rateChanged{envelopeOf(levelWarn, "rate_changed", "rate changed: "+why), e.PerMinute, e.Bound, why})
	case apply.Draining:
		j.emit(&drainingEvent{envelopeOf(levelWarn, "draining", "stopping: "+e.Why.English), e.Why.English, e.InFlight})
	case apply.Missed:
		text := words.Counted(e.Events, words.Event).English + " of packets left out: the reader was too slow"
		j.emit(&missedEvent{envelopeOf(levelWarn, "events_missed", text), e.Events, "redpack state list"})
	case apply.Finished:
		if r := e.Result; r.Stop == apply.WindowClosed {
			j.emit(&windowClosed{envelopeOf(levelWarn, "window_closed", "window closed: "+r.Why.English), r.Why.English, false, ""})
		}
	}
}

func (j *runEvents) started(e apply.Started) {
	j.plan, j.last.at, j.last.done = e.Plan, e.At, 0
	c, open := e.Plan.Campaign, e.Plan.Open()
	j.emit(&applyStart{
		envelopeOf(levelInfo, "apply_start", "apply "+c.Name), c.Name, c.Merchant.Sandbox, c.Merchant.Rehearsal(), e.Plan.Canaries.Alone,
		open.Packets, open.Amount, e.PerMinute,
	})
}

func (j *runEvents) outcome(e apply.Settled) *itemOutcome {
	p := &e.Packet
	level, next := levelInfo, ""
	switch p.Status {
	case state.Unknown, state.Reserved, state.Held:
		level, next = levelWarn, "redpack apply"
	case state.Refused:
		level, next = levelWarn, "redpack apply -retry-refused"
	case state.Failed:
		level, next = levelWarn, "redpack apply -retry-failed"
	case state.Sent, state.Received, state.Refunding, state.Refunded:
	}
	group := ""
	if j.plan != nil && e.Source < len(j.plan.Groups) {
		group = j.plan.Groups[e.Source].Name
	}
	return &itemOutcome{
		envelope: envelopeOf(level, "item_outcome", p.Campaign+"/"+j.Key(p.Key)+" "+p.Status.String()),
		Campaign: p.Campaign, Key: j.Key(p.Key), Label: j.Label(e.Label), Group: group, Outcome: p.Status.String(), AmountFen: p.Amount, BillNo: string(p.BillNo),
		SendListID: p.SendListID, Reason: p.Code, Text: j.Masked(p.Text), Asked: e.Asked, ElapsedMS: e.Elapsed.Milliseconds(),
		NextTry: beijing.Stamp(p.NextTryAt), Next: next,
	}
}

// advance writes a progress event as often as Lines writes a line.
func (j *runEvents) advance(e apply.Settled) {
	if e.At.Sub(j.last.at) < view.ProgressEvery || j.plan == nil {
		return
	}
	c, all := e.Counts, j.plan.Open().Packets
	done := view.SettledOf(c)
	if (done-j.last.done)*100 < view.ProgressPercent*all {
		return
	}
	j.last.at, j.last.done = e.At, done
	count := func(s state.Status) int { return c.Tallies[s].Packets }
	j.emit(&progressEvent{
		envelopeOf(levelInfo, "progress", view.Standing(c, done, all)), done, all, c.SentNow.Packets,
		count(state.Failed) + count(state.Refused), count(state.Unknown), count(state.Held), c.SentNow.Amount,
		foundPaid{c.Found.Packets, c.Found.Amount},
	})
}

// applied is what a run, or all of them, came to. sent and sent_fen are what was paid by a request of this run, also where a
// query had to tell so.
type applied struct {
	Sent    int       `json:"sent"`
	Failed  int       `json:"failed"`
	Refused int       `json:"refused"`
	Unknown int       `json:"unknown"`
	Held    int       `json:"held"`
	Left    int       `json:"left"`
	SentFen money.Fen `json:"sent_fen"`
	foundPaid
	account
}

// account is where the money of the campaigns is now: before, found and sent are what is delivered, and that with what came back, was
// decided and is open is everything.
type account struct {
	Before       int       `json:"before"`
	BeforeFen    money.Fen `json:"before_fen"`
	Delivered    int       `json:"delivered"`
	DeliveredFen money.Fen `json:"delivered_fen"`
	CameBack     int       `json:"came_back"`
	CameBackFen  money.Fen `json:"came_back_fen"`
	Decided      int       `json:"decided"`
	DecidedFen   money.Fen `json:"decided_fen"`
	Open         int       `json:"open"`
	OpenFen      money.Fen `json:"open_fen"`
}

func accountFrom(a apply.Account) account {
	d := a.Delivered()
	return account{
		a.Before.Packets, a.Before.Amount, d.Packets, d.Amount, a.CameBack.Packets, a.CameBack.Amount, a.Decided.Packets, a.Decided.Amount,
		a.Open.Packets, a.Open.Amount,
	}
}

// book is the account of one campaign over the runs of a command.
type book struct {
	campaign string
	apply.Account
}

// enter takes the account of one run in.
func (j *runEvents) enter(campaign string, a apply.Account) {
	for i := range j.books {
		if b := &j.books[i]; b.campaign == campaign && campaign != "" {
			b.Account = b.Then(a)
			return
		}
	}
	j.books = append(j.books, book{campaign, a})
}

type applySummary struct {
	envelope
	Campaign string `json:"campaign,omitempty"` // absent in the sum of several
	applied
	Stop    string   `json:"stop,omitempty"`
	Why     string   `json:"why,omitempty"`
	Advice  string   `json:"advice,omitempty"`
	Reasons []reason `json:"reasons"`
	ending
}

type reason struct {
	Outcome   string    `json:"outcome"`
	Reason    string    `json:"reason,omitempty"`
	Text      string    `json:"text,omitempty"`
	Advice    string    `json:"advice,omitempty"`
	Packets   int       `json:"packets"`
	AmountFen money.Fen `json:"amount_fen"`
	NextTry   string    `json:"next_try,omitempty"`
	Addresses []string  `json:"addresses"`
}

// stopNames are the stops as programs read them.
var stopNames = map[apply.Stop]string{
	apply.Interrupted: "interrupted", apply.Forced: "forced", apply.WindowClosed: "window_closed",
	apply.BalanceEmpty: "balance_empty", apply.DailyLimit: "daily_limit", apply.BrokenSetup: "broken_setup",
	apply.TooManyRefused: "too_many_refused", apply.NoClearAnswers: "no_clear_answers", apply.StateFailed: "state_failed",
	apply.Expired: "expired", apply.WorkLost: "work_lost",
}

// StopName is a stop as programs read it; "" where nothing stopped a run.
func StopName(s apply.Stop) string { return stopNames[s] }

// Summary closes the run that was observed last.
func (j *runEvents) Summary(r apply.Result) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := func(s state.Status) int { return r.Tallies[s].Packets }
	a := applied{
		Sent: r.SentNow.Packets, Failed: n(state.Failed), Refused: n(state.Refused), Unknown: view.UnknownOf(r).Packets, Held: n(state.Held),
		Left: r.Left.Packets, SentFen: r.SentNow.Amount, foundPaid: foundPaid{r.Found.Packets, r.Found.Amount},
	}
	j.runs++
	where, campaign := apply.Account{Found: r.Found, SentNow: r.SentNow, CameBack: r.CameBack}, ""
	if j.plan != nil {
		where, campaign = apply.AccountOf(j.plan, r.Counts), j.plan.Campaign.Name
		if j.plan.Canaries.Alone {
			j.first++
		}
	}
	a.account = accountFrom(where)
	j.enter(campaign, where)
	j.total.add(a)
	e := &applySummary{
		envelope: envelopeOf(levelOf(r), "apply_summary", view.Outcomes(page.Style{}, r).English), applied: a, Stop: stopNames[r.Stop], Why: j.Masked(r.Why.English),
		Advice: r.Advice.English, Reasons: j.reasonsOf(r),
	}
	if j.plan != nil {
		e.Campaign = j.plan.Campaign.Name
	}
	j.hold(e)
	return j.err
}

// Total closes several runs with their sums. After a single run there is nothing to add, and it writes nothing.
func (j *runEvents) Total() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.runs > 1 {
		level := levelInfo
		if t := j.total; t.Failed+t.Refused+t.Unknown+t.Held+t.Left > 0 {
			level = levelWarn
		}
		var sum apply.Account
		for _, b := range j.books {
			sum = sum.Beside(b.Account)
		}
		j.total.account = accountFrom(sum)
		// What a canary's run left in doubt and the question after it found to be paid was found out by this command, too.
		j.total.foundPaid = foundPaid{sum.Found.Packets, sum.Found.Amount}
		j.hold(&applySummary{
			envelope: envelopeOf(level, "apply_summary", words.Counted(max(1, j.runs-j.first), words.Campaign).English+", "+money.Count(j.total.Sent)+" sent"),
			applied:  j.total, Reasons: []reason{},
		})
	}
	return j.err
}

func (a *applied) add(b applied) {
	a.Sent += b.Sent
	a.Failed += b.Failed
	a.Refused += b.Refused
	a.Unknown += b.Unknown
	a.Held += b.Held
	a.Left += b.Left
	a.SentFen = money.Tally{Amount: a.SentFen}.Plus(money.Tally{Amount: b.SentFen}).Amount
}

func levelOf(r apply.Result) string {
	if view.Complete(r) {
		return levelInfo
	}
	return levelWarn
}

func (j *runEvents) reasonsOf(r apply.Result) []reason {
	reasons := make([]reason, 0, len(r.Reasons))
	for _, each := range r.Reasons {
		reasons = append(reasons, reason{
			each.Status.String(), each.Code, j.Masked(each.Text.English), each.Advice.English, each.Packets, each.Amount, beijing.Stamp(each.NextTry), j.Addresses(each.Addresses),
		})
	}
	return reasons
}
