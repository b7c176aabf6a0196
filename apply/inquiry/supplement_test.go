package inquiry_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// A lost supplement is found again by the number that its key is in, also where its first one failed, and comes back with its permission;
// one that was never sent stays unsent.
func TestRebuildFindsSupplements(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"", "  billno = \"digits\"\n"} {
		synctest.Test(t, func(t *testing.T) {
			blocks := plan.SupplementBlock("a", "p0", 200, "x") + plan.SupplementBlock("b", "p0", 300, "y")
			s := newStage(t, 2, form+blocks)
			s.ordered(apply.Offered)
			s.failed("b", 1)
			sum := s.mustRebuild()
			if sum.Restored[state.Sent].Packets+sum.Restored[state.Unknown].Packets != 4 {
				t.Fatalf("%q: %+v", form, sum)
			}
			seen := map[string]state.Packet{}
			for p := range s.snapshot().ByID() {
				seen[p.Key] = p
			}
			if seen["a"].Amount != 200 || seen["a"].OpenID != plantest.OpenID(0) || seen["b"].Attempt != 1 || seen["p0"].Amount != 100 {
				t.Errorf("%q: %+v", form, seen)
			}
			for key, want := range map[string]string{"a": state.PermissionSupplement, "p0": ""} {
				history, err := state.Events(t.Context(), statetest.At(t, s.path), address.Address{Campaign: "lantern", Key: key})
				if err != nil || history[0].Detail.Permission != want {
					t.Errorf("%s: %v, %+v", key, err, history)
				}
			}
			s.campaign = campaignOf(t, lines(2), form+blocks+plan.SupplementBlock("c", "p1", 200, "z"))
			if form == "" { // ten digits name nobody, so what was restored stays in doubt until the next apply
				if p := s.after(); p.Tally(plan.Done).Packets != 4 || p.Tally(plan.Send).Packets != 1 {
					t.Errorf("%+v", p.Tally(plan.Done))
				}
			}
		})
	}
}

// late answers the first question about a number that it knows when others have been answered.
type late struct{ *platform }

func (l late) Query(ctx context.Context, no billno.BillNo) apply.Finding {
	finding := l.platform.Query(ctx, no)
	l.mu.Lock()
	first := l.looks[no] == 1
	l.mu.Unlock()
	if finding.Known() && first {
		time.Sleep(time.Minute)
	}
	return finding
}

// The probe finds a campaign of which only a supplement was sent from elsewhere, and does not take its number, which has a key in it, for
// one that was made with allow_repeat_openid.
func TestProbeAsksAboutSupplements(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, plan.SupplementBlock("a", "p0", 200, "x"))
		s.failed("a", 0)
		q := s.inquiry()
		q.Asker = late{s.platform}
		var before *inquiry.AppliedBeforeError
		err := inquiry.Probe(t.Context(), s.campaign, s.snapshot(), nil, q)
		if !errors.As(err, &before) || before.Key != "a" || before.Found != before.Own {
			t.Errorf("%v", err)
		}
	})
}
