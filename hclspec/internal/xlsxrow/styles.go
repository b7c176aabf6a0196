package xlsxrow

import (
	"strconv"

	"github.com/cashredpack/redpack/internal/lang"
)

// stylesMost is how many cell formats and number formats a workbook may have. Excel takes 65,490 of the first and 250 of the second.
const stylesMost = 1 << 16

// codeMost is how long the code of a number format may be, in bytes. Excel's longest has 255 characters.
const codeMost = 4 << 10

// readStyles gives the number format of every cell format.
func readStyles(x *scanner) ([]format, error) {
	custom := map[int]format{}
	var ids []int
	x.root("styleSheet")
	for list := range x.children {
		switch string(list) {
		case "numFmts":
			for range x.only("numFmt") {
				code := string(x.attr("formatCode"))
				if len(code) > codeMost {
					return nil, damaged(lang.Format("it has a number format of %d bytes",
						"它有一个长达 %d 字节的数字格式", len(code)))
				}
				if id, err := strconv.Atoi(string(x.attr("numFmtId"))); err == nil && len(custom) < stylesMost {
					custom[id] = formatOf(code)
				}
			}
		case "cellXfs":
			for range x.only("xf") {
				id, _ := strconv.Atoi(string(x.attr("numFmtId"))) // without one it is General
				ids = append(ids, id)
				if len(ids) > stylesMost {
					return nil, tooLarge(lang.Format("it has more than %d cell formats", "它的单元格格式超过 %d 个", stylesMost))
				}
			}
		}
	}
	if err := x.finish(); err != nil {
		return nil, err
	}
	formats := make([]format, len(ids))
	for i, id := range ids {
		own, ok := custom[id]
		if !ok {
			own = builtin(id)
		}
		formats[i] = own
	}
	return formats, nil
}
