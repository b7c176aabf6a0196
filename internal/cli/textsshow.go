package cli

import "github.com/cashredpack/redpack/internal/lang"

// showHelp says what can be shown.
func showHelp() lang.Text {
	return together(lang.Both(`Shows what a saved plan holds, whether it may still be applied or was used, and what has moved since; if nothing has,
the plan itself follows. Exit code 1 means that it cannot be applied any more. Of a folder, a file or a campaign it
shows the plan of now, and of an address (campaign/key) what the file says, what plan would do and everything that ever
happened to that packet.

`,
		`查看保存的计划里有什么，它还能不能发放、有没有用过，以及此后有什么变动；没有变动时，接着显示计划本身。退出码 1 表示它
已经不能发放。写文件夹、文件或活动时，显示现在的计划；写地址（“活动/键”）时，显示文件里写的、plan 会做的，以及那个
红包的全部经过。

`), findHelp, lang.Both(`

With -list every packet follows, one a line, with masked openids. It changes nothing and needs no network.

`,
		`

加 -list 时列出每一个红包，每行一个，openid 打码。它不作任何改动，不需要网络。

`), filterHelp, "\n\n", markdownHelp)
}

// validateHelp says what is checked.
func validateHelp() lang.Text {
	return lang.Both(`Reads campaigns with all their recipients and reports everything that is wrong with them, each mistake with its file,
line and caret. It needs no network, no certificate, no key and no state, so it can run on any pull request.

For each campaign it prints how many recipients there are, what they get, and how the rows of each file are evaluated:
compiled, or by HCL anew for each row, which is some ten times slower.`,
		`读取活动和全部领取人，报告其中的一切错误，每处错误都写明文件、行，并标出位置。它不需要网络、证书、密钥和状态库，
所以可以在任何合并请求上运行。

每个活动输出有多少领取人、共多少钱，以及每个文件的行怎样计算：已编译，或逐行由 HCL 重新计算（约慢十倍）。`)
}
