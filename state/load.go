package state

import (
	"fmt"

	"github.com/ncruces/go-sqlite3"
)

// load reads the whole state in one read transaction and verifies every line that it reads. A nil error means: this is
// exactly what the last transaction left, no line missing, none older than the others.
func load(c *sqlite3.Conn) (s *Snapshot, h head, err error) {
	err = atOnce(c, func() error {
		s, h, err = loadHere(c)
		return err
	})
	return s, h, err
}

// atOnce runs a function in one read transaction, so that all of it sees the same moment.
func atOnce(c *sqlite3.Conn, do func() error) (err error) {
	if err := c.Exec("BEGIN"); err != nil {
		return err
	}
	defer func() {
		if endErr := c.Exec("ROLLBACK"); err == nil {
			err = endErr
		}
	}()
	return do()
}

// loadHere is load within a transaction.
func loadHere(c *sqlite3.Conn) (s *Snapshot, h head, err error) {
	schema, err := schemaOf(c)
	if err != nil {
		return nil, h, err
	}
	if h, err = readHead(c); err != nil {
		return nil, h, err
	}
	const believed = 1 << 20 // packets before any was seen; the file may claim any number
	s = newSnapshot(min(max(h.packets, 0), believed))
	s.exists, s.serial, s.schema = true, h.serial, schema
	sum, err := s.readFrame(c, h)
	if err != nil {
		return nil, h, err
	}
	packets, err := s.readPackets(c)
	if err != nil {
		return nil, h, err
	}
	if int64(s.Len()) != h.packets || sum+packets != h.sum {
		return nil, h, damage{fmt.Sprintf("its %d packets are not the %d of its last transaction", s.Len(), h.packets)}
	}
	s.arena.seal()
	return s, h, s.readAcceptances(c)
}

// readFrame reads all but the packets and yields the sum of the checksums.
func (s *Snapshot) readFrame(c *sqlite3.Conn, h head) (sum uint64, err error) {
	var part uint64
	if s.meta, sum, err = readMeta(c); err != nil {
		return 0, err
	}
	campaigns, part, err := readCampaigns(c, s.schema)
	if err != nil {
		return 0, err
	}
	sum += part
	for _, campaign := range campaigns {
		s.addCampaign(campaign)
	}
	if s.runs, part, err = readRuns(c); err != nil {
		return 0, err
	}
	sum += part
	if int64(len(s.campaigns)) != h.campaigns || int64(len(s.runs)) != h.runs {
		return 0, damage{"campaigns or runs are missing in it"}
	}
	return sum, nil
}

// readPackets reads the packet table, not through an index, and yields the sum of the checksums.
func (s *Snapshot) readPackets(c *sqlite3.Conn) (sum uint64, err error) {
	var columns [packetColumnCount]any
	var r row[[]byte]
	scratch := make([]byte, 0, 512)
	err = query(c, "SELECT "+packetColumnsOf(s.schema)+" FROM packet NOT INDEXED ORDER BY id", func(stmt *sqlite3.Stmt) error {
		if err := stmt.ColumnsRaw(columns[:]...); err != nil {
			return err
		}
		if err := scanRow(columns[:], &r, scratch); err != nil {
			return damage{err.Error()}
		}
		if r.id != int64(len(s.records)+1) || r.campaign < 1 || r.campaign > int64(len(s.campaigns)) {
			return damage{fmt.Sprintf("packet %d is missing or of no campaign", len(s.records)+1)}
		}
		sum += uint64(r.crc)
		r.addTo(s)
		return nil
	})
	return sum, err
}

// readAcceptances fetches people's decisions from the events that hold them.
func (s *Snapshot) readAcceptances(c *sqlite3.Conn) error {
	for i := range s.rare {
		if s.rare[i].acceptedEvent == 0 {
			continue
		}
		e, err := readEvent(c, s.rare[i].acceptedEvent)
		if err != nil {
			return err
		}
		s.rare[i].accepted = e.acceptance()
	}
	return nil
}

func (e *event) acceptance() Acceptance {
	d := &e.detail
	return Acceptance{Reason: d.Reason, By: d.By, At: instant(e.at), OpenID: d.OpenID, Amount: d.Amount, Second: d.Second}
}
