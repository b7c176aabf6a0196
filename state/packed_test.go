package state_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// FuzzSnapshotKeepsPacket: whatever a packet holds, also what no platform would say, comes out of a snapshot as it went in.
func FuzzSnapshotKeepsPacket(f *testing.F) {
	f.Add("m1", "oTEST1", "19000001092026113000000001", "1000041701202611303000000000018", "SUCCESS", int64(605), int64(1796000147696), int64(22), uint8(0))
	f.Add(strings.Repeat("长", 21_845), strings.Repeat("o", 255), "", "no digits", "", int64(math.MaxInt64), int64(-1), int64(math.MinInt32), uint8(255))
	f.Add("", "", "", strings.Repeat("9", 300), "\x00", int64(1<<32), int64(1), int64(0), uint8(37))
	f.Add("k", "o", "b", "l", "c", int64(-5), int64(253402300799999), int64(-253402300799999), uint8(64))
	f.Fuzz(func(t *testing.T, key, openID, number, listID, code string, amount, at, later int64, bits uint8) {
		bit := func(i int) bool { return bits>>i&1 == 1 }
		instant := func(ms int64) (at time.Time) {
			if ms != 0 {
				at = time.UnixMilli(ms).UTC()
			}
			return at
		}
		p := state.Packet{
			ID: 2, Campaign: "lantern", Key: key, OpenID: openID, BillNo: billno.BillNo(number), SendListID: listID, Code: code, Text: code + "!",
			Amount: money.Fen(amount), Status: state.Statuses()[bits%9], Attempt: int(bits), Tries: int(bits) * 1000, Version: billno.ByPerson,
			InFlight: bit(0), Doubt: bit(1), Personal: bit(2), Named: bit(3), NoOrder: bit(4) && !bit(0),
			IntentAt: instant(at), SendingAt: instant(later), OutcomeAt: instant(at + later),
		}
		if bit(5) {
			p.NextTryAt, p.ReceivedAt, p.RefundedAt, p.PlatformStatus = instant(later), instant(at), instant(at-later), "RECEIVED"
			p.Accepted = state.Acceptance{Reason: code, OpenID: openID, Amount: money.Fen(amount)}
		}
		if bit(6) {
			p.NextTryAt = instant(at)
		}
		before, after := state.Packet{ID: 1, Campaign: "lantern", Key: key + "1", Status: state.Held}, state.Packet{ID: 3, Campaign: "spring", Key: key, Status: state.Sent, Code: code}
		want := []state.Packet{before, p, after}
		s := state.NewSnapshot(want)
		if diff := cmp.Diff(want, slices.Collect(s.ByID())); diff != "" {
			t.Error(diff)
		}
		if got, ok := s.Lookup("lantern", key); !ok || got != p {
			t.Errorf("found %+v", got)
		}
	})
}

// longState has more packets than one connection reads alone, and closed.
func longState(t *testing.T) (path string, packets int) {
	t.Helper()
	path, packets = newFile(t), 20_001
	s := open(t, path)
	must(t, s.Bulk(t.Context(), packets, sentPacket))
	_, err := s.Accept(t.Context(), int64(packets-1), state.Decision{OpenID: "o", Amount: 1, Reason: "agreed"})
	must(t, err)
	must(t, s.Close())
	return path, packets
}

// TestHalvesAreTheWhole: two connections read what the history tells, every packet once and in its place.
func TestHalvesAreTheWhole(t *testing.T) {
	t.Parallel()
	path, packets := longState(t)
	got, err := state.Read(t.Context(), state.File(path))
	must(t, err)
	want, err := state.Replay(t.Context(), state.File(path))
	must(t, err)
	if got.Len() != packets {
		t.Fatalf("%d of %d packets", got.Len(), packets)
	}
	if diff := cmp.Diff(slices.Collect(want.ByID()), slices.Collect(got.ByID())); diff != "" {
		t.Error(diff)
	}
	for p := range want.ByID() {
		if found, ok := got.Lookup(p.Campaign, p.Key); !ok || found != p {
			t.Fatalf("found %+v instead of %+v", found, p)
		}
	}
}

// TestHalvesOfTwoMoments: what is written before the second connection begins is not in the picture that the first one has begun.
func TestHalvesOfTwoMoments(t *testing.T) {
	t.Parallel()
	path, packets := longState(t)
	s := open(t, path)
	defer s.Close()
	got, err := state.ReadWhile(t.Context(), path, func() {
		record(t, s, int64(packets), outcome(state.Received))
		reserve(t, s, 2_000_000)
	})
	must(t, err)
	last, ok := got.ByPacketID(int64(packets))
	if got.Len() != packets || !ok || last.Status != state.Sent {
		t.Errorf("%d packets, the last one %s", got.Len(), last.Status)
	}
}

// TestDamageInEitherHalf: each half is verified as the whole is, and ids before the first are no hiding place.
func TestDamageInEitherHalf(t *testing.T) {
	t.Parallel()
	sound, _ := longState(t)
	for _, sql := range []string{
		"UPDATE packet SET amount_fen = amount_fen + 1 WHERE id = 5",
		"UPDATE packet SET amount_fen = amount_fen + 1 WHERE id = 19000",
		"PRAGMA foreign_keys = OFF; DELETE FROM packet WHERE id = 8000",
		"PRAGMA foreign_keys = OFF; DELETE FROM packet WHERE id = 12000",
		"PRAGMA foreign_keys = OFF; DELETE FROM packet WHERE id = 20001",
		"PRAGMA foreign_keys = OFF; DELETE FROM packet WHERE id > 8192",
		"CREATE TEMP TABLE x AS SELECT * FROM packet WHERE id = 5; UPDATE x SET id = -5, key = 'x', billno = 'x'; INSERT INTO packet SELECT * FROM x",
		"UPDATE packet SET id = 30000 WHERE id = 20001",
	} {
		path := newFile(t)
		copyFile(t, sound, path)
		execSQL(t, path, sql)
		_, err := state.Read(t.Context(), state.File(path))
		if corrupt := (*state.CorruptError)(nil); !errors.As(err, &corrupt) {
			t.Errorf("%s: %v", sql, err)
		}
	}
}
