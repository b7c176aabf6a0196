package plantest

import (
	"iter"
	"testing"

	"github.com/cashredpack/redpack/plan"
)

// Work is every packet that a plan was made to act on.
func Work(t testing.TB, p *plan.Plan) []plan.Packet {
	t.Helper()
	all := make([]plan.Packet, p.Work.Len())
	for row := range all {
		var err error
		if all[row], err = p.Work.At(row); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// WorkOf is a work of packets, all in memory.
func WorkOf(t testing.TB, packets iter.Seq[*plan.Packet]) *plan.Work {
	t.Helper()
	w, err := plan.NewWork(nil, packets)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Each yields packets as WorkOf takes them.
func Each(packets ...plan.Packet) iter.Seq[*plan.Packet] {
	return func(yield func(*plan.Packet) bool) {
		for i := range packets {
			if !yield(&packets[i]) {
				return
			}
		}
	}
}
