package hclspec

import (
	"errors"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/plain"
)

// The rules of rows. The second text continues "217 more recipients …", "还有 217 位领取人…".
var (
	ruleQuotes     = newRule(lang.Both("Broken quotes", "引号有误"), lang.Both("have broken quotes", "的引号有误"))
	ruleReturns    = newRule(lang.Both("Carriage return in a row", "行内有回车符"), lang.Both("have a carriage return in them", "行内有回车符"))
	ruleStrange    = newRule(lang.Both("Control character in a list", "名单中有控制字符"), lang.Both("have a control character in a cell", "的单元格中有控制字符"))
	ruleSwallowed  = newRule(lang.Both("Rows inside a quoted cell", "引号内的单元格吞掉了几行"), lang.Both("have rows inside a quoted cell", "有单元格吞掉了几行"))
	ruleCells      = newRule(lang.Both("Wrong number of cells", "单元格数目不对"), lang.Both("have the wrong number of cells", "的单元格数目不对"))
	ruleEncoding   = newRule(lang.Both("Text in another encoding", "文字编码不对"), lang.Both("are not written in the file's encoding", "不是文件的编码"))
	ruleHidden     = newRule(lang.Both("Hidden row", "隐藏行"), lang.Both("are hidden", "被隐藏"))
	ruleTotal      = newRule(lang.Both("Total row in a list", "名单中有合计行"), lang.Both("are sums of others", "是其他行的合计"))
	ruleCell       = newRule(lang.Both("Cell without its value", "单元格没有值"), lang.Both("have a cell without its value", "有单元格没有值"))
	ruleSecret     = newRule(lang.Both("Secret in a campaign", "活动中有密钥"), lang.Both("have a secret in a text", "的文字中有密钥"))
	ruleExpression = newRule(lang.Both("Row expression failed", "行表达式出错"), lang.Both("have an expression that fails", "的表达式出错"))
	ruleChanged    = newRule(lang.Both("File changed", "文件变了"), lang.Both("were not there a moment ago", "与刚才不同"))
	ruleKey        = newRule(lang.Both("Invalid key", "键无效"), lang.Both("have an invalid key", "的键无效"))
	ruleKeyTwice   = newRule(lang.Both("Duplicate key", "键重复"), lang.Both("have a key that was used before", "的键已被使用"))
	ruleOpenID     = newRule(lang.Both("Not an openid", "不是 openid"), lang.Both("have no valid openid", "没有有效的 openid"))
	ruleTwice      = newRule(lang.Both("Duplicate openid", "openid 重复"), lang.Both("have an openid that was used before", "的 openid 已被使用"))
	ruleAmount     = newRule(lang.Both("Not an amount", "不是金额"), lang.Both("have no valid amount", "没有有效的金额"))
	ruleShown      = newRule(lang.Both("Not an amount in Excel", "在 Excel 中不是金额"), lang.Both("have an amount that Excel shows as something else", "的金额在 Excel 中显示成别的内容"))
	ruleMin        = newRule(lang.Both("Amount below the minimum", "金额低于下限"), lang.Both("have an amount below the minimum", "的金额低于下限"))
	ruleMax        = newRule(lang.Both("Amount above the maximum", "金额高于上限"), lang.Both("have an amount above the maximum", "的金额高于上限"))
	ruleCampaign   = newRule(lang.Both("Amount above the campaign's limit", "金额超过活动的上限"), lang.Both("have an amount above the campaign's max_amount", "的金额超过活动的 max_amount"))
	ruleScene      = newRule(lang.Both("Amount needs a scene", "金额需要场景"), lang.Both("have an amount that needs scene_id", "的金额需要 scene_id"))
	ruleWishing    = newRule(lang.Both("Missing wishing", "缺少祝福语"), lang.Both("have no wishing", "没有祝福语"))
	ruleRemark     = newRule(lang.Both("Missing remark", "缺少备注"), lang.Both("have no remark", "没有备注"))
	ruleLabel      = newRule(lang.Both("Invalid label", "备注名无效"), lang.Both("have an invalid label", "的备注名无效"))
	ruleEmpty      = newRule(lang.Both("Empty text", "文字为空"), lang.Both("have an empty text", "有文字为空"))
	ruleLong       = newRule(lang.Both("Text too long", "文字过长"), lang.Both("have a text that is too long", "有文字过长"))
	ruleControl    = newRule(lang.Both("Control character in a text", "文字中有控制字符"), lang.Both("have a control character in a text", "的文字中有控制字符"))
)

// Amounts outside of these need a scene_id (WeChat Pay, 发放红包接口, 2025), whatever the merchant was granted.
const (
	sceneFreeMin money.Fen = 100
	sceneFreeMax money.Fen = 200_00
)

