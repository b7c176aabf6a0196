package cli

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// twoMerchants says that two campaigns that pay with different merchants share a state.
func twoMerchants(a, b *hclspec.Campaign) *hcl.Diagnostic {
	return diag.New(hcl.DiagError, lang.Both("Two merchants share one state", "两个商户共用一个状态库"),
		lang.Format("Campaign %q pays with merchant %q, campaign %q with %q. A folder keeps one state, and a state "+
			"keeps the account of one merchant. Give each merchant a folder of its own.",
			"活动 %q 用商户 %q 付款，活动 %q 用商户 %q。一个文件夹只有一个状态库，一个状态库只记一个商户的账。给每个商户单独一个文件夹。",
			a.Name, a.Merchant.Name, b.Name, b.Merchant.Name))
}

// noSuchCampaign says that nothing here is called what was asked for.
func noSuchCampaign(name string, names []string) lang.Text {
	return lang.Format("There is neither a file nor a campaign named %q here.%s%s The campaigns of this folder: %s. A person is found by key or "+
		"name with redpack show -list -search=%s",
		"这里没有名为 %q 的文件或活动。%s%s这个文件夹的活动：%s。按键或姓名找人，用 redpack show -list -search=%s",
		name, words.Oddity(name), words.DidYouMean(name, slices.Values(names)), words.Some(names, len(names)), words.ShellWord(name))
}
