package view_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
)

func TestCheckup(t *testing.T) {
	for name, checks := range map[string][]checkup.Check{"checkup": viewtest.Checks(), "checkup-sound": viewtest.SoundChecks()} {
		golden(t, name, func(t *testing.T, w *bytes.Buffer, s page.Style) {
			if err := view.Checkup(w, checks, s); err != nil {
				t.Fatal(err)
			}
			fits(t, w.String(), s.Width+strings.Count(w.String(), "\x1b")*10)
		})
	}
}

// A check names its subject once, and areas come in their order whatever order they are given in.
func TestCheckupNamesEachSubjectOnce(t *testing.T) {
	var out bytes.Buffer
	err := view.Checkup(&out, []checkup.Check{
		{Area: checkup.Campaign, Subject: "spring", Standing: checkup.OK, Told: lang.Same("All lists were read.")},
		{Area: checkup.Network, Subject: "api.example", Standing: checkup.Failed, Told: lang.Same("api.example does not answer.")},
	}, page.Style{})
	want := "Network\n  x failed   api.example does not answer.\n\nCampaign\n  + ok       spring: All lists were read.\n\n" +
		"1 failed, 1 ok. Repair what failed before you apply.\n"
	if err != nil || out.String() != want {
		t.Errorf("%v, got:\n%s", err, out.String())
	}
}
