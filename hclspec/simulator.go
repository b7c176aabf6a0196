package hclspec

import (
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/money"
)

// Simulator is how the embedded simulator of a sandbox merchant behaves. The faults are kept as they were written: only the
// simulator knows which ones there are, and whoever starts it reports a bad one at Ranges["sandbox.faults"].
//
// It has no speed. The simulator of `redpack sandbox` may run ahead because it is a world of its own; this one shares a
// process with the engine, whose schedule, retries and Beijing days follow the real clock, and the two must agree on what
// day it is.
type Simulator struct {
	Balance       money.Fen // opens a new ledger, an old one keeps its own; zero: the simulator's own default
	Rules         Protocol  // the text of rules it follows; the merchant's protocol unless written
	Faults        string    // as `redpack sandbox -faults` takes them; "": none
	Latency       time.Duration
	UnopenedShare float64 // of all persons, 0 to 1
	Seed          uint64
}

var simulatorHints = map[string]string{
	"speed": "The embedded simulator lives in the same time as plan and apply. Time passes faster in a simulator of its own: " +
		"redpack sandbox -speed 3600x.",
	"delay": "Write it as latency.",
}

// decodeSandbox reads the attribute and the block of the name. The block alone makes a sandbox merchant: options for a
// simulator that never starts would have no meaning.
func (m *Merchant) decodeSandbox(f *frame) {
	wanted, written := f.typed("sandbox", cty.Bool, "Write true or false, without quotes.")
	m.Sandbox = written && wanted.True()
	blocks := f.blocks("sandbox", 1)
	if len(blocks) > 0 && written && !m.Sandbox {
		f.l.report(fault("Sandbox options without a sandbox", blocks[0].DefRange(), "Line %d says sandbox = false, and this block says how the "+
			"simulator behaves. Nobody should have to guess whether real money moves: take the block out, or write sandbox = true.",
			f.at("sandbox").Start.Line))
	}
	m.Sandbox = m.Sandbox || len(blocks) > 0
	if !m.Sandbox {
		return
	}
	// The simulator never sleeps, and a first try at night should send something.
	m.Limits.QuietHours = DaySpan{}
	m.Simulator.Rules = m.Protocol
	for _, block := range blocks {
		m.decodeSimulator(f, block)
	}
}

func (m *Merchant) decodeSimulator(f *frame, block *hclsyntax.Block) {
	f.l.labels(block, 0)
	in := f.inner(block)
	in.hints = simulatorHints
	m.Simulator = Simulator{
		Balance:       in.yuan("balance", 0),
		Rules:         m.rules(in),
		Faults:        in.text("faults"),
		Latency:       parsed(in, "latency", parseLatency, "Not a duration", `Write a number and its unit, such as "200ms" or "1.5s".`),
		UnopenedShare: parsed(in, "unopened", parsePercentage, "Not a percentage", `Write a share from "0%" to "100%".`),
		Seed:          decodeSeed(in),
	}
	in.finish()
}

// rules are those of the merchant's protocol unless others are written.
func (m *Merchant) rules(f *frame) Protocol {
	rules := Protocol(f.checked("rules", isProtocol, "Unknown rules", `They are "current" or "2015".`))
	if rules == "" {
		return m.Protocol
	}
	if isProtocol(string(rules)) && rules != m.Protocol {
		f.l.report(caution("Rules of another protocol", f.at("rules"), "The merchant's requests follow protocol %q, and a simulator with the rules %q "+
			"refuses each of them. Leave rules out, or set the merchant's protocol to the same.", m.Protocol, rules))
	}
	return rules
}

// parseLatency reads a span of time that is not negative, as "200ms".
func parseLatency(text string) (time.Duration, bool) {
	d, err := time.ParseDuration(text)
	return d, err == nil && d >= 0
}

// parsePercentage reads a share of the whole, as "10%".
func parsePercentage(text string) (float64, bool) {
	digits, percent := strings.CutSuffix(text, "%")
	value, err := strconv.ParseFloat(digits, 64)
	return value / 100, percent && err == nil && value >= 0 && value <= 100
}

func decodeSeed(f *frame) uint64 {
	v, ok := f.typed("seed", cty.Number, "Write a whole number, without quotes.")
	if !ok {
		return 0
	}
	n, accuracy := v.AsBigFloat().Uint64()
	if accuracy != big.Exact {
		f.l.report(fault("Not a seed", f.at("seed"), "seed must be a whole number from 0 to 18446744073709551615."))
		return 0
	}
	return n
}
