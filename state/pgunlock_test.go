package state_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// TestUnlock: a lease that lasts too long is ended for one who has watched it, and its holder writes nothing any more; one that is renewed, given
// back or another's is left as it is.
func TestUnlock(t *testing.T) {
	schema := newSchema(t)
	if _, err := schema.Lease(t.Context()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before there is a state: %v", err)
	}
	s, err := state.Open(t.Context(), schema, options())
	must(t, err)
	ordinary := leaseOf(t, schema)
	if ordinary.Holder != options().Owner || ordinary.Tool != options().Tool || ordinary.Lasting() || ordinary.Left <= 0 {
		t.Errorf("%+v", ordinary)
	}
	must(t, schema.Exec(t.Context(), "UPDATE lease SET until = until + interval '2 hours'"))
	var renewed *state.RenewedError
	if err := schema.Unlock(t.Context(), ordinary); !errors.As(err, &renewed) || renewed.Holder != options().Owner {
		t.Errorf("of another end: %v", err)
	}
	lasting := leaseOf(t, schema)
	if !lasting.Lasting() || !lasting.Until.Equal(ordinary.Until.Add(2*time.Hour)) {
		t.Errorf("%+v", lasting)
	}
	if err := schema.Watch(t.Context(), ordinary, time.Millisecond); !errors.As(err, &renewed) {
		t.Errorf("watched, and renewed: %v", err)
	}
	must(t, schema.Watch(t.Context(), lasting, 10*time.Millisecond))
	must(t, schema.Unlock(t.Context(), lasting))
	if now := leaseOf(t, schema); now.Left > 0 || now.Holder != "" {
		t.Errorf("%+v", now)
	}
	if err := schema.Unlock(t.Context(), lasting); !errors.As(err, &renewed) || renewed.Holder != "" {
		t.Errorf("twice: %v", err)
	}
	var fenced *state.FencedError
	var unwritten *state.WriteError
	if _, err := s.Reserve(t.Context(), intent(1)); !errors.As(err, &fenced) || !errors.As(err, &unwritten) || unwritten.Cause() != state.TakenOver {
		t.Errorf("the holder writes: %v", err)
	}
	s.Close() // which says the same once more
	next, err := state.Open(t.Context(), schema, options())
	must(t, err)
	must(t, next.Close())
}

func leaseOf(t *testing.T, of *state.Created) state.Lease {
	t.Helper()
	l, err := of.Lease(t.Context())
	must(t, err)
	return l
}

// TestExamine: what a database tells of itself as the place of a state, to those who may write to it and to those who may not.
func TestExamine(t *testing.T) {
	server := postgres.Start(t).Database(t)
	at := func(url string) *state.Postgres {
		p, err := state.NewPostgres(state.PostgresOptions{URL: url, Schema: "redpack"})
		must(t, err)
		return p
	}
	examine := func(url string) state.Examination {
		t.Helper()
		e, err := at(url).Examine(t.Context())
		must(t, err)
		return e
	}
	if e := examine(server.URL()); e.There || e.MayWrite || e.Unfit != nil || e.Version == "" || e.Lazy || e.Standby {
		t.Errorf("before there is a state: %+v", e)
	}
	must(t, at(server.URL()).Create(t.Context(), options()))
	if e := examine(server.URL()); !e.There || !e.MayWrite || e.Lease.Left > 0 {
		t.Errorf("%+v", e)
	}
	role, url := server.Role(t)
	server.Exec(t, fmt.Sprintf("GRANT USAGE ON SCHEMA redpack TO %[1]s; GRANT SELECT ON ALL TABLES IN SCHEMA redpack TO %[1]s", role))
	if e := examine(url); !e.There || e.MayWrite {
		t.Errorf("who may only look: %+v", e)
	}
	server.Exec(t, "ALTER ROLE "+role+" SET synchronous_commit TO off")
	if e := examine(url); !e.Lazy || e.Unfit != nil {
		t.Errorf("a lazy server: %+v", e)
	}
	stranger, url := server.Role(t)
	var forbidden *state.PermissionError
	if _, err := at(url).Examine(t.Context()); !errors.As(err, &forbidden) {
		t.Errorf("%s: %v", stranger, err)
	}
}

// TestTablesWithoutAState: tables that whoever runs the database has made are no state yet, and become one by Create.
func TestTablesWithoutAState(t *testing.T) {
	server := postgres.Start(t).Database(t)
	for _, role := range []string{"redpack_apply", "redpack_plan"} {
		server.Exec(t, "DO $$ BEGIN CREATE ROLE "+role+"; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
	}
	p, err := state.NewPostgres(state.PostgresOptions{URL: server.URL(), Schema: "redpack"})
	must(t, err)
	server.Exec(t, p.SQL())
	s, err := state.Read(t.Context(), p)
	must(t, err)
	if s.Exists() {
		t.Error("there is a state")
	}
	if _, _, held, err := state.Holder(t.Context(), p); held || err != nil {
		t.Errorf("held %t, %v", held, err)
	}
	must(t, p.Create(t.Context(), options()))
	var exists *state.ExistsError
	if err := p.Create(t.Context(), options()); !errors.As(err, &exists) {
		t.Errorf("twice: %v", err)
	}
}

// TestSetAsideTakesTheWitness: what this machine has seen of a state that is set aside does not speak against the one that comes into its place.
func TestSetAsideTakesTheWitness(t *testing.T) {
	server := postgres.Start(t)
	witness := newFile(t) + ".serial"
	p, err := state.NewPostgres(state.PostgresOptions{URL: server.Database(t).URL(), Schema: "redpack", Witness: witness})
	must(t, err)
	for range 2 {
		must(t, p.Create(t.Context(), options()))
		s, err := state.Open(t.Context(), p, options())
		must(t, err)
		must(t, s.Close())
		moved, err := state.SetAside(t.Context(), p, time.Now(), options().Owner)
		must(t, err)
		if len(moved) != 2 {
			t.Errorf("moved %q", moved)
		}
		time.Sleep(time.Second) // their names have the second in them
	}
}
