package checkup

import "fmt"

// sending lists what only a send can tell, so that nobody takes a clean list for a promise.
func sending(s Subject) []Check {
	unknown := func(name, told, next string) Check {
		return Check{Area: Sending, Name: name, Standing: Unknown, Told: told, Next: next}
	}
	m := s.Account.Merchant
	if m.Sandbox {
		return []Check{unknown("sandbox", "What WeChat Pay would say shows only with a live merchant: the simulator knows none of it.", "")}
	}
	checks := []Check{
		unknown("canary", "None of this can be asked without sending.", fmt.Sprintf("Begin with a few packets to people of your own: %s.", s.command("apply -canary 3"))),
		unknown("balance", "Whether the account holds enough: WeChat Pay tells no balance.",
			"See it on the merchant platform; where it runs out, a run pauses and waits for the top-up."),
		unknown("product", "Whether the product 现金红包 is opened for the merchant, and may be used over the API from this machine's address.",
			"See 产品中心 on the merchant platform, with the addresses that may call it."),
		unknown("scene", "Whether the scene (scene_id) is opened, which amounts outside of 1.00 to 200.00 yuan need.", "See it in the settings of the product."),
		unknown("persons", "What WeChat Pay's risk control holds against a person: each who is refused is named, and the run goes on.", ""),
		unknown("persons_limits", "The daily limits of a person that are set on the merchant platform, and what other programs have sent them today.",
			"Compare them with the merchant's limits in the file."),
		unknown("openids", "Whether each openid is one of appid "+m.AppID+": those of another official account or mini program are refused.", ""),
	}
	return checks
}
