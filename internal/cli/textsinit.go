package cli

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// aboutStarter says what the first campaign costs.
func aboutStarter(live bool) lang.Text {
	if live {
		return lang.Both("It is for real money, and everything in it is made up: write your merchant's number, appid, certificate and key there, your "+
			"campaign, and people whose openids are theirs.",
			"它用于真实资金，其中的内容都是编造的：写上你的商户号、appid、证书和密钥，你的活动，以及真实的领取人和他们的 openid。")
	}
	return lang.Both("It sends three packets to the built-in simulator; nothing in it costs money.", "它在内置的模拟器里发三个红包，不花一分钱。")
}

// aboutDraft says what a campaign for a list costs.
func aboutDraft(live bool) lang.Text {
	if live {
		return lang.Both("It is for real money; write your merchant's number, appid, certificate and key there.",
			"它用于真实资金；写上你的商户号、appid、证书和密钥。")
	}
	return lang.Both("It rehearses with the built-in simulator; nothing in it costs money.", "它在内置的模拟器里演练，不花一分钱。")
}

// whatNext are the commands that follow init; place is the folder as it stands behind them.
func whatNext(place string, live bool) lang.Text {
	next := lang.Both("\nNext:", "\n接下来：")
	if live {
		next = next.Then(lang.Format("\n  redpack doctor%s   looks at all that can be known before the first packet",
			"\n  redpack doctor%s   检查发出第一个红包之前能知道的一切", place))
	}
	return next.Then(lang.Format(`
  redpack plan%s     shows what would be sent
  redpack apply%s    sends it, once to each
`, `
  redpack plan%s     显示将要发放什么
  redpack apply%s    发放，每人只发一次
`, place, place))
}

// notInFolder says how a list gets where the campaign can read it; there is its place then.
func notInFolder(list, dir, there string) error {
	return lang.Errorf("%s is not in the campaign's folder, and a campaign reads nothing outside of it. Copy it there first:\n"+
		"  mkdir -p %s\n  cp %s %s\n  redpack init -from=%s %s",
		"%s 不在活动的文件夹里，而活动不读取文件夹以外的东西。先把它复制进去：\n"+
			"  mkdir -p %s\n  cp %s %s\n  redpack init -from=%s %s",
		list, words.ShellWord(dir), words.ShellWord(list), words.ShellWord(there), words.ShellWord(there), words.ShellWord(dir))
}

// anotherProject says where another campaign is written.
func anotherProject(campaigns string) error {
	return lang.Errorf("this folder has campaign files already (%s), and init changes nothing. "+
		"For another project use a folder of its own:\n  redpack init NAME",
		"这个文件夹里已有活动文件（%s），init 不作任何改动。另一个项目要用单独的文件夹：\n  redpack init NAME", campaigns)
}

// anotherList says where a campaign for another list is written.
func anotherList(campaigns, list string) error {
	return lang.Errorf("this folder has campaign files already (%s), and init changes nothing. "+
		"A list that has changed needs no init again: redpack plan reads it anew. For another list use a folder of its own, and copy it there:\n"+
		"  redpack init -from NAME/%s NAME",
		"这个文件夹里已有活动文件（%s），init 不作任何改动。名单有改动时不用再次 init：redpack plan 会重新读取。"+
			"另一份名单要用单独的文件夹，并把名单复制进去：\n  redpack init -from NAME/%s NAME", campaigns, list)
}

// ignored is what git should not see: what is personal, secret, or money's own record.
func ignored() lang.Text {
	return lang.Both(`# Who was sent what: personal data that changes with every run. Back it up elsewhere.
redpack.state
redpack.state-*
redpack.state.*
.redpack-*

# The simulator's ledger and made-up certificates.
redpack.sandbox
redpack.sandbox.*
redpack-sandbox/

# Saved plans.
*.rpplan

# Secrets.
certs/
*.pem
*.p12

# Lists of people. Take this line out if the repository may hold their openids. Either way their hashes, head-counts and sums
# belong into git, so that a changed list can be reviewed: redpack plan -write-sum writes them into redpack.sum.
data/
`,
		`# 给谁发了什么：个人信息，每次运行都会变。备份到别处。
redpack.state
redpack.state-*
redpack.state.*
.redpack-*

# 模拟器的账本和编造的证书。
redpack.sandbox
redpack.sandbox.*
redpack-sandbox/

# 保存的计划。
*.rpplan

# 机密。
certs/
*.pem
*.p12

# 人员名单。如果这个仓库可以存放他们的 openid，就删掉这一行。无论怎样，名单的哈希、人数和总额都应放进 git，
# 这样名单有改动时才能审阅：redpack plan -write-sum 把它们写进 redpack.sum。
data/
`)
}
