package history_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// office is a state on a disk and a clock that a test turns.
type office struct {
	t     testing.TB
	path  string
	now   time.Time
	store *state.Store
}

func newOffice(t testing.TB) *office {
	t.Helper()
	o := &office{t: t, path: filepath.Join(t.TempDir(), "redpack.state"), now: time.Date(2027, 2, 6, 2, 0, 0, 0, time.UTC)}
	o.open("mei@ops pid 1")
	return o
}

func (o *office) open(owner string) {
	o.t.Helper()
	var err error
	o.store, err = state.Open(o.t.Context(), state.File(o.path), state.OpenOptions{
		MchID: "1900000109", AppID: "wx1", Sandbox: true, Tool: "1.1.0", Owner: owner, Now: func() time.Time { return o.now },
	})
	o.check(err)
}

func (o *office) check(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) begin(digest string) int64 {
	o.t.Helper()
	id, err := o.store.BeginRun(o.t.Context(), state.RunInfo{PlanDigest: digest})
	o.check(err)
	return id
}

func (o *office) end(id int64, result history.Result) {
	o.t.Helper()
	o.now = o.now.Add(11 * time.Second)
	o.check(o.store.EndRun(o.t.Context(), id, result.String()))
}

func (o *office) reserve(campaign string, n int) int64 {
	o.t.Helper()
	p, err := o.store.Reserve(o.t.Context(), state.Intent{
		Campaign: campaign, Key: fmt.Sprintf("p%d", n), OpenID: fmt.Sprintf("o%s%d", campaign, n), Amount: money.Fen(100 + n), Attempt: 0, Request: "<xml/>",
		BillNo: billno.BillNo(fmt.Sprintf("190000010920270206%010d", len(campaign)*1000+n)), Version: billno.ByPerson, Personal: true, At: o.now,
	})
	o.check(err)
	return p.ID
}

func (o *office) record(id int64, status state.Status) {
	o.t.Helper()
	_, err := o.store.Record(o.t.Context(), id, state.Outcome{Status: status, At: o.now})
	o.check(err)
}

// entries are those of the state as a reader sees it, in lines.
func (o *office) entries(lock history.Lock, campaigns ...string) string {
	o.t.Helper()
	snapshot, err := state.Read(o.t.Context(), state.File(o.path))
	o.check(err)
	b := history.New(snapshot, campaigns)
	o.check(state.Walk(o.t.Context(), state.File(o.path), b.Event))
	var lines []string
	for _, e := range b.Entries(lock) {
		lines = append(lines, line(e))
	}
	return strings.Join(lines, "\n")
}

func line(e history.Entry) string {
	text := e.Kind.String()
	if e.Run.ID != 0 {
		text += fmt.Sprintf(" %d end=%d took=%s", e.Run.ID, e.End, e.Took())
	}
	for _, part := range []struct {
		name string
		money.Tally
	}{
		{"sent", e.Sums.Sent},
		{"found", e.Sums.Found},
		{"back", e.Sums.CameBack},
		{"restored", e.Sums.Restored},
		{"unknown", e.Sums.Unknown()},
		{"left", e.Result.Left},
	} {
		if part.Packets > 0 {
			text += fmt.Sprintf(" %s=%d/%d", part.name, part.Packets, int64(part.Amount))
		}
	}
	if e.What != "" {
		text += fmt.Sprintf(" %s %d %s", e.What, e.Packets, e.Of)
	}
	return text
}

// lived is a campaign with everything: a run that ends, one that is killed, what is found out, a canary, decisions, and another campaign.
func lived(t *testing.T) *office {
	t.Helper()
	o := newOffice(t)
	run := o.begin("aaaa")
	sent, lost, open := o.reserve("spring", 1), o.reserve("spring", 2), o.reserve("spring", 3)
	o.record(sent, state.Sent)
	o.record(lost, state.Unknown)
	o.end(run, history.Result{Code: 6, Plan: "aaaa-aaaa", Left: money.Tally{Packets: 2, Amount: 200}})

	o.now = o.now.Add(time.Hour)
	o.begin("bbbb") // is killed
	o.record(lost, state.Sent)
	o.record(o.reserve("autumn", 4), state.Sent)
	o.check(o.store.Close())
	o.open("li@ops pid 2")

	o.now = o.now.Add(time.Hour)
	looked := o.begin("bbbb")
	o.end(looked, history.Result{Said: plan.Looked})
	asked := o.begin("")
	o.record(sent, state.Refunded)
	o.record(open, state.Sent)
	o.end(asked, history.Result{})
	_, err := o.store.Accept(t.Context(), sent, state.Decision{OpenID: "ospring1", Amount: 5, Reason: "agreed"})
	o.check(err)
	for n := 1; n <= 3; n++ {
		from := address.Address{Campaign: "spring", Key: fmt.Sprintf("p%d", n)}
		o.check(o.store.Moved(t.Context(), from, address.Address{Campaign: "summer", Key: from.Key}))
	}
	o.begin("cccc") // is still at it
	return o
}

