package hclspec

import "github.com/cashredpack/redpack/internal/lang"

var (
	titleNoMerchant     = lang.Both("Not a merchant number", "不是商户号")
	titleNoAppID        = lang.Both("Not an appid", "不是 appid")
	titleBeyondPlatform = lang.Both("Limit beyond the platform", "限额超出平台规定")

	aMerchantNumber = lang.Both("A merchant number has 8 to 10 digits.", "商户号是 8 到 10 位数字。")

	passwordHint = lang.Both("The password of a p12 file is the mch_id; another one is named by p12_password_env.",
		"p12 文件的密码就是 mch_id；如果是别的密码，用 p12_password_env 指定。")
	passwordOfNothing = lang.Both("It is the password of p12_file, which is not set, so nothing asks for it. The key of key_file must have no password.",
		"它是 p12_file 的密码，而 p12_file 没有设置，所以用不到它。key_file 的私钥不能带密码。")
	noProvider = lang.Both("WeChat Pay takes msgappid from service providers alone "+
		"(授理模式/资金受理才需要填入msgappid), so it is left out of the requests. Remove it, or name the merchant that is sent for in sub_mch_id.",
		"微信支付只接受服务商填写 msgappid（授理模式/资金受理才需要填入msgappid），所以请求里不带它。删掉它，或在 sub_mch_id 里写明代哪个商户发放。")
	providerNeedsMsgAppID = lang.Both("sub_mch_id says that a service provider sends for this merchant, and "+
		"WeChat Pay refuses each such request without msgappid (授理模式下msgappid字段必填). Set msgappid to the appid of the account that shows the "+
		"message: the provider's or the merchant's.",
		"写了 sub_mch_id 就是服务商代这个商户发放，微信支付会拒绝没有 msgappid 的这类请求（授理模式下msgappid字段必填）。"+
			"把 msgappid 设为展示红包消息的公众号的 appid：服务商的或商户的。")
	belowItself = lang.Both("sub_mch_id is the mch_id itself. A service provider's own number stands in mch_id, "+
		"and the one of the merchant that it sends for in sub_mch_id; without a provider leave sub_mch_id out.",
		"sub_mch_id 和 mch_id 相同。服务商自己的商户号写在 mch_id，它代发的商户写在 sub_mch_id；没有服务商就不写 sub_mch_id。")
	needsCertificate = lang.Both("The API takes requests only over a client certificate: cert_file with key_file, or p12_file. "+
		"To try things out without one, write sandbox = true.",
		"接口只接受带商户证书的请求：cert_file 加 key_file，或 p12_file。想不用证书先试试，写 sandbox = true。")
	needsKey = lang.Both("Requests are signed with the APIv2 key; this names the environment variable that holds it. A file is named by api_key_file.",
		"请求用 APIv2 密钥签名；这里写存放密钥的环境变量的名称。存放在文件里则用 api_key_file。")
)

// setsSecret says that a line of a merchant holds a secret, and what belongs there.
func setsSecret(line int, name string) lang.Text {
	return lang.Format("Line %d sets %s to a secret. A campaign is kept in git and shown "+
		"to reviewers, so a secret has no place in it. Write api_key_env = \"REDPACK_API_KEY\", the NAME of an environment "+
		"variable, or api_key_file with the path of a file that only you can read, and replace the key if it was committed.",
		"第 %d 行把 %s 设成了密钥本身。活动文件存在 git 里，审阅的人都看得到，密钥不能写在里面。"+
			"写 api_key_env = \"REDPACK_API_KEY\"，即环境变量的名称；或用 api_key_file 写一个只有自己能读的文件的路径。密钥若已提交，就换掉它。",
		line, name)
}

// twoPlatforms says that a merchant's two endpoints keep different books.
func twoPlatforms(first, second string) lang.Text {
	return lang.Format("Requests go to %s, and to %s where no answer comes. A rehearsal "+
		"would pay real money then, or somebody who was paid would be looked for in the wrong books. Name two hosts of one of them, or leave "+
		"backup_endpoint out.",
		"请求发往 %s，没有应答时发往 %s。这样演练会付出真实资金，或者已付的人会去错误的账上查找。写同一个平台的两个主机，或去掉 backup_endpoint。", first, second)
}
