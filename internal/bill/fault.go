package bill

import (
	"fmt"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// Fault is what is wrong with one line of a bill.
type Fault struct {
	File string
	Line int // 0: the whole file
	Err  error
}

// Error names the place.
func (f Fault) Error() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s", f.File, f.Err)
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Err)
}

// Said is the fault in every language.
func (f Fault) Said() lang.Text {
	return lang.Both(f.Error(), strings.TrimSuffix(f.Error(), f.Err.Error())+lang.Error(f.Err, lang.Chinese).Error())
}

// Faults are all that is wrong with a bill, as far as it was read.
type Faults []Fault

// Error lists them.
func (f Faults) Error() string { return f.Said().English }

// Said is Error in every language.
func (f Faults) Said() lang.Text {
	lines := make([]lang.Text, len(f))
	for i, each := range f {
		lines[i] = each.Said()
	}
	return lang.Join(lines, lang.Same("\n"))
}

// maxFaults is how many faults are worth reading: a file with more is not what it was taken for.
const maxFaults = 20
