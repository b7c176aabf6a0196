package xlsxrow

import "strconv"

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
					return nil, damaged("it has a number format of %d bytes", len(code))
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
					return nil, tooLarge("it has more than %d cell formats", stylesMost)
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
