package inquiry

import (
	"hash/maphash"
	"slices"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/plan"
)

// sharedNumbers finds numbers that more than one recipient can have: as the first one, or as the second one after the first
// was somebody else's or had failed. It keeps hashes, for a million recipients fit in memory so.
type sharedNumbers struct {
	seed   maphash.Seed
	seen   []uint64
	shared map[uint64]bool
}

func (c *sharedNumbers) add(numbers *plan.Numbering, row *hclspec.Recipient) error {
	if c.shared == nil {
		c.seed, c.shared = maphash.MakeSeed(), map[uint64]bool{}
	}
	for attempt := range 2 {
		no, err := numbers.Number(row, false, attempt)
		if err != nil {
			return err
		}
		c.seen = append(c.seen, maphash.String(c.seed, string(no)))
	}
	return nil
}

// sort finds the clashes after everything was added.
func (c *sharedNumbers) sort() {
	slices.Sort(c.seen)
	for i := 1; i < len(c.seen); i++ {
		if c.seen[i] == c.seen[i-1] {
			c.shared[c.seen[i]] = true
		}
	}
	c.seen = nil
}

func (c *sharedNumbers) has(no billno.BillNo) bool {
	return len(c.shared) > 0 && c.shared[maphash.String(c.seed, string(no))]
}
