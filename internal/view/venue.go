package view

import (
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/plan"
)

// venue is hclspec's, with the words for it. Nobody may take one for another.
type venue hclspec.Venue

func venueOf(m *hclspec.Merchant) venue { return venue(m.Venue()) }

func venueOfAll(plans []*plan.Plan) venue { return venue(plan.VenueOf(plans...)) }

// venueTexts are how a venue is spoken of.
type venueTexts struct {
	ink      page.Ink
	name     lang.Text                     // beside a campaign or a merchant
	opening  lang.Text                     // the first sentence of what a person is about to approve
	atMost   func(amount string) lang.Text // what a plan costs at most
	moved    func(amount string) lang.Text // what was paid
	costs    lang.Text                     // what a plan costs at most, beside the sum in Markdown
	markdown lang.Text                     // the name in Markdown
	aside    lang.Text                     // the end of a headline in Markdown
}

func (v venue) texts() venueTexts {
	at, marked := page.Clean(v.Rehearsal), markdownText(v.Rehearsal, markdownTextMax)
	switch {
	case v.Sandbox:
		return sandboxTexts
	case v.Rehearsal != "":
		return rehearsalTexts(at, marked)
	default:
		return liveTexts
	}
}

var sandboxTexts = venueTexts{
	ink: page.InkGood, name: lang.Both("SANDBOX", "模拟"), markdown: lang.Both("sandbox", "模拟"), aside: lang.Both(", in the sandbox", "（模拟）"),
	opening: lang.Both("redpack will now send in the sandbox. No real money moves.", "redpack 即将在模拟器中发放，不动用真实资金。"),
	atMost: func(amount string) lang.Text {
		return lang.Format("Money: at most %s in the sandbox. No real money moves.",
			"资金：最多 %s（模拟），不动用真实资金。", amount)
	},
	moved: func(amount string) lang.Text {
		return lang.Format("%s of the sandbox's money moved",
			"模拟资金支出 %s", amount)
	},
	costs: lang.Both("At most, in the sandbox", "最多（模拟）"),
}

var liveTexts = venueTexts{
	ink: page.InkError, name: lang.Both("LIVE", "真实资金"), markdown: lang.Both("**LIVE**", "**真实资金**"),
	opening: lang.Both("redpack will now send real money.", "redpack 即将发放真实资金。"),
	atMost: func(amount string) lang.Text {
		return lang.Format("Money: at most %s will leave the account. Packets cannot be recalled.",
			"资金：账户最多支出 %s。红包发出后无法撤回。", amount)
	},
	moved: func(amount string) lang.Text {
		return lang.Format("%s left the account",
			"账户支出 %s", amount)
	},
	costs: lang.Both("Leaves the account, at most", "账户最多支出"),
}

func rehearsalTexts(at, marked string) venueTexts {
	return venueTexts{
		ink: page.InkWarning, name: lang.Format("REHEARSAL at %s", "演练 %s", at), markdown: lang.Format("rehearsal at %s", "演练 %s", marked),
		aside: lang.Format(", in a rehearsal at %s", "（演练 %s）", marked),
		opening: lang.Format("redpack will now send to %s. That is not WeChat Pay: a rehearsal, unless that server passes requests on.",
			"redpack 即将向 %s 发放。该服务器不是微信支付：除非它转发请求，否则只是演练。", at),
		atMost: func(amount string) lang.Text {
			return lang.Format("Money: at most %s in the rehearsal at %s.",
				"资金：最多 %s（演练 %s）。", amount, at)
		},
		moved: func(amount string) lang.Text {
			return lang.Format("%s moved in the rehearsal at %s",
				"演练支出 %s（%s）", amount, at)
		},
		costs: lang.Both("At most, in the rehearsal", "最多（演练）"),
	}
}

// badge is the name in its colour.
func (v venue) badge(s page.Style) plain.Text {
	t := v.texts()
	return s.Paint(t.ink, s.Say(t.name))
}
