package hclspec

import (
	"errors"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/plain"
)

// The rules of rows. The second text continues "217 more recipients …".
var (
	ruleQuotes     = &rule{summary: "Broken quotes", many: "have broken quotes"}
	ruleReturns    = &rule{summary: "Carriage return in a row", many: "have a carriage return in them"}
	ruleStrange    = &rule{summary: "Control character in a list", many: "have a control character in a cell"}
	ruleSwallowed  = &rule{summary: "Rows inside a quoted cell", many: "have rows inside a quoted cell"}
	ruleCells      = &rule{summary: "Wrong number of cells", many: "have the wrong number of cells"}
	ruleEncoding   = &rule{summary: "Text in another encoding", many: "are not written in the file's encoding"}
	ruleHidden     = &rule{summary: "Hidden row", many: "are hidden"}
	ruleTotal      = &rule{summary: "Total row in a list", many: "are sums of others"}
	ruleCell       = &rule{summary: "Cell without its value", many: "have a cell without its value"}
	ruleSecret     = &rule{summary: "Secret in a campaign", many: "have a secret in a text"}
	ruleExpression = &rule{summary: "Row expression failed", many: "have an expression that fails"}
	ruleChanged    = &rule{summary: "File changed", many: "were not there a moment ago"}
	ruleKey        = &rule{summary: "Invalid key", many: "have an invalid key"}
	ruleKeyTwice   = &rule{summary: "Duplicate key", many: "have a key that was used before"}
	ruleOpenID     = &rule{summary: "Not an openid", many: "have no valid openid"}
	ruleTwice      = &rule{summary: "Duplicate openid", many: "have an openid that was used before"}
	ruleAmount     = &rule{summary: "Not an amount", many: "have no valid amount"}
	ruleShown      = &rule{summary: "Not an amount in Excel", many: "have an amount that Excel shows as something else"}
	ruleMin        = &rule{summary: "Amount below the minimum", many: "have an amount below the minimum"}
	ruleMax        = &rule{summary: "Amount above the maximum", many: "have an amount above the maximum"}
	ruleCampaign   = &rule{summary: "Amount above the campaign's limit", many: "have an amount above the campaign's max_amount"}
	ruleScene      = &rule{summary: "Amount needs a scene", many: "have an amount that needs scene_id"}
	ruleWishing    = &rule{summary: "Missing wishing", many: "have no wishing"}
	ruleRemark     = &rule{summary: "Missing remark", many: "have no remark"}
	ruleLabel      = &rule{summary: "Invalid label", many: "have an invalid label"}
	ruleEmpty      = &rule{summary: "Empty text", many: "have an empty text"}
	ruleLong       = &rule{summary: "Text too long", many: "have a text that is too long"}
	ruleControl    = &rule{summary: "Control character in a text", many: "have a control character in a text"}
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
			s.problems.refuseAt(ruleChanged, o.at, "%s.", plain.Capital(errChanged.Error()))
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
		s.problems.refuse(ruleMin, o, a, "%s yuan is less than the merchant's minimum of %s yuan. Raise the amount, or set limits.min_amount in the "+
			"merchant if the platform granted less.", fen.Yuan(), limits.MinAmount.Yuan())
	case fen < sceneFreeMin && c.SceneID == "":
		s.problems.refuse(ruleMin, o, a, "%s yuan; WeChat Pay takes %s to %s yuan without scene_id. Raise the amount, or set scene_id in the "+
			"campaign and limits.min_amount in the merchant if the platform granted it.", fen.Yuan(), sceneFreeMin.Yuan(), sceneFreeMax.Yuan())
	case fen > limits.MaxAmount:
		s.problems.refuse(ruleMax, o, a, "%s yuan is more than the merchant's maximum of %s yuan. Lower the amount, or set limits.max_amount in the "+
			"merchant if the platform granted more; above %s yuan the campaign needs a scene_id too.", fen.Yuan(), limits.MaxAmount.Yuan(), sceneFreeMax.Yuan())
	case fen > sceneFreeMax && c.SceneID == "":
		s.problems.refuse(ruleScene, o, a, "%s yuan; WeChat Pay takes %s to %s yuan without scene_id. Lower the amount, or set scene_id in the campaign.",
			fen.Yuan(), sceneFreeMin.Yuan(), sceneFreeMax.Yuan())
	case c.Limits.MaxAmount > 0 && fen > c.Limits.MaxAmount:
		s.problems.refuse(ruleCampaign, o, a, "%s yuan is more than the %s yuan that limits.max_amount allows at %s. Lower the amount or raise the limit.",
			fen.Yuan(), c.Limits.MaxAmount.Yuan(), place.Of(c.Ranges["limits.max_amount"]))
	default:
		return true
	}
	return false
}

// checkEnd holds the whole of the rows against the campaign's limits and asserts.
func (s *stream) checkEnd(faulty bool) hcl.Diagnostics {
	var diags hcl.Diagnostics
	c, t := s.campaign, &s.totals
	for _, pot := range s.pots {
		if pot.at != len(pot.entries) {
			return append(diags, fault(ruleChanged.summary, c.Range, "%s.", plain.Capital(errChanged.Error())))
		}
	}
	if t.overflow {
		return append(diags, fault("Total too large", c.Range, "The amounts add up to more than can be counted."))
	}
	if c.Limits.Budget > 0 && t.sum > c.Limits.Budget {
		diags = append(diags, fault("Budget exceeded", c.Ranges["limits.budget"], "%s recipients add up to %s yuan, %s more than the budget of %s "+
			"yuan. Nothing may be sent beyond it: shorten the list, or have the budget raised.",
			money.Count(t.count), t.sum.Yuan(), (t.sum-c.Limits.Budget).Yuan(), c.Limits.Budget.Yuan()))
	}
	if c.Limits.MaxRecipients > 0 && t.count > c.Limits.MaxRecipients {
		diags = append(diags, fault("Too many recipients", c.Ranges["limits.max_recipients"], "The campaign has %s recipients, and limits.max_recipients "+
			"allows %s. Shorten the list or raise the limit.", money.Count(t.count), money.Count(c.Limits.MaxRecipients)))
	}
	if faulty {
		// Sums over half of the rows would be followed by complaints that mean nothing.
		return diags
	}
	if t.count == 0 {
		diags = append(diags, caution("Nobody to send to", c.Range, "No row of the campaign %q is left, so nothing would be sent.", c.Name))
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
		return caution("Nobody in a list", u.feed.pathAt, "%s has nobody below the names of its columns. If that is meant, all is well.", u.feed.path)
	}
	return caution("Nobody in a list", u.feed.attrs.where.expr.Range(), "where leaves out all %s rows of %s. If that is meant, all is well.",
		money.Count(u.rows), u.feed.path)
}
