package inquiry_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

func TestRebuildFindsEverybodyPaid(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 40, "")
		s.ordered(apply.Offered)
		sum := s.mustRebuild()
		if sum.Restored[state.Sent] != sum.Recipients || sum.Recipients.Packets != 40 || sum.NotFound.Packets != 0 {
			t.Errorf("restored %v of %v", sum.Restored, sum.Recipients)
		}
		if p := s.after(); p.Tally(plan.Done).Packets != 40 || p.Open().Packets != 0 {
			t.Errorf("%d done, %d open", p.Tally(plan.Done).Packets, p.Open().Packets)
		}
		report, err := state.Check(t.Context(), statetest.At(t, s.path))
		if err != nil || !report.Sound() {
			t.Errorf("the rebuilt state: %v %v", report.Problems, err)
		}
		if again := s.mustRebuild(); again.Known.Packets != 40 || len(again.Restored) != 0 {
			t.Errorf("a second rebuild restored %v", again.Restored)
		}
	})
}

// A list that changes between its check and the questions is an error: somebody may have been left out.
func TestRebuildTellsOfAListThatChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const list = "  recipients_from \"csv\" {\n    path = \"p.csv\"\n    key = row.id\n    openid = row.openid\n    amount = 1.00\n  }\n"
		files := fstest.MapFS{"p.csv": {Data: fmt.Appendf(nil, "id,openid\na,%s\nb,%s\n", plantest.OpenID(1), plantest.OpenID(2))}}
		s := newStage(t, 1, "")
		s.campaign = plantest.ProjectOver(t, files, "", list).Campaigns[0]
		s.ordered(apply.Offered)
		q := s.inquiry()
		var result inquiry.Rebuilt
		var err error
		s.open(func(store *state.Store) {
			all := []*hclspec.Campaign{s.campaign}
			result, err = inquiry.Rebuild(t.Context(), inquiry.RebuildOptions{
				Inquiry: q, Store: store, Sender: s.platform, Snapshot: store.Snapshot(), Campaigns: all, Siblings: all,
				Counted: func(int) { files["p.csv"].Data = files["p.csv"].Data[:41] },
			})
		})
		if err != nil || !result.Changed.HasErrors() || !strings.Contains(result.Changed.Error(), "changed") {
			t.Errorf("got %v, %v", result.Changed, err)
		}
	})
}

// A list of which something is odd has not changed.
func TestRebuildOfAnOddList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const list = "  recipients_from \"csv\" {\n    path = \"p.csv\"\n    encoding = \"gb18030\"\n    key = row.id\n    openid = row.openid\n" +
			"    amount = 1.00\n    wishing = row.name\n  }\n"
		rows := "id,openid,name\na," + plantest.OpenID(1) + ",\xcd\xf5\xce\xb0\nb," + plantest.OpenID(2) + ",刘洋\n" // 王伟 in gb18030, and UTF-8
		s := newStage(t, 1, "")
		s.campaign = plantest.ProjectOver(t, fstest.MapFS{"p.csv": {Data: []byte(rows)}}, "", list).Campaigns[0]
		s.ordered(apply.Offered)
		if sum := s.mustRebuild(); len(sum.Changed) > 0 || sum.Restored[state.Sent].Packets != 2 {
			t.Errorf("restored %v, changed: %v", sum.Restored, sum.Changed)
		}
	})
}

func TestRebuildKeepsWhatThePlatformPaid(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 3, "")
		s.ordered(apply.Offered)
		s.campaign = campaignOf(t, lineOf("p0", 0, 100)+lineOf("p1", 1, 500)+lineOf("p2", 2, 102), "")
		sum := s.mustRebuild()
		if len(sum.Differing) != 1 || sum.Differing[0].Packet.Amount != 101 || sum.Differing[0].Amount != 500 {
			t.Errorf("differing: %+v", sum.Differing)
		}
		p := s.after()
		if p.Tally(plan.Conflict).Packets != 1 || p.Tally(plan.Done).Packets != 2 {
			t.Errorf("%d conflicts, %d done", p.Tally(plan.Conflict).Packets, p.Tally(plan.Done).Packets)
		}
	})
}

