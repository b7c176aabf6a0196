package state

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/lang"
)

// checkpointPages is the length of the log at which its content is moved into the database.
const checkpointPages = 1000

const (
	updateHead = "UPDATE head SET serial = ?, packets = ?, events = ?, campaigns = ?, runs = ?, sum = ?, crc = ? WHERE id = 1 AND serial = ?"

	insertPacket = "INSERT INTO packet(" + packetColumns + ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
	// Both updates name the row as it was read: what another hand changed in between is not overwritten. The first
	// leaves the indexed columns alone.
	updateOutcome = "UPDATE packet SET status = ?, request = ?, tries = ?, in_flight = ?, doubt = ?, send_listid = ?, err_code = ?, " +
		"err_text = ?, platform_status = ?, intent_at = ?, sending_at = ?, outcome_at = ?, next_try_at = ?, received_at = ?, " +
		"refunded_at = ?, accepted = ?, billno_version = ?, personal = ?, named = ?, no_order = ?, crc = ? WHERE id = ? AND status = ? AND crc = ?"
	updateNumber = "UPDATE packet SET campaign = ?, key = ?, openid = ?, amount_fen = ?, billno = ?, attempt = ? WHERE id = ?"

	selectByID      = "SELECT " + packetColumns + " FROM packet WHERE id = ?"
	selectByAddress = "SELECT " + packetColumns + " FROM packet WHERE campaign = ? AND key = ?"
	selectByBillNo  = "SELECT " + packetColumns + " FROM packet WHERE billno = ?"
	// selectByPerson finds what else binds a person in a campaign.
	selectByPerson = "SELECT " + packetColumns + " FROM packet WHERE campaign = ? AND openid = ? AND id <> ? AND status <> 'failed'"
	selectRetired  = "SELECT packet, attempt FROM retired WHERE billno = ?"
	// A voided packet may take up a number that it had before, and give it up once more.
	insertRetired = "INSERT INTO retired(billno, packet, attempt) VALUES(?, ?, ?) " +
		"ON CONFLICT(billno) DO UPDATE SET packet = excluded.packet, attempt = excluded.attempt"
	insertEvent    = "INSERT INTO event(" + eventColumns + ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"
	selectEvent    = "SELECT " + eventColumns + " FROM event WHERE id = ?"
	insertForm     = "INSERT INTO form(id, detail, request) VALUES(?, ?, ?)"
	insertCampaign = "INSERT INTO campaign(id, name, billno_date, created_at, crc, project) VALUES(?, ?, ?, ?, ?, ?)"
	updateCampaign = "UPDATE campaign SET name = ?, billno_date = ?, series_version = ?, series_scheme = ?, series_with_key = ?, " +
		"series_campaign = ?, project = ?, crc = ? WHERE id = ?"
	insertRun = "INSERT INTO run(id, plan_digest, owner, tool, started_at, crc) VALUES(?, ?, ?, ?, ?, ?)"
	endRun    = "UPDATE run SET ended_at = ?, result = ?, crc = ? WHERE id = ? AND ended_at IS NULL"
	putMeta   = "INSERT INTO meta(key, value, crc) VALUES(?, ?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value, crc = excluded.crc"
)

// fileTables are those of a state file, which each statement reads and changes at once.
type fileTables struct {
	path       string
	vfs        string
	files      files
	lineage    string
	conn       fileConn
	statements map[string]*sqlite3.Stmt
	opened     os.FileInfo
	events     *eventReader
	logPages   int
}

func newFileTables(s *fileStore, c fileConn, opened os.FileInfo, lineage string, events *eventReader) *fileTables {
	t := &fileTables{
		path: s.path, vfs: s.opts.VFS, files: s.files, lineage: lineage, conn: c, statements: map[string]*sqlite3.Stmt{}, opened: opened, events: events,
	}
	// The log is moved into the database by idle, where a failure is seen.
	c.WALHook(func(_ *sqlite3.Conn, _ string, pages int) error { t.logPages = pages; return nil })
	return t
}

func (t *fileTables) begin(*wanted) error { return t.conn.Exec("BEGIN IMMEDIATE") }

// commit makes sure after it that the file is still the one under its name, and writes the witness.
func (t *fileTables) commit(h, before head) error {
	if err := t.change(updateHead, append(h.args(), before.serial)...); err != nil {
		return err
	}
	if err := t.conn.Exec("COMMIT"); err != nil {
		return err
	}
	same, err := sameFile(t.path, t.opened)
	if err == nil && !same {
		err = errFileGone
	}
	if err != nil {
		return err
	}
	return t.files.WriteFile(witnessPath(t.path), witness{serial: h.serial, lineage: t.lineage}.encode(), false)
}

func (t *fileTables) rollback() error {
	if t.conn.GetAutocommit() {
		return nil
	}
	return t.conn.Exec("ROLLBACK")
}

func (t *fileTables) byID(id int64) (row[string], bool, error) { return t.find(selectByID, id) }

func (t *fileTables) byAddress(campaign int64, key string) (row[string], bool, error) {
	return t.find(selectByAddress, campaign, key)
}

func (t *fileTables) byBillNo(no string) (row[string], bool, error) {
	return t.find(selectByBillNo, no)
}

func (t *fileTables) others(campaign int64, openID string, but int64) (all []row[string], err error) {
	stmt, err := t.statement(selectByPerson, campaign, openID, but)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stmt.Reset()) }()
	for {
		r, another, err := readRow(fileRows{stmt})
		if err != nil || !another {
			return all, err
		}
		all = append(all, r)
	}
}

func (t *fileTables) retired(no string) (by givenUpBy, found bool, err error) {
	stmt, err := t.statement(selectRetired, no)
	if err != nil {
		return by, false, err
	}
	found = stmt.Step()
	by = givenUpBy{stmt.ColumnInt64(0), stmt.ColumnInt64(1)}
	return by, found, errors.Join(stmt.Err(), stmt.Reset())
}

