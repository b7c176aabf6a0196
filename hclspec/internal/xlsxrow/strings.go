package xlsxrow

import "github.com/cashredpack/redpack/internal/lang"

// textMost is how long one cell's text may be, in bytes. Excel's longest has 32,767 characters.
const textMost = 128 << 10

// readStrings gives the texts that cells share by their number.
func readStrings(x *scanner, into *arena) ([]string, error) {
	var shared []string
	var text []byte
	x.root("sst")
	for range x.only("si") {
		text = x.rich(text[:0])
		kept, err := into.keep(text)
		if err != nil {
			return nil, err
		}
		shared = append(shared, kept)
	}
	return shared, x.finish()
}

// rich appends the text of the element that has just been opened: its own t, or those of its runs. How it is read aloud (rPh) is no part
// of it.
func (x *scanner) rich(to []byte) []byte {
	start := len(to)
	for part := range x.children {
		switch string(part) {
		case "t":
			to = x.content(to)
		case "r":
			to = x.run(to)
		case "rPh", "phoneticPr", extension:
		default:
			x.misplaced()
		}
		if len(to)-start > textMost {
			x.fail(tooLarge(lang.Format("a cell of it has more than %d KiB of text",
				"它有一个单元格的文字超过 %d KiB", textMost>>10)))
		}
	}
	return append(to[:start], unescaped(to[start:])...)
}

// run appends the text of a piece that has a look of its own.
func (x *scanner) run(to []byte) []byte {
	for part := range x.children {
		switch string(part) {
		case "t":
			to = x.content(to)
		case "rPr", extension:
		default:
			x.misplaced()
		}
	}
	return to
}
