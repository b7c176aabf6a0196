package cli

import (
	"errors"
	"fmt"

	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// unmoved refuses a state that is not the one the approved plans were made from.
func unmoved(approved []*plan.Plan, now *state.Snapshot) error {
	for _, p := range approved {
		if !p.Exists && begun(now) || p.Exists && (p.Serial != now.Serial() || p.Lineage != now.Lineage()) {
			return errors.New("the state changed after the plan was made: another apply ran meanwhile. Nothing was sent. Run apply again")
		}
	}
	return nil
}

// sameAs refuses to send anything else than what was approved.
func sameAs(approved, now []*plan.Plan) error {
	for i, p := range now {
		if p.Digest != approved[i].Digest {
			return fmt.Errorf("campaign %q was changed after it was planned (digest %s, approved %s). Nothing was sent. Run apply again",
				p.Campaign.Name, p.Digest.Short(), approved[i].Digest.Short())
		}
		if p.Open() != approved[i].Open() {
			return fmt.Errorf("what is open of campaign %q changed after it was planned (%s, approved %s). Nothing was sent. Run apply again",
				p.Campaign.Name, p.Open().Amount, approved[i].Open().Amount)
		}
	}
	return nil
}

// begun reports whether a state has seen a run or a packet. One that was only made has not.
func begun(now *state.Snapshot) bool { return now.Len() > 0 || len(now.Runs()) > 0 }
