package hclspec

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

var (
	titleBoundsCross = lang.Both("Bounds cross", "上下限颠倒")

	seedDecides = lang.Both("The draw follows from the seed and the recipient's key, so that it is the same on every machine.",
		"抽取结果由种子和领取人的键决定，这样在每台机器上都一样。")
	tiersOrPot = lang.Both("A draw has either tier blocks, or total, min and max of a pot that all recipients share.",
		"一个 draw 要么写 tier 块，要么写所有领取人共分的红包池的 total、min 和 max。")
	amountOrBounds = lang.Both("A tier has either amount, or min and max.", "一档要么写 amount，要么写 min 和 max。")
)

// boundsCross says that a lower bound is above the upper one.
func boundsCross(least, most money.Fen) lang.Text {
	return lang.Format("min %s is above max %s.", "min %s 大于 max %s。", least.Yuan(), most.Yuan())
}

// sharesAddUp says what the shares of the tiers add up to.
func sharesAddUp(sum string) lang.Text {
	return lang.Format("The shares of the tiers add up to %s, and must add up to 1, so that every recipient wins exactly one.",
		"各档的 share 加起来是 %s，应当正好是 1，这样每位领取人恰好得一档。", sum)
}

// potInside says that a share of a pot must be the whole amount.
func potInside(name string) lang.Text {
	return lang.Format("What the pot %q gives adds up to its total exactly, so it must be the whole amount: amount = draw.%s.amount.",
		"红包池 %q 分出的金额加起来正好是它的 total，所以它必须就是整个金额：amount = draw.%s.amount。", name, name)
}
