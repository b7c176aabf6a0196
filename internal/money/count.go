package money

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrCount is why a text is not a number of packets.
var ErrCount = errors.New("not a whole number, such as 1212 or 1,212")

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
		return 0, fmt.Errorf("%q is %w", text, ErrCount)
	}
	return n, nil
}