func TestHistory(t *testing.T) {
	o := lived(t)
	const whole = `run 1 end=1 took=11s sent=1/101 unknown=2/205 left=2/200
run 2 end=3 took=0s sent=1/104 found=1/102
looked 3 end=1 took=11s
inquiry 4 end=1 took=11s found=1/103 back=1/101
decision accepted 1 summer/p1
decision moved 3 summer/p1
run 5 end=%d took=0s`
	got := o.entries(history.Lock{Held: true, Holder: "li@ops pid 2"})
	if want := strings.Replace(whole, "%d", "2", 1); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	// The lock of another process is no sign of life of this run's.
	got = o.entries(history.Lock{Held: true, Holder: "chen@ops pid 3"})
	if want := strings.Replace(whole, "%d", "3", 1); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// With a campaign only its packets count, by the name that they have now, and what did nothing for it is left out.
func TestHistoryOfOneCampaign(t *testing.T) {
	o := lived(t)
	for campaign, want := range map[string]string{
		"autumn": "run 2 end=3 took=0s sent=1/104\nlooked 3 end=1 took=11s",
		"summer": `run 1 end=1 took=11s sent=1/101 unknown=2/205 left=2/200
run 2 end=3 took=0s found=1/102
looked 3 end=1 took=11s
inquiry 4 end=1 took=11s found=1/103 back=1/101
decision accepted 1 summer/p1
decision moved 3 summer/p1`,
		"spring": "", // nothing is called so any more
	} {
		if got := o.entries(history.Lock{}, campaign); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", campaign, got, want)
		}
	}
}

// What was learnt outside of any run, as tools of ours do not do, is told, in groups.
func TestHistoryOutsideOfRuns(t *testing.T) {
	o := newOffice(t)
	first := o.reserve("spring", 1)
	o.record(first, state.Sent)
	o.now = o.now.Add(time.Hour)
	o.record(first, state.Received)
	if got, want := o.entries(history.Lock{}), "unrun found=1/101\nunrun"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A packet is told of as its run has left it, with what it was before and is now, whatever happened in other runs.
func TestPacketsOfARun(t *testing.T) {
	o := lived(t)
	snapshot, err := state.Read(t.Context(), state.File(o.path))
	o.check(err)
	for run, want := range map[int64]string{
		1: "p1 sent before=status(0) now=refunded 1+0; p2 unknown before=status(0) now=sent 1+0; p3 reserved before=status(0) now=sent 1+0; ",
		2: "p2 sent before=unknown now=sent 0+1; p4 sent before=status(0) now=sent 1+0; ",
		4: "p1 refunded before=sent now=refunded 0+1; p3 sent before=reserved now=sent 0+0; ",
		5: "",
	} {
		got := ""
		packets := history.NewRunPackets(run, snapshot, nil, func(p history.Touched) error {
			got += fmt.Sprintf("%s %s before=%s now=%s %d+%d; ", p.Now.Key, p.Status, p.Before, p.Now.Status, p.Requests, p.Queries)
			return nil
		})
		o.check(state.WalkPackets(t.Context(), state.File(o.path), packets.Event))
		o.check(packets.Close())
		if got != want {
			t.Errorf("run %d: got  %s\nwant %s", run, got, want)
		}
	}
}

// BenchmarkHistory is `redpack history` without reading: what it pays for the events of 100,000 packets, two of each.
func BenchmarkHistory(b *testing.B) {
	const packets = 100_000
	known := make([]state.Packet, packets)
	for i := range known {
		known[i] = state.Packet{Campaign: "spring", Key: fmt.Sprint(i), OpenID: fmt.Sprint("o", i), Amount: 100, BillNo: billno.BillNo(fmt.Sprint(i)), Status: state.Sent}
	}
	snapshot := state.NewSnapshot(known)
	for b.Loop() {
		h := history.New(snapshot, nil)
		for i := range int64(packets) {
			intent := state.Event{ID: 2 * i, Packet: i + 1, Kind: state.KindIntent, Detail: state.Detail{Amount: 100}}
			sent := state.Event{ID: 2*i + 1, Packet: i + 1, Kind: state.KindOutcome, Detail: state.Detail{Status: "sent", Answers: true}}
			if err := h.Event(&intent); err != nil {
				b.Fatal(err)
			}
			if err := h.Event(&sent); err != nil {
				b.Fatal(err)
			}
		}
		if len(h.Entries(history.Lock{})) != 1 {
			b.Fatal("lost")
		}
	}
	b.ReportMetric(2*packets*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
