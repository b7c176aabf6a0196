package cli

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/sandbox"
)

// sandboxHelp says what the simulator is for, and what it can be made to do.
func sandboxHelp() lang.Text {
	return together(lang.Both(`Serves the cash red packet API of WeChat Pay (API v2) on this machine, with a made-up merchant, a ledger on disk, the
life of a packet, the fund-flow bills of the days that are over, and faults on demand. No money moves. Any client of API v2 can be pointed at it: what to put into its
configuration is printed at the start, one line follows for each request, and Ctrl-C ends it with the ledger's summary.
Behind the same client certificate a test can GET /sandbox/ledger and POST /sandbox/advance?by=26h and
/sandbox/topup?yuan=500.00.

Merchants with sandbox = true need none of this: plan and apply bring the same simulator along.

`,
		`在本机提供微信支付现金红包接口（API v2），带有虚构的商户、磁盘上的账本、红包的全过程、已过日期的资金账单，以及按需制
造的故障。没有资金往来。任何 API v2 客户端都可以指向它：启动时输出客户端要填的配置，每个请求占一行，Ctrl-C 结束并输
出账本汇总。使用同一份客户端证书，测试可以 GET /sandbox/ledger，以及 POST /sandbox/advance?by=26h 和
/sandbox/topup?yuan=500.00。

写了 sandbox = true 的商户不需要它：plan 和 apply 自带同一个模拟器。

`), faultHelp(), "\n", personHelp())
}

// faultHelp lists what -faults knows.
func faultHelp() lang.Text {
	text := lang.Format("Faults are a list of NAME=SHARE%% or NAME@CALL[-CALL] or NAME@TIME[-TIME], separated by commas. They strike sends,\n"+
		"with \"query-\" before the name queries, and with \"bill-\" requests for bills. Those marked * take -before or -after: is the work done before the answer is spoilt?\n"+
		"A TIME counts from the first order on. delay takes how long, delay(3s)=5%%, and topup takes yuan and a moment, topup(500.00)@10m.\n",
		"故障写成 NAME=SHARE%%、NAME@CALL[-CALL] 或 NAME@TIME[-TIME]，用逗号隔开。它们作用于发放；名称前加 \"query-\" 作用于查询，\n"+
			"加 \"bill-\" 作用于下载账单。带 * 的可以接 -before 或 -after：应答被破坏之前，事情是否已经做完？\n"+
			"TIME 从第一个订单起算。延迟要写多久：delay(3s)=5%%；充值要写金额和时刻：topup(500.00)@10m。\n")
	for _, kind := range sandbox.FaultKinds() {
		mark := " "
		if kind.Sides {
			mark = "*"
		}
		text = text.Then(lang.Format("  %s %-22s %s\n", "  %s %-22s %s\n", mark, kind.Name, kind.What))
	}
	return text
}

// personHelp lists the recipients whose openid decides how they fare.
func personHelp() lang.Text {
	text := lang.Both("Some recipients fare as the beginning of their openid says:", "有些领取人的遭遇由 openid 的开头决定：")
	for _, person := range sandbox.Persons() {
		text = text.Then(lang.Format("\n    %-22s %s", "\n    %-22s %s", person.Prefix+"…", person.What))
	}
	return text
}

// ledgerHelp says what the ledger is good for.
func ledgerHelp() lang.Text {
	return together(lang.Both(`Reads the simulator's ledger, also while it is in use: who was paid, how often, with which numbers, and every rule that
a client broke. The ledger is kept by the simulator alone, so it can be held against what a client believes.

Without an argument it is the ledger of this folder's sandbox merchants, `,
		`读取模拟器的账本，使用中也可以：付给了谁、几次、用哪些商户订单号，以及客户端违反的每条规则。账本只由模拟器记录，所以可
以用来核对客户端以为的情况。

不写参数时，读取这个文件夹的模拟商户的账本 `), sandbox.DefaultLedger, lang.Both(", or else that of\nredpack sandbox, ", "；没有则读取\nredpack sandbox 的账本 "),
		sandboxFolder, "/", sandbox.DefaultLedger, lang.Both(".", "。"))
}

// simulatorAnswers says how the simulator is reached.
func simulatorAnswers(a access, look page.Style) lang.Text {
	return lang.Format(`The simulator answers at %s. No money moves, and everything about this merchant is made up.

For any client of API v2:
  base URL      %s
  mch_id        %s
  appid         %s (mini-program: %s)
  API key       in %s
  certificate   %s
  its key       %s
  or PKCS#12    %s
                %s (for OpenSSL 3 and newer)
                the password is the mch_id
  trust         %s

For a campaign of redpack, in the place of its merchant block:
%s
Rules: %s. Balance: %s. Ledger: %s
Each request is a line here. Ctrl-C ends the simulator; the ledger stays.

`, `模拟器在 %s 应答。没有资金往来，这个商户的一切都是虚构的。

任何 API v2 客户端：
  接口地址      %s
  mch_id        %s
  appid         %s（小程序：%s）
  API 密钥      在 %s
  证书          %s
  证书私钥      %s
  或 PKCS#12    %s
                %s（供 OpenSSL 3 及更新版本）
                密码是 mch_id
  CA 证书       %s

redpack 的活动，替换其中的 merchant 块：
%s
规则：%s。余额：%s。账本：%s
每个请求在这里占一行。Ctrl-C 结束模拟器；账本保留。

`, a.Endpoint, a.Endpoint, a.MchID, a.AppID, a.MiniAppID, a.APIKeyFile, a.CertFile, a.KeyFile, a.P12File, a.ModernP12, a.CAFile,
		plain.Lines(indented(a.merchantBlock())), a.Rules, look.Money(a.BalanceFen), a.Ledger)
}