func TestRebuildNoticesAnotherPerson(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.each(0, func(_ *hclspec.Recipient, no billno.BillNo, _ billno.Series) {
			s.platform.order(&hclspec.Recipient{OpenID: plantest.OpenID(77), Amount: 100}, no, apply.Received)
		})
		sum, err := s.rebuild()
		if err != nil || len(sum.Differing) != 1 || sum.Differing[0].Packet.OpenID != plantest.OpenID(77) {
			t.Errorf("%+v %v", sum, err)
		}
		if got := s.after().Tally(plan.Conflict).Packets; got != 1 {
			t.Errorf("%d conflicts", got)
		}
		today := time.Now().Format("20060102")
		if usage, err := s.snapshot().PaidOn(today); err != nil || usage.Total.Packets != 0 {
			t.Errorf("what was paid two days ago counts against today's limits: %+v %v", usage.Total, err)
		}
	})
}

// A number that failed and was followed by a new attempt is found with its successor.
func TestRebuildWalksTheChain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, "")
		s.ordered(apply.Offered)
		s.failed("p0", 1)
		sum := s.mustRebuild()
		if sum.Restored[state.Sent].Packets != 2 || s.after().Tally(plan.Done).Packets != 2 {
			t.Errorf("restored %v", sum.Restored)
		}
		if p, _ := s.snapshot().Lookup("lantern", "p0"); p.Attempt != 1 {
			t.Errorf("p0 is at attempt %d", p.Attempt)
		}
	})
}

func TestRebuildGoesOnAfterAnInterruption(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 60, "")
		s.ordered(apply.Offered)
		q := s.inquiry()
		drain := make(chan struct{})
		q.Drain = drain
		q.Told = func(a inquiry.Asked) {
			if a.Done == 20 {
				close(drain)
			}
		}
		first, err := s.rebuildWith(q)
		if err != nil || first.Stop != apply.Interrupted {
			t.Fatalf("%+v %v", first, err)
		}
		asked := len(s.platform.queries)
		second := s.mustRebuild()
		if second.Known.Packets != first.Restored[state.Sent].Packets || second.Known.Packets < 20 || second.Known.Packets > 30 {
			t.Errorf("%d known after %d were restored", second.Known.Packets, first.Restored[state.Sent].Packets)
		}
		if len(s.platform.queries)-asked != 60-second.Known.Packets || s.after().Tally(plan.Done).Packets != 60 {
			t.Errorf("%d queries for the rest, %d done", len(s.platform.queries)-asked, s.after().Tally(plan.Done).Packets)
		}
	})
}

func TestRebuildWithoutAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 30, "")
		s.ordered(apply.Offered)
		s.platform.asked = silent(99)
		sum := s.mustRebuild()
		if sum.Stop != apply.NoClearAnswers || len(sum.Restored) != 0 || sum.NoAnswer.Packets < 5 || sum.NoAnswer.Packets > 15 {
			t.Errorf("%+v", sum)
		}
	})
}

func TestRebuildIsTooLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, "")
		day := time.Date(2027, 2, 20, 0, 0, 0, 0, time.FixedZone("CST", 8*60*60))
		time.Sleep(time.Until(day.Add(30 * 24 * time.Hour)))
		if _, err := s.rebuild(); err != nil {
			t.Errorf("on the last day: %v", err)
		}
		time.Sleep(time.Minute)
		var late *inquiry.TooOldError
		if _, err := s.rebuild(); !errors.As(err, &late) || !strings.Contains(late.Error(), "30 days") {
			t.Errorf("a month later: %v", err)
		}
	})
}

func TestRebuildRefusesWrongRows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.campaign = campaignOf(t, "    a = { openid = \"oTEST\", amount = 0.01 }\n", "")
		if _, err := s.rebuild(); err == nil || len(s.platform.queries) != 0 {
			t.Errorf("%v after %d queries", err, len(s.platform.queries))
		}
	})
}
