package cli

import "github.com/cashredpack/redpack/internal/lang"

// rootHelp says what redpack is.
func rootHelp() lang.Text {
	return lang.Both(`redpack sends WeChat Pay cash red packets (微信支付现金红包) from campaigns written as HCL.

A campaign says who gets how much, with which wish. redpack plan compares it with the local state of what was
sent; redpack apply sends the rest, once to each, whatever happens in between.`,
		`redpack 按 HCL 写成的活动发放微信支付现金红包。

活动写明谁得多少、附什么祝福语。redpack plan 把它与本机状态库里的发放记录对照；
redpack apply 发放其余的红包，每人只发一次，不论中途发生什么。`)
}

// exitHelp closes every help text.
func exitHelp() lang.Text {
	return lang.Both(`Exit codes:
  0    done
  1    wrong usage, campaign, list, state or set-up, or not allowed; nothing was sent by this command
  2    only with plan -detailed-exitcode: there are packets to send; only with diff -exit-code: there are differences
  3    only with fmt -check: there are files to format
  4    declined: the total was not confirmed; nothing was sent
  5    finished, and some packets definitely failed or were refused, in this run or an earlier one
  6    some outcomes are unknown, or the state could not be written, also because another process took it over; apply again asks before it sends
  7    stopped early on purpose (interrupt, window, balance, limit, a canary to look at); apply again goes on
  130  stopped at once by a second interrupt; what was in flight is unknown
  134  the runtime gave up (a bug of redpack); apply again asks before it sends`,
		`退出码：
  0    完成
  1    用法、活动、名单、状态库或设置有误，或者不允许；这条命令没有发放
  2    只用于 plan -detailed-exitcode：有待发的红包；只用于 diff -exit-code：有差异
  3    只用于 fmt -check：有文件需要格式化
  4    未核准：没有确认总额；没有发放
  5    已结束，有红包确定发放失败或被拒，无论是这次还是以前的运行
  6    有结果未知，或者状态库写不进去（也可能已被另一个进程接管）；再次 apply 会先查询再发放
  7    按要求提前停止（中断、发放时段、余额、限额、等人查看先行试发）；再次 apply 会继续
  130  第二次中断，立即停止；在途的结果未知
  134  运行时崩溃（redpack 的缺陷）；再次 apply 会先查询再发放`)
}

// reportThis is what to do about a bug.
func reportThis() lang.Text {
	return lang.Both("What was sent is in the state. Please report this; `redpack plan` shows where the campaign stands.",
		"已发放的都记在状态库里。请报告这个问题；`redpack plan` 显示活动进行到哪里。")
}
