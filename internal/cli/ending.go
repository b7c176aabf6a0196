package cli

import (
	"errors"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// ending is what the runs of one command come to.
type ending struct {
	*request
	begun   bool                     // a run has begun, so packets may have been sent
	books   map[string]apply.Account // by campaign, over all runs of it
	began   time.Time                // the first of the runs
	results []apply.Result
	behind  int  // packets that wait for a canary
	unread  bool // the reader of stdout has gone
	code    int
}

// begin notes that a run begins. From now on no error promises that nothing was sent.
func (e *ending) begin(now time.Time) {
	if !e.begun {
		e.begun, e.began, e.print.outcome = true, now, lang.Text{}
	}
}

// add notes how a run of a plan went. Whoever is parked since an earlier run is in the exit code too, so that a script which applies until 0
// forgets nobody.
func (e *ending) add(result apply.Result, p *plan.Plan) {
	e.results = append(e.results, result)
	if e.books == nil {
		e.books = map[string]apply.Account{}
	}
	account := apply.AccountOf(p, result.Counts)
	if before, again := e.books[p.Campaign.Name]; again {
		account = before.Then(account)
	}
	e.books[p.Campaign.Name] = account
	e.worsen(codeOf(result))
	e.worsen(codeOfParked(p))
}

func (e *ending) worsen(code int) { e.code = worst(e.code, code) }

// after gives a command that has sent something the exit code of what it sent. An error beside it is told, but it is not
// code 1, which promises that nothing was sent.
func (e *ending) after(err error) error {
	if !e.begun {
		return err
	}
	e.fail(err)
	e.fail(e.print.endEvents(e.code))
	if e.unread {
		sent := e.sum(sentNow)
		e.env.complain("%s%s\n", warningLead, lang.Format("The output was not read to its end. Sent: %s, %s; apply ended with exit code %d.",
			"输出没有被读完。已发放：%s，%s；apply 以退出码 %d 结束。", words.Counted(sent.Packets, words.Packet), sent.Amount, e.code))
	}
	e.announce()
	if e.code == exitDone {
		return nil
	}
	return exit{e.code}
}

// sum adds up something of all runs.
func (e *ending) sum(of func(apply.Result) money.Tally) (sum money.Tally) {
	for _, r := range e.results {
		sum = sum.Plus(of(r))
	}
	return sum
}

// account is where the money of all campaigns is.
func (e *ending) account() (sum apply.Account) {
	for _, a := range e.books {
		sum = sum.Beside(a)
	}
	return sum
}

func sentNow(r apply.Result) money.Tally { return r.SentNow }

// read is an error without what is about a reader of stdout who has gone: that changes nothing about a run, and is told once at its end.
func (e *ending) read(err error) error {
	rest := besidesPipe(err)
	e.unread = e.unread || err != nil && rest == nil
	return rest
}

// fail tells of an error beside the runs.
func (e *ending) fail(err error) {
	if err = e.read(err); err == nil {
		return
	}
	code := exitUnknown
	if unbegun := (*notBegunError)(nil); errors.As(err, &unbegun) {
		code = exitStopped
	}
	e.worsen(code)
	e.print.failed(err)
}

// goOn is the command that goes on after a run. Where only people are left who were refused, or whose packet failed, in this run or an
// earlier one, the same command again would do nothing, so it says that they are to be tried again. "": nothing is left that a command does.
func (r *request) goOn(result apply.Result, p *plan.Plan) string {
	count := func(status state.Status, action plan.Action) int {
		return result.Tallies[status].Packets + p.Retriable(action)
	}
	more := retryFlags{
		failed:  count(state.Failed, plan.Failed) > 0 && !r.options.failed,
		refused: count(state.Refused, plan.Refused) > 0 && !r.options.refused,
	}
	left := result.Left.Packets + packetsOf(result, state.Reserved, state.Unknown) + count(state.Held, plan.Held)
	switch {
	case left > 0:
		more = retryFlags{}
	case more == retryFlags{} && result.Stop == apply.NotStopped && packetsOf(result, state.Failed, state.Refused) == 0:
		return ""
	}
	return r.retrying(more, result.Stop == apply.Expired)
}

// retrying is the command that goes on with these flags more. A saved plan has none of them, so another one is made, as in the place of
// one that has expired.
func (r *request) retrying(more retryFlags, expired bool) string {
	if r.saved != nil && (expired || more != retryFlags{}) {
		return r.saved.again(more.words()...)
	}
	return r.command(more.words()...)
}

// packetsOf adds the packets of some statuses.
func packetsOf(result apply.Result, statuses ...state.Status) (packets int) {
	for _, status := range statuses {
		packets += result.Tallies[status].Packets
	}
	return packets
}

// words are the flags as they are typed.
func (f retryFlags) words() (words []string) {
	if f.failed {
		words = append(words, "-retry-failed")
	}
	if f.refused {
		words = append(words, "-retry-refused")
	}
	if f.refunded {
		words = append(words, "-resend-refunded")
	}
	return words
}
