package hclspec

import (
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/lang"
)

// What is said here of a row ends without a stop.
var (
	loneReturns = lang.Both("A carriage return (CR) without a line feed ends the line here, as Excel for Mac writes \"CSV (Macintosh)\", so that the rows "+
		"after it would go by unread. Save the list anew as CSV UTF-8; if the character belongs into a cell, take it away",
		"这里用单独的回车（CR）换行，后面没有换行符（LF），Mac 版 Excel 存成“CSV (Macintosh)”就是这样，它后面的行会读不到。"+
			"把名单重新另存为 CSV UTF-8；如果这个字符属于单元格内容，就把它去掉")
	closesAmongRows = lang.Both("closes in another row, for its lines have as many cells each as the first line of the file names",
		"到另一行才结束，因为其中每一行的单元格都和文件第一行的列名一样多")
	closesBehindOpenID = lang.Both("closes in another row, for an openid stands on a line in between", "到另一行才结束，因为中间的一行里有 openid")

	notGB18030      = lang.Both("It is not gb18030; remove the attribute encoding if the file is UTF-8", "它不是 gb18030；如果文件是 UTF-8，删掉 encoding 属性")
	neitherEncoding = lang.Both("It is neither UTF-8 nor gb18030, as other lines are: it was damaged, or lists in two encodings were put together",
		"它既不是 UTF-8，也不像其他行那样是 gb18030：内容已损坏，或者把两种编码的名单拼到了一起")
	notUTF8AsDeclared = lang.Both(`It is not UTF-8, and the list says that it is; a file saved by Excel may need encoding = "gb18030"`,
		`它不是 UTF-8，而名单声明是 UTF-8；Excel 保存的文件可能要写 encoding = "gb18030"`)
	notUTF8 = lang.Both("It is not UTF-8, as most of the list is: it was damaged, or lists in two encodings were put together. Write the text anew; if all of "+
		"the list is gb18030, say so: encoding = \"gb18030\"",
		"它不是 UTF-8，而名单的大部分是：内容已损坏，或者把两种编码的名单拼到了一起。重新写这段文字；如果整份名单都是 gb18030，就写明：encoding = \"gb18030\"")
)

// swallowing says that a quote was opened and not closed where it should be.
func swallowing(how lang.Text) lang.Text {
	return lang.Format("The quote that opens this cell %s. Rows inside of a cell are nobody's: take the stray quotes away, or write the cell on one line",
		"这个单元格开头的引号%s。单元格里面的行不属于任何人：去掉多余的引号，或把单元格写在一行里", how)
}

// closesFurtherOn says how many lines a cell has.
func closesFurtherOn(lines int) lang.Text {
	return lang.Format("closes %d lines further on, and a cell may have %d lines", "到 %d 行之后才结束，而一个单元格最多 %d 行", lines, cellLinesMax)
}

// otherCells says that a row has not as many cells as the list has columns.
func otherCells(cells, columns int, comma string) lang.Text {
	return lang.Format("The row has %d cells, and the first line names %d columns. A text with %q in it must stand in quotes",
		"这一行有 %d 个单元格，而第一行有 %d 个列名。里面有 %q 的文字要放在引号里", cells, columns, comma)
}

// badCharacter says which character a cell holds that no list needs.
func badCharacter(found rune) lang.Text {
	switch found {
	case 0:
		return lang.Both("The cell holds U+0000. The file is written in UTF-16, or something broke while it was written: save it anew as CSV UTF-8",
			"单元格里有 U+0000。文件是 UTF-16 编码，或写入时出了错：重新另存为 CSV UTF-8")
	case '\ufeff':
		return lang.Both("The cell holds U+FEFF, with which a file begins: were two files put together? "+
			"Take it away, and look whether rows or a second header came with it",
			"单元格里有 U+FEFF，它只在文件开头出现：是不是把两个文件拼到了一起？去掉它，并检查有没有带进来别的行或第二行列名")
	case utf8.RuneError:
		return lang.Both("The cell holds U+FFFD, which a program wrote where it could not read a character. Write the text anew",
			"单元格里有 U+FFFD，这是程序读不出某个字符时写下的。重新写这段文字")
	}
	return lang.Format("The cell holds the control character %U, which some programs take for the end of a line or of the file. Take it away, "+
		"and look whether two rows became one",
		"单元格里有控制字符 %U，有些程序把它当作行尾或文件尾。去掉它，并检查是不是有两行变成了一行", found)
}

// declaredButBoth says that a list that is declared gb18030 can be UTF-8.
func declaredButBoth(asUTF8, asGB string) lang.Text {
	return lang.Format("The list is declared gb18030, and everything in it is UTF-8 as "+
		"well: this is %q in UTF-8, and %q in gb18030. If UTF-8 is right, remove the attribute encoding; if gb18030 is, save the list as "+
		"UTF-8 and remove it too. A packet with the wrong text cannot be called back.",
		"名单声明为 gb18030，但里面的内容按 UTF-8 也都读得通：这里按 UTF-8 是 %q，按 gb18030 是 %q。如果 UTF-8 是对的，删掉 encoding 属性；"+
			"如果 gb18030 是对的，把名单另存为 UTF-8，也删掉这个属性。文字错了的红包，发出后收不回来。", asUTF8, asGB)
}

// encodingNotClear says that a list can be read in two encodings.
func encodingNotClear(asUTF8, asGB string) lang.Text {
	return lang.Format("Everything in the list can be read in two encodings: this is %q in "+
		"UTF-8, and %q in gb18030, which Excel in Chinese writes. Say which one is right: encoding = \"utf-8\" or encoding = \"gb18030\".",
		"名单的全部内容用两种编码都读得通：这里按 UTF-8 是 %q，按 gb18030（中文版 Excel 的写法）是 %q。写明哪一种是对的："+
			"encoding = \"utf-8\" 或 encoding = \"gb18030\"。", asUTF8, asGB)
}

// mixedEncodings says that a list holds rows of two encodings, so it seems.
func mixedEncodings(rows int, asUTF8, asGB string) lang.Text {
	return lang.Format("Some rows of the list can only be gb18030, and %d can be UTF-8 as well, of "+
		"which this is the first: %q, and %q in gb18030. If two lists were put together, save all of it in one encoding; if all of it is "+
		"gb18030, say so: encoding = \"gb18030\".",
		"名单里有些行只能是 gb18030，有 %d 行也可以是 UTF-8，这是其中第一行：%q，按 gb18030 是 %q。如果把两份名单拼到了一起，全部用同一种编码保存；"+
			"如果全部是 gb18030，就写明：encoding = \"gb18030\"。", rows, asUTF8, asGB)
}

// oddRows says that some rows of a list in gb18030 can be UTF-8.
func oddRows(rows int, asUTF8, asGB string) lang.Text {
	return lang.Format("The list is gb18030, but %d of its rows can be read as UTF-8, of "+
		"which this is the first: %q, and %q in gb18030. If UTF-8 is right there, two lists were put together: save all of it in one encoding.",
		"名单是 gb18030，但有 %d 行可以读作 UTF-8，这是其中第一行：%q，按 gb18030 是 %q。如果那里 UTF-8 才对，就是把两份名单拼到了一起：全部用同一种编码保存。",
		rows, asUTF8, asGB)
}
