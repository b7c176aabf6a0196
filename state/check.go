package state

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// Report is what Check found out about a state.
type Report struct {
	Path                  string
	Schema                int
	Lineage               string
	Serial, WitnessSerial int64 // WitnessSerial is 0 where there is no witness
	Packets, Events, Runs int64
	// Problems says in sentences what is wrong. None means: every line is sound, none is missing, the history leads to
	// exactly these packets, and nothing that was durable is lost.
	Problems []string
}

// Sound reports whether nothing is wrong.
func (r *Report) Sound() bool { return len(r.Problems) == 0 }

// Check examines everything in the file and changes nothing. It works while an apply runs. What is wrong with the
// content stands in the report; the error is for a file that cannot be examined at all.
func Check(ctx context.Context, path string) (Report, error) {
	path, err := resolve(path)
	if err != nil {
		return Report{}, err
	}
	report := Report{Path: path}
	seen, witnessed, err := readWitness(path)
	var corrupt *CorruptError
	switch {
	case errors.As(err, &corrupt):
		report.problem("%s", corrupt.Why)
	case err != nil:
		return Report{}, err
	case witnessed:
		report.WitnessSerial = seen.serial
	}
	info, err := present(path)
	if err != nil {
		return Report{}, err
	}
	if info == nil {
		return Report{}, &NotFoundError{Path: path, What: "the state"}
	}
	if err := readLeft(path).compare(path); err != nil {
		report.problem("%v", err)
	}
	err = withReader(ctx, path, "", func(c *sqlite3.Conn) error { return report.examine(c) })
	switch {
	case errors.As(err, &corrupt):
		report.problem("%s", corrupt.Why)
	case err != nil:
		return Report{}, err
	}
	if witnessed && report.Lineage != "" {
		if err := seen.compare(path, report.Serial, report.Lineage); err != nil {
			report.problem("%v", err)
		}
	}
	return report, nil
}

func (r *Report) problem(format string, args ...any) {
	const most = 100
	if len(r.Problems) < most {
		r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
	}
}

// examine makes all comparisons in one read transaction. A check that stumbles does not keep the next from running.
func (r *Report) examine(c *sqlite3.Conn) error {
	snapshot, h, err := load(c)
	if err != nil {
		return err
	}
	r.Lineage, r.Serial = snapshot.Lineage(), h.serial
	r.Packets, r.Events, r.Runs = h.packets, h.events, h.runs
	// An apply may have gone on since load; everything below sees one and the same later moment.
	return atOnce(c, func() error { return r.compare(c) })
}

func (r *Report) compare(c *sqlite3.Conn) (err error) {
	if r.Schema, err = schemaOf(c); err != nil {
		return err
	}
	h, err := readHead(c)
	if err != nil {
		return err
	}
	for _, check := range []func(*sqlite3.Conn, head) error{r.structure, r.history, r.campaigns, r.events} {
		var d damage
		switch err := check(c, h); {
		case errors.As(err, &d):
			r.problem("%s", d.why)
		case errors.Is(err, sqlite3.CORRUPT):
			r.problem("%v", err)
		case err != nil:
			return err
		}
	}
	return nil
}

func (r *Report) structure(c *sqlite3.Conn, _ head) error {
	err := query(c, "PRAGMA integrity_check", func(s *sqlite3.Stmt) error {
		finding := s.ColumnText(0)
		if finding != "ok" {
			r.problem("SQLite: %s", finding)
		}
		if strings.HasPrefix(finding, "***") {
			return errEnough // the pages themselves are wrong, and what follows would count them in one step that may never end
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return err
}

// history compares what the events lead to with what the tables hold.
func (r *Report) history(c *sqlite3.Conn, h head) (err error) {
	rows, _, err := c.Prepare("SELECT " + packetColumnsOf(r.Schema) + " FROM packet NOT INDEXED ORDER BY id")
	if err != nil {
		return err
	}
	defer closing(rows, &err)
	var packets, numbers int64
	err = replay(c, func(want row[string], retired []givenUp) error {
		have, ok, err := readRow(rows)
		if err != nil {
			return err
		}
		packets++
		if !ok || have != want {
			r.problem("packet %d is not what its history leads to", want.id)
		}
		own, err := r.kept(c, want.id, retired)
		numbers += own
		return err
	})
	if err != nil {
		return err
	}
	if packets != h.packets {
		r.problem("the history leads to %d packets, the state has %d", packets, h.packets)
	}
	// A bare count(*) is a single step to SQLite, which nothing can interrupt; the count of a column is not.
	kept, err := queryInt(c, "SELECT count(packet) FROM retired")
	if err == nil && kept != numbers {
		r.problem("the history leads to %d bill numbers given up, the state keeps %d", numbers, kept)
	}
	return err
}

// kept compares the numbers that a packet had with those that are kept as given up, and counts those that are kept as its own. A number
// that its person took up again elsewhere, and gave up once more, is kept as that other packet's.
func (r *Report) kept(c *sqlite3.Conn, packet int64, retired []givenUp) (own int64, err error) {
	for _, number := range retired {
		found := false
		err := query(c, selectRetired, func(s *sqlite3.Stmt) error {
			if s.ColumnInt64(0) == packet {
				own++
			}
			found = s.ColumnInt64(0) != packet || s.ColumnInt64(1) == number.attempt
			return nil
		}, number.billno)
		if err != nil {
			return own, err
		}
		if !found {
			r.problem("bill number %s, which packet %d had before, is not kept", number.billno, packet)
		}
	}
	return own, nil
}

func (r *Report) campaigns(c *sqlite3.Conn, _ head) error {
	want, err := replayCampaigns(c)
	if err != nil {
		return err
	}
	have, _, err := readCampaigns(c, r.Schema)
	if err == nil && !slices.Equal(have, want) {
		r.problem("the campaigns are not what their history leads to")
	}
	return err
}

// events makes sure that no line of the history is missing.
func (r *Report) events(c *sqlite3.Conn, h head) error {
	count, err := queryInt(c, "SELECT count(id) FROM event NOT INDEXED")
	if err != nil {
		return err
	}
	last, err := queryInt(c, "SELECT max(id) FROM event")
	if err == nil && (count != h.events || last != h.events) {
		r.problem("the history has %d events up to number %d, and should have %d", count, last, h.events)
	}
	return err
}
