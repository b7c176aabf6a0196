package state

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// A file comes from anywhere, and SQLite works by the definitions in it: one that computes a column can take for ever over a single
// line, or change what sound lines mean. So no table is touched before they are known to be redpack's own, byte for byte.

// knownDefinitions are the fingerprints of the definitions by schema, from 1 on. They stand here because a file can tell any, and
// because the SQLite of today may note down a migration in other words than the one that made it.
var knownDefinitions = [schemaVersion]string{
	"409379e9e9ebb22db8eb8e4d59f19a0ac0f831e01f2e01ae26b5464f6d094667",
	"14efc7ea370c83475da9cc23ab0144cca6254c678df37d7031da0ce1a541e80b",
	"37a6c91e2e6651fb459a039d057ec62f538569d0321f9573ef66ada83643c7dc",
	"2639d67e6da16ee0bb92db637c763e37117f5cc94b750c9b80dfb419a2adcf44",
}

// metaDefinitions is the fingerprint of what belongs to meta, in every schema.
const metaDefinitions = "135aa74e718c3c50a3aa9a3f0f91918cf7d6a498f23b175211ca8ed81e9b3001"

// Limits of every connection, several times what redpack's own definitions and statements need. SQLite reads all definitions of a
// file before it runs the first statement on any.
const (
	maxDefinitions    = 64
	maxStatementBytes = 8 << 10
	definitionsLimit  = 256 // see workLimit; 17 are needed
)

// admit lets a file in whose definitions are those of a schema that this redpack knows. It bounds what may then be done with it.
func admit(ctx context.Context, c fileConn, path string) error {
	if err := c.Exec("BEGIN"); err != nil {
		return err
	}
	version, err := sniff(c) // waits for others who are at the file, which takes looks that are no work
	if err != nil {
		return err
	}
	c.SetInterrupt(&workLimit{Context: ctx, looks: definitionsLimit})
	if version > schemaVersion {
		return newer(c, path, version)
	}
	if err := compareDefinitions(c, version); err != nil {
		return err
	}
	if err := c.Exec("ROLLBACK"); err != nil {
		return err
	}
	c.SetInterrupt(&workLimit{Context: ctx, looks: workLimitOf(path)})
	return nil
}

// sniff reads the version of a file before anything else of it is interpreted.
func sniff(c fileConn) (version int, err error) {
	id, err := queryInt(c, "PRAGMA application_id")
	if err != nil {
		return 0, err
	}
	n, err := queryInt(c, "PRAGMA user_version")
	if err == nil && (id != applicationID || n < 1) {
		err = damage{lang.Both("it is an SQLite database, but not one of redpack", "它是 SQLite 数据库，但不是 redpack 的")}
	}
	return int(n), err
}

// newer names the redpack that wrote a file of a schema not known yet, as a courtesy: such a file may be laid out in any way.
func newer(c fileConn, path string, version int) error {
	tool := ""
	if text, err := definitionText(c, "WHERE lower(tbl_name) = 'meta'"); err == nil && fingerprint(text) == metaDefinitions {
		err := query(c, "SELECT value FROM meta WHERE key = ?", func(s line) error { tool = s.ColumnText(0); return nil }, metaTool)
		if err != nil || hasControl(tool) {
			tool = ""
		}
	}
	return &NewerError{Path: path, Schema: version, Known: schemaVersion, Tool: tool}
}

// schema is the schema of an open file, whose definitions it compares. Inside of a read transaction it stays true although a
// writer brings the file up to date meanwhile.
func (c fileConn) schema() (int, error) {
	version, err := c.version()
	if err == nil {
		err = compareDefinitions(c, version)
	}
	return version, err
}

func compareDefinitions(c fileConn, version int) error {
	if version < 1 || version > schemaVersion {
		return damage{lang.Format("its schema became %d while it was read", "读取期间，它的结构版本变成了 %d", version)}
	}
	text, err := definitionText(c, "")
	if err != nil {
		return lang.Errorf("its table definitions cannot be read: %w", "无法读取它的表定义：`%w`", err)
	}
	if fingerprint(text) != knownDefinitions[version-1] {
		return damage{otherDefinitions(version)}
	}
	return nil
}

func fingerprint(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }

// definitionText is all that SQLite keeps as definitions.
func definitionText(c fileConn, where string) (string, error) {
	var all strings.Builder
	err := query(c, "SELECT type, name, tbl_name, sql FROM sqlite_schema "+where+" ORDER BY name", func(s line) error {
		for column := range 4 {
			all.Write(s.ColumnRawText(column))
			all.WriteByte(0)
		}
		return nil
	})
	return all.String(), err
}

// workLimit is a context that also ends after it was looked at so many times. A connection looks at its context at each statement and
// row and every thousand steps of SQLite's, so whatever leads a statement in circles, such as pages that lead back to each other,
// ends on every computer after the same time. Only the connection looks, one goroutine at a time.
type workLimit struct {
	context.Context
	looks int64
}

// errWorkLimit is never seen: SQLite makes sqlite3.INTERRUPT of it.
var errWorkLimit = fmt.Errorf("no end: %w", context.Canceled) // for programs

func (e *workLimit) Err() error {
	if e.looks--; e.looks < 0 {
		return errWorkLimit
	}
	return e.Context.Err()
}

// workLimitOf is what may be done with a file: far more than any function of this package does for a line, which has a hundred
// bytes. What there is at the least covers the looks of five seconds of waiting for a lock.
func workLimitOf(path string) int64 {
	const atLeast, bytesPerLook = 20_000, 16
	looks := int64(atLeast)
	for _, name := range []string{path, path + "-wal"} {
		if info, err := os.Stat(name); err == nil {
			looks += info.Size() / bytesPerLook
		}
	}
	return looks
}
