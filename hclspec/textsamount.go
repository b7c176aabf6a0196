package hclspec

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

var roundThere = lang.Both("Excel may show it rounded, but the list holds all of its decimals: round it there with ROUND(…, 2).",
	"Excel 里看到的可能是四舍五入后的数，但名单里是全部小数：在 Excel 里用 ROUND(…, 2) 取整到分。")

// notPlainNumber says that yuan() reads a text that no number is. What to write follows.
func notPlainNumber(text string, fen money.Fen) lang.Text {
	return lang.Format("%q is not a plain number such as 8.88, but yuan() reads it as %s yuan. ",
		"%q 不是 8.88 这样的普通数字，但 yuan() 能把它读作 %s 元。", text, fen.Yuan())
}

// unseenInAmount says that yuan() would read a text without a character at a byte of it. What to write follows.
func unseenInAmount(text string, at int, fen money.Fen) lang.Text {
	return lang.Format("%q holds %s, which nobody sees; without it yuan() reads %s yuan. ",
		"%q 里有看不见的字符 %s；去掉它，yuan() 读作 %s 元。", text, characterAt(text, at), fen.Yuan())
}

// noValue says that an expression failed on a row. Why follows.
func noValue(attribute string, place lang.Text) lang.Text {
	return lang.Format("%s (%s) has no value for this row: ", "%s（%s）在这一行没有值：", attribute, place)
}
