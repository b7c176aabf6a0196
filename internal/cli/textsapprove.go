package cli

import (
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// noAutomatic refuses to send real money without an approval; suggested is the command that approves it.
func noAutomatic(m *hclspec.Merchant, suggested string) error {
	return lang.Errorf("-auto-approve is only for sandbox merchants, and merchant %q is %s: money cannot be called back, so "+
		"a run must name what it may cost. Use\n  %s",
		"-auto-approve 只用于模拟商户，而商户 %q %s：钱付出去就收不回，所以运行前必须写明最多花多少。使用\n  %s", m.Name, kindOf(m), suggested)
}

// cannotAsk says how to approve where nobody can be asked; command is what was run.
func cannotAsk(suggested, command string, sandbox bool) error {
	if sandbox {
		return lang.Errorf("cannot ask for approval: input is not a terminal. Nothing was sent. To approve this plan, use\n  %s\n"+
			"or, as this is the sandbox,\n  %s -auto-approve",
			"无法请求核准：输入不是终端。没有发放。要核准这个计划，使用\n  %s\n或者，因为这是模拟，使用\n  %s -auto-approve", suggested, command)
	}
	return lang.Errorf("cannot ask for approval: input is not a terminal. Nothing was sent. To approve this plan, use\n  %s",
		"无法请求核准：输入不是终端。没有发放。要核准这个计划，使用\n  %s", suggested)
}

// otherTotal refuses a plan whose money is not what -confirm-total says.
func otherTotal(total money.Fen, open money.Tally) error {
	return lang.Errorf("-confirm-total says %s, but the plan is for %s (%s packets). Nothing was sent. Look at `redpack plan` "+
		"again before you approve it",
		"-confirm-total 写的是 %s，而计划是 %s（%s 个红包）。没有发放。重新看过 `redpack plan` 再核准", total, open.Amount, money.Count(open.Packets))
}

// otherCount refuses a plan that has not as many open packets as -confirm-count says.
func otherCount(count int, open money.Tally) error {
	return lang.Errorf("-confirm-count says %s, but the plan has %s open packets (%s). Nothing was sent. Look at `redpack plan` "+
		"again before you approve it",
		"-confirm-count 写的是 %s，而计划有 %s 个待发红包（%s）。没有发放。重新看过 `redpack plan` 再核准", money.Count(count), money.Count(open.Packets), open.Amount)
}

// otherDigest refuses a plan that is not the one of -check.
func otherDigest(check, planned string) error {
	return lang.Errorf("-check says %s, but the plan has digest %s: it is not what was reviewed. Nothing was sent. `redpack diff` shows "+
		"what changed",
		"-check 写的是 %s，而计划的摘要是 %s：这不是审阅过的计划。没有发放。`redpack diff` 显示改动了什么", check, planned)
}

// typeTheTotal asks for the approval.
func typeTheTotal(total money.Fen) lang.Text {
	return lang.Format("Type the total to start (%s), \"d\" for the list, anything else cancels: ",
		"输入总额开始发放（%s），输入 \"d\" 查看名单，输入其他内容取消：", total.Yuan())
}
