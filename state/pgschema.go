package state

import (
	"strings"

	"github.com/jackc/pgx/v5"
)

// firstPostgresSchema is the schema of files when databases came, whose tables have the same columns from then on.
const firstPostgresSchema = 4

// postgresTables are those of a file, see the package comment, with the same checksums. Numbers are bigint and texts are compared byte for byte, as SQLite does both. lease is the right to
// write: whoever has it names its fence in each transaction. tally counts each campaign's packets and adds up their checksums, so that the
// packets of one project can be read, and none be missing, without reading all. The view shows every event in full to whoever has nothing but psql.
const postgresTables = `
CREATE TABLE lease(
  id bigint PRIMARY KEY CHECK (id = 1),
  fence bigint NOT NULL,
  holder text NOT NULL,
  tool text NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL
);

CREATE TABLE meta(
  key text COLLATE "C" PRIMARY KEY,
  value text NOT NULL,
  crc bigint NOT NULL
);

CREATE TABLE head(
  id bigint PRIMARY KEY CHECK (id = 1),
  schema bigint NOT NULL,
  serial bigint NOT NULL,
  packets bigint NOT NULL,
  events bigint NOT NULL,
  campaigns bigint NOT NULL,
  runs bigint NOT NULL,
  sum bigint NOT NULL,
  crc bigint NOT NULL
);

CREATE TABLE campaign(
  id bigint PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  billno_date text,
  created_at bigint NOT NULL,
  crc bigint NOT NULL,
  series_version bigint NOT NULL DEFAULT 0,
  series_scheme bigint NOT NULL DEFAULT 0,
  series_with_key bigint NOT NULL DEFAULT 0,
  series_campaign text,
  project text
);

CREATE TABLE packet(
  id bigint PRIMARY KEY,
  campaign bigint NOT NULL REFERENCES campaign(id),
  key text COLLATE "C" NOT NULL,
  openid text COLLATE "C" NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  billno text COLLATE "C" NOT NULL UNIQUE,
  attempt bigint NOT NULL CHECK (attempt >= 0),
  status text NOT NULL CHECK (status IN ('reserved','unknown','held','refused','failed','sent','received','refunding','refunded')),
  request bigint NOT NULL,
  tries bigint NOT NULL,
  in_flight bigint NOT NULL CHECK (in_flight IN (0, 1)),
  doubt bigint NOT NULL CHECK (doubt IN (0, 1)),
  send_listid text,
  err_code text,
  err_text text,
  platform_status text,
  intent_at bigint NOT NULL,
  sending_at bigint,
  outcome_at bigint,
  next_try_at bigint,
  received_at bigint,
  refunded_at bigint,
  accepted bigint,
  billno_version bigint NOT NULL DEFAULT 1,
  personal bigint NOT NULL DEFAULT 0 CHECK (personal IN (0, 1)),
  named bigint NOT NULL DEFAULT 0 CHECK (named IN (0, 1)),
  no_order bigint NOT NULL DEFAULT 0 CHECK (no_order IN (0, 1)),
  crc bigint NOT NULL,
  UNIQUE (campaign, key)
);
CREATE INDEX packet_of_person ON packet(campaign, openid);
CREATE INDEX packet_of_day ON packet(sending_at);

CREATE TABLE tally(
  campaign bigint PRIMARY KEY REFERENCES campaign(id),
  packets bigint NOT NULL,
  sum bigint NOT NULL
);

CREATE TABLE retired(
  billno text COLLATE "C" PRIMARY KEY,
  packet bigint NOT NULL REFERENCES packet(id),
  attempt bigint NOT NULL
);

CREATE TABLE form(
  id bigint PRIMARY KEY,
  detail text NOT NULL,
  request text
);

CREATE TABLE event(
  id bigint PRIMARY KEY,
  packet bigint,
  run bigint,
  at bigint NOT NULL,
  kind text NOT NULL,
  detail text NOT NULL,
  request text,
  crc bigint NOT NULL,
  form bigint
);
CREATE INDEX event_of_packet ON event(packet NULLS FIRST, id);

CREATE TABLE run(
  id bigint PRIMARY KEY,
  plan_digest text NOT NULL,
  owner text NOT NULL,
  tool text NOT NULL,
  started_at bigint NOT NULL,
  ended_at bigint,
  result text,
  crc bigint NOT NULL
);

CREATE VIEW history AS SELECT id, packet, run, at, kind,
  CASE WHEN form IS NULL THEN detail ELSE (
    WITH RECURSIVE filled(n, words, text) AS (
      SELECT 0, string_to_array(event.detail || ' ', ' '), (SELECT f.detail FROM form f WHERE f.id = event.form)
      UNION ALL
      SELECT n + 1, words, replace(text, '«' || (n + 1) || '»', words[n + 1]) FROM filled WHERE n + 1 < array_length(words, 1)
    ) SELECT text FROM filled ORDER BY n DESC LIMIT 1
  ) END AS detail,
  CASE WHEN form IS NULL THEN request ELSE (
    WITH RECURSIVE filled(n, words, text) AS (
      SELECT 0, string_to_array(event.detail || ' ', ' '), (SELECT f.request FROM form f WHERE f.id = event.form)
      UNION ALL
      SELECT n + 1, words, replace(text, '«' || (n + 1) || '»', words[n + 1]) FROM filled WHERE n + 1 < array_length(words, 1)
    ) SELECT text FROM filled ORDER BY n DESC LIMIT 1
  ) END AS request,
  crc FROM event;
`

// setSchema makes a transaction use the schema, and nothing of a session.
func (p *Postgres) setSchema() string { return "SET LOCAL search_path TO " + p.ident() }

func (p *Postgres) ident() string { return pgx.Identifier{p.schema}.Sanitize() }

// roles are the two that a team needs, with what they may do and why.
var roles = []struct{ name, rights, why string }{
	{"redpack_apply", "SELECT, INSERT, UPDATE", "applies: it may add and change lines, and delete none"}, // for programs
	{"redpack_plan", "SELECT", "plans and looks; openids are personal data, so not everybody should"},    // for programs
}

// ifMissing makes statements that leave what is there.
var ifMissing = strings.NewReplacer("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", "CREATE INDEX ", "CREATE INDEX IF NOT EXISTS ", "CREATE VIEW ", "CREATE OR REPLACE VIEW ")

// SQL is what makes the tables, and the two roles for them, for whoever runs the database. The state itself comes to be with Create. Where the tables are
// there it gives the roles their rights, as after a copy has made new ones.
func (p *Postgres) SQL() string {
	schema := p.ident()
	b := "-- The tables of redpack's state, and two roles for them. Run it as a user who may make schemas and roles, and again where roles lack their rights:\n" + // for programs
		"-- what is there is left as it is. Give each person and runner a login of their own with one of the roles, see below.\n" + // for programs
		"CREATE SCHEMA IF NOT EXISTS " + schema + ";\nSET search_path TO " + schema + ";\n" + ifMissing.Replace(postgresTables)
	for _, role := range roles {
		b += "\n-- " + role.why + "\n" +
			"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role.name + "') THEN CREATE ROLE " + role.name + " NOLOGIN; END IF; END $$;\n" +
			"GRANT USAGE ON SCHEMA " + schema + " TO " + role.name + ";\n" +
			"GRANT " + role.rights + " ON ALL TABLES IN SCHEMA " + schema + " TO " + role.name + ";\n" +
			"-- CREATE ROLE somebody LOGIN PASSWORD '…'; GRANT " + role.name + " TO somebody;\n" // for programs
	}
	return b
}
