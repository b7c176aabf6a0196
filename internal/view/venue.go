package view

import (
	"fmt"

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

// name is "LIVE", "SANDBOX" or the rehearsal with its server.
func (v venue) name() string {
	switch {
	case v.sandbox:
		return "SANDBOX"
	case v.rehearsal != "":
		return "REHEARSAL at " + page.Clean(v.rehearsal)
	default:
		return "LIVE"
	}
}

// badge is the name as it stands beside a campaign or a merchant.
func (v venue) badge(s page.Style) plain.Text { return s.Paint(v.ink(), v.name()) }

func (v venue) ink() page.Ink {
	switch {
	case v.sandbox:
		return page.InkGood
	case v.rehearsal != "":
		return page.InkWarning
	default:
		return page.InkError
	}
}

// opening is the first sentence of what a person is about to approve.
func (v venue) opening() string {
	switch {
	case v.sandbox:
		return "redpack will now send in the sandbox. No real money moves."
	case v.rehearsal != "":
		return fmt.Sprintf("redpack will now send to %s. That is not WeChat Pay: a rehearsal, unless that server passes requests on.",
			page.Clean(v.rehearsal))
	default:
		return "redpack will now send real money."
	}
}

// atMost tells what a plan may cost.
func (v venue) atMost(amount string) string {
	switch {
	case v.sandbox:
		return fmt.Sprintf("Money: at most %s, in the sandbox. No real money moves.", amount)
	case v.rehearsal != "":
		return fmt.Sprintf("Money: at most %s, in the rehearsal at %s.", amount, page.Clean(v.rehearsal))
	default:
		return fmt.Sprintf("Money: at most %s will leave the account. Packets cannot be recalled.", amount)
	}
}

// moved tells what has happened to money that was paid.
func (v venue) moved() string {
	switch {
	case v.sandbox:
		return "of the sandbox's money moved"
	case v.rehearsal != "":
		return "moved in the rehearsal at " + page.Clean(v.rehearsal)
	default:
		return "left the account"
	}
}

// markdown is the name in Markdown.
func (v venue) markdown() string {
	switch {
	case v.sandbox:
		return "sandbox"
	case v.rehearsal != "":
		return "rehearsal at " + markdownText(v.rehearsal, markdownTextMax)
	default:
		return "**LIVE**"
	}
}

// aside ends a headline in Markdown; "" for real money.
func (v venue) aside() string {
	switch {
	case v.sandbox:
		return ", in the sandbox"
	case v.rehearsal != "":
		return ", in a " + v.markdown()
	default:
		return ""
	}
}
