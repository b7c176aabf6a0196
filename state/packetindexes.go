package state

import (
	"hash/maphash"

	"github.com/cashredpack/redpack/internal/lang"
)

// packetIndexes adds up, while the packets are read, what indexes of their table have to hold, so that the table is not read for that once
// more.
type packetIndexes struct {
	seed maphash.Seed
	of   []anIndex
	want []entrySum     // of each index, once all packets were read
	each func(id int64) // gets the ids in the order of an index that is looked at, unless it is nil
}

// indexesOfPackets are all of the packet table.
func indexesOfPackets(c fileConn) (*packetIndexes, error) {
	all, err := indexesOf(c, "packet")
	if err != nil {
		return nil, err
	}
	for i := range all {
		for _, column := range all[i].columns {
			if _, known := appendColumn(nil, &row[[]byte]{}, column); !known {
				return nil, damage{lang.Format("its index %s is none of redpack's", "它的索引 %s 不是 redpack 建的", all[i].name)}
			}
		}
	}
	return &packetIndexes{seed: maphash.MakeSeed(), of: all}, nil
}

// add adds a row to the sums of each index. It yields the buffer for the next one.
func (x *packetIndexes) add(sums []entrySum, r *row[[]byte], entry []byte) []byte {
	for i := range x.of {
		entry = entry[:0]
		for _, column := range x.of[i].columns {
			entry, _ = appendColumn(entry, r, column)
		}
		entry = appendNumber(entry, r.id)
		sums[i].add(x.seed, entry)
	}
	return entry
}

// appendColumn appends a column of a row as appendOrdered does.
func appendColumn(b []byte, r *row[[]byte], column string) (_ []byte, known bool) {
	switch column {
	case "campaign":
		return appendNumber(b, r.campaign), true
	case "key":
		return appendText(b, r.key), true
	case "openid":
		return appendText(b, r.openid), true
	case "billno":
		return appendText(b, r.billno), true
	}
	return b, false
}

// hold makes sure that some of the indexes lead to every packet that was read, once and in order.
func (x *packetIndexes) hold(c fileConn, from, until int) error {
	for i := from; i < until; i++ {
		have, inOrder, err := sumOfIndex(c, "packet", &x.of[i], x.seed, x.each)
		if err != nil {
			return err
		}
		if !inOrder || have != x.want[i] {
			return damage{lang.Format("its index %s does not fit the table", "它的索引 %s 和表不符", x.of[i].name)}
		}
	}
	return nil
}
