package hclspec

import (
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// StarterFile is what redpack init calls the first campaign of a folder.
const StarterFile = "campaign.hcl"

// Starter is the first campaign of a new project, with comments for people. It plans and applies in the sandbox as it is; a live one waits for its merchant.
func Starter(live bool) lang.Text {
	if !live {
		return starterOpening.Then(StarterMerchant(live)).Then(starterCampaign)
	}
	canary := func(l lang.Language) string {
		return strings.Replace(starterCampaign.In(l), "\n  limits {", starterCanary.In(l)+"\n  limits {", 1)
	}
	return starterLiveOpening.Then(StarterMerchant(live)).Then(lang.Both(canary(lang.English), canary(lang.Chinese)))
}

// StarterMerchant is its merchant, with the comment that stands above it. The block of a sandbox holds nothing that would stay behind in a live
// one; that one takes its place as a whole.
func StarterMerchant(live bool) lang.Text {
	if live {
		return starterLiveCommands.Then(liveMerchant)
	}
	commented := liveMerchant.Each(func(block string) string {
		return "# " + strings.TrimSuffix(strings.ReplaceAll(block, "\n", "\n# "), "\n# ")
	})
	return starterCommands.Then(commented).Then(starterSandbox)
}
