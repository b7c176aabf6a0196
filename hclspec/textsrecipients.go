package hclspec

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

var titleNoRecipient = lang.Both("Not a recipient", "不是领取人")

// rowOf names a row by its place and its key.
func rowOf(row seen) lang.Text {
	return lang.Format("%s (key %q)", "%s（键 %q）", placeOf(row.at), row.key)
}

// openIDTwice says that an openid stood in a row before.
func openIDTwice(openID string, first seen) lang.Text {
	return lang.Format("The openid %s stands also on %s. One person would get two packets. Remove one of the rows. What one "+
		"person is owed besides is a supplement \"key\" { of = … } block, with its reason; allow_repeat_openid = true in the campaign allows it to everybody.",
		"openid %s 在 %s也出现了。同一个人会拿到两个红包。删掉其中一行。另外欠某人的，写 supplement \"key\" { of = … } 块并写明原因；"+
			"要让所有人都可以重复，在活动里写 allow_repeat_openid = true。", words.MaskOpenID(openID), rowOf(first))
}

// keyTwice says that a key stood in a row before.
func keyTwice(key string, first seen) lang.Text {
	return lang.Format("The key %q stands also on %s. The key is the address of a packet: of two recipients with one key only one "+
		"would ever be paid. Rename one, or remove it.",
		"键 %q 在 %s也出现了。键是红包的地址：两位领取人用同一个键，永远只有一位能收到钱。给其中一个改名，或删掉它。", key, spaced(placeOf(first.at)))
}
