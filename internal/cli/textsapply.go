package cli

import "github.com/cashredpack/redpack/internal/lang"

// applyHelp says how packets are sent.
func applyHelp() lang.Text {
	text := lang.Both(`Plans, asks for approval, and sends what is open. Each packet is recorded before its request leaves, so a run that
was interrupted in any way is resumed by running the same command again.

On a terminal the approval is the total, typed. Elsewhere -confirm-total=YUAN must equal the plan to the fen; sandbox
merchants also take -auto-approve. -confirm-count and -check are conditions beside it. Ctrl-C stops gently, a second one
at once. Before the approval it asks WeChat Pay one question, which pays nobody: where key, certificate, merchant, appid, address or
the network would keep every packet from being sent, it says which and ends.

On a terminal the run is a screen: p pauses and goes on, - and + change the rate below its limit, f lists the problems and r
everybody, ? names all keys. REDPACK_REDUCED_MOTION=1 redraws it once a second; -plain prints lines instead, for screen
readers.

-notify runs a command of yours when a run has ended, such as -notify='mail -s "redpack: $REDPACK_RESULT" me@example.com'.
It finds the result in variables: REDPACK_RESULT (done, failed, unknown, stopped or forced), REDPACK_EXIT_CODE,
REDPACK_CAMPAIGNS, REDPACK_SANDBOX (true or false), REDPACK_REHEARSAL (the server of a rehearsal, empty for real money),
REDPACK_SENT, REDPACK_SENT_FEN, REDPACK_FOUND and REDPACK_FOUND_FEN (paid by an earlier run, found out by this one),
REDPACK_BEFORE_FEN (known before), REDPACK_DELIVERED_FEN (the sum of these three), REDPACK_CAME_BACK_FEN, REDPACK_OPEN_FEN,
REDPACK_FAILED (refused ones included), REDPACK_UNKNOWN, REDPACK_HELD and REDPACK_LEFT. What becomes of the command changes
nothing about the run.

A saved plan (redpack plan -out) is sent exactly as it was approved, once: it is refused if a file, a variable, the
merchant or the state has moved since, and one that was interrupted only goes on with its rest.

`,
		`制定计划，请求核准，然后发放待发的红包。每个红包都先记录、再发出请求，所以无论怎样中断，再运行一次同样的命令就能接着
发放。

在终端上，核准就是输入总额。没有终端时，-confirm-total=YUAN 必须与计划分毫不差；模拟商户也可以用 -auto-approve。
-confirm-count 和 -check 是附加的条件。Ctrl-C 平稳停止，再按一次立即停止。核准之前先问微信支付一个问题，这不会付款给
任何人：如果密钥、证书、商户、appid、地址或网络会让所有红包都发不出去，就说明是哪一项并结束。

在终端上，运行时显示一个界面：p 暂停和继续，- 和 + 在上限以内调整速率，f 列出有问题的，r 列出所有人，? 列出全部按
键。REDPACK_REDUCED_MOTION=1 改为每秒刷新一次；-plain 改为逐行输出，供读屏软件使用。

-notify 在运行结束后执行你的一条命令，例如 -notify='mail -s "redpack: $REDPACK_RESULT" me@example.com'。
结果在这些变量里：REDPACK_RESULT（done、failed、unknown、stopped 或 forced）、REDPACK_EXIT_CODE、REDPACK_CAMPAIGNS、
REDPACK_SANDBOX（true 或 false）、REDPACK_REHEARSAL（演练的服务器，真实资金时为空）、REDPACK_SENT、REDPACK_SENT_FEN、
REDPACK_FOUND 和 REDPACK_FOUND_FEN（以前的运行已付、这次查明的）、REDPACK_BEFORE_FEN（此前已知的）、
REDPACK_DELIVERED_FEN（以上三项之和）、REDPACK_CAME_BACK_FEN、REDPACK_OPEN_FEN、REDPACK_FAILED（包括被拒的）、
REDPACK_UNKNOWN、REDPACK_HELD 和 REDPACK_LEFT。这条命令的成败不影响运行。

保存的计划（redpack plan -out）严格按核准的内容发放，只发一次：文件、变量、商户或状态库在此之后有变动就拒绝执行；
中断过的计划只接着发放其余的红包。

`)
	return text.Then(selectHelp).Then(lang.Same("\n\n")).Then(canaryHelp).Then(lang.Both(
		" Where no terminal is, the run ends after the canary, and -continue goes on.",
		"没有终端时，运行在先行试发之后结束，用 -continue 继续。"))
}
