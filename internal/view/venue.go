package view

import (
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/plan"
)

// venue is where money moves: at WeChat Pay, in the built-in simulator, or at another server, which is a rehearsal. Nobody may take one for
// another.
type venue struct {
	sandbox   bool
	rehearsal string // the server; "" where it is none
}

func venueOf(m *hclspec.Merchant) venue { return venue{m.Sandbox, m.Rehearsal()} }

// venueOfAll is the one of several plans; where they differ, real money is thought of.
func venueOfAll(plans []*plan.Plan) venue {
	var all []venue
	for _, p := range plans {
		all = append(all, venueOf(p.Campaign.Merchant))
	}
	return common(all)
}

func common(all []venue) (v venue) {
	for i, each := range all {
		if i == 0 {
			v = each
		}
		if each != v {
			return venue{}
		}
	}
	return v
}

// venueTexts are how a venue is spoken of.
type venueTexts struct {
	ink      page.Ink
	name     string // beside a campaign or a merchant
	opening  string // the first sentence of what a person is about to approve
	atMost   string // behind what a plan costs at most
	moved    string // behind what was paid
	costs    string // what a plan costs at most, beside the sum in Markdown
	markdown string // the name in Markdown
	aside    string // the end of a headline in Markdown
}

func (v venue) texts() venueTexts {
	at, marked := page.Clean(v.rehearsal), markdownText(v.rehearsal, markdownTextMax)
	switch {
	case v.sandbox:
		return venueTexts{
			ink: page.InkGood, name: "SANDBOX", markdown: "sandbox", aside: ", in the sandbox",
			opening: "redpack will now send in the sandbox. No real money moves.",
			atMost:  " in the sandbox. No real money moves.",
			moved:   "of the sandbox's money moved",
			costs:   "At most, in the sandbox",
		}
	case v.rehearsal != "":
		return venueTexts{
			ink: page.InkWarning, name: "REHEARSAL at " + at, markdown: "rehearsal at " + marked, aside: ", in a rehearsal at " + marked,
			opening: "redpack will now send to " + at + ". That is not WeChat Pay: a rehearsal, unless that server passes requests on.",
			atMost:  " in the rehearsal at " + at + ".",
			moved:   "moved in the rehearsal at " + at,
			costs:   "At most, in the rehearsal",
		}
	default:
		return venueTexts{
			ink: page.InkError, name: "LIVE", markdown: "**LIVE**",
			opening: "redpack will now send real money.",
			atMost:  " will leave the account. Packets cannot be recalled.",
			moved:   "left the account",
			costs:   "Leaves the account, at most",
		}
	}
}

// badge is the name in its colour.
func (v venue) badge(s page.Style) plain.Text {
	t := v.texts()
	return s.Paint(t.ink, t.name)
}
