package checkup

// Rows are the kinds and the words of the rows of answers.
func Rows() (rows [][2]string) {
	for _, row := range answers {
		rows = append(rows, [2]string{row.kind, row.words})
	}
	return rows
}
