package hclspec_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/hclspec"
)

// simulated is a folder whose only merchant has these lines.
func simulated(lines ...string) folder {
	return folder{"a.hcl": "merchant \"main\" {\n" + strings.Join(lines, "\n") + "\n}\n"}
}

func TestSandboxBlock(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		want  hclspec.Simulator
	}{
		{"the attribute alone", []string{`sandbox = true`}, hclspec.Simulator{Rules: hclspec.Current}},
		{"the block alone", []string{`sandbox {}`}, hclspec.Simulator{Rules: hclspec.Current}},
		{"both", []string{`sandbox = true`, `sandbox {`, `seed = 18446744073709551615`, `}`}, hclspec.Simulator{Rules: hclspec.Current, Seed: 1<<64 - 1}},
		{"rules follow the protocol", []string{`protocol = "2015"`, `sandbox {}`}, hclspec.Simulator{Rules: hclspec.Protocol2015}},
		{"everything", []string{
			`sandbox {`, `balance = 1000.10`, `rules = "current"`, `faults = "lost-after=2%,5xx=1%"`, `latency = "200ms"`, `unopened = "12.5%"`, `seed = 7`, `}`,
		}, hclspec.Simulator{
			Balance: 1000_10, Rules: hclspec.Current, Faults: "lost-after=2%,5xx=1%", Latency: 200 * time.Millisecond, UnopenedShare: 0.125, Seed: 7,
		}},
		{"no latency", []string{`sandbox {`, `latency = "0s"`, `}`}, hclspec.Simulator{Rules: hclspec.Current}},
		{"the least latency", []string{`sandbox {`, `latency = "1ns"`, `}`}, hclspec.Simulator{Rules: hclspec.Current, Latency: 1}},
		{"a balance by fen", []string{`sandbox {`, `balance = fen(1001)`, `}`}, hclspec.Simulator{Balance: 10_01, Rules: hclspec.Current}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := simulated(tt.lines...).mustLoad(t, hclspec.Options{}).Merchants[0]
			if !m.Sandbox {
				t.Error("the merchant would move real money")
			}
			if diff := cmp.Diff(tt.want, m.Simulator); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSandboxFaultsCanBePointedAt(t *testing.T) {
	p := simulated(`sandbox {`, `faults = "thunder=1%"`, `}`).mustLoad(t, hclspec.Options{})
	if line, ok := p.Line(p.Merchants[0].Ranges["sandbox.faults"]); !ok || line != `faults = "thunder=1%"` {
		t.Errorf("line %q, %t", line, ok)
	}
}

func TestSandboxNeverSleepsUnlessToldTo(t *testing.T) {
	eight := hclspec.DaySpan{To: 8 * 60}
	for _, tt := range []struct {
		name  string
		files folder
		want  hclspec.DaySpan
	}{
		{"attribute", simulated(`sandbox = true`), hclspec.DaySpan{}},
		{"block", simulated(`sandbox {}`), hclspec.DaySpan{}},
		{"other limits", simulated(`sandbox = true`, `limits {`, `per_minute = 60`, `}`), hclspec.DaySpan{}},
		{"written", simulated(`sandbox = true`, `limits {`, `quiet_hours = "00:00-08:00"`, `}`), eight},
		{"live", folder{"a.hcl": strings.SplitAfter(live, "}\n")[0]}, eight},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.files.mustLoad(t, hclspec.Options{}).Merchants[0].Limits.QuietHours; got != tt.want {
				t.Errorf("quiet hours %s, want %s", got, tt.want)
			}
		})
	}
}

func TestSandboxMistakesAreNamed(t *testing.T) {
	for _, tt := range []struct {
		name    string
		files   folder
		summary string
		at      string
		detail  string
	}{
		{"a sandbox that is none", simulated(`sandbox = false`, `sandbox {`, `seed = 7`, `}`), "Sandbox options without a sandbox", "sandbox", "Line 2"},
		{"two blocks", simulated(`sandbox {}`, `sandbox {}`), "Duplicate block", "sandbox", "Join them"},
		{"a label", simulated(`sandbox "rough" {}`), "Wrong number of labels", `sandbox "rough"`, "sandbox { … }"},
		{"true in quotes", simulated(`sandbox = "yes"`, `sandbox {}`), "Wrong type", `"yes"`, "without quotes"},
		{"an option outside", simulated(`sandbox = true`, `faults = "5xx=1%"`), "Unknown attribute", "faults", "sandbox { faults"},
		{"a misspelt option", simulated(`sandbox {`, `fault = "5xx=1%"`, `}`), "Unknown attribute", "fault", `Did you mean "faults"`},
		{"speed", simulated(`sandbox {`, `speed = "3600x"`, `}`), "Unknown attribute", "speed", "redpack sandbox -speed"},
		{"a third decimal", simulated(`sandbox {`, `balance = 10.005`, `}`), "Not an amount", "10.005", "whole number of fen"},
		{"no balance", simulated(`sandbox {`, `balance = 0`, `}`), "Not an amount", "0", "above zero"},
		{"unknown rules", simulated(`sandbox {`, `rules = "2014"`, `}`), "Unknown rules", `"2014"`, `"current" or "2015"`},
		{"rules of another protocol", simulated(`sandbox {`, `rules = "2015"`, `}`), "Rules of another protocol", `"2015"`, "refuses each"},
		{"a latency without a unit", simulated(`sandbox {`, `latency = "200"`, `}`), "Not a duration", `"200"`, "200ms"},
		{"a latency as a number", simulated(`sandbox {`, `latency = 200`, `}`), "Wrong type", `200`, "quotes"},
		{"an answer before its request", simulated(`sandbox {`, `latency = "-1s"`, `}`), "Not a duration", `"-1s"`, "200ms"},
		{"a share without its sign", simulated(`sandbox {`, `unopened = "0.1"`, `}`), "Not a percentage", `"0.1"`, `"100%"`},
		{"more than all", simulated(`sandbox {`, `unopened = "101%"`, `}`), "Not a percentage", `"101%"`, ""},
		{"less than nobody", simulated(`sandbox {`, `unopened = "-1%"`, `}`), "Not a percentage", `"-1%"`, ""},
		{"no number", simulated(`sandbox {`, `unopened = "NaN%"`, `}`), "Not a percentage", `"NaN%"`, ""},
		{"half a seed", simulated(`sandbox {`, `seed = 0.5`, `}`), "Not a seed", "0.5", "whole number"},
		{"a negative seed", simulated(`sandbox {`, `seed = -1`, `}`), "Not a seed", "-1", ""},
		{"a seed too large", simulated(`sandbox {`, `seed = 18446744073709551616`, `}`), "Not a seed", "18446744073709551616", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := tt.files.load(t, hclspec.Options{})
			if len(diags) != 1 {
				t.Fatalf("%d diagnostics: %v", len(diags), diags)
			}
			d := diags[0]
			if d.Summary != tt.summary || tt.files.pointed(d) != tt.at || !strings.Contains(d.Detail, tt.detail) {
				t.Errorf("%s: %s\nat %q", d.Summary, d.Detail, tt.files.pointed(d))
			}
		})
	}
}
