package hclspec

// StarterFile is what redpack init calls the first campaign of a folder.
const StarterFile = "campaign.hcl"

// Starter is the first campaign of a new project: it plans and applies in the sandbox as it is, and says how it becomes a
// real one.
const Starter = `# A first campaign. Try it as it is, nothing in it costs money:
` + StarterMerchant + `
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

// StarterMerchant is its merchant, with the comment that stands above it.
const StarterMerchant = `#
#   redpack plan     what would be sent
#   redpack apply    send it, to the simulator that is built in

merchant "main" {
  sandbox = true # the simulator answers. For real money, remove this line and say instead:
  # mch_id      = "1230000109"
  # appid       = "wx8888888888888888"          # of the official account that the openids belong to
  # cert_file   = "certs/apiclient_cert.pem"    # relative to this file
  # key_file    = "certs/apiclient_key.pem"
  # api_key_env = "REDPACK_API_KEY"             # the NAME of a variable; the key itself has no place here

  limits {
    per_minute  = 1800   # what the platform grants everybody
    quiet_hours = "none" # for real money the default is "00:00-08:00", Beijing time
  }
}
`
