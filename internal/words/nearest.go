package words

import (
	"iter"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/lang"
)

// nameBytesMax is the longest name that is compared: the time goes by the product of two lengths. No block has a longer one.
const nameBytesMax = 64

// NamesMax is the number of names that are compared with one.
const NamesMax = 1_000

// DidYouMean is a sentence with the known name nearest to a misspelt one, a space before it, or nothing where none is near.
func DidYouMean(name string, known iter.Seq[string]) lang.Text {
	if nearest := Nearest(name, known); nearest != "" {
		return lang.Format(" Did you mean %q?", "是不是想写 %q？", nearest)
	}
	return lang.Text{}
}

// Nearest is the known name nearest to a misspelt one, or "" where none is near.
func Nearest(name string, known iter.Seq[string]) string {
	best, bestDistance, looks := "", 1+utf8.RuneCountInString(name)/3, 0
	for candidate := range known {
		if looks++; looks > NamesMax || len(name) > nameBytesMax {
			break
		}
		if len(candidate) > nameBytesMax {
			continue
		}
		if d := Distance(name, candidate); d <= bestDistance && (best == "" || d < bestDistance) {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// Distance counts the insertions, deletions and replacements of characters between two names.
func Distance(a, b string) int {
	from, to := []rune(a), []rune(b)
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
