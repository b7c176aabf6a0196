package hclspec

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

var (
	rowHidden = lang.Both("The row is hidden, by hand or by a filter, so that who looks at the sheet does not see who stands there. Show all "+
		"rows, or leave the hidden ones out: hidden_rows = \"skip\".",
		"这一行被隐藏了（手动或筛选），看工作表的人看不到里面是谁。显示所有行，或略去隐藏的行：hidden_rows = \"skip\"。")
	orLeaveOut = lang.Both(" Or leave out every row that says so, whoever stands there:\n  ", "或者略去所有这样写的行，不管里面是谁：\n  ")
)

// emptyLeftOut says how many empty rows were left out.
func emptyLeftOut(rows int) lang.Text {
	if rows == 1 {
		return lang.Both("An empty row was left out.", "略去了 1 个空行。")
	}
	return lang.Format("%s empty rows were left out; this is the first.", "略去了 %s 个空行；这是第一个。", money.Count(rows))
}

// hiddenLeftOut says how many hidden rows were left out.
func hiddenLeftOut(rows int) lang.Text {
	if rows == 1 {
		return lang.Both("A hidden row was left out.", "略去了 1 个隐藏的行。")
	}
	return lang.Format("%s hidden rows were left out; this is the first.", "略去了 %s 个隐藏的行；这是第一个。", money.Count(rows))
}

// besideLeftOut says in how many rows something stands beside the list.
func besideLeftOut(rows int) lang.Text {
	if rows == 1 {
		return lang.Both("In one row something stands right of the columns that have a name, where no campaign can use it.",
			"有 1 行在有列名的列右边还有内容，活动用不到它。")
	}
	return lang.Format("In %s rows something stands right of the columns that have a name, where no campaign can use it; this is the first.",
		"有 %s 行在有列名的列右边还有内容，活动用不到它；这是第一行。", money.Count(rows))
}

// sumOfOthers says that a row is a total.
func sumOfOthers(cell string) lang.Text {
	return lang.Format("The row says %q: it is the sum of others, and nobody's. Take it out of the list.",
		"这一行写着 %q：它是其他行的合计，不是任何人的。从名单里删掉它。", cell)
}

// keyShownOtherwise says that Excel shows a number that is a key in another way.
func keyShownOtherwise(shown, held string) lang.Text {
	return lang.Format("Excel shows %s, and the cell holds "+
		"the number %s, which is the key. If the list will come from elsewhere with %s one day, format the column as Text and fill it anew.",
		"Excel 显示 %s，而单元格里是数字 %s，键就是它。如果以后名单会从别处来，里面写的是 %s，就把这一列设成“文本”格式并重新填写。", shown, held, shown)
}

// shownInItsWay says that Excel shows a number as something else than yuan.
func shownInItsWay(held string, why error, column string) lang.Text {
	return lang.Format("The cell holds the number %s, and Excel shows it in its own way: %s. If it counts yuan, give the "+
		"column the format 0.00 in Excel; if not, convert it here, as amount = fen(%s) does with fen.",
		"单元格里是数字 %s，Excel 用别的样子显示它：%s。如果它以元为单位，在 Excel 里把这一列设成 0.00 格式；如果不是，就在这里换算，例如分用 amount = fen(%s)。",
		held, why, column)
}

// hiddenAmounts says that a column of amounts is hidden.
func hiddenAmounts(column string) lang.Text {
	return lang.Format("The amounts come from the column %q, which is hidden "+
		"in Excel, so that who looks at the sheet sees other numbers or none. Show it there, and look whether it is the one that was meant.",
		"金额取自 %q 列，而它在 Excel 里被隐藏了，看工作表的人看到的是别的数字，或者什么也看不到。把它显示出来，看看是不是想用的那一列。", column)
}

// amountShownOtherwise says that Excel shows another amount than a cell holds, in so many cells.
func amountShownOtherwise(shown, held string, count int) lang.Text {
	text := lang.Format("Excel shows %s, and the cell holds %s, which is what counts. If what Excel shows is meant, round "+
		"it there with ROUND; if not, give the column the format 0.00 to see it.",
		"Excel 显示 %s，而单元格里是 %s，以单元格里的为准。如果想要的是 Excel 显示的数，在 Excel 里用 ROUND 取整；如果不是，把这一列设成 0.00 格式就能看到。", shown, held)
	if count > 1 {
		text = text.Then(lang.Format(" %s cells are shown so; this is the first.", "这样显示的单元格有 %s 个；这是第一个。", money.Count(count)))
	}
	return text
}
