package inquiry

import (
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
)

// cause is why the platform can know a number that the state does not, and the way out.
func (e *AppliedBeforeError) cause() lang.Text {
	switch {
	case e.Elsewhere != "":
		return lang.Format("The number is one of campaign %q, of which the state has no packet either: the list, or a line of it, was moved. If "+
			"the state was lost or lies elsewhere, put it back, or restore it by asking WeChat Pay:\n  redpack state rebuild",
			"这个商户订单号属于活动 %q，状态库也没有那个活动的红包：名单或其中一行被移动过。如果状态库丢了或在别处，放回来，或者向微信支付查询、重建：\n  redpack state rebuild", e.Elsewhere)
	case e.Found.WithKey != e.Own.WithKey && e.Found.Version == e.Own.Version:
		return lang.Format("That number was made with allow_repeat_openid = %t, so that was edited; now everybody would be paid again. Put it "+
			"back, then put the state back, or restore it by asking WeChat Pay:\n  redpack state rebuild",
			"这个商户订单号是在 allow_repeat_openid = %t 时生成的，可见这个属性被改过；照现在的写法会给所有人再发一次。改回去，然后把状态库放回来，或者向微信支付查询、重建：\n"+
				"  redpack state rebuild", e.Found.WithKey)
	case e.Found.Date != e.Own.Date:
		return lang.Format("That number was made with another date, so the campaign's date was edited; with the new one everybody would be "+
			"paid again. Put it back:\n  date = %q\nThen put the state back, or restore it by asking WeChat Pay:\n  redpack state rebuild",
			"这个商户订单号用的是另一个日期，可见活动的 date 被改过；用新日期会给所有人再发一次。改回去：\n  date = %q\n然后把状态库放回来，或者向微信支付查询、重建：\n"+
				"  redpack state rebuild", plan.Dashed(e.Found.Date))
	case e.Found.Version == e.Own.Version && e.Found.Scheme != e.Own.Scheme:
		return lang.Format("That number was made in another form, so billno was edited; with the new one everybody would be paid again. Put it "+
			"back:\n  billno = %q\nThen put the state back, or restore it by asking WeChat Pay:\n  redpack state rebuild",
			"这个商户订单号是另一种形式，可见 billno 被改过；用新形式会给所有人再发一次。改回去：\n  billno = %q\n然后把状态库放回来，或者向微信支付查询、重建：\n"+
				"  redpack state rebuild", e.Found.Scheme.String())
	}
	return lang.Both("If the state was lost or lies elsewhere, put it back, or restore it by asking WeChat Pay:\n  redpack state rebuild\n",
		"如果状态库丢了或在别处，放回来，或者向微信支付查询、重建：\n  redpack state rebuild\n").Then(e.shared())
}

// shared is the other cause: a campaign of this name in another folder.
func (e *AppliedBeforeError) shared() lang.Text {
	if e.Found.Version == billno.ByKey {
		return lang.Both("If another folder of this merchant has a campaign of this name, date and these keys, the number is one of its people's, for "+
			"numbers of the first releases name a key and no person: give this campaign a name of its own.",
			"如果本商户的另一个文件夹有同名、同日期、同样键的活动，这个商户订单号就是那边某个人的，因为最早版本的订单号只含键、不含人：给这个活动换个名字。")
	}
	return lang.Both("If another folder of this merchant has a campaign of this name and date, the two are one campaign to WeChat Pay, and whoever is in "+
		"both is one person in it: give this campaign a name of its own, and everybody here is paid by it.",
		"如果本商户的另一个文件夹有同名、同日期的活动，对微信支付来说两者是同一个活动，两边都有的人只算一个人：给这个活动换个名字，这里的人就都由它发放。")
}
