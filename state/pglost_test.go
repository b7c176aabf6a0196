package state_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// A follower that becomes the first server may lack what the old one had acknowledged, and so does a database put back from a backup of yesterday. What has
// gone on since then is missing, and nothing may be sent as if it had not been.

// stateTables are in an order in which they can be filled.
var stateTables = []string{"lease", "meta", "head", "campaign", "packet", "tally", "retired", "form", "event", "run"}

// keep copies the tables of a schema, and restore puts them back as they were.
func keep(t *testing.T, server *postgres.Server, schema string) (restore func()) {
	t.Helper()
	kept := server.Schema(t)
	sql := "CREATE SCHEMA " + kept + ";"
	for _, table := range stateTables {
		sql += "CREATE TABLE " + kept + "." + table + " AS TABLE " + schema + "." + table + ";"
	}
	server.Exec(t, sql)
	return func() {
		t.Helper()
		sql := ""
		for i := range stateTables {
			sql += "DELETE FROM " + schema + "." + stateTables[len(stateTables)-1-i] + ";"
		}
		for _, table := range stateTables {
			sql += "INSERT INTO " + schema + "." + table + " SELECT * FROM " + kept + "." + table + ";"
		}
		server.Exec(t, "BEGIN;"+sql+"COMMIT")
	}
}

// witnessed is a state with a witness on this machine.
func witnessed(t *testing.T) (server *postgres.Server, c *state.Created, name string) {
	t.Helper()
	server = postgres.Start(t)
	name = server.Schema(t)
	c = schemaAt(t, server.URL()+"&application_name="+name, name, state.PostgresOptions{Witness: filepath.Join(t.TempDir(), "redpack.serial")})
	c.Hurry(time.Minute, time.Hour, 30*time.Second, 2*time.Second, time.Second)
	must(t, c.Create(t.Context(), options()))
	return server, c, name
}

// TestFailoverThatLost: a store that is at work when its database loses acknowledged commits ends, whatever it does next, and nobody opens that state on
// a machine that has seen more of it.
func TestFailoverThatLost(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]func(t *testing.T, s *state.Store) error{
		"an outcome":   recording(1, state.Received),
		"an intent":    func(t *testing.T, s *state.Store) error { _, err := s.Reserve(t.Context(), intent(9)); return err },
		"what is lost": recording(2, state.Sent),
		"a run":        func(t *testing.T, s *state.Store) error { return s.EndRun(t.Context(), 1, "done") },
	} {
		for how, cut := range map[string]bool{"unnoticed": false, "with the connection": true} {
			t.Run(name+" "+how, func(t *testing.T) {
				t.Parallel()
				server, c, schema := witnessed(t)
				s, err := state.Open(t.Context(), c, ticking())
				must(t, err)
				_, err = s.BeginRun(t.Context(), state.RunInfo{})
				must(t, err)
				reserve(t, s, 1)
				restore := keep(t, server, schema)
				record(t, s, 1, outcome(state.Sent))
				reserve(t, s, 2)
				restore()
				if cut {
					server.TerminateBackends(t, schema)
				}
				err = next(t, s)
				var write *state.WriteError
				var behind *state.BehindError
				if !errors.As(err, &write) || !errors.As(err, &behind) || behind.Serial != 3 || behind.WitnessSerial != 5 || write.Cause() != state.WrittenBy {
					t.Errorf("%v", err)
				}
				if s.Holds() {
					t.Error("it may still send")
				}
				_ = s.Close()
				endLease(t, c)
				if _, err := state.Open(t.Context(), c, ticking()); !errors.As(err, &behind) {
					t.Errorf("opening: %v", err)
				}
				if _, err := state.Read(t.Context(), c); !errors.As(err, &behind) {
					t.Errorf("reading: %v", err)
				}
				if report, err := state.Check(t.Context(), c); err != nil || report.Sound() {
					t.Errorf("checking: %v %q", err, report.Problems)
				}
				if _, _, held, err := state.Holder(t.Context(), c); held || err != nil {
					t.Errorf("it is held after a refusal: %v, %v", held, err)
				}
			})
		}
	}
}

