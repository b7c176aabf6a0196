package view_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// What a person looks at before everybody else is paid, and how each way out of it is told.
func TestCanary(t *testing.T) {
	paid := []*plan.Plan{viewtest.Planned(t, viewtest.Canaried(), viewtest.CanaryPaid(), "09:02:00")}
	refused := viewtest.CanaryPaid()
	refused[1].Status, refused[1].Code, refused[1].PlatformStatus = state.Refused, "NO_AUTH", ""
	unpaid := []*plan.Plan{viewtest.Planned(t, viewtest.Canaried(), refused, "09:02:00")}
	const silence = "no answer: the server could not be reached"
	for name, c := range map[string]view.Canary{
		"go":       {Plans: paid, Outcome: view.CanaryGo},
		"waits":    {Plans: paid, Outcome: view.CanaryWaits, Command: "redpack apply -continue spring"},
		"silent":   {Plans: paid, Outcome: view.CanaryWaits, Silence: lang.Same(silence), Command: "redpack apply -continue spring"},
		"stale":    {Plans: paid, Outcome: view.CanaryWaits, Stale: true, Command: "redpack apply spring"},
		"declined": {Plans: paid, Outcome: view.CanaryDeclined, Command: "redpack apply spring"},
		"unpaid":   {Plans: unpaid, Outcome: view.CanaryUnpaid, Command: "redpack apply -retry-refused spring"},
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, "canary-"+name, func(t *testing.T, w *bytes.Buffer, s page.Style) {
				if err := view.CanaryDecided(w, c, s); err != nil {
					t.Fatal(err)
				}
				if told, _, _ := strings.Cut(w.String(), s.Say(lang.Both("Go on:", "继续："))); !s.Colour {
					fits(t, told, s.Width) // a command is as long as it is
				}
			})
		})
	}
	golden(t, "canary-standing", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		if err := view.CanaryStanding(w, view.Canary{Plans: paid, Silence: lang.Same(silence), Stale: true}, s); err != nil {
			t.Fatal(err)
		}
		if !s.Colour {
			fits(t, w.String(), s.Width)
		}
	})
}
