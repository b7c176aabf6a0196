package plan

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
)

var nobodyIsCanary = lang.Both("Nobody is the canary", "没有人先行试发")

func canaryTooLarge(campaign string, people int) lang.Text {
	return lang.Format("The canary of campaign %q has %s people. It is a few of your own, at most %d, whose packets somebody looks at before all others are sent.",
		"活动 %q 的先行试发有 %s 人。先行试发是发给几个自己人，最多 %d 人，由人看过他们收到的红包后再发给其他人。", campaign, money.Count(people), canaryMax)
}

func canaryLeftOut(campaign string, keys []string, by lang.Text) lang.Text {
	return lang.Format("%s goes first in campaign %q, and %s leaves it out, so that nothing could go after it. Select the canary too.",
		"%s 是活动 %q 的先行试发，却被 %s 排除在外，后面的人就都发不了。把先行试发的人也选进来。", words.Some(keys, len(keys)), campaign, by)
}

// nobodyGoesFirst is a sentence with its end.
func nobodyGoesFirst(campaigns lang.Text) lang.Text {
	return lang.Format("Whoever is named to go first in %s is not in the list any more, or their list is empty, so nobody could look at their phones "+
		"before all others are sent.", "%s 指定的先行试发人已不在名单中，或者其名单为空，发给其他人之前就没有手机可看。", campaigns)
}

func canaryOfPot(campaign string) lang.Text {
	return lang.Format("Campaign %q shares out a pot. Once its canary is paid, the rest is drawn anew, so the others would get other amounts than "+
		"was approved. Leave the canary out, or send to a few of your own people from a campaign of their own first.",
		"活动 %q 分配的是红包池。先行试发一旦发出，剩下的会重新分配，其他人的金额就不是核准的金额了。去掉先行试发，或者先用一个单独的活动发给几个自己人。", campaign)
}
