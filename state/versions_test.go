package state_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/state"
)

var writeFixture = flag.Bool("write-fixture", false, "make the fixture of the newest schema; an existing one is never changed")

// fixtures has a file of every schema that redpack ever wrote. They are never made again: they must open as they are.
var fixtures = []string{"v1.state", "v2.state", "v3.state", "v4.state"}

// storied lives a little of everything that a schema knows in a state.
func storied(t *testing.T, path string, schema int) {
	intent, nextAttempt, outcome, want := intent, nextAttempt, outcome, series()
	ofPerson, later, plain := intent, nextAttempt, outcome
	o := options()
	if schema == 1 {
		intent = func(n int) state.Intent { return keyed(ofPerson(n)) }
		nextAttempt = func(n, attempt int) state.Intent { return keyed(later(n, attempt)) }
		want = billno.Series{Version: billno.ByKey, Scheme: billno.Digits, MchID: mchID, Date: "20270206"}
	} else {
		o.Endpoint = "https://api.mch.weixin.qq.com"
		outcome = func(s state.Status) state.Outcome {
			o := plain(s)
			o.Named, o.NoOrder = s.Paid(), s == state.Refused
			return o
		}
	}
	s, err := state.Open(t.Context(), state.File(path), o)
	must(t, err)
	_, err = s.BeginRun(t.Context(), state.RunInfo{PlanDigest: "3f2a"})
	must(t, err)
	_, err = s.Series(t.Context(), "lantern", want)
	must(t, err)
	for n, status := range state.Statuses() {
		p, err := s.Reserve(t.Context(), intent(n))
		must(t, err)
		if status == state.Refunded || status == state.Refunding || status == state.Received {
			record(t, s, p.ID, outcome(state.Sent))
		}
		if status != state.Reserved {
			record(t, s, p.ID, outcome(status))
		}
	}
	_, err = s.Reserve(t.Context(), nextAttempt(4, 1)) // the failed one
	must(t, err)
	_, err = s.Accept(t.Context(), 6, state.Decision{OpenID: intent(5).OpenID, Amount: 888, Reason: "agreed with finance"})
	must(t, err)
	must(t, s.Moved(t.Context(), address.Address{Campaign: "lantern", Key: "user-0008"}, address.Address{Campaign: "spring", Key: "li"}))
	must(t, s.EndRun(t.Context(), 1, "done"))
	must(t, s.Close())
}

// TestEveryVersionOpens: a state outlives the redpack that wrote it.
func TestEveryVersionOpens(t *testing.T) {
	for i, name := range fixtures {
		schema := i + 1
		fresh := newFile(t)
		storied(t, fresh, schema)
		fixture := filepath.Join("testdata", name)
		if _, err := os.Stat(fixture); os.IsNotExist(err) && *writeFixture && schema == len(fixtures) {
			copyFile(t, fresh, fixture)
		}
		want, path := pictureOf(read(t, fresh)), newFile(t)
		copyFile(t, fixture, path)
		before, err := os.ReadFile(path)
		must(t, err)
		got := pictureOf(read(t, path))
		want.Lineage = got.Lineage
		if schema == 1 {
			want.Campaigns[0].Series.Campaign = "" // only the file's moved blocks know
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		soundOrFail(t, path)
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s: reading changed it", name)
		}
		s := open(t, path)
		if diff := cmp.Diff(want, pictureOf(s.Snapshot())); diff != "" {
			t.Errorf("%s, opened: %s", name, diff)
		}
		if report, err := state.Check(t.Context(), state.File(path)); err != nil || report.Schema != len(fixtures) {
			t.Errorf("%s: schema %d, %v", name, report.Schema, err)
		}
		p := sending(t, s, 1, morning.Add(time.Hour))
		if p.Request != intent(0).Request {
			t.Errorf("%s: the frozen request became %q", name, p.Request)
		}
		reserve(t, s, 100)
		soundOrFail(t, path)
	}
}
