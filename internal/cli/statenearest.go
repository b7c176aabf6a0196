package cli

import (
	"fmt"
	"iter"
)

// nearest is a sentence with the known name nearest to one that does not exist, or nothing where none is near.
func nearest(name string, known iter.Seq[string]) string {
	best, distance := "", 2+len(name)/4
	for candidate := range known {
		if d := editDistance([]rune(name), []rune(candidate)); d < distance {
			best, distance = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q?", best)
}

// editDistance counts the characters to insert, remove or replace between two names.
func editDistance(from, to []rune) int {
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			cost := diagonal
			if r != s {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
