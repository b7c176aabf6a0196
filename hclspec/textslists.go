package hclspec

import (
	"fmt"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
)

var (
	period = lang.Both(".", "。")

	correctHeaderRow = lang.Both("header_row says that it names the columns: correct the number.", "header_row 说这一行是列名：改正这个数字。")
	titleOneColumn   = lang.Both("One column only", "只有一列")
)

// fileChanged says that a file is not what it was.
func fileChanged() lang.Text { return words.SentenceText(lang.Of(errChanged)) }

// numbered names a row of the list: "line 3" of a text, "row 3" of a workbook.
func (file *listFile) numbered(line int) lang.Text {
	return lang.Both(fmt.Sprintf("%s %d", file.lineWord(), line), fmt.Sprintf("第 %d 行", line))
}

// beginning is numbered at the beginning of a sentence.
func (file *listFile) beginning(line int) lang.Text {
	text := file.numbered(line)
	return lang.Both(words.Capital(text.English), text.Chinese)
}

// titleAbove says that the first row is a title, and where the columns are named.
func (feed *listFeed) titleAbove(line int) lang.Text {
	return lang.Format("%s is a title: the columns are named in %s. Write header_row = %d into this recipients_from block.",
		"%s是标题：列名在%s。在这个 recipients_from 块里写 header_row = %d。", feed.beginning(int(feed.head.Line)), feed.numbered(line), line)
}

// writeNames says that a list needs names of columns.
func (feed *listFeed) writeNames() lang.Text {
	return lang.Both("Write a "+feed.lineWord()+" of names above the people, or say with header_row where it is.",
		"在人员上方加一行列名，或用 header_row 说明列名在哪一行。")
}

// personInstead says that somebody stands in the place of the names of the columns.
func (feed *listFeed) personInstead(cure lang.Text) lang.Text {
	return lang.Format("%s looks like a person's, because something like an openid stands in it. %s",
		"%s像是某个人的数据，因为里面有像 openid 的内容。%s", feed.beginning(int(feed.head.Line)), cure)
}

// peopleUnread says that somebody stands above the line of names, and why it looks so.
func (feed *listFeed) peopleUnread(first int, why lang.Text, names, count int) lang.Text {
	move := lang.Both("Move the row below that line; if it is nobody's, take it out.", "把这一行移到列名下面；如果它不是任何人的，就删掉。")
	if count > 1 {
		move = lang.Format("%s rows there look so. Move them below that line; those that are nobody's, take out.",
			"那里有 %s 行看上去都是这样。把它们移到列名下面；不是任何人的，就删掉。", money.Count(count))
	}
	return lang.Format("%s looks like a person's, because %s, and nobody reads what stands above %s, where the columns are named. %s",
		"%s像是某个人的数据，因为%s，而列名在%s，在它上面的内容不会被读取。%s", feed.beginning(first), why, feed.numbered(names), move)
}

// lineForExcel says that a list begins with a line such as sep=;.
func lineForExcel(path, comma string) lang.Text {
	return lang.Format("%s begins with %q, with which Excel names the delimiter. redpack takes %q "+
		"for it, and leaves that line out; header_row counts it, and Excel does not.",
		"%s 以 %q 开头，这是 Excel 用来指定分隔符的。redpack 用 %q 作分隔符，并略去这一行；header_row 把它计入行数，Excel 不计。", path, "sep="+comma, comma)
}

// separatorBeforeHeader says that line 1 of the file is one for Excel.
func separatorBeforeHeader(sign string) error {
	return lang.Errorf("it begins with the line sep=%s, which Excel does not show: row 1 of Excel is line 2 of the file. Write header_row = 2, or remove "+
		"the attribute if that is the first line that is not empty",
		"它的第一行是 sep=%s，Excel 不显示这一行：Excel 的第 1 行是文件的第 2 行。写 header_row = 2；如果那正是第一个非空行，删掉这个属性也可以", sign)
}

// tooManyColumns says how many columns a list has.
func tooManyColumns(columns int) lang.Text {
	return lang.Format("The first line names %d columns, and %d are allowed. Is the delimiter right, and "+
		"does the file begin with the line of names?",
		"第一行有 %d 个列名，最多允许 %d 个。分隔符对吗？文件的第一行是列名吗？", columns, columnsMax)
}

// setDelimiter says that the delimiter is another one.
func setDelimiter(comma, other string) lang.Text {
	return lang.Format("With delimiter = %q the file has a single column, but its first line is full of %q. Set delimiter = %q.",
		"按 delimiter = %q 文件只有一列，但第一行里到处是 %q。设 delimiter = %q。", comma, other, other)
}

// noDelimiter says that a list is cut by a sign that no delimiter is.
func noDelimiter(comma, other string) lang.Text {
	return lang.Format("The file has a single column, for nothing in its first line is a %q. It is full of %q, which no program "+
		"takes for a delimiter: save the list as CSV anew, or replace each %q between two cells by %q.",
		"文件只有一列，因为第一行里没有 %q。里面到处是 %q，没有程序把它当分隔符：把名单重新另存为 CSV，或把两个单元格之间的每个 %q 换成 %q。", comma, other, other, ",")
}
