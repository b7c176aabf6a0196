package hclspec

import (
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/lang"
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

var simulatorHints = map[string]lang.Text{
	"speed": lang.Both("The embedded simulator lives in the same time as plan and apply. Time passes faster in a simulator of its own: redpack sandbox -speed 3600x.",
		"内置模拟器与 plan 和 apply 用同一个时间。要让时间走得更快，单独启动模拟器：redpack sandbox -speed 3600x。"),
	"delay": lang.Both("Write it as latency.", "写成 latency。"),
}

// decodeSandbox reads the attribute and the block of the name. The block alone makes a sandbox merchant: options for a
// simulator that never starts would have no meaning.
func (m *Merchant) decodeSandbox(f *frame) {
	wanted, written := f.typed("sandbox", cty.Bool, trueOrFalse)
	m.Sandbox = written && wanted.True()
	blocks := f.blocks("sandbox", 1)
	if len(blocks) > 0 && written && !m.Sandbox {
		f.l.report(wrong(lang.Both("Sandbox options without a sandbox", "写了模拟选项却没有启用模拟"), blocks[0].DefRange(), optionsWithoutSandbox(f.at("sandbox").Start.Line)))
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
	in.said = simulatorHints
	m.Simulator = Simulator{
		Balance: in.yuan("balance", 0),
		Rules:   m.rules(in),
		Faults:  in.text("faults"),
		Latency: parsed(in, "latency", parseLatency, lang.Both("Not a duration", "不是时长"), lang.Both(`Write a number and its unit, such as "200ms" or "1.5s".`,
			`写数字和单位，例如 "200ms" 或 "1.5s"。`)),
		UnopenedShare: parsed(in, "unopened", parsePercentage, lang.Both("Not a percentage", "不是百分比"), lang.Both(`Write a share from "0%" to "100%".`, `写 "0%" 到 "100%" 之间的比例。`)),
		Seed:          decodeSeed(in),
	}
	in.finish()
}

// rules are those of the merchant's protocol unless others are written.
func (m *Merchant) rules(f *frame) Protocol {
	rules := Protocol(f.checked("rules", isProtocol, lang.Both("Unknown rules", "未知的规则"), lang.Both(`They are "current" or "2015".`, `写 "current" 或 "2015"。`)))
	if rules == "" {
		return m.Protocol
	}
	if isProtocol(string(rules)) && rules != m.Protocol {
		f.l.report(warning(lang.Both("Rules of another protocol", "规则与协议不符"), f.at("rules"),
			lang.Format("The merchant's requests follow protocol %q, and a simulator with the rules %q refuses each of them. Leave rules out, or set the merchant's protocol to the same.",
				"商户的请求按协议 %q 发送，而按规则 %q 运行的模拟器会全部拒绝。删掉 rules，或把商户的 protocol 设成一样的。", m.Protocol, rules)))
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
	v, ok := f.typed("seed", cty.Number, wholeNumberFix)
	if !ok {
		return 0
	}
	n, accuracy := v.AsBigFloat().Uint64()
	if accuracy != big.Exact {
		f.l.report(wrong(lang.Both("Not a seed", "不是种子"), f.at("seed"),
			lang.Both("seed must be a whole number from 0 to 18446744073709551615.",
				"seed 必须是 0 到 18446744073709551615 的整数。")))
		return 0
	}
	return n
}
