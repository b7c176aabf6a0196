package hclspec

import "github.com/cashredpack/redpack/internal/lang"

var (
	titleSecretRead = lang.Both("Secret read by a campaign", "活动读取了密钥")

	// ofState is who names the variable of a database.
	ofState = lang.Both("url_env of the state", "状态库的 url_env")
)

// secretHere says that a value is a secret, without a word of it.
func secretHere(name, kind lang.Text) lang.Text {
	return lang.Format("%s holds what looks like %s. What a campaign says is sent to people, kept in the state and printed "+
		"for reviewers, so no secret may stand in it; the value is not shown here. Take it out, and replace the secret where others may "+
		"have seen it.",
		"%s里像是有%s。活动里的内容会发给领取人、存入状态库、打印给审阅的人看，所以不能有密钥；这里不显示这个值。删掉它；密钥可能已被别人看到的，就换掉。", spaced(name), kind.Behind())
}

// readsSecretVariable says that a variable takes its value from where a secret is.
func readsSecretVariable(name string, owner lang.Text) lang.Text {
	return lang.Format("This variable takes its value from %s of the environment, which %s names. No campaign reads that: give the two different names.",
		"这个变量的值取自环境变量 %s，而它正是%s所指的。活动不能读取它：两者要用不同的名称。", name, spaced(owner))
}
