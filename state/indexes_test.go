package state_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/state"
)

// TestCheckFindsWhatAnIndexHides: a line that an index does not lead to could be paid once more, so every index is compared with its table.
func TestCheckFindsWhatAnIndexHides(t *testing.T) {
	t.Parallel()
	sound := storiedState(t)
	for index, entry := range map[string][2]string{
		"sqlite_autoindex_meta_1":     {"endpoint", "endpoinu"},
		"sqlite_autoindex_campaign_1": {"lantern", "lanterm"},
		"sqlite_autoindex_packet_1":   {string(number(2)), string(number(9))},
		"sqlite_autoindex_packet_2":   {"user-0002", "user-0009"},
		"packet_of_person":            {intent(3).OpenID, intent(9).OpenID},
		"sqlite_autoindex_retired_1":  {string(number(1)), string(number(9))},
	} {
		path := newFile(t)
		copyFile(t, sound, path)
		if index == "sqlite_autoindex_meta_1" {
			o := options()
			o.Endpoint = "https://api.mch.weixin.qq.com"
			must(t, openCalm(t, path, o).Close())
		}
		changePage(t, path, rootOf(t, path, index), entry[0], entry[1])
		findsIndex(t, path, index)
		if entry[0] == "endpoint" { // there are several entries that begin so
			continue
		}
		path = newFile(t)
		copyFile(t, sound, path)
		noText(t, path, rootOf(t, path, index), entry[0])
		findsIndex(t, path, index)
	}
	for index, change := range map[string]string{
		"packet_of_person": "UPDATE packet SET openid = CASE id WHEN 2 THEN '" + intent(3).OpenID + "' ELSE '" + intent(2).OpenID + "' END WHERE id IN (2, 3)",
		"event_of_packet":  "UPDATE event SET packet = 5 - packet WHERE packet IN (2, 3)",
	} {
		path := newFile(t)
		copyFile(t, sound, path)
		withoutIndex(t, path, index, change)
		findsIndex(t, path, index)
		path = newFile(t)
		copyFile(t, sound, path)
		withoutIndex(t, path, index, strings.NewReplacer("UPDATE packet SET openid", "UPDATE packet SET no_order = 1 -- ", "UPDATE event SET packet", "UPDATE event SET at = at + 1 -- ").Replace(change))
		if report, err := state.Check(t.Context(), state.File(path)); err != nil || strings.Contains(fmt.Sprint(report.Problems), "does not fit its table") {
			t.Errorf("%s fits, and Check says %q, %v", index, report.Problems, err)
		}
	}
}

func findsIndex(t *testing.T, path, index string) {
	t.Helper()
	report, err := state.Check(t.Context(), state.File(path))
	if problems := fmt.Sprint(report.Problems); err != nil || !strings.Contains(problems, "the index "+index+" does not fit its table") ||
		!strings.Contains(problems, "SQLite: ") {
		t.Errorf("%s hides a line, and Check says %q, %v", index, report.Problems, err)
	}
}

// changePage exchanges a text on one page of a file.
func changePage(t *testing.T, path string, page int, from, to string) {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	content := data[(page-1)*pageSize : page*pageSize]
	if len(from) != len(to) || !bytes.Contains(content, []byte(from)) {
		t.Fatalf("%q does not stand on page %d", from, page)
	}
	copy(content, bytes.Replace(content, []byte(from), []byte(to), 1))
	must(t, os.WriteFile(path, data, 0o600))
}

// noText makes bytes out of a text on the page of an index, which is one bit of the header of its record, so that no text finds it.
func noText(t *testing.T, path string, page int, text string) {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	content := data[(page-1)*pageSize : page*pageSize]
	at, done := bytes.Index(content, []byte(text)), false
	for i := at - 1; i > at-6 && !done; i-- {
		if done = int(content[i]) == 2*len(text)+13; done {
			content[i]--
		}
	}
	if !done {
		t.Fatalf("%q is no text on page %d", text, page)
	}
	must(t, os.WriteFile(path, data, 0o600))
}

// withoutIndex changes lines behind the back of an index.
func withoutIndex(t *testing.T, path, index, change string) {
	t.Helper()
	root := rootOf(t, path, index)
	c, err := sqlite3.Open(path)
	must(t, err)
	stmt, _, err := c.Prepare("SELECT tbl_name, sql FROM sqlite_schema WHERE name = '" + index + "'")
	must(t, err)
	stmt.Step()
	table, sql := stmt.ColumnText(0), stmt.ColumnText(1)
	must(t, stmt.Close())
	must(t, c.Exec("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = '"+index+"'"))
	must(t, c.Close())
	execSQL(t, path, change)
	execSQL(t, path, fmt.Sprintf("PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES('index', '%s', '%s', %d, '%s')", index, table, root, sql))
}

// TestCheckWithTwoConnections: a long state is examined in parts, and each part finds what is wrong with it.
func TestCheckWithTwoConnections(t *testing.T) {
	t.Parallel()
	sound, n := newFile(t), 12_000
	s := openCalm(t, sound, options())
	must(t, s.Bulk(t.Context(), n, sentPacket))
	must(t, s.Close())
	soundOrFail(t, sound)
	for change, says := range map[string]string{
		"UPDATE event SET at = at + 1 WHERE packet = 3":                            "does not match its checksum",
		"UPDATE event SET at = at + 1 WHERE packet = 11999":                        "does not match its checksum",
		"UPDATE packet SET tries = 2 WHERE id = 6000":                              "packet 6000 does not match its checksum",
		"UPDATE packet SET tries = 2 WHERE id = 6001":                              "packet 6001 does not match its checksum",
		"PRAGMA foreign_keys = OFF; DELETE FROM event WHERE packet = 12000":        "the history leads to 11999 packets, the state has 12000",
		"PRAGMA foreign_keys = OFF; DELETE FROM packet WHERE id = 12000":           "its 11999 packets are not the 12000 of its last transaction",
		"UPDATE event SET packet = 0 WHERE packet = 1":                             "does not match its checksum",
		"PRAGMA foreign_keys = OFF; UPDATE packet SET id = 99999 WHERE id = 12000": "does not match its checksum",
	} {
		path := newFile(t)
		copyFile(t, sound, path)
		execSQL(t, path, change)
		if report, err := state.Check(t.Context(), state.File(path)); err != nil || !strings.Contains(joined(report.Problems, "; "), says) {
			t.Errorf("%s: %.300q, %v", change, report.Problems, err)
		}
	}
}
