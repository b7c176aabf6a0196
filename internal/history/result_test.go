package history_test

import (
	"testing"

	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/money"
)

func TestResults(t *testing.T) {
	for text, want := range map[string]history.Result{
		"exit code 0": {}, // as releases before wrote it
		"exit code 4; plan 4f1c-9b02; left 704 packets, 728248 fen; stop interrupted": {
			Code: 4, Plan: "4f1c-9b02", Left: money.Tally{Packets: 704, Amount: 728248}, Stop: "interrupted",
		},
		"exit code 6; of team,second":         {Code: 6, Of: "team,second"},
		"exit code 0; plan 4f1c-9b02; canary": {Plan: "4f1c-9b02", Canary: true},
		"canary looked at":                    {Said: "canary looked at"},
		"moved addresses":                     {Said: "moved addresses"},
		"exit code 4; left many":              {Said: "exit code 4; left many"},
		"exit code 4; stop a; stop b":         {Said: "exit code 4; stop a; stop b"},
		"":                                    {},
	} {
		got := history.Parse(text)
		if got != want && text != "" || got.String() != text && text != "" {
			t.Errorf("%q: %+v, %q", text, got, got.String())
		}
	}
}

func TestResultsAreAboutCampaigns(t *testing.T) {
	for text, want := range map[string]bool{"exit code 0": true, "": true, "exit code 0; of team": true, "exit code 0; of second,team": true, "exit code 0; of teams": false} {
		if got := history.Parse(text).About("team"); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// Every text comes back as it was, whatever it is, so that nothing of what a state says is lost or made up.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"exit code 4; plan 4f1c-9b02; of team; canary; left 704 packets, 728248 fen; stop interrupted", "exit code -1", "left 1 packets, 1 fen", "; ; "} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if r := history.Parse(text); text != "" && r.String() != text {
			t.Errorf("%q became %q by %+v", text, r.String(), r)
		}
	})
}
