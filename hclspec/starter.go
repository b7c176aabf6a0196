package hclspec

import "strings"

// StarterFile is what redpack init calls the first campaign of a folder.
const StarterFile = "campaign.hcl"

// Starter is the first campaign of a new project. It plans and applies in the sandbox as it is; a live one waits for its merchant.
func Starter(live bool) string {
	opening := "# A first campaign. Try it as it is, nothing in it costs money:\n"
	if live {
		opening = "# A first campaign, for real money. Nothing in it is true yet but the form:\n"
	}
	campaign := starterCampaign
	if live {
		campaign = strings.Replace(campaign, "\n  limits {", starterCanary+"\n  limits {", 1)
	}
	return opening + StarterMerchant(live) + campaign
}

// starterCanary is in a live campaign alone: in a sandbox nobody has a phone to look at.
const starterCanary = `
  # One of your own people: paid first, and everybody else waits until somebody has looked at that phone.
  canary = ["wang_wei"]
`

const starterCampaign = `
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
`

// StarterMerchant is its merchant, with the comment that stands above it. The block of a sandbox holds nothing that would stay behind in a live
// one; that one takes its place as a whole.
func StarterMerchant(live bool) string {
	if live {
		return `#
#   redpack doctor   what can be known before the first packet
#   redpack plan     what would be sent; it needs neither certificate nor key
#   redpack apply    send it, after it has asked

` + liveMerchant
	}
	return `#
#   redpack plan     what would be sent
#   redpack apply    send it, to the simulator that is built in
#
# For real money another block takes the place of the merchant's, as redpack init -live writes it:
#
# ` + strings.TrimSuffix(strings.ReplaceAll(liveMerchant, "\n", "\n# "), "\n# ") + `

merchant "main" {
  sandbox = true # the simulator answers
}
`
}

const liveMerchant = `merchant "main" {
  mch_id      = "1230000109"               # of the account that pays
  appid       = "wx8888888888888888"       # of the official account that the openids belong to
  cert_file   = "certs/apiclient_cert.pem" # relative to this file
  key_file    = "certs/apiclient_key.pem"
  api_key_env = "REDPACK_API_KEY" # the NAME of a variable; the key itself has no place here
}
`
