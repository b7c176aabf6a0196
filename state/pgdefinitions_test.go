package state_test

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

var update = flag.Bool("update", false, "rewrite the descriptions of the tables")

// inSchema runs what an administrator does to the tables of a state.
func inSchema(t testing.TB, c *state.Created, sql string) {
	t.Helper()
	must(t, c.Exec(t.Context(), sql))
}

// TestDefinitions: Create makes the tables that Check knows, whichever PostgreSQL it is.
func TestDefinitions(t *testing.T) {
	t.Parallel()
	schema := newSchema(t)
	must(t, schema.Create(t.Context(), options()))
	want, have, err := schema.Definitions(t.Context())
	must(t, err)
	if got := strings.Join(have, "\n") + "\n"; *update {
		must(t, os.WriteFile("pgdefinitions.txt", []byte(got), 0o644))
	} else if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestCheckFindsChangedTables: what somebody's repair has left is told with the table that it is of.
func TestCheckFindsChangedTables(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ sql, says string }{
		"a trigger": {"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; " +
			"CREATE TRIGGER t BEFORE INSERT ON packet FOR EACH ROW EXECUTE FUNCTION f()", "packet is not as redpack made it: not redpack's: trigger t"},
		"a rule":                {"CREATE RULE r AS ON UPDATE TO lease DO INSTEAD NOTHING", "lease is not as redpack made it: not redpack's: rule r"},
		"a policy":              {"CREATE POLICY p ON event USING (false)", "event is not as redpack made it: not redpack's: policy p"},
		"row security":          {"ALTER TABLE event ENABLE ROW LEVEL SECURITY", "is a table that hides lines"},
		"no log":                {"ALTER TABLE event SET UNLOGGED", "is a table that a crash empties"},
		"a unique index":        {"ALTER TABLE packet DROP CONSTRAINT packet_billno_key", "missing: constraint UNIQUE (billno)"},
		"an index":              {"DROP INDEX packet_of_person", "missing: index CREATE INDEX packet_of_person"},
		"a check":               {"ALTER TABLE packet DROP CONSTRAINT packet_amount_fen_check", "missing: constraint CHECK ((amount_fen > 0))"},
		"a reference":           {"ALTER TABLE packet DROP CONSTRAINT packet_campaign_fkey", "missing: constraint FOREIGN KEY"},
		"references off":        {"ALTER TABLE packet DISABLE TRIGGER ALL", "constraints that are switched off"},
		"a type":                {"ALTER TABLE run ALTER plan_digest TYPE varchar(20)", "run is not as redpack made it: missing: column plan_digest text not null"},
		"a column":              {"ALTER TABLE head ADD COLUMN note text", "head is not as redpack made it: not redpack's: column note text"},
		"a default":             {"ALTER TABLE packet ALTER doubt SET DEFAULT 0", "column doubt bigint not null default 0"},
		"null":                  {"ALTER TABLE packet ALTER openid DROP NOT NULL", "column openid text collated C"},
		"another order of text": {`ALTER TABLE packet ALTER key TYPE text COLLATE "POSIX"`, "collated POSIX"},
		"a child":               {"CREATE TABLE more() INHERITS (event)", "lines of another table, more"},
		"nothing":               {"CREATE TABLE notes(text text)", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schema := newSchema(t)
			must(t, schema.Create(t.Context(), options()))
			s, err := state.Open(t.Context(), schema, options())
			must(t, err)
			reserve(t, s, 1)
			must(t, s.Close())
			inSchema(t, schema, tt.sql)
			report, err := state.Check(t.Context(), schema)
			if err != nil || report.Sound() != (tt.says == "") || !strings.Contains(joined(report.Problems, "\n"), tt.says) {
				t.Errorf("%v, %q", err, report.Problems)
			}
		})
	}
}

// inHistory makes sure that the view of the database shows every event as we read it.
func inHistory(t *testing.T, server *postgres.Server, at *state.Created) {
	t.Helper()
	conn := server.Connect(t)
	rows, err := conn.Query(t.Context(), "SELECT id, COALESCE(packet, 0), detail, COALESCE(request, '') FROM "+pgx.Identifier{at.Schema()}.Sanitize()+".history ORDER BY id")
	must(t, err)
	defer rows.Close()
	forms := 0
	must(t, state.Walk(t.Context(), at, func(e *state.Event) error {
		var id, packet int64
		var detail, request string
		if !rows.Next() {
			t.Fatal(rows.Err())
		}
		must(t, rows.Scan(&id, &packet, &detail, &request))
		want, err := json.Marshal(e.Detail)
		must(t, err)
		if id != e.ID || packet != e.Packet || detail != string(want) || request != e.Request {
			t.Errorf("event %d is %s %q in the view", e.ID, detail, request)
		}
		forms++
		return nil
	}))
	if forms == 0 || rows.Next() {
		t.Errorf("%d events, and more in the view", forms)
	}
}

// TestHistoryInADatabase: whoever has nothing but psql reads every event in full.
func TestHistoryInADatabase(t *testing.T) {
	t.Parallel()
	schema := newSchema(t)
	s, err := state.Open(t.Context(), schema, options())
	must(t, err)
	for n := range 40 {
		in := intent(100 + n)
		in.Request = []string{
			paper(n, "新年快乐"), paper(n, "祝 "+strings.Repeat("好 ", n)), " ", `a \1 & «1» b`, "one", "two  words",
		}[n%6]
		p, err := s.Reserve(t.Context(), in)
		must(t, err)
		record(t, s, p.ID, outcome(state.Sent))
	}
	wander(t, s, rand.New(rand.NewPCG(1, 18)), 150)
	must(t, s.Close())
	inHistory(t, postgres.Start(t), schema)
}
