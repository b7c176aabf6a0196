package hclspec

import "github.com/cashredpack/redpack/internal/lang"

// The pieces of a first campaign. What stands behind a # is for people.
var (
	starterOpening = lang.Both(
		"# A first campaign. Try it as it is, nothing in it costs money:\n",
		"# 第一个活动。照原样就能试，不花一分钱：\n")
	starterLiveOpening = lang.Both(
		"# A first campaign, for real money. Nothing in it is true yet but the form:\n",
		"# 第一个活动，用真实资金。除了格式，里面的内容都还不是真的：\n")

	// starterCanary is in a live campaign alone: in a sandbox nobody has a phone to look at.
	starterCanary = lang.Both(`
  # One of your own people: paid first, and everybody else waits until somebody has looked at that phone.
  canary = ["wang_wei"]
`, `
  # 自己人中的一位：先发给他，其他人等到有人看过这部手机之后再发。
  canary = ["wang_wei"]
`)

	starterCommands = lang.Both(`#
#   redpack plan     what would be sent
#   redpack apply    send it, to the simulator that is built in
#
# For real money another block takes the place of the merchant's, as redpack init -live writes it:
#
`, `#
#   redpack plan     将发放什么
#   redpack apply    发放，由内置的模拟器应答
#
# 用真实资金时，把商户块换成另一个，redpack init -live 会这样写：
#
`)

	starterLiveCommands = lang.Both(`#
#   redpack doctor   what can be known before the first packet
#   redpack plan     what would be sent; it needs neither certificate nor key
#   redpack apply    send it, after it has asked

`, `#
#   redpack doctor   第一个红包之前能知道的一切
#   redpack plan     将发放什么；不需要证书和密钥
#   redpack apply    核准之后发放

`)

	starterSandbox = lang.Both(`

merchant "main" {
  sandbox = true # the simulator answers
}
`, `

merchant "main" {
  sandbox = true # 由模拟器应答
}
`)

	liveMerchant = lang.Both(`merchant "main" {
  mch_id      = "1230000109"               # of the account that pays
  appid       = "wx8888888888888888"       # of the official account that the openids belong to
  cert_file   = "certs/apiclient_cert.pem" # relative to this file
  key_file    = "certs/apiclient_key.pem"
  api_key_env = "REDPACK_API_KEY" # the NAME of a variable; the key itself has no place here
}
`, `merchant "main" {
  mch_id      = "1230000109"               # 付款的商户号
  appid       = "wx8888888888888888"       # openid 所属的公众号
  cert_file   = "certs/apiclient_cert.pem" # 相对于本文件
  key_file    = "certs/apiclient_key.pem"
  api_key_env = "REDPACK_API_KEY" # 环境变量的名字；密钥本身不写在这里
}
`)

	starterCampaign = lang.Both(`
campaign "hello" {
  merchant  = merchant.main
  date      = "2027-02-06"         # stands in every bill number; never change it once something was sent
  send_name = "青岚书屋"           # shown to the recipient, at most 32 bytes
  act_name  = "新年红包"           # likewise
  wishing   = "新年快乐，万事如意" # at most 128 bytes; a recipient may have another one
  remark    = "2027"

  limits {
    budget         = 30.00 # yuan: plan and apply refuse to go beyond it
    max_recipients = 3
    max_amount     = 10.00
  }

  # The key on the left is the recipient's address. One key is paid once, whatever else changes.
  recipients = {
    wang_wei = { openid = "oEXAMPLE00000000000000000001", amount = 8.88 }
    li_na = { openid = "oEXAMPLE00000000000000000002", amount = 8.88 }
    zhang_min = { openid = "oEXAMPLE00000000000000000003", amount = 6.66, wishing = "辛苦了，新年快乐！" }
  }

  # A longer list belongs into a CSV file beside this one:
  #
  # recipients_from "csv" {
  #   path    = "members.csv"
  #   key     = row.id
  #   openid  = row.openid
  #   amount  = row.amount
  #   wishing = "${row.name}，新年快乐！"
  # }
}
`, `
campaign "hello" {
  merchant  = merchant.main
  date      = "2027-02-06"         # 写在每个商户订单号里；发放过之后绝不要改
  send_name = "青岚书屋"           # 显示给领取人，至多 32 字节
  act_name  = "新年红包"           # 同上
  wishing   = "新年快乐，万事如意" # 至多 128 字节；领取人可以另写
  remark    = "2027"

  limits {
    budget         = 30.00 # 元：超出时 plan 和 apply 都拒绝
    max_recipients = 3
    max_amount     = 10.00
  }

  # 左边的键是领取人的地址。不管别的怎么变，一个键只付一次。
  recipients = {
    wang_wei = { openid = "oEXAMPLE00000000000000000001", amount = 8.88 }
    li_na = { openid = "oEXAMPLE00000000000000000002", amount = 8.88 }
    zhang_min = { openid = "oEXAMPLE00000000000000000003", amount = 6.66, wishing = "辛苦了，新年快乐！" }
  }

  # 更长的名单放进旁边的 CSV 文件：
  #
  # recipients_from "csv" {
  #   path    = "members.csv"
  #   key     = row.id
  #   openid  = row.openid
  #   amount  = row.amount
  #   wishing = "${row.name}，新年快乐！"
  # }
}
`)
)
