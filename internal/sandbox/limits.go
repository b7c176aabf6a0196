package sandbox

import (
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
)

// Bounds of a packet whose scene is opened, and of group packets (现金红包 product page; group table of 2016).
const (
	sceneMinAmount    money.Fen = 30
	sceneMaxAmount    money.Fen = 4_999_00
	groupMaxAmount    money.Fen = 1_000_00
	groupDailyPackets           = 10_000
	quietUntilHour              = 8 // 0:00 to 8:00, rules of 2015
)

func day(at time.Time) string { return beijing.Day(at) }

// nightly tells whether the night is closed.
func (o *Options) nightly() bool { return o.Rules == Rules2015 && !o.NoNight }

// forbidden are the rules that turn an order away without a record: amount and scene, hours.
func (l *ledger) forbidden(o order, f fault, at instant) (*refusal, error) {
	if r := l.options.amountRefusal(o); r != nil {
		return r, nil
	}
	if l.options.nightly() && at.virtual.In(beijing.Zone).Hour() < quietUntilHour {
		return &timeLimited, l.find(RuleHours, day(at.virtual), o.billNo, "sent between 0:00 and 8:00 Beijing time", at) // for programs
	}
	if f.is(freqStorm) {
		return &freqLimit, nil
	}
	return nil, nil
}

// tooFast turns away what the rate has no room for. Every call counts that it lets pass, one that repeats an order too.
func (l *ledger) tooFast(o order, at instant) (*refusal, error) {
	if l.sends.admits(at.wall) {
		l.sends.note(at.wall)
		return nil, nil
	}
	if o.hbType == HBGroup {
		return &secondOverLimited, l.findRate("sends", o.billNo, at)
	}
	return &freqLimit, l.findRate("sends", o.billNo, at)
}

// findRate reports the rate once a second.
func (l *ledger) findRate(calls, billNo string, at instant) error {
	return l.find(RuleRate, calls+"/"+at.wall.UTC().Format(time.DateTime), billNo, "more "+calls+" than the rate allows", at) // for programs
}

// amountRefusal judges amount and scene together: outside 1 to 200 yuan an opened scene is needed.
func (o *Options) amountRefusal(ord order) *refusal {
	least, most := o.MinAmount, o.MaxAmount
	switch {
	case ord.hbType == HBGroup:
		each := ord.amount / money.Fen(ord.num)
		if each < least || each > most || ord.amount > groupMaxAmount {
			return &moneyLimit
		}
		return nil
	case ord.sceneID != "" && !o.sceneOpen(ord.sceneID):
		return &closedScene
	case ord.sceneID != "":
		least, most = min(least, sceneMinAmount), max(most, sceneMaxAmount)
	}
	if ord.amount < least || ord.amount > most {
		return &moneyLimit
	}
	return nil
}

func (o *Options) sceneOpen(scene string) bool {
	all := []string{"PRODUCT_1", "PRODUCT_2", "PRODUCT_3", "PRODUCT_4", "PRODUCT_5", "PRODUCT_6", "PRODUCT_7", "PRODUCT_8"}
	return slices.Contains(all, scene) && (o.Scenes == nil || slices.Contains(o.Scenes, scene))
}

// whyUnpaid is what keeps an order that is on record from being paid: the person, the day's quotas, the balance.
func (l *ledger) whyUnpaid(o order, f fault, at instant) *refusal {
	person, a := personOf(o.openID), l.book.account(o.openID)
	switch {
	case person.refusal == sendFailed && !person.failsAtOnce(a.burnt):
	case person.refusal.code != "":
		return &person.refusal
	}
	if f.holds() {
		return &f.rule.kind.refusal
	}
	if r := l.quota(o, a, day(at.virtual)); r != nil {
		return r
	}
	if l.book.balance < o.amount {
		return &notEnough
	}
	if f.is(processingPaid) || f.is(processingFailed) {
		return &processing
	}
	return nil
}

// quota judges by what was paid on this Beijing day.
func (l *ledger) quota(o order, a *account, today string) *refusal {
	count, sum, merchant, groups := 0, money.Fen(0), money.Fen(0), 0
	if a.day == today {
		count, sum = a.count, a.sum
	}
	if l.book.today.day == today {
		merchant, groups = l.book.today.sum, l.book.today.groups
	}
	limits := l.options
	switch {
	case limits.PerUserDailyPackets > 0 && count >= limits.PerUserDailyPackets:
		return &sendNumLimit
	case limits.PerUserDailyAmount > 0 && sum+o.amount > limits.PerUserDailyAmount:
		return &rcvdAmountLimit
	case limits.DailyAmount > 0 && merchant+o.amount > limits.DailyAmount:
		return &sendAmountLimit
	case o.hbType == HBGroup && groups >= groupDailyPackets:
		return &dayOverLimited
	}
	return nil
}
