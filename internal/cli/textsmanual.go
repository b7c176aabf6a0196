package cli

import "github.com/cashredpack/redpack/internal/lang"

// entry is a file or a variable, and what it is for.
type entry struct {
	name    string
	meaning lang.Text
}

// filesOfProject are the files that commands read and write in a campaign's folder.
var filesOfProject = []entry{
	{"*.hcl", lang.Both("The campaign: all files of a folder, read together. See redpack-campaign(5).", "活动：一个文件夹里的全部文件，一起读取。见 redpack-campaign(5)。")},
	{"*.auto.rpvars", lang.Both("Values of variables, beside those of redpack.rpvars.", "变量的值；redpack.rpvars 也是。")},
	{"redpack.state", lang.Both("Who was sent what. It holds openids and does not belong into git; beside it lie -wal and -shm while it is in use, .serial and .lock.",
		"给谁发了什么。其中有 openid，不要放进 git；旁边有使用期间的 -wal 和 -shm，以及 .serial 和 .lock。")},
	{"redpack.numbers", lang.Both("How the bill numbers of each campaign are made. It names nobody and belongs into git.",
		"各活动的商户订单号如何生成。其中没有个人信息，要放进 git。")},
	{"redpack.sum", lang.Both("Hash, head-count and money of each list, to be reviewed in git.", "每份名单的哈希、人数和金额，在 git 里审阅。")},
	{"redpack.sandbox", lang.Both("The simulator's ledger.", "模拟器的账本。")},
	{"*.rpplan", lang.Both("A saved plan. It holds openids.", "保存的计划。其中有 openid。")},
}

// environment are the variables that commands read.
var environment = []entry{
	{"REDPACK_LANG", lang.Both("The language, en or zh, as -lang. Without it LC_ALL, LC_MESSAGES, LANG and LANGUAGE say it.",
		"使用的语言，en 或 zh，与 -lang 相同。没有时看 LC_ALL、LC_MESSAGES、LANG 和 LANGUAGE。")},
	{"REDPACK_VAR_name", lang.Both("The value of a variable of the campaign.", "活动里一个变量的值。")},
	{"NO_COLOR", lang.Both("No colours. FORCE_COLOR: colours also in a pipe.", "不用颜色。FORCE_COLOR：管道里也用颜色。")},
	{"REDPACK_REDUCED_MOTION", lang.Both("With 1 the screen is drawn anew once a second.", "设为 1 时，界面每秒只重画一次。")},
}
