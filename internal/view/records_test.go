package view_test

import (
	"fmt"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// recorded is a packet of the spring campaign in the state.
func recorded(key, openID string, amount money.Fen, status state.Status) state.Packet {
	no, err := billno.Series{Version: billno.ByKey, Scheme: billno.Digits, MchID: mchID, Date: "20270206", Campaign: "spring-2027"}.Number(billno.Recipient{Key: key})
	if err != nil {
		panic(err)
	}
	return state.Packet{
		Campaign: "spring-2027", Key: key, OpenID: openID, Amount: amount, BillNo: no, Status: status, Tries: 1,
		IntentAt: at("09:00:12"), SendingAt: at("09:00:12"), OutcomeAt: at("09:00:13"),
	}
}

// interrupted is the spring campaign after a run that was cut off: packets of every kind.
func interrupted() []state.Packet {
	packets := []state.Packet{
		recorded("chen-yu", "oCHEN00000000000000000000001", 88_00, state.Sent),
		recorded("sun-mei", "oANOTHERPERSON0000000000001x", 88_00, state.Sent),
		recorded("wang-lei", "oPLANTED0openid0never0shown1", 18_88, state.Received),
	}
	row := func(i int, status state.Status, code, text string) {
		p := recorded(fmt.Sprintf("u%04d", i), openID(i), money.Fen(888+i%3*100), status)
		p.Code, p.Text = code, text
		if status == state.Held {
			p.NextTryAt = at("09:00:14")
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
	packets[len(packets)-1].NextTryAt = at("23:59:59").Add(6 * time.Second)
	row(604, state.Refused, "NO_AUTH", "发放失败，此请求可能存在风险，已被微信拦截")
	row(605, state.Failed, "", "")
	return packets
}

// accepted is a packet with everything that a packet can have, and its history.
func accepted() (state.Packet, []state.Event) {
	p := recorded("王伟", plantedOpenID, 88_00, state.Unknown)
	p.ID, p.Tries, p.Code, p.Text, p.Doubt = 1, 2, "timeout", "no answer for "+plantedOpenID, true
	p.PlatformStatus, p.NextTryAt, p.OutcomeAt = "SENDING", at("09:20:00"), at("09:00:14")
	p.Accepted = state.Acceptance{
		Reason: "88.00 was agreed with " + plantedOpenID, By: "mei@ops pid 7", At: at("10:00:00"), OpenID: plantedOpenID, Amount: 188_00,
	}
	no := string(p.BillNo)
	return p, []state.Event{
		{ID: 1, Run: 1, At: at("09:00:12"), Kind: state.KindIntent, Detail: state.Detail{Key: p.Key, OpenID: plantedOpenID, Amount: 88_00, BillNo: no}},
		{ID: 2, Run: 1, At: at("09:00:13"), Kind: state.KindOutcome, Detail: state.Detail{Status: "unknown", Code: "timeout", Text: "没有回答 " + plantedOpenID}},
		{ID: 3, Run: 1, At: at("09:00:14"), Kind: state.KindSending},
		{ID: 4, At: at("10:00:00"), Kind: state.KindAccepted, Detail: state.Detail{Reason: p.Accepted.Reason, By: p.Accepted.By, OpenID: plantedOpenID, Amount: 188_00}},
	}
}

func refreshed() inquiry.Refreshed {
	p, _ := accepted()
	return inquiry.Refreshed{
		Stop: apply.NoClearAnswers, Why: "10 packets in a row got no clear answer, the last one timeout",
		Open: money.Tally{Packets: 1200, Amount: 1200_00}, Asked: money.Tally{Packets: 700, Amount: 700_00},
		Changed: map[state.Status]money.Tally{state.Received: {Packets: 600, Amount: 600_00}, state.Failed: {Packets: 1, Amount: 1_00}},
		Unknown: money.Tally{Packets: 3, Amount: 3_00}, TooOld: money.Tally{Packets: 1, Amount: 1_00},
		Disputed: []inquiry.Dispute{{Packet: p, Says: "RECEIVED, with ¥9.99"}}, Elapsed: 23 * time.Second,
	}
}

func rebuilt() inquiry.Rebuilt {
	p, _ := accepted()
	return inquiry.Rebuilt{
		Recipients: money.Tally{Packets: 1212, Amount: 11732_16}, Known: money.Tally{Packets: 4, Amount: 4_00},
		Restored: map[state.Status]money.Tally{state.Sent: {Packets: 1200, Amount: 1200_00}, state.Unknown: {Packets: 1, Amount: 1_00}},
		NotFound: money.Tally{Packets: 3, Amount: 3_00}, NoAnswer: money.Tally{Packets: 2, Amount: 2_00},
		Differing: []inquiry.Difference{{Packet: p, OpenID: openID(5), Amount: 188_00}},
		Shared:    []string{"spring/张三", "spring/u2"}, Elapsed: 41 * time.Second,
	}
}
