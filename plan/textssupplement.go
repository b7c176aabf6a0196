package plan

import (
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
)

// Why a supplement beside the packet of an address must not be sent.

func supplementOfLost(at address.Address) lang.Text {
	return lang.Format("The state knows no packet of this campaign, so not of %s either, and yet bill numbers of it were made from here: it was lost, or lies "+
		"elsewhere. Put it back, or restore it:\n\n  redpack state rebuild",
		"状态库里没有本活动的红包，也就没有 %s 的，可是这里生成过它的商户订单号：状态库丢了，或者在别处。把它放回来，或者重建：\n\n  redpack state rebuild", at)
}

func supplementOfUnknown(at address.Address, ownLine lang.Text) lang.Text {
	return lang.Format("The state knows no packet of %s, so there is nothing yet that this one could come beside. %s\n\nIf it was paid and the state was lost, "+
		"restore that first:\n\n  redpack state rebuild",
		"状态库里没有 %s 的红包，所以没有可补发的对象。%s\n\n如果它已发而状态库丢了，先重建状态库：\n\n  redpack state rebuild", at, ownLine)
}

func supplementOfOther(at address.Address) lang.Text {
	return lang.Format("%s is recorded for another openid than the file names now, so the person of today has no packet that this one could come beside. Settle "+
		"that first: put the old openid back, or give the new person a key of their own.",
		"%s 记录的 openid 与文件现在写的不同，现在这个人没有可补发的红包。先解决：把旧 openid 改回去，或者给新的人一个自己的键。", at)
}

func supplementOfClosed(at address.Address) lang.Text {
	return lang.Format("Nobody knows whether %s was paid, and a person has decided to leave it so. What is owed besides goes into a campaign of its own, which "+
		"says so:\n\n  repeats = [%s]", "没人知道 %s 是否已发，也有人决定就这样了。还欠的部分放到单独的活动里，并写明：\n\n  repeats = [%s]", at, literal(at.Campaign))
}
