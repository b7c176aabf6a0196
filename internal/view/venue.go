package view

import (
	"github.com/cashredpack/redpack/hclspec"
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
	name     string // beside a campaign or a merchant
	opening  string // the first sentence of what a person is about to approve
	atMost   string // behind what a plan costs at most
	moved    string // behind what was paid
	costs    string // what a plan costs at most, beside the sum in Markdown
	markdown string // the name in Markdown
	aside    string // the end of a headline in Markdown
}

func (v venue) texts() venueTexts {
	at, marked := page.Clean(v.Rehearsal), markdownText(v.Rehearsal, markdownTextMax)
	switch {
	case v.Sandbox:
		return venueTexts{
			ink: page.InkGood, name: "SANDBOX", markdown: "sandbox", aside: ", in the sandbox",
			opening: "redpack will now send in the sandbox. No real money moves.",
			atMost:  " in the sandbox. No real money moves.",
			moved:   "of the sandbox's money moved",
			costs:   "At most, in the sandbox",
		}
	case v.Rehearsal != "":
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