func (t *fileTables) event(id int64) (e event, err error) {
	stmt, err := t.statement(selectEvent, id)
	if err != nil {
		return e, err
	}
	if !stmt.Step() {
		return e, errors.Join(stmt.Err(), stmt.Reset(), damage{lang.Format("event %d is missing in it", "里面缺少第 %d 条记录", id)})
	}
	err = t.events.scan(fileRows{stmt}, &e)
	return e, errors.Join(err, stmt.Reset())
}

func (t *fileTables) reading() (connection, error) { return t.conn, nil }

func (t *fileTables) insertPacket(r *row[string]) error { return t.change(insertPacket, r.args()...) }

func (t *fileTables) updatePacket(before, after *row[string]) error {
	if err := t.change(updateOutcome, append(after.args()[7:], after.id, before.status.String(), int64(before.crc))...); err != nil {
		return err
	}
	if after.numbered() == before.numbered() {
		return nil
	}
	return t.change(updateNumber, append(after.args()[1:7], after.id)...)
}

func (t *fileTables) retire(no string, packet, attempt int64) error {
	return t.change(insertRetired, no, packet, attempt)
}

func (t *fileTables) insertEvent(e *eventLine) error {
	return t.change(insertEvent, e.id, intOrNull(e.packet), intOrNull(e.run), e.at, string(e.kind), e.kept, textOrNull(e.request), int64(e.crc), intOrNull(e.form))
}

func (t *fileTables) insertForm(f *form) error {
	return t.change(insertForm, f.id, f.detail, textOrNull(f.request))
}

func (t *fileTables) insertCampaign(c CampaignRecord) error {
	return t.change(insertCampaign, c.ID, c.Name, null{}, millis(c.CreatedAt), int64(campaignCRC(c)), textOrNull(c.Project))
}

func (t *fileTables) updateCampaign(c CampaignRecord) error {
	series := &c.Series
	return t.change(updateCampaign, c.Name, textOrNull(c.BillNoDate), int64(series.Version), int64(series.Scheme),
		number(series.WithKey), textOrNull(series.Campaign), textOrNull(c.Project), int64(campaignCRC(c)), c.ID)
}

func (t *fileTables) insertRun(r Run) error {
	return t.change(insertRun, r.ID, r.PlanDigest, r.Owner, r.Tool, millis(r.StartedAt), int64(runCRC(r)))
}

func (t *fileTables) endRun(r Run) error {
	return t.change(endRun, millis(r.EndedAt), textOrNull(r.Result), int64(runCRC(r)), r.ID)
}

func (t *fileTables) putMeta(key, value string) error {
	return t.change(putMeta, key, value, int64(metaCRC(key, value)))
}

func (t *fileTables) pause() time.Duration { return 0 }

// holds is true: the kernel's lock ends with this process and not before.
func (t *fileTables) holds(bool) bool { return true }

func (t *fileTables) away() time.Duration { return 0 }

func (t *fileTables) renew() error { return nil }

// idle moves a long log into the database. Readers that are at it only delay it.
func (t *fileTables) idle() error {
	if t.logPages < checkpointPages {
		return nil
	}
	return t.checkpoint()
}

func (t *fileTables) checkpoint() error {
	if _, _, err := t.conn.WALCheckpoint("main", sqlite3.CHECKPOINT_PASSIVE); err != nil && !errors.Is(err, sqlite3.BUSY) {
		return err
	}
	return nil
}

func (t *fileTables) explain(err error) error { return dbError(context.Background(), t.path, err) }

func (t *fileTables) failed(err error) *WriteError {
	return (&WriteError{Path: t.path, Err: err}).asked(t.files)
}

func (t *fileTables) picture(ctx context.Context) (*Snapshot, error) {
	return readFile(ctx, t.path, t.vfs)
}

// close ends the connection. A sound database is checkpointed and its log removed.
func (t *fileTables) close(poison *WriteError) error {
	var errs []error
	if poison == nil {
		if err := t.checkpoint(); err != nil {
			poison = t.failed(err)
		}
	}
	for _, stmt := range t.statements {
		errs = append(errs, stmt.Close())
	}
	if poison != nil {
		// Closing reports the same failure over again; the first report is the one that helps.
		return errors.Join(poison, t.conn.Close())
	}
	_, err := t.conn.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, false)
	if err := errors.Join(append(errs, err, t.conn.Close())...); err != nil {
		return t.failed(err)
	}
	return nil
}

// statement prepares a statement once and binds it.
func (t *fileTables) statement(sql string, args ...any) (*sqlite3.Stmt, error) {
	stmt := t.statements[sql]
	if stmt == nil {
		var err error
		if stmt, _, err = t.conn.Prepare(sql); err != nil {
			return nil, err
		}
		t.statements[sql] = stmt
	}
	return stmt, bind(stmt, args...)
}

// change runs a statement that must change exactly one row.
func (t *fileTables) change(sql string, args ...any) error {
	stmt, err := t.statement(sql, args...)
	if err != nil {
		return err
	}
	if err := stmt.Exec(); err != nil {
		return err
	}
	if n := t.conn.Changes(); n != 1 {
		return lang.Errorf("%w (%d rows)", "%w（%d 行）", errForeignWriter, n)
	}
	return nil
}

// find reads one packet row.
func (t *fileTables) find(sql string, args ...any) (r row[string], ok bool, err error) {
	stmt, err := t.statement(sql, args...)
	if err != nil {
		return r, false, err
	}
	r, ok, err = readRow(fileRows{stmt})
	return r, ok, errors.Join(err, stmt.Reset())
}
