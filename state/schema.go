package state

import (
	"fmt"
	"hash/crc32"
	"strconv"

	"github.com/cashredpack/redpack/internal/lang"
)

const (
	// schemaVersion is what this redpack writes; user_version of the file.
	schemaVersion = 4
	// applicationID is application_id of the file, "rdpk", so that file(1) and other tools can tell what it is.
	applicationID = 0x7264706b
)

// schemaV1 never changes any more. A later version is a new element of migrations.
const schemaV1 = `
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  crc INTEGER NOT NULL
) STRICT;

CREATE TABLE head(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  serial INTEGER NOT NULL,
  packets INTEGER NOT NULL,
  events INTEGER NOT NULL,
  campaigns INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  crc INTEGER NOT NULL
) STRICT;

CREATE TABLE campaign(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  billno_date TEXT,
  created_at INTEGER NOT NULL,
  crc INTEGER NOT NULL
) STRICT;

CREATE TABLE packet(
  id INTEGER PRIMARY KEY,
  campaign INTEGER NOT NULL REFERENCES campaign(id),
  key TEXT NOT NULL,
  openid TEXT NOT NULL,
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  billno TEXT NOT NULL UNIQUE,
  attempt INTEGER NOT NULL CHECK (attempt >= 0),
  status TEXT NOT NULL CHECK (status IN ('reserved','unknown','held','refused','failed','sent','received','refunding','refunded')),
  request INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  in_flight INTEGER NOT NULL CHECK (in_flight IN (0, 1)),
  doubt INTEGER NOT NULL CHECK (doubt IN (0, 1)),
  send_listid TEXT,
  err_code TEXT,
  err_text TEXT,
  platform_status TEXT,
  intent_at INTEGER NOT NULL,
  sending_at INTEGER,
  outcome_at INTEGER,
  next_try_at INTEGER,
  received_at INTEGER,
  refunded_at INTEGER,
  accepted INTEGER,
  crc INTEGER NOT NULL,
  UNIQUE (campaign, key)
) STRICT;

CREATE TABLE retired(
  billno TEXT PRIMARY KEY,
  packet INTEGER NOT NULL REFERENCES packet(id),
  attempt INTEGER NOT NULL
) STRICT;

CREATE TABLE event(
  id INTEGER PRIMARY KEY,
  packet INTEGER,
  run INTEGER,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  request TEXT,
  crc INTEGER NOT NULL
) STRICT;
CREATE INDEX event_of_packet ON event(packet);

CREATE TABLE run(
  id INTEGER PRIMARY KEY,
  plan_digest TEXT NOT NULL,
  owner TEXT NOT NULL,
  tool TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  result TEXT,
  crc INTEGER NOT NULL
) STRICT;
`

// schemaV2 knows whom a number belongs to. The defaults say what is true of every line that schema 1 wrote: made from the
// key, nothing else known. Lines that are at their defaults keep their checksums, so none is rewritten.
const schemaV2 = `
ALTER TABLE campaign ADD COLUMN series_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campaign ADD COLUMN series_scheme INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campaign ADD COLUMN series_with_key INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campaign ADD COLUMN series_campaign TEXT;

ALTER TABLE packet ADD COLUMN billno_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE packet ADD COLUMN personal INTEGER NOT NULL DEFAULT 0 CHECK (personal IN (0, 1));
ALTER TABLE packet ADD COLUMN named INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1));
ALTER TABLE packet ADD COLUMN no_order INTEGER NOT NULL DEFAULT 0 CHECK (no_order IN (0, 1));
CREATE INDEX packet_of_person ON packet(campaign, openid);
`

// schemaV3 keeps what events share once. Events of earlier schemas stay as they are. The view shows every event in full to whoever has
// nothing but sqlite3: it puts the words of detail, from the first one on, where the form has the numbers from 1 on.
const schemaV3 = `
CREATE TABLE form(
  id INTEGER PRIMARY KEY,
  detail TEXT NOT NULL,
  request TEXT
) STRICT;
ALTER TABLE event ADD COLUMN form INTEGER;

CREATE VIEW history AS SELECT id, packet, run, at, kind,
  CASE WHEN form IS NULL THEN detail ELSE (
    WITH RECURSIVE filled(n, words, text) AS (
      SELECT 0, event.detail || ' ', (SELECT f.detail FROM form f WHERE f.id = event.form)
      UNION ALL
      SELECT n + 1, substr(words, instr(words, ' ') + 1), replace(text, '«' || (n + 1) || '»', substr(words, 1, instr(words, ' ') - 1))
      FROM filled WHERE words <> ''
    ) SELECT text FROM filled ORDER BY n DESC LIMIT 1
  ) END AS detail,
  CASE WHEN form IS NULL THEN request ELSE (
    WITH RECURSIVE filled(n, words, text) AS (
      SELECT 0, event.detail || ' ', (SELECT f.request FROM form f WHERE f.id = event.form)
      UNION ALL
      SELECT n + 1, substr(words, instr(words, ' ') + 1), replace(text, '«' || (n + 1) || '»', substr(words, 1, instr(words, ' ') - 1))
      FROM filled WHERE words <> ''
    ) SELECT text FROM filled ORDER BY n DESC LIMIT 1
  ) END AS request,
  crc FROM event;
`

// schemaV4 knows projects. In a file there are none, and no line is rewritten; a state that was in a database has them.
const schemaV4 = `
ALTER TABLE campaign ADD COLUMN project TEXT;
`

// migrations lead from each version to the next; migrations[0] makes a file of version 1 out of nothing. Files of every
// version are kept in testdata for ever and must open.
var migrations = [...]string{schemaV1, schemaV2, schemaV3, schemaV4}

// migrate brings an open transaction's schema from one version to schemaVersion.
func migrate(c fileConn, from int) error {
	for version := from; version < schemaVersion; version++ {
		if err := c.Exec(migrations[version]); err != nil {
			return lang.Errorf("migrate to schema %d: %w", "升级到结构版本 %d：%w", version+1, err)
		}
	}
	return c.Exec("PRAGMA user_version = " + strconv.Itoa(schemaVersion))
}

// schemaCRC is a checksum of the definitions that SQLite works by. It is kept in meta for older redpacks, which compare it.
func schemaCRC(c fileConn) (string, error) {
	text, err := definitionText(c, "")
	return fmt.Sprintf("%08x", crc32.Checksum([]byte(text), castagnoli)), err
}

// null binds NULL.
type null struct{}

// number is how a yes or no stands in the file.
func number(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

func textOrNull(s string) any {
	if s == "" {
		return null{}
	}
	return s
}

func intOrNull(n int64) any {
	if n == 0 {
		return null{}
	}
	return n
}

// closing closes what a function opened and keeps its error if there is no earlier one.
func closing(c interface{ Close() error }, err *error) {
	if closeErr := c.Close(); *err == nil {
		*err = closeErr
	}
}
