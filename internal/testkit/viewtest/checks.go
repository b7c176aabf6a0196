package viewtest

import (
	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/internal/lang"
)

// Checks are a checkup with a check of every area and every standing.
func Checks() []checkup.Check {
	return []checkup.Check{
		{Area: checkup.Files, Name: "api_key", Standing: checkup.OK, Told: lang.Same("The API key of the variable REDPACK_API_KEY has 32 letters and digits.")},
		{
			Area: checkup.Files, Name: "key_file_mode", Standing: checkup.Failed,
			Told: lang.Same("certs/apiclient_key.pem has mode 0644: other users of this machine can read a secret that moves money."),
			Next: lang.Same("Run: chmod 600 certs/apiclient_key.pem"),
		},
		{
			Area: checkup.State, Name: "file_system", Standing: checkup.Warning,
			Told: lang.Same("The state lies in memory (tmpfs) and is gone after a restart: who was paid would then be known to WeChat Pay alone, and to it for 30 days."),
			Next: lang.Same("Before you apply, move the campaign's folder, with its state, to a local disk."),
		},
		{Area: checkup.Clock, Name: "zone", Standing: checkup.OK, Told: lang.Same("This machine's zone is Asia/Shanghai.")},
		{Area: checkup.Network, Name: "host", Subject: "api.mch.weixin.qq.com", Standing: checkup.OK, Told: lang.Same("api.mch.weixin.qq.com answers.")},
		{Area: checkup.Account, Name: "query", Standing: checkup.Unknown, Told: lang.Same("Nobody answers, so nothing is known of the account.")},
		{Area: checkup.Campaign, Name: "lists", Subject: "春节", Standing: checkup.OK, Told: lang.Same("All lists were read: 1,212 recipients; 1,212 packets to send, ¥11,732.16.")},
		{
			Area: checkup.Campaign, Name: "plan", Subject: "春节", Standing: checkup.Failed,
			Told: lang.Same("members.csv:7: Twice the same openid: " + PlantedOpenID + " stands in lines 3 and 7."), Next: lang.Same("Run `redpack plan`, which shows it in its line."),
		},
		{Area: checkup.Sending, Name: "balance", Standing: checkup.Unknown, Told: lang.Same("Whether the account holds enough: WeChat Pay tells no balance."), Next: lang.Same("See it on the merchant platform.")},
	}
}

// SoundChecks are those of Checks that did not fail.
func SoundChecks() (sound []checkup.Check) {
	for _, c := range Checks() {
		if c.Standing != checkup.Failed {
			sound = append(sound, c)
		}
	}
	return sound
}
