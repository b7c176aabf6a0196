package words

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Noun is what is counted: in English in the singular, in Chinese with the measure word between it and its number.
type Noun struct{ english, measure, chinese string }

// The nouns that are counted anywhere. One word, one meaning.
var (
	Amount     = Noun{"amount", "笔", "金额"}
	Block      = Noun{"block", "个", "块"}
	Campaign   = Noun{"campaign", "个", "活动"}
	Cause      = Noun{"cause", "个", "原因"}
	Conflict   = Noun{"conflict", "个", "冲突"}
	Day        = Noun{"day", "天", ""}
	Difference = Noun{"difference", "处", "差异"}
	EarlierDay = Noun{"earlier day", "天", "（更早）"}
	Error      = Noun{"error", "个", "错误"}
	Event      = Noun{"event", "条", "记录"}
	Exception  = Noun{"exception", "个", "异常"}
	File       = Noun{"file", "个", "文件"}
	Folder     = Noun{"other folder", "个", "其他文件夹"}
	Item       = Noun{"item", "项", ""}
	Key        = Noun{"key", "个", "键"}
	Line       = Noun{"line", "行", ""}
	List       = Noun{"list", "份", "名单"}
	MoreError  = Noun{"more error", "个", "其他错误"}
	Mistake    = Noun{"more mistake", "处", "其他错误"}
	Movement   = Noun{"movement", "笔", "收支"}
	OpenPacket = Noun{"open packet", "个", "未了结的红包"}
	Orphan     = Noun{"orphan", "个", "名单外记录"}
	Outcome    = Noun{"outcome", "个", "结果"}
	Packet     = Noun{"packet", "个", "红包"}
	Problem    = Noun{"problem", "个", "问题"}
	Recipient  = Noun{"recipient", "位", "领取人"}
	RedPacket  = Noun{"red packet", "个", "红包"}
	Request    = Noun{"request", "次", "请求"}
	Row        = Noun{"row", "行", ""}
	Run        = Noun{"run", "次", "运行"}
	Setting    = Noun{"setting", "项", "设置"}
	Supplement = Noun{"supplement", "笔", "补发"}
	Wording    = Noun{"text", "条", "文字"}
	Warning    = Noun{"warning", "个", "警告"}
)

// Plural is a noun for so many: "conflict", "conflicts".
func Plural(n int, noun Noun) lang.Text {
	if n == 1 {
		return lang.Both(noun.english, noun.chinese)
	}
	return lang.Both(noun.english+"s", noun.chinese)
}

// Counted writes a number with its noun: "1 conflict", "1,212 packets", "1,212 个红包".
func Counted(n int, noun Noun) lang.Text {
	return lang.Both(money.Count(n)+" "+Plural(n, noun).English, money.Count(n)+" "+noun.measure+noun.chinese)
}
