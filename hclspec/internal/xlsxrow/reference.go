package xlsxrow

// What a sheet can have, and how much of it is kept.
const (
	rowsMost    = 1_048_576
	columnsMost = 16_384
	columnsKept = 1_000
)

// reference reads the name of a cell: C17 is column 2 of row 17.
func reference(ref []byte) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		if column = column*26 + int(ref[i]-'A') + 1; column > columnsMost {
			return 0, 0, false
		}
	}
	row, ok = rowNumber(ref[i:])
	return column - 1, row, ok && column > 0
}

// rowNumber reads the number of a row.
func rowNumber(digits []byte) (number int, ok bool) {
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		if number = number*10 + int(c-'0'); number > rowsMost {
			return 0, false
		}
	}
	return number, number > 0
}
