package cli

import (
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
)

// diffHelp says how revisions are compared.
func diffHelp() lang.Text {
	return lang.Both(`Compares two revisions of a folder's campaigns, their lists included, and prints what differs in meaning: settings first,
then amounts, persons, and who is added, removed or renamed, with the totals before and after. The order of rows,
comments, formatting, and whether people stand in HCL or in a CSV are no difference.

  redpack diff                     the work tree against HEAD
  redpack diff main                the work tree against main
  redpack diff main..HEAD          two revisions
  redpack diff main...HEAD         HEAD against where it parted from main, as a pull request shows it
  redpack diff main...HEAD spring  of one folder, file or campaign; without it, of the folder you are in
  redpack diff old.hcl new.hcl     two files, or two folders, without git

Revisions are read from git as they are, without a checkout. It needs no network, no state, no certificate and no key.
With -state it also says of each change what was paid already: merging takes no money back and pays no difference.

`,
		`比较一个文件夹里的活动在两个版本之间的差别，名单也算在内，并列出含义上的不同：先是设置，然后是金额、人员，以及新增、
移除或改名的人，附前后总额。行的顺序、注释、格式，以及人写在 HCL 里还是 CSV 里，都不算差别。

  redpack diff                     工作区与 HEAD 相比
  redpack diff main                工作区与 main 相比
  redpack diff main..HEAD          两个版本相比
  redpack diff main...HEAD         HEAD 与它从 main 分出时相比，和合并请求显示的一样
  redpack diff main...HEAD spring  只看一个文件夹、文件或活动；不写则是当前文件夹
  redpack diff old.hcl new.hcl     两个文件或两个文件夹相比，不用 git

版本按 git 里的原样读取，不用检出。不需要网络、状态库、证书和密钥。加上 -state 还会说明每处改动已经付了多少：
合并不会把钱收回，也不会补付差额。

`).Then(markdownHelp)
}

// doctorHelp says what is examined.
func doctorHelp() lang.Text {
	return lang.Both(`Looks at everything that a run hangs on and that can be known before it, and prints one line a check: ok, warning, failed,
or unknown where it cannot be known, with the next step beneath it.

  files      the certificate, its key or p12 file, and the API key: there, whole, matching, valid, closed to others, this merchant's
  state      sound, this merchant's, on a disk or a server that keeps it, with room on the disk, writable, and who is applying on it
  clock, network, account
             this machine's clock, the way to WeChat Pay, and whether it knows the merchant
  campaign   lists, budget, window, pace, the limits of a day, and the certificate's end

What only a send can tell is listed as exactly that. It sends nothing that pays, makes no file and takes no lock, so it may run
while an apply does. Exit code 1 means that something failed: repair that before you apply.`,
		`检查运行所依赖、并且事先能知道的一切，每项检查一行：正常、警告、未通过，无从得知时为无法确定；下面附上下一步怎么做。

  文件       证书、它的私钥或 p12 文件，以及 API 密钥：是否存在、完整、匹配、有效、他人不可读、属于这个商户
  状态库     是否完好、属于这个商户、在可靠的磁盘或服务器上、磁盘有空间、可写，以及谁正在用它发放
  时钟、网络、账户
             本机时钟、到微信支付的网络，以及微信支付是否认得这个商户
  活动       名单、预算、发放时段、速率、当日限额，以及证书到期日

只有实际发放才能知道的，也会如实列出。它不发任何付款请求，不建文件，也不加锁，所以 apply 进行时也可以运行。
退出码 1 表示有未通过的项：先修好再 apply。`)
}

// fmtHelp says what is formatted.
func fmtHelp() lang.Text {
	return lang.Both(`Rewrites campaign files (*.hcl and *.rpvars) with canonical white space and prints the names of those that changed.
Nothing but white space is touched, comments stay, and inside recipients there is one space before each "=", so that one
long new name changes one line and not all of them.

Without an argument it formats the folder you are in; "-" reads standard input and writes standard output. A file with a
syntax error is reported and left as it is. With -check, exit code 3 says that files need formatting.`,
		`把活动文件（*.hcl 和 *.rpvars）的空白改成规范格式，并列出有改动的文件名。只动空白，注释保留；recipients 里每个“=”前
面只有一个空格，所以新增一个长名字只改一行，不会牵动全部。

不写参数时格式化当前文件夹；“-”从标准输入读取，写到标准输出。有语法错误的文件会报告出来，原样不动。
加上 -check 时，退出码 3 表示有文件需要格式化。`)
}

// historyHelp says what is told of the runs.
func historyHelp() lang.Text {
	return lang.Both(`Lists every run on record, the newest first as in git log: when, how long, by whom, with which redpack and which plan, how it
ended, and what it sent, found to be paid, refused, failed and left in doubt, in packets and money. A run that never said how it ended was
killed, unless its process still holds the lock. What people decided (state accept, a canary looked at, moved addresses, another account)
stands between the runs on lines of its own.

With a campaign or a file only its packets count, and what did nothing for it is left out. -run=N shows one run with each of its packets
as the run has left it. It reads while an apply runs, changes nothing and needs no network.`,
		`列出记录在案的每次运行，最新的在前，和 git log 一样：何时、多久、由谁、用哪个 redpack 和哪份计划，怎样结束，以及发
放、查明已付、被拒、失败和结果未知的各有多少个红包、多少钱。从未记下怎样结束的运行是被强行终止的，除非它的进程还持有
锁。由人作出的决定（state accept、查看过先行试发、迁移的地址、另一个账户）单独成行，排在各次运行之间。

写了活动或文件时只计其中的红包，与它无关的运行略去。-run=N 显示一次运行和其中每个红包在运行结束时的状况。
apply 进行时也可以读取；不作任何改动，不需要网络。`)
}

// initHelp says what is written.
func initHelp() lang.Text {
	return lang.Format(`Writes %s, a commented campaign that plans and applies in the simulator as it is, and a %s that keeps
state, certificates and lists of people out of git. Nothing that is there already is changed.

With -live the merchant is one for real money, and has none of what only the simulator needs.

With -from the campaign is for the people of a list, an Excel workbook or a CSV file in the folder: init recognises which column is for
what, says what it guessed and why, and shows the first people as they would be sent to.`,
		`写出 %s 和 %s：前者是带注释的活动，可以直接在模拟器里计划和发放；后者让状态文件、证书和人员名单
不进 git。已经有的东西一概不动。

加上 -live，写出的商户用于真实资金，并且不带只有模拟器才需要的设置。

加上 -from，活动按一份名单来写，名单是文件夹里的 Excel 工作簿或 CSV 文件：init 认出每一列是什么，说明猜了什么、为什
么，并显示前几个人会怎样发放。`, hclspec.StarterFile, ignoreFile)
}

// destroyHelp says that nothing is destroyed.
func destroyHelp() lang.Text {
	return lang.Both(`Explains that packets cannot be recalled, and what can be done instead. It does nothing and ends with exit code 1, whatever
flags it is given.`,
		`说明红包无法撤回，以及可以怎么做。它什么都不做，无论给什么选项都以退出码 1 结束。`)
}
