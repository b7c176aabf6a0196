package viewtest

import (
	"fmt"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/state"
)

// DayAfter is the spring campaign when some have not opened their packets and one number has failed.
func DayAfter() []state.Packet {
	packets := []state.Packet{
		Recorded("chen-yu", "oCHEN00000000000000000000001", 188_00, state.Refunded),
		Recorded("sun-mei", "oSUNM00000000000000000000002", 88_00, state.Refunding),
		Recorded("u0001", OpenID(1), 9_88, state.Received), Recorded("u0002", OpenID(2), 10_88, state.Failed),
	}
	packets[0].RefundedAt, packets[0].PlatformStatus = At("08:50:00"), "REFUND"
	packets[3].Code, packets[3].Text, packets[3].PlatformStatus = "FAILED", "该用户今日领取红包个数超过限制", "FAILED"
	return packets
}

// Recorded is a packet of the spring campaign in the state.
func Recorded(key, openID string, amount money.Fen, status state.Status) state.Packet {
	no, err := billno.Series{Version: billno.ByKey, Scheme: billno.Digits, MchID: mchID, Date: "20270206", Campaign: "spring-2027"}.Number(billno.Recipient{Key: key})
	if err != nil {
		panic(err)
	}
	return state.Packet{
		Campaign: "spring-2027", Key: key, OpenID: openID, Amount: amount, BillNo: no, Status: status, Tries: 1,
		IntentAt: At("09:00:12"), SendingAt: At("09:00:12"), OutcomeAt: At("09:00:13"),
	}
}

// Interrupted is the spring campaign after a run that was cut off: packets of every kind.
func Interrupted() []state.Packet {
	packets := []state.Packet{
		Recorded("chen-yu", "oCHEN00000000000000000000001", 88_00, state.Sent),
		Recorded("sun-mei", "oANOTHERPERSON0000000000001x", 88_00, state.Sent),
		Recorded("wang-lei", "oPLANTED0openid0never0shown1", 18_88, state.Received),
	}
	row := func(i int, status state.Status, code, text string) {
		p := Recorded(fmt.Sprintf("u%04d", i), OpenID(i), money.Fen(888+i%3*100), status)
		p.Code, p.Text = code, text
		if status == state.Held {
			p.NextTryAt = At("09:00:14")
		}
		packets = append(packets, p)
	}
	for i := range 600 {
		row(i, state.Sent, "", "")
	}
	row(600, state.Unknown, "timeout", "")
	row(601, state.Reserved, "", "")
	row(602, state.Held, "FREQ_LIMIT", "频率限制")
	row(603, state.Held, "SENDNUM_LIMIT", "该用户今日领取红包个数超过限制")
	packets[len(packets)-1].NextTryAt = At("23:59:59").Add(6 * time.Second)
	row(604, state.Refused, "NO_AUTH", "发放失败，此请求可能存在风险，已被微信拦截")
	row(605, state.Failed, "", "")
	return packets
}

// Accepted is a packet with everything that a packet can have, and its history.
func Accepted() (state.Packet, []state.Event) {
	p := Recorded("王伟", PlantedOpenID, 88_00, state.Unknown)
	p.ID, p.Tries, p.Code, p.Text, p.Doubt = 1, 2, "timeout", "no answer for "+PlantedOpenID, true
	p.PlatformStatus, p.NextTryAt, p.OutcomeAt = "SENDING", At("09:20:00"), At("09:00:14")
	p.Accepted = state.Acceptance{
		Reason: "88.00 was agreed with " + PlantedOpenID, By: "mei@ops pid 7", At: At("10:00:00"), OpenID: PlantedOpenID, Amount: 188_00,
	}
	no := string(p.BillNo)
	return p, []state.Event{
		{ID: 1, Run: 1, At: At("09:00:12"), Kind: state.KindIntent, Detail: state.Detail{Key: p.Key, OpenID: PlantedOpenID, Amount: 88_00, BillNo: no}},
		{ID: 2, Run: 1, At: At("09:00:13"), Kind: state.KindOutcome, Detail: state.Detail{Status: "unknown", Code: "timeout", Text: "没有回答 " + PlantedOpenID}},
		{ID: 3, Run: 1, At: At("09:00:14"), Kind: state.KindSending},
		{ID: 4, At: At("10:00:00"), Kind: state.KindAccepted, Detail: state.Detail{Reason: p.Accepted.Reason, By: p.Accepted.By, OpenID: PlantedOpenID, Amount: 188_00}},
	}
}

// Refreshed is a refresh that ended early, with something of everything.
func Refreshed() inquiry.Refreshed {
	p, _ := Accepted()
	return inquiry.Refreshed{
		Stop: apply.NoClearAnswers, Why: lang.Same("10 packets in a row got no clear answer, the last one timeout"),
		Open: money.Tally{Packets: 1200, Amount: 1200_00}, Asked: money.Tally{Packets: 700, Amount: 700_00},
		Changed: map[state.Status]money.Tally{state.Received: {Packets: 600, Amount: 600_00}, state.Failed: {Packets: 1, Amount: 1_00}},
		Unknown: money.Tally{Packets: 3, Amount: 3_00}, TooOld: money.Tally{Packets: 1, Amount: 1_00},
		Disputed: []inquiry.Dispute{{Packet: p, Says: lang.Same("RECEIVED, with ¥9.99")}}, Elapsed: 23 * time.Second,
	}
}

// Cohorts are the packets of Interrupted by the day of their sending, and a few of the day before.
func Cohorts() []report.Cohort {
	packets := Interrupted()
	for i, status := range []state.Status{state.Refunded, state.Received, state.Refunding} {
		p := Recorded(fmt.Sprintf("before%d", i), OpenID(900+i), 8_88, status)
		p.IntentAt, p.SendingAt = p.IntentAt.AddDate(0, 0, -1), p.SendingAt.AddDate(0, 0, -1)
		packets = append(packets, p)
	}
	return report.Cohorts(state.NewSnapshot(packets).ByID(), nil)
}

// Rebuilt is a rebuild with something of everything.
func Rebuilt() inquiry.Rebuilt {
	p, _ := Accepted()
	return inquiry.Rebuilt{
		Recipients: money.Tally{Packets: 1212, Amount: 11732_16}, Known: money.Tally{Packets: 4, Amount: 4_00},
		Restored: map[state.Status]money.Tally{state.Sent: {Packets: 1200, Amount: 1200_00}, state.Unknown: {Packets: 1, Amount: 1_00}},
		NotFound: money.Tally{Packets: 3, Amount: 3_00}, NoAnswer: money.Tally{Packets: 2, Amount: 2_00},
		Differing: []inquiry.Difference{{Packet: p, OpenID: OpenID(5), Amount: 188_00}},
		Account: apply.Account{
			Before: money.Tally{Packets: 4, Amount: 4_00}, Found: money.Tally{Packets: 1198, Amount: 11_598_00}, CameBack: money.Tally{Packets: 2, Amount: 17_76},
			Open: money.Tally{Packets: 8, Amount: 112_40},
		},
		InDoubt: money.Tally{Packets: 1, Amount: 1_00},
		Shared:  []string{"spring/张三", "spring/u2"}, Elapsed: 41 * time.Second,
	}
}
