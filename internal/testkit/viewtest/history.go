package viewtest

import (
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/lookup"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

func ran(id int64, clock, digest string) state.Run {
	return state.Run{ID: id, StartedAt: At(clock), EndedAt: At(clock).Add(11 * time.Second), PlanDigest: digest, Owner: "mei@ops-03.example.com pid 4711", Tool: "1.1.0"}
}

// Remembered is a history with an entry of each kind, the newest first.
func Remembered() []history.Entry {
	const digest = "4f1c9b02cefe370c3ebe2d3551531adf90e3556e154694cedc4b32726914288a"
	killed := ran(5, "12:00:00", digest)
	killed.EndedAt = time.Time{}
	atIt := ran(7, "14:00:00", digest)
	atIt.EndedAt = time.Time{}
	return []history.Entry{
		{Kind: history.Apply, At: At("14:00:00"), Run: atIt, End: history.Running, Sums: history.Sums{
			Sent: money.Tally{Packets: 12, Amount: 106_56}, By: map[state.Status]money.Tally{state.Sent: {Packets: 12, Amount: 106_56}, state.Reserved: {Packets: 3, Amount: 26_64}},
		}},
		{
			Kind: history.Decision, At: At("13:30:00"), What: state.KindAccepted, Packets: 1, Of: address.Address{Campaign: "spring-2027", Key: "王伟"},
			Evidence: "88.00 was agreed with " + PlantedOpenID, By: "mei@ops pid 7",
		},
		{Kind: history.Decision, At: At("13:10:00"), What: state.KindMoved, Packets: 1212, Of: address.Address{Campaign: "spring-2027", Key: "u0000"}},
		{Kind: history.Inquiry, At: At("13:00:00"), Run: ran(6, "13:00:00", ""), End: history.Ended, Sums: history.Sums{
			CameBack: money.Tally{Packets: 2, Amount: 17_76},
			By:       map[state.Status]money.Tally{state.Received: {Packets: 800, Amount: 7904_00}, state.Refunded: {Packets: 2, Amount: 17_76}},
		}},
		{Kind: history.Apply, At: At("12:00:00"), Run: killed, End: history.Killed, Sums: history.Sums{
			Sent: money.Tally{Packets: 10, Amount: 88_80}, By: map[state.Status]money.Tally{state.Sent: {Packets: 10, Amount: 88_80}, state.Reserved: {Packets: 8, Amount: 71_04}},
		}},
		{Kind: history.Looked, At: At("11:00:00"), Run: ran(4, "11:00:00", digest), End: history.Ended, Result: history.Result{Said: plan.Looked}},
		{
			Kind: history.Apply, At: At("10:00:00"), Run: ran(3, "10:00:00", "ab12cd34"), End: history.Ended,
			Result: history.Result{Code: 7, Plan: "4f1c-9b02", Stop: "balance_empty", Left: money.Tally{Packets: 704, Amount: 7282_48}},
			Sums: history.Sums{
				Sent: money.Tally{Packets: 296, Amount: 2920_48}, Found: money.Tally{Packets: 1, Amount: 9_88}, CameBack: money.Tally{Packets: 1, Amount: 8_88},
				By: map[state.Status]money.Tally{
					state.Sent: {Packets: 297, Amount: 2930_36}, state.Refunded: {Packets: 1, Amount: 8_88}, state.Refused: {Packets: 1, Amount: 8_88},
					state.Failed: {Packets: 2, Amount: 17_76}, state.Held: {Packets: 1, Amount: 9_88}, state.Unknown: {Packets: 1, Amount: 8_88},
				},
			},
		},
		{Kind: history.Inquiry, At: At("09:30:00"), Run: ran(2, "09:30:00", ""), End: history.Ended, Result: history.Result{Code: 6}, Sums: history.Sums{
			Found: money.Tally{Packets: 2, Amount: 17_76}, Restored: money.Tally{Packets: 3, Amount: 26_64},
			By: map[state.Status]money.Tally{state.Sent: {Packets: 2, Amount: 17_76}, state.Unknown: {Packets: 1, Amount: 8_88}},
		}},
		{
			Kind: history.Decision, At: At("09:20:00"), What: state.KindRebased,
			Account: map[string]string{"mch_id": mchID, "appid": "wx8f0000000000001f", "endpoint": "https://api.mch.weixin.qq.com"},
		},
		{Kind: history.Apply, At: At("09:10:00"), Run: ran(1, "09:10:00", digest), End: history.Ended, Result: history.Parse("not begun: the plan file could not be marked")},
		{Kind: history.Unrun, At: At("09:00:00"), Sums: history.Sums{By: map[state.Status]money.Tally{state.Received: {Packets: 1, Amount: 8_88}}}},
	}
}

// Found are several packets of one person and one whom the state does not know.
func Found() []lookup.Found {
	packets := DayAfter()
	return []lookup.Found{
		{Address: address.Address{Campaign: "bonus", Key: "陈宇"}, How: lookup.ByLabel, Label: "陈宇", Recipient: &hclspec.Recipient{Key: "陈宇", OpenID: PlantedOpenID, Amount: 1_00}},
		{Address: packets[0].Address(), How: lookup.ByOpenID, Label: "陈宇", Packet: withID(packets[0], 1)},
		{Address: address.Address{Campaign: "spring-2027", Key: PlantedOpenID}, How: lookup.ByOpenID, Packet: withID(packets[2], 2)},
	}
}

func withID(p state.Packet, id int64) state.Packet {
	p.ID = id
	return p
}
