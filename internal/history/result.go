package history

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cashredpack/redpack/internal/money"
)

// Result is how a run ended, in the words in which the state keeps it: "exit code 4; plan 4f1c-9b02; left 704 packets, 728248 fen; stop
// interrupted". Releases before 1.1 wrote the exit code alone, and some ends are a sentence of their own; those are Said.
type Result struct {
	Code int
	Plan string      // the short digest of what was sent; "" where nothing was
	Of   string      // the campaigns that were asked about, with commas between them; "" where all of the state were
	Left money.Tally // not begun
	Stop string      // why it ended early; "" where it did not
	// Canary says that it was for those who go first, and nobody else.
	Canary bool
	Said   string // what does not have this form, as it stands
}

// String is what the state keeps.
func (r Result) String() string {
	if r.Said != "" {
		return r.Said
	}
	parts := []string{fmt.Sprintf("exit code %d", r.Code)} // for programs
	if r.Plan != "" {
		parts = append(parts, "plan "+r.Plan)
	}
	if r.Of != "" {
		parts = append(parts, "of "+r.Of)
	}
	if r.Canary {
		parts = append(parts, "canary")
	}
	if r.Left.Packets > 0 {
		parts = append(parts, fmt.Sprintf("left %d packets, %d fen", r.Left.Packets, int64(r.Left.Amount)))
	}
	if r.Stop != "" {
		parts = append(parts, "stop "+r.Stop)
	}
	return strings.Join(parts, "; ")
}

// About reports whether a campaign was among those that were asked about. Where that was not kept, all were.
func (r Result) About(campaign string) bool {
	return r.Of == "" || slices.Contains(strings.Split(r.Of, ","), campaign)
}

// Parse reads what the state keeps. What it does not understand is Said, so that String gives back every text.
func Parse(text string) Result {
	var r Result
	for i, part := range strings.Split(text, "; ") {
		word, rest, _ := strings.Cut(part, " ")
		switch {
		case i == 0 && word == "exit":
			r.Code, _ = strconv.Atoi(strings.TrimPrefix(rest, "code "))
		case word == "plan":
			r.Plan = rest
		case word == "of":
			r.Of = rest
		case part == "canary":
			r.Canary = true
		case word == "left":
			r.Left = leftOf(rest)
		case word == "stop":
			r.Stop = rest
		}
	}
	if r.String() != text || text == "" {
		return Result{Said: text}
	}
	return r
}

func leftOf(text string) money.Tally {
	packets, amount, _ := strings.Cut(text, " packets, ")
	n, _ := strconv.Atoi(packets)
	fen, _ := strconv.ParseInt(strings.TrimSuffix(amount, " fen"), 10, 64)
	return money.Tally{Packets: n, Amount: money.Fen(fen)}
}
