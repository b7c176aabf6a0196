package viewtest

import (
	"fmt"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// Ticking is a clock that moves on by a step whenever it is read.
func Ticking(from time.Time, step time.Duration) func() time.Time {
	return func() time.Time {
		now := from
		from = from.Add(step)
		return now
	}
}

// Settled is an outcome of the n-th person of the CSV.
func Settled(n int, status state.Status, code, text string, when time.Time) apply.Settled {
	p := Recorded(fmt.Sprintf("u%04d", n), OpenID(n), money.Fen(888+n%3*100), status)
	p.ID, p.Code, p.Text, p.OutcomeAt = int64(n+1), code, text, when
	if status == state.Sent {
		p.SendListID = fmt.Sprintf("1000000000202702060%09d", n)
	}
	if status == state.Held {
		p.NextTryAt = At("23:59:59").Add(6 * time.Second)
	}
	return apply.Settled{At: when, Before: state.Reserved, Packet: p, Row: n, Source: 1, Elapsed: 251 * time.Millisecond}
}

// Happened is a run in which a little of everything happens.
func Happened(t *testing.T) []apply.Event {
	t.Helper()
	p := Planned(t, Spring(), nil, "09:02:00")
	events := []apply.Event{apply.Started{At: At("09:02:00"), Plan: p, PerMinute: 1800}}
	send := func(n int, status state.Status, code, text string) {
		when := At("09:02:00").Add(time.Duration(n) * 33 * time.Millisecond)
		s := Settled(n, status, code, text, when)
		reserved := s.Packet
		reserved.Status, reserved.Code, reserved.Text, reserved.SendListID = state.Reserved, "", "", ""
		events = append(events, apply.Reserved{At: when, Packet: reserved, Row: n}, s)
	}
	for n := range 300 {
		switch n {
		case 20:
			send(n, state.Unknown, "timeout", "")
			if lost, ok := events[len(events)-1].(apply.Settled); ok {
				lost.NextStep = lost.At.Add(time.Second)
				events[len(events)-1] = lost
			}
		case 30:
			send(n, state.Refused, "NO_AUTH", "发放失败，此请求可能存在风险 "+PlantedOpenID)
		case 40:
			send(n, state.Held, "SENDNUM_LIMIT", "该用户今日领取红包个数超过限制")
		case 50:
			events = append(events, apply.RateChanged{At: At("09:02:02"), PerMinute: 900, Why: lang.Same("FREQ_LIMIT 频率限制")})
			send(n, state.Sent, "", "")
		case 60:
			answer := Settled(20, state.Sent, "", "", At("09:02:03"))
			answer.Before, answer.Asked = state.Unknown, true
			events = append(events, answer)
			send(n, state.Sent, "", "")
		case 70:
			events = append(events, apply.Paused{At: At("09:02:03"), Why: lang.Same("hours"), Until: At("10:00:00")}, apply.Resumed{At: At("10:00:00")})
			send(n, state.Sent, "", "")
		default:
			send(n, state.Sent, "", "")
		}
	}
	return Counted(append(events,
		apply.Draining{At: At("09:02:10"), Why: lang.Same("interrupted"), InFlight: 4},
		apply.Finished{At: At("09:02:11"), Result: Ended(apply.Interrupted)},
	))
}

// Counted gives each outcome the counts that a run of these events would.
func Counted(events []apply.Event) []apply.Event {
	var progress apply.Progress
	for i, e := range events {
		progress.Observe(e)
		if s, ok := e.(apply.Settled); ok {
			s.Counts = progress.Counts()
			events[i] = s
		}
	}
	return events
}

// Ended is the result of that run.
func Ended(stop apply.Stop) apply.Result {
	return apply.Result{
		Stop: stop, Why: lang.Same("interrupted"),
		Counts: apply.Counts{
			Tallies: map[state.Status]money.Tally{
				state.Sent: {Packets: 297, Amount: 2930_36}, state.Unknown: {Packets: 1, Amount: 8_88},
				state.Refused: {Packets: 1, Amount: 8_88}, state.Held: {Packets: 1, Amount: 9_88},
			},
			SentNow: money.Tally{Packets: 296, Amount: 2920_48}, Found: money.Tally{Packets: 1, Amount: 9_88},
		},
		Left: money.Tally{Packets: 704, Amount: 7282_48}, Elapsed: 11 * time.Second,
		Reasons: []apply.Reason{
			{
				Status: state.Refused, Code: "NO_AUTH", Text: lang.Same("发放失败，此请求可能存在风险，已被微信拦截"), Advice: lang.Same("the account of this recipient is at risk"),
				Tally: money.Tally{Packets: 1, Amount: 8_88}, Addresses: []string{"spring-2027/u0030"},
			},
			{
				Status: state.Held, Code: "SENDNUM_LIMIT", Text: lang.Same("该用户今日领取红包个数超过限制"), Tally: money.Tally{Packets: 1, Amount: 9_88},
				NextTry: At("23:59:59").Add(6 * time.Second), Addresses: []string{"spring-2027/u0040"},
			},
			{Status: state.Unknown, Code: "timeout", Tally: money.Tally{Packets: 1, Amount: 8_88}, Addresses: []string{"spring-2027/张三"}},
		},
	}
}
