package bill

import (
	"fmt"
	"strings"
)

// Fault is what is wrong with one line of a bill.
type Fault struct {
	File string
	Line int // 0: the whole file
	Text string
}

// Error names the place.
func (f Fault) Error() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s", f.File, f.Text)
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Text)
}

// Faults are all that is wrong with a bill, as far as it was read.
type Faults []Fault

// Error lists them.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, each := range f {
		lines[i] = each.Error()
	}
	return strings.Join(lines, "\n")
}

// maxFaults is how many faults are worth reading: a file with more is not what it was taken for.
const maxFaults = 20
