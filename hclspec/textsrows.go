package hclspec

import (
	"github.com/cashredpack/redpack/internal/lang"
)

// ambiguousPayee says of a supplement that several recipients have the key that it names.
func ambiguousPayee(key, times string) lang.Text {
	return lang.Format(
		"The key %q stands %s times in the lists of the campaign, so whose packet is meant cannot be told. Give each of these recipients a key of its own.",
		"键 %q 在活动的名单中出现 %s 次，无法确定指的是谁的红包。给这些领取人各写一个键。",
		key, times)
}

// cannotName says what a name of a block is made of.
func cannotName(name, kind string, most int) lang.Text {
	return lang.Format(
		"%q cannot name a %s. A name begins with a letter, goes on with letters, digits, _ and -, and has at most %d bytes, so that it can stand in addresses and expressions.",
		"%q 不能作为 %s 的名字。名字以字母开头，后面是字母、数字、_ 和 -，最多 %d 字节，这样才能用在地址和表达式中。",
		name, kind, most)
}

// cellAgainstNumber says why a text never equals a number.
func cellAgainstNumber() lang.Text {
	return lang.Both(
		`A cell is a text, and a text never equals a number or true, so the answer is the same for every row. Compare texts, row.amount == "0.00", or numbers, tonumber(row.amount) == 0.`,
		`单元格是文字，文字永远不等于数字或 true，所以每一行的结果都一样。用文字比较：row.amount == "0.00"，或用数字比较：tonumber(row.amount) == 0。`)
}

// digitsDestroyed says that a spreadsheet has thrown digits away.
func digitsDestroyed() lang.Text {
	return lang.Both(
		"Excel has taken it for a number and destroyed it: most of its digits are lost, and nobody can restore them. Give the column the format Text in Excel, and fill it anew from its source",
		"Excel 把它当成数字并破坏了：大部分数字已丢失，无法恢复。在 Excel 中把这一列设为文本格式，再从来源重新填写")
}

// leftoverInRows says what a template has left in the texts of a list.
func leftoverInRows(name, found string, after lang.Text) lang.Text {
	return lang.Format(
		"The %s of every row holds %q, which is sent as it stands. Where a cell belongs, write its name between ${ and }, in half-width signs: ${row.name}. %s",
		"每一行的 %s 都含有 %q，会原样发出。要填单元格的地方，把列名写在 ${ 和 } 之间，用半角符号：${row.name}。%s",
		name, found, after)
}

// longHeredocText says why a heredoc is too long.
func longHeredocText(lines, most int) lang.Text {
	return lang.Format(
		`This heredoc has %d lines, and reading one takes time by the square of its length; %d lines are allowed. Put the rows into a file and name it in recipients_from "csv".`,
		`这段 heredoc 有 %d 行，读取耗时按长度的平方增长；最多允许 %d 行。把这些行写进文件，用 recipients_from "csv" 引用。`,
		lines, most)
}

// movedTooOften says that a campaign had too many names.
func movedTooOften(name string, most int) lang.Text {
	return lang.Format(
		"The campaign %q had more than %d names before, or its moves go in a circle, and every recipient is looked up under each of them. No person renames a campaign so often: what wrote these blocks?",
		"活动 %q 以前有超过 %d 个名字，或移动成了环，而每位领取人都要按每个名字查找。没有人会这样频繁改名：这些块是什么程序写的？",
		name, most)
}

// optionsWithoutSandbox says that a merchant says two things about real money.
func optionsWithoutSandbox(line int) lang.Text {
	return lang.Format(
		"Line %d says sandbox = false, and this block says how the simulator behaves. Nobody should have to guess whether real money moves: take the block out, or write sandbox = true.",
		"第 %d 行写着 sandbox = false，而这个块说明模拟器的行为。是不是动用真实资金，不能靠猜：删掉这个块，或写 sandbox = true。",
		line)
}

// errorValue says of a cell that a formula failed in it.
func errorValue(name string) lang.Text {
	return lang.Format("it holds %s, an error value of Excel: the formula in this cell failed in Excel. Correct it there and save the list anew",
		"它含有 Excel 的错误值 %s：这个单元格的公式在 Excel 中出错。在 Excel 中改正，重新保存名单", name)
}

// supplementNamed says of a supplement that it names another one.
func supplementNamed(key string) lang.Text {
	return lang.Format("%q is a supplement. Name the recipient whose packet came first, the one in a list of the campaign; several supplements may name the same one.",
		"%q 本身是补发。写活动名单中最先有红包的那位领取人；几笔补发可以写同一位。", key)
}
