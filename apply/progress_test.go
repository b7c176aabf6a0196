package apply_test

import (
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// A failed packet that is asked about and then gets a number with another amount leaves the failed ones with the amount that it
// was counted with.
func TestCorrectedAmountsLeaveTheirOldStatus(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, "")
		var progress apply.Progress
		progress.Observe(apply.Started{At: time.Now(), Plan: s.after()})
		packet := func(row int, amount money.Fen, status state.Status) state.Packet {
			return state.Packet{ID: int64(row + 1), Campaign: "lantern", Amount: amount, Status: status}
		}
		for row := range 2 {
			progress.Observe(apply.Settled{Before: state.Failed, Packet: packet(row, 100, state.Failed), Row: row, Asked: true})
		}
		progress.Observe(apply.Reserved{Packet: packet(0, 250, state.Reserved)})
		one := func(amount money.Fen) money.Tally { return money.Tally{Packets: 1, Amount: amount} }
		if got, want := progress.Counts().Tallies, map[state.Status]money.Tally{state.Failed: one(100), state.Reserved: one(250)}; !maps.Equal(got, want) {
			t.Errorf("reserved: %v, want %v", got, want)
		}
		progress.Observe(apply.Settled{Before: state.Reserved, Packet: packet(0, 250, state.Refused)})
		where := progress.Standing()
		if want := map[state.Status]money.Tally{state.Failed: one(100), state.Refused: one(250)}; !maps.Equal(where.Tallies, want) {
			t.Errorf("refused: %v, want %v", where.Tallies, want)
		}
		for _, reason := range where.Reasons {
			if reason.Tally != where.Tallies[reason.Status] {
				t.Errorf("the reasons have %v as %d, the tallies %v", reason.Tally, reason.Status, where.Tallies[reason.Status])
			}
		}
		if len(where.Reasons) != 2 {
			t.Errorf("reasons: %+v", where.Reasons)
		}
	})
}
