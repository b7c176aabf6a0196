package cli

import (
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// reconcileHelp says what is held against what.
func reconcileHelp() lang.Text {
	return lang.Both(`Compares three things to the fen: the approved list, the state, and the fund-flow bill (资金账单), in which WeChat Pay books
what left the account and what came back. It proves from the platform's books, not from ours, that nobody was paid twice
and that nothing was paid that nobody knows of.

-bill takes bills as finance downloads them (商户平台, 交易中心, 资金账单): any number, any days, any account, also packed
(.gz), and also saved by Excel as long as it has not turned the numbers into 1.9E+27. A movement that stands in several
files counts once. -download fetches the bills of the operating and the basic account of each day through the interface,
verifies them, and keeps them beside the state; a bill that is kept is not asked for again. A day's bill is there from 10
o'clock of the next day on, Beijing time. Leave an account that the merchant does not have out with -account.

A packet is looked for under its bill number and its send_listid in all columns of numbers, on any day: one that was sent at
23:59:59 may be booked on the next one. What a bill shows is money and a number, never a person, so nothing is recorded;
each difference comes with the command that looks further. It reads the state without a lock, also while an apply runs.

It ends with exit code 0 where everything balances, 5 where there are differences, 6 where there are none but a bill is
still to come or packets lie on days that no bill covers, and 1 where a bill cannot be read or is not whole.`,
		`把三样东西核对到分：核准的名单、状态库，以及资金账单，微信支付在其中记下账户的每笔支出和退回。它用平台的账、而不是
我们自己的账证明：没有人收到两次，也没有来历不明的付款。

-bill 接受财务下载的账单（商户平台-交易中心-资金账单）：份数、日期、账户不限，压缩的（.gz）也可以，用 Excel 另存过的也
可以，只要编号没有变成 1.9E+27。同一笔收支出现在几个文件里只算一次。-download 通过接口下载每天的运营账户和基本账户的账
单，校验后保存在状态库旁边；已保存的账单不再下载。当天的账单要到第二天北京时间 10 点以后才有。商户没有的账户，用
-account 去掉。

红包按商户订单号和 send_listid 在所有的编号列中查找，不限日期：23:59:59 发出的可能记在第二天。账单上只有金额和编号，
没有人，所以什么都不记录；每处差异都附上进一步查看的命令。读取状态库不加锁，apply 进行时也可以运行。

全部平衡时退出码为 0；有差异时为 5；没有差异、但还有账单未出或有红包所在的日期没有账单时为 6；账单无法读取或不完整时
为 1。`)
}

// fetchedAnew is what is wrong with a bill that was kept, and what helps.
func fetchedAnew(wrong lang.Text) lang.Text {
	return lang.Both(words.Ended(wrong.English)+" Delete the file, and it is fetched anew.",
		strings.TrimSuffix(wrong.Chinese, "。")+"。删除这个文件，就会重新下载。")
}

// refreshHelp says who is asked about.
func refreshHelp() lang.Text {
	return lang.Both(`Asks about every packet that may still change: those whose outcome is not known, and those that were sent within the last
30 days and are neither received nor refunded. What it learns is recorded. It sends no money and needs no approval. A table
tells, by the Beijing day of their sending, what became of all packets by now: received, waiting, refunded, in doubt.

With a folder it asks about everything in its state, campaigns that are gone from the files included. Ctrl-C stops it
gently. It ends with exit code 6 while the outcome of any packet is unknown, and where WeChat Pay answered about none.`,
		`查询每一个还可能变化的红包：结果未知的，以及最近 30 天内发放、既未领取也未退款的。查到的结果记入状态库。它不发放，
不需要核准。结果按发放那天的北京日期列成一张表：已领取、待领取、已退款、结果未知。

写一个文件夹时，查询其状态库里的全部，包括文件中已经没有的活动。Ctrl-C 平稳停止。只要还有红包结果未知，或微信支付一个也
没有应答，退出码为 6。`)
}
