package hclspec

import "github.com/cashredpack/redpack/internal/lang"

// keyIsAddress says why a key must be clean.
var keyIsAddress = lang.Both("The key is the address of a packet, so it must be clean.", "键是红包的地址，必须干净。")

// anOpenID says what an openid is.
func anOpenID() lang.Text {
	return lang.Format("An openid has %d characters of 0-9, A-Z, a-z, _ and -, and is what the official account calls a user; "+
		"a WeChat ID or a telephone number is none.",
		"openid 是 %d 个 0-9、A-Z、a-z、_ 和 - 的字符，是公众号给用户的标识；微信号和手机号都不是 openid。", openIDLength)
}

// blanksAroundKey says that a key begins or ends with white space.
func blanksAroundKey(key string, character lang.Text) lang.Text {
	return lang.Format("The key %q has spaces around it, so it would look like another key and be another one: %s.",
		"键 %q 前后有空格，看上去像另一个键，其实不是同一个：%s。", key, character)
}

// unseenInKey says that a key holds a character that nobody sees.
func unseenInKey(key string, character lang.Text) lang.Text {
	return lang.Format("The key %q holds a character that nobody sees, so it would look like another key and be another one: %s.",
		"键 %q 里有看不见的字符，看上去像另一个键，其实不是同一个：%s。", key, character)
}
