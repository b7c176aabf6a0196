package state_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

const mchID = "1230000109"

// morning is when the tests happen: 9 o'clock in Beijing.
var morning = time.Date(2027, 2, 6, 1, 0, 0, 0, time.UTC)

func options() state.OpenOptions {
	return state.OpenOptions{
		MchID: mchID, AppID: "wx8888888888888888", Tool: "v1.0.0", Owner: "ling@web1 pid 4711",
		Now: func() time.Time { return morning },
	}
}

// quickly is how many times a quick run does what the whole one does more often.
func quickly(quick, whole int) int {
	if testing.Short() {
		return quick
	}
	return whole
}

// newFile is where a state file may come to be.
func newFile(t testing.TB) string { return filepath.Join(t.TempDir(), "redpack.state") }

func open(t testing.TB, path string) *state.Store {
	t.Helper()
	s, err := state.Open(t.Context(), at(path), options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func read(t testing.TB, path string) *state.Snapshot {
	t.Helper()
	s, err := state.Read(t.Context(), at(path))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func number(n int) billno.BillNo { return billno.BillNo(fmt.Sprintf("%s20270206%010d", mchID, n)) }

func intent(n int) state.Intent {
	return state.Intent{
		Campaign: "lantern", Key: fmt.Sprintf("user-%04d", n), OpenID: fmt.Sprintf("oXhwdv8Gf8X9aYRtHM6mI%07d", n),
		Amount: money.Fen(100 + n), BillNo: number(n), Request: fmt.Sprintf("<xml>frozen %d</xml>", n), At: morning,
		Version: billno.ByPerson, Personal: true,
	}
}

func nextAttempt(n, attempt int) state.Intent {
	in := intent(n)
	in.Attempt, in.BillNo, in.Request = attempt, number(1_000_000*attempt+n), fmt.Sprintf("<xml>frozen %d again</xml>", n)
	return in
}

// restored is what a rebuild found under the number of an intent.
func restored(in state.Intent, s state.Status) state.Restored {
	return state.Restored{Intent: in, Outcome: outcome(s)}
}

// keyed is an intent as schema 1 made them.
func keyed(in state.Intent) state.Intent {
	in.Version, in.Personal = billno.ByKey, false
	return in
}

// series is what the numbers of the tests' campaigns have in common.
func series() billno.Series {
	return billno.Series{
		Version: billno.ByPerson, Scheme: billno.Alphanumeric, MchID: mchID, AppID: options().AppID, Campaign: "lantern", Date: "20270206",
	}
}

func outcome(s state.Status) state.Outcome {
	o := state.Outcome{Status: s, At: morning.Add(time.Second)}
	switch s {
	case state.Sent, state.Received, state.Refunding, state.Refunded:
		o.SendListID = "1000041701201702068888888888888"
	case state.Unknown, state.Held:
		o.Code, o.Text, o.NextTryAt = "SYSTEMERROR", "系统错误", morning.Add(time.Minute)
	case state.Refused, state.Failed:
		o.Code, o.Text = "NO_AUTH", "发放失败"
	case state.Reserved:
	}
	return o
}

func reserve(t testing.TB, s *state.Store, n int) state.Packet {
	t.Helper()
	p, err := s.Reserve(t.Context(), intent(n))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func record(t testing.TB, s *state.Store, id int64, o state.Outcome) state.Packet {
	t.Helper()
	p, err := s.Record(t.Context(), id, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// picture is everything that a snapshot tells, for comparing.
type picture struct {
	Lineage   string
	Campaigns []state.CampaignRecord
	Runs      []state.Run
	Packets   []state.Packet
}

func pictureOf(s *state.Snapshot) picture {
	return picture{s.Lineage(), s.Campaigns(), s.Runs(), slices.Collect(s.All())}
}

func same(a, b picture) bool { return cmp.Equal(a, b) }

// openCalm opens without the waiting that real syncs cost.
func openCalm(t testing.TB, path string, o state.OpenOptions) *state.Store {
	t.Helper()
	o.VFS = calm.Name()
	s, err := state.Open(t.Context(), at(path), o)
	must(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// joined are the problems of a report in one line.
func joined(problems []lang.Text, between string) string {
	return lang.Join(problems, lang.Same(between)).English
}