// amount evaluates a row's amount and holds it against the bounds of merchant, scene and campaign.
func (s *stream) amount(x *rowContext, a *attribute, o *origin, r *Recipient) bool {
	if d := potOf(a); d != nil {
		var same bool
		if x.pot, same = s.pots[d].next(x.key); !same {
			s.problems.tellAt(ruleChanged, o.at, changedMeanwhile)
			return false
		}
	}
	fen, err := a.yuan(x)
	if err != nil {
		var failed *rowError
		if errors.As(err, &failed) || errors.Is(err, errHugeNumber) || errors.Is(err, errShortenedNumber) {
			s.expressionFailed(o, a, err)
			return false
		}
		s.notAmount(x, a, o, err)
		return false
	}
	r.Amount = fen
	if potOf(a) != nil {
		// A pot keeps to its own bounds, and those were checked with the pot.
		return true
	}
	c := s.campaign
	limits := c.Merchant.Limits
	switch {
	case fen < limits.MinAmount && fen >= sceneFreeMin || fen < limits.MinAmount && c.SceneID != "" || fen <= 0:
		s.problems.tell(ruleMin, o, a, func() lang.Text { return belowMinimum(fen.Yuan(), limits.MinAmount.Yuan()) })
	case fen < sceneFreeMin && c.SceneID == "":
		s.problems.tell(ruleMin, o, a, func() lang.Text { return belowSceneFree(fen.Yuan(), sceneFreeMin.Yuan(), sceneFreeMax.Yuan()) })
	case fen > limits.MaxAmount:
		s.problems.tell(ruleMax, o, a, func() lang.Text { return aboveMaximum(fen.Yuan(), limits.MaxAmount.Yuan(), sceneFreeMax.Yuan()) })
	case fen > sceneFreeMax && c.SceneID == "":
		s.problems.tell(ruleScene, o, a, func() lang.Text {
			return lang.Format("%s yuan; WeChat Pay takes %s to %s yuan without scene_id. Lower the amount, or set scene_id in the campaign.",
				"%s 元；不写 scene_id 时，微信支付只接受 %s 到 %s 元。降低金额，或在活动中写 scene_id。", fen.Yuan(), sceneFreeMin.Yuan(), sceneFreeMax.Yuan())
		})
	case c.Limits.MaxAmount > 0 && fen > c.Limits.MaxAmount:
		s.problems.tell(ruleCampaign, o, a, func() lang.Text {
			return lang.Format("%s yuan is more than the %s yuan that limits.max_amount allows at %s. Lower the amount or raise the limit.",
				"%s 元超过 limits.max_amount 允许的 %s 元（见 %s）。降低金额，或提高上限。", fen.Yuan(), c.Limits.MaxAmount.Yuan(), place.Of(c.Ranges["limits.max_amount"]))
		})
	default:
		return true
	}
	return false
}

// changedMeanwhile says that a file is another one than a moment ago.
func changedMeanwhile() lang.Text {
	return lang.Format("%s.", "%s。", errChanged).Each(plain.Capital)
}

// checkEnd holds the whole of the rows against the campaign's limits and asserts.
func (s *stream) checkEnd(faulty bool) hcl.Diagnostics {
	var diags hcl.Diagnostics
	c, t := s.campaign, &s.totals
	for _, pot := range s.pots {
		if pot.at != len(pot.entries) {
			return append(diags, wrong(ruleChanged.title, c.Range, changedMeanwhile()))
		}
	}
	if t.overflow {
		return append(diags, wrong(lang.Both("Total too large", "合计过大"), c.Range,
			lang.Both("The amounts add up to more than can be counted.",
				"金额合计超出可以计算的范围。")))
	}
	if c.Limits.Budget > 0 && t.sum > c.Limits.Budget {
		diags = append(diags, wrong(lang.Both("Budget exceeded", "超出预算"), c.Ranges["limits.budget"], beyondBudget(money.Count(t.count), t.sum.Yuan(), (t.sum-c.Limits.Budget).Yuan(), c.Limits.Budget.Yuan())))
	}
	if c.Limits.MaxRecipients > 0 && t.count > c.Limits.MaxRecipients {
		diags = append(diags, wrong(lang.Both("Too many recipients", "领取人过多"), c.Ranges["limits.max_recipients"],
			lang.Format("The campaign has %s recipients, and limits.max_recipients allows %s. Shorten the list or raise the limit.",
				"活动有 %s 位领取人，limits.max_recipients 只允许 %s 位。删减名单，或提高上限。", money.Count(t.count), money.Count(c.Limits.MaxRecipients))))
	}
	if faulty {
		// Sums over half of the rows would be followed by complaints that mean nothing.
		return diags
	}
	if t.count == 0 {
		diags = append(diags, warning(lang.Both("Nobody to send to", "没有领取人"), c.Range,
			lang.Format("No row of the campaign %q is left, so nothing would be sent.",
				"活动 %q 一行也没剩下，什么都不会发放。", c.Name)))
	}
	for _, u := range s.unused {
		if t.count > 0 {
			diags = append(diags, u.caution())
		}
	}
	for _, a := range c.rows.asserts {
		diags = append(diags, a.check(t)...)
	}
	return diags
}

// unusedList is a list of which nobody was taken.
type unusedList struct {
	feed *listFeed
	rows int // those that stand for somebody
}

func (u unusedList) caution() *hcl.Diagnostic {
	if u.rows == 0 {
		return warning(lang.Both("Nobody in a list", "名单里没有人"), u.feed.pathAt,
			lang.Format("%s has nobody below the names of its columns. If that is meant, all is well.",
				"%s 的列名下面没有人。如果本来如此，不用处理。", u.feed.path))
	}
	return warning(lang.Both("Nobody in a list", "名单里没有人"), u.feed.attrs.where.expr.Range(),
		lang.Format("where leaves out all %s rows of %s. If that is meant, all is well.",
			"where 排除了 %[2]s 的全部 %[1]s 行。如果本来如此，不用处理。", money.Count(u.rows), u.feed.path))
}
