package plan

import (
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

func stateIsLive(merchant string) lang.Text {
	return lang.Format("The state holds packets that were sent with real money, and merchant %q is a sandbox. Trying things out on it would mix play money "+
		"with real money.", "状态库里是用真实资金发出的红包，而商户 %q 是模拟商户。在这个状态库上试验，会把模拟的和真实的混在一起。", merchant)
}

func stateIsSandbox(merchant string) lang.Text {
	return lang.Format("The state holds packets of the sandbox, where no money exists, and merchant %q is live.",
		"状态库里是模拟的红包，没有真实资金，而商户 %q 是正式商户。", merchant)
}

func stateOfPlatform(recorded, merchant, now string) lang.Text {
	return lang.Format("The state holds packets that were sent to %s, and merchant %q sends to %s. What one of them was told, the other has never paid: "+
		"whoever was paid in a rehearsal would count as paid.",
		"状态库里的红包是通过 %s 发的，而商户 %q 现在通过 %s 发。一边收到的请求，另一边从没付过款：演练时“已发”的人会被当作真的已发。", recorded, merchant, now)
}

func stateOfMerchant(recorded, merchant, now string) lang.Text {
	return lang.Format("The state holds packets of merchant %s, and merchant %q is %s. One state keeps the account of one merchant; mixing them would hide "+
		"what was paid.", "状态库里是商户 %s 的红包，而商户 %q 的商户号是 %s。一个状态库只记一个商户的账，混在一起就看不清发了什么。", recorded, merchant, now)
}

func stateOfApp(recorded, merchant, now string) lang.Text {
	return lang.Format("The state holds packets sent under appid %s, and merchant %q now has %s. An openid belongs to one appid, so the people would not be "+
		"the same.", "状态库里的红包是用 appid %s 发的，而商户 %q 现在用 %s。openid 只属于一个 appid，换了 appid 就不是同一批人。", recorded, merchant, now)
}

// anotherState tells how to give another merchant a state of its own. There is no project where a merchant is asked about alone.
func anotherState(p *hclspec.Project) lang.Text {
	if p != nil && p.State.Postgres() {
		return lang.Both(" Give this campaign a folder of its own, whose state has a schema of its own: state \"postgres\" { schema = \"other\" }.",
			"给这个活动单独一个文件夹，其状态库用单独的 schema：state \"postgres\" { schema = \"other\" }。")
	}
	return lang.Both(" Give this campaign a folder of its own, or name another file in the redpack block: state \"sqlite\" { path = \"other.state\" }.",
		"给这个活动单独一个文件夹，或者在 redpack 块里指定另一个文件：state \"sqlite\" { path = \"other.state\" }。")
}

func campaignOfProject(campaign, owner, here string) lang.Text {
	return lang.Format("The state has a campaign %q of the project %q, and this folder is the project %q. Names are the merchant's: whoever was paid there would "+
		"count as paid here. Give this campaign another name.",
		"状态库里的活动 %q 属于项目 %q，而这个文件夹是项目 %q。活动名在整个商户内通用：在那边已发的人在这里会被当作已发。给这个活动换个名字。", campaign, owner, here)
}

func manyInline(recipients int) lang.Text {
	return lang.Format("%s recipients stand in the campaign file itself. Put them into a CSV and name it in recipients_from \"csv\": with the same keys nothing "+
		"changes for anybody, and planning is a hundred times faster.",
		"活动文件里直接写了 %s 位领取人。把他们放进 CSV，用 recipients_from \"csv\" 引用：键不变，对谁都没有影响，生成计划却快一百倍。", money.Count(recipients))
}

func numbersClash(recipients int) lang.Text {
	return lang.Format("%s recipients share ten digits a day. Two of them may derive the same number; nobody is paid twice, but the second waits until WeChat "+
		"Pay has named the first. Numbers with letters, the default, do not clash; a campaign that has sent keeps the ones it has.",
		"%s 位领取人共用每天十位数字的订单号，可能有两个人算出同一个号。不会重复发放，但第二个人要等微信支付说出第一个是谁。"+
			"默认的带字母的订单号不会相撞；已经发放过的活动沿用原来的形式。", money.Count(recipients))
}

func drawnAmounts(draw string) lang.Text {
	return lang.Format("The amounts come from draw %q. Whoever reads its seed can compute them; if fairness matters, publish a hash of the seed before the list "+
		"is known.", "金额由 draw %q 抽取。谁看到它的 seed 就能算出金额；若要公平，在名单确定前公布 seed 的哈希值。", draw)
}

func drawnPot(draw string) lang.Text {
	return lang.Format("Draw %q shares one pot among everybody who is not sent yet. Adding or removing people changes the amounts of all of them, but never what "+
		"was sent.", "draw %q 把一个红包池分给所有还没发的人。增减人员会改变他们所有人的金额，但已发的不会变。", draw)
}
