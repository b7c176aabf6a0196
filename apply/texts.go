package apply

import (
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// spoken is a code and its text, as people read them.
func spoken(code, text string) lang.Text {
	return lang.Both(describe(code, text), describe(state.Spoken(code).Chinese, state.Spoken(text).Chinese))
}

var interruptedTwice = lang.Both("interrupted twice", "被中断两次")

var interruptedOnce = lang.Both("interrupted", "被中断")

var (
	onTheNextDay = lang.Both("apply again on the next day", "第二天再运行 apply")
	afterThat    = lang.Both("apply again after that: it asks before it sends", "之后再运行 apply：它先查询再发放")
)

// unheard is about a number of which nobody knows whether it was used.
var unheard = lang.Both("The number before it failed, the state was lost, and WeChat Pay does not know whether this number was used. "+
	"`redpack apply -retry-failed` sends it.",
	"前一个商户订单号发放失败，状态库丢失，微信支付也不知道这个商户订单号是否用过。`redpack apply -retry-failed` 会发放它。")

// disputed is what a person can do about a packet that the platform cannot clear up.
func disputed(p *state.Packet) lang.Text {
	accept := "redpack state accept " + words.ShellWord(p.Campaign+"/"+p.Key) + " -reason=…" // for programs
	if p.Personal {
		return lang.Format("Look into the merchant platform (商户平台) what was paid under this person's number; `%s` lets it count as paid.",
			"到商户平台查这个人的商户订单号付了什么；`%s` 让它算作已发。", accept)
	}
	return lang.Format("Look into the merchant platform (商户平台) who was paid under this number. If it was this person, `%s` lets it count as paid; if not, "+
		"the same with -not-paid lets the next apply pay this person under another number.",
		"到商户平台查这个商户订单号付给了谁。如果是此人，`%s` 让它算作已发；如果不是，同一命令加 -not-paid，下次 apply 就用另一个商户订单号发给此人。", accept)
}

var (
	runPlanAgain = lang.Both("Run plan again: it says what became of the first packet, and what can be done.",
		"再运行 redpack plan：它会说明第一个红包怎样了，以及怎么办。")
	noSecondPacket = lang.Both("The state gives nobody a second packet in a campaign. Take this one out of the list, or put the key back under which the person was paid.",
		"状态库不允许同一活动给一个人发第二个红包。把这一个从名单中删掉，或者改回此人已发红包的那个键。")
	hadTodaysShare = lang.Both("this person has had today's share from the merchant", "此人今天已达到本商户的每日上限")
)

// mayBeOpenStill is about a refused order that is open, or may be, for which how says why.
func mayBeOpenStill(how lang.Text) lang.Text {
	return lang.Format("Its refused order %s at WeChat Pay, which closes one after three days at the most: apply again when it has failed, and what the file says "+
		"is sent. A line with a new key pays another person at once.",
		"它被拒的订单在微信支付%s，微信支付最多三天后会关闭：等它变为发放失败，再运行 apply，就按文件现在写的发。要马上发给另一个人，写一行新的键。", how)
}

func sentToAgain(number, word string) lang.Text {
	return lang.Format("its person was sent to again under %s (%s), and the state does not know it, so it is an old copy: put the newest one back, or this line as "+
		"it was, and apply -retry-failed",
		"此人已用 %s（%s）再发过一次，而状态库不知道，可见它是旧副本：放回最新的，或者把这一行改回去，再运行 apply -retry-failed", number, word)
}

func intentFailed(of any, err error) error {
	return lang.Errorf("write the intent of %s: %w", "记下 %s 的发放意图：%w", of, err)
}

// NotRecorded says that an outcome could not be written.
func NotRecorded(of address.Address, status state.Status, err error) error {
	return lang.Errorf("record that %s is %s: %w", "记下 %s 的状态是%s：%w", of, status, err)
}
