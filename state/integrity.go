package state

import (
	"errors"

	"github.com/cashredpack/redpack/internal/lang"
)

// integrity makes sure that what a writer looks up is found: the rows themselves are covered by checksums and were read, with what the
// indexes of packets have to hold, but a damaged index or page would hide a row from the search for its bill number. The long history is
// left to Check, but for its end, where the next event goes; with pages to reuse, which could be in use in truth, all of it is examined.
// A long table is examined with another connection, too: the lock keeps others from writing.
func integrity(c fileConn, h head, other beside, x *packetIndexes) error {
	free, err := queryInt(c, "PRAGMA freelist_count")
	if err != nil {
		return err
	}
	pages, tables := "quick_check(packet)", []string{"campaign", "retired"}
	if free > 0 {
		pages, tables = "quick_check", append(tables, "meta", "event")
	}
	one := min(1, len(x.of))
	if err := bothHold(c, h, other, func(c fileConn) error {
		if err := pagesHold(c, pages); err != nil {
			return err
		}
		return x.hold(c, 0, one)
	}, func(c fileConn) error {
		if err := x.hold(c, one, len(x.of)); err != nil {
			return err
		}
		return indexesHold(c, tables)
	}); err != nil {
		return err
	}
	if h.events > 0 {
		_, err = readEvent(c, h.events)
	}
	return err
}

// bothHold runs two checks, of a long state at the same time where another connection can be had.
func bothHold(c fileConn, h head, other beside, one, two func(fileConn) error) error {
	if h.packets < worthTwo {
		if err := one(c); err != nil {
			return err
		}
		return two(c)
	}
	held := make(chan bool, 1)
	go func() {
		held <- other(func(c connection) error { return one(c.(fileConn)) }) == nil //nolint:errcheck // one to the same file
	}()
	err := two(c)
	if !<-held && err == nil { // what it met, or why it could not look, shows once more
		err = one(c)
	}
	return err
}

// pagesHold has SQLite look at pages and values, but not every line up in every index. What the definitions allow was compared when the
// lines were read: SQLite would make a table of all statuses for each of them.
func pagesHold(c fileConn, check string) (err error) {
	if err := c.Exec("PRAGMA ignore_check_constraints = ON"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Exec("PRAGMA ignore_check_constraints = OFF")) }()
	return finds(c, check)
}

func indexesHold(c fileConn, tables []string) error {
	for _, table := range tables {
		bad, err := badIndex(c, table)
		if err != nil {
			return err
		}
		if bad != "" {
			return damage{lang.Format("its index %s does not fit the table", "它的索引 %s 和表不符", bad)}
		}
	}
	return nil
}

// finds runs one of SQLite's own checks, up to the first thing that it finds.
func finds(c fileConn, check string) error {
	return query(c, "PRAGMA "+check, func(s line) error {
		if finding := s.ColumnText(0); finding != "ok" {
			return damage{lang.Same(finding)}
		}
		return nil
	})
}