// TestALeaseThatIsLost: a failover may take the lease back to an older holder's without losing anything else.
func TestALeaseThatIsLost(t *testing.T) {
	t.Parallel()
	server, c, schema := witnessed(t)
	s, err := state.Open(t.Context(), c, ticking())
	must(t, err)
	server.Exec(t, "UPDATE "+schema+".lease SET fence = fence - 1, holder = 'wang@web9 pid 3'")
	var fenced *state.FencedError
	if _, err := s.Reserve(t.Context(), intent(1)); !errors.As(err, &fenced) {
		t.Errorf("%v", err)
	}
	_ = s.Close()
}

// TestEmptiedAndExchanged: a schema that is empty, or that holds another state, is not the one that this machine has seen.
func TestEmptiedAndExchanged(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil func(t *testing.T, server *postgres.Server, c *state.Created, schema string)
		want  func(error) bool
	}{
		"the schema is gone": {func(t *testing.T, server *postgres.Server, _ *state.Created, schema string) {
			server.Exec(t, "DROP SCHEMA "+schema+" CASCADE")
		}, is[*state.VanishedError]},
		"its tables are gone": {func(t *testing.T, server *postgres.Server, _ *state.Created, schema string) {
			server.Exec(t, "DROP SCHEMA "+schema+" CASCADE; CREATE SCHEMA "+schema)
		}, is[*state.VanishedError]},
		"its tables are empty": {func(t *testing.T, server *postgres.Server, _ *state.Created, schema string) {
			for i := range stateTables {
				server.Exec(t, "DELETE FROM "+schema+"."+stateTables[len(stateTables)-1-i])
			}
		}, is[*state.VanishedError]},
		"the head is gone": {func(t *testing.T, server *postgres.Server, _ *state.Created, schema string) {
			server.Exec(t, "DELETE FROM "+schema+".head")
		}, is[*state.CorruptError]},
		"made anew": {func(t *testing.T, server *postgres.Server, c *state.Created, schema string) {
			server.Exec(t, "DROP SCHEMA "+schema+" CASCADE")
			must(t, schemaAt(t, server.URL(), schema, state.PostgresOptions{}).Create(t.Context(), options()))
		}, is[*state.ForeignError]},
		"the packets are gone": {func(t *testing.T, server *postgres.Server, c *state.Created, schema string) {
			server.Exec(t, "DELETE FROM "+schema+".packet")
		}, is[*state.CorruptError]},
		"a packet is changed": {func(t *testing.T, server *postgres.Server, c *state.Created, schema string) {
			server.Exec(t, "UPDATE "+schema+".packet SET amount_fen = 7")
		}, is[*state.CorruptError]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, c, schema := witnessed(t)
			s, err := state.Open(t.Context(), c, options())
			must(t, err)
			reserve(t, s, 1)
			must(t, s.Close())
			tt.spoil(t, server, c, schema)
			o := options()
			o.MchID = "" // Created makes no other one
			if _, err := state.Open(t.Context(), c, o); !tt.want(err) {
				t.Errorf("opening: %T %v", err, err)
			}
			if _, err := state.Read(t.Context(), c); !tt.want(err) {
				t.Errorf("reading: %T %v", err, err)
			}
		})
	}
}

func is[E error](err error) bool {
	var want E
	return errors.As(err, &want)
}

// TestNewerTables: tables that a newer redpack made are newer, and not damaged.
func TestNewerTables(t *testing.T) {
	t.Parallel()
	c := newSchema(t)
	s, err := state.Open(t.Context(), c, options())
	must(t, err)
	must(t, s.Close())
	must(t, c.Exec(t.Context(), "UPDATE head SET schema = 99"))
	var newer *state.NewerError
	if _, err := state.Read(t.Context(), c); !errors.As(err, &newer) || newer.Schema != 99 {
		t.Errorf("read: %v", err)
	}
	if _, err := state.Open(t.Context(), c, options()); !errors.As(err, &newer) {
		t.Errorf("opened: %v", err)
	}
}
