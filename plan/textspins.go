package plan

import "github.com/cashredpack/redpack/internal/lang"

func sentBefore(pins string) lang.Text {
	return lang.Format("%s says that bill numbers of this campaign were made from here, and the state here knows none of its packets: it was lost, or lies "+
		"elsewhere. What is shown as to send may be paid already; apply asks WeChat Pay before it sends. Put the state back, or restore it:\n\n"+
		"  redpack state rebuild",
		"%s 记着这里生成过本活动的商户订单号，而这里的状态库不知道它的任何红包：状态库丢了，或者在别处。显示为待发的可能已经发过；"+
			"redpack apply 会先查询微信支付再发放。把状态库放回来，或者重建：\n\n  redpack state rebuild", pins)
}

// otherNumbers says what comes of it that numbers would be made otherwise, and how a campaign begins with others on purpose.
func otherNumbers(what lang.Text, repeats string) lang.Text {
	return lang.Format("%s Everybody would get another bill number, and a lost state would have everybody paid again. To pay these people once more on purpose, "+
		"give the campaign another name and say in it, for every reviewer to see: repeats = [%s].",
		"%s所有人的商户订单号都会变，状态库一旦丢失就会全部重复发放。若确实要给这些人再发一次，给活动换个名字，并在活动里写明，让审阅的人都看得到：repeats = [%s]。", what, repeats)
}

func campaignGone(pin Pin, campaign, block, repeats string) lang.Text {
	what := lang.Format("%s says that packets of campaign %q were sent from here. No file names it any more, and the state does not know its packets, so nobody "+
		"can tell whether %q is that campaign under another name, whose people would be paid again. If it is, say so:",
		"%s 记着活动 %q 的红包是从这里发的。现在没有文件写到它，状态库也不知道它的红包，所以无法判断 %q 是不是那个活动改了名；如果是，那些人会被重复发放。如果是，写明：",
		pin.Range.Filename, pin.Campaign, campaign)
	return paragraphs(what, lang.Same(block)).Then(lang.Format("\nIf it is another campaign, say that in it, for every reviewer to see:\n\n  repeats = [%s]",
		"\n如果是另一个活动，在活动里写明，让审阅的人都看得到：\n\n  repeats = [%s]", repeats))
}
