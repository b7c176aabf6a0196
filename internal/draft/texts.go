package draft

import (
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
)

var (
	byName  = lang.Both("by the name of the column", "按列名")
	oddSign = lang.Both("; there are blanks or characters in it that nobody sees", "；里面有看不见的空格或字符")
)

// noNames says that the columns of a list have no names; number is that of the line that could have them.
func noNames(list *hclspec.Survey, number int) error {
	return lang.Errorf("%s: no %s names the columns: the first one that could, %s, looks like somebody's. Write a %[2]s of names above the people, such as "+
		"工号, 姓名, openid, 金额, each above its column",
		"%s：没有列名那一%s：最可能的%s看起来是某个人的。在人员上方写一%[2]s列名，比如 工号、姓名、openid、金额，各在其列上方",
		list.Path, list.LineWord(), lineOf(list, number))
}

// lineOf is a line of a list: "row 3", "line 3".
func lineOf(list *hclspec.Survey, number int) lang.Text {
	return lang.Format("%s %d", "第 %[2]d %[1]s", list.LineWord(), number)
}
