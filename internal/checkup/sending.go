package checkup

import (
	"github.com/cashredpack/redpack/internal/lang"
)

// sending lists what only a send can tell, so that nobody takes a clean list for a promise.
func sending(s Subject) []Check {
	unknown := func(name string, told, next lang.Text) Check {
		return Check{Area: Sending, Name: name, Standing: Unknown, Told: told, Next: next}
	}
	m := s.Account.Merchant
	if m.Sandbox {
		return []Check{unknown("sandbox", lang.Both("What WeChat Pay would say shows only with a live merchant: the simulator knows none of it.",
			"微信支付会怎么应答，只有正式商户才看得到：模拟器无从得知。"), nothing)}
	}
	checks := []Check{
		unknown("canary", lang.Both("None of this can be asked without sending.",
			"这些都要实际发放才能知道。"), lang.Format("Begin with a few packets to people of your own: %s.",
			"先给自己人发几个：%s。", s.command("apply -canary 3"))),
		unknown("balance", lang.Both("Whether the account holds enough: WeChat Pay tells no balance.",
			"账户余额够不够：微信支付不提供余额查询。"),
			lang.Both("See it on the merchant platform; where it runs out, a run pauses and waits for the top-up.",
				"到商户平台查看余额；余额用完时，运行会暂停，等待充值。")),
		unknown("product", lang.Both("Whether the product 现金红包 is opened for the merchant, and may be used over the API from this machine's address.",
			"商户是否开通了现金红包，能否从本机的 IP 地址用 API 发放。"),
			lang.Both("See 产品中心 on the merchant platform, with the addresses that may call it.",
				"看商户平台的产品中心，以及允许调用的 IP 地址。")),
		unknown("scene", lang.Both("Whether the scene (scene_id) is opened, which amounts outside of 1.00 to 200.00 yuan need.",
			"场景（scene_id）是否已开通，金额不在 1.00 到 200.00 元之间时需要它。"), lang.Both("See it in the settings of the product.",
			"在产品设置里查看。")),
		unknown("persons", lang.Both("What WeChat Pay's risk control holds against a person: each who is refused is named, and the run goes on.",
			"微信支付对某个人的风险拦截：每个被拒的人都会列出，运行继续。"), nothing),
		unknown("persons_limits", lang.Both("The daily limits of a person that are set on the merchant platform, and what other programs have sent them today.",
			"商户平台上设置的每人每日上限，以及别的程序今天已经发给他们多少。"),
			lang.Both("Compare them with the merchant's limits in the file.",
				"与文件里商户的 limits 核对。")),
		unknown("openids", lang.Format("Whether each openid is one of appid %s: those of another official account or mini program are refused.",
			"每个 openid 是不是 appid %s 下的：属于其他公众号或小程序的会被拒绝。", m.AppID), nothing),
	}
	return checks
}
