package money

import (
	"strconv"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// ErrCount is why a text is not a number of packets.
var ErrCount = lang.New(lang.Both("not a whole number, such as 1212 or 1,212", "不是整数，例如 1212 或 1,212"))

// Count writes a number of packets for people: "1,212".
func Count(n int) string {
	if n < 0 {
		return "-" + Count(-n)
	}
	return Thousands(strconv.Itoa(n))
}

// ParseCount reads a number of packets as Count writes it and people do: digits, in groups of three or in none, with blanks around them, and
// full-width ones, too. No sign is accepted.
func ParseCount(text string) (int, error) {
	digits, ok := ungrouped(strings.TrimSpace(folded(text)))
	n, err := strconv.Atoi(digits)
	if !ok || err != nil {
		return 0, lang.Errorf("%q is %w", "%q %w", text, ErrCount)
	}
	return n, nil
}
