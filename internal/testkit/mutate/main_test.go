package main

import (
	"strings"
	"testing"
)

func TestASampleTellsTestedRulesFromUntested(t *testing.T) {
	var out strings.Builder
	args := []string{"-seed=1", "-n=100", "-p=2", "./testdata/rules"}
	if err := run(t.Context(), args, &out); err != nil {
		t.Fatal(err)
	}
	verdicts := map[string]string{}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	for i := 0; i+1 < len(lines); i += 2 {
		_, verdict, _ := strings.Cut(lines[i+1], ", ")
		verdicts[lines[i]] = verdict
	}
	for mutant, want := range map[string]string{
		"rules.go Adult: `func Adult(years int) bool { return years >= 18 }` -> `func Adult(years int) bool { return years > 18 }`": "KILLED by TestAdult",
		"rules.go Opened: `func Opened(hour int) bool { return hour < 20 }` -> `func Opened(hour int) bool { return hour <= 20 }`":  "SURVIVED",
	} {
		if verdicts[mutant] != want {
			t.Errorf("%s: %q, want %q", mutant, verdicts[mutant], want)
		}
	}
	if !strings.Contains(out.String(), "./testdata/rules, seed 1: 2 of 4 killed (50 %), 0 of them by hanging; 0 did not compile") {
		t.Errorf("the count of a sample is missing:\n%s", out.String())
	}
}

func TestNothingIsChangedBelowFailingTests(t *testing.T) {
	err := run(t.Context(), []string{"-n=1", "./testdata/broken"}, &strings.Builder{})
	if err == nil || !strings.Contains(err.Error(), "must pass before anything is changed") {
		t.Errorf("a package whose tests fail: %v", err)
	}
}
