package state_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// databaseOf is a database of the test's own with settings that hold for every connection to it.
func databaseOf(t *testing.T, settings ...string) *postgres.Server {
	t.Helper()
	server := postgres.Start(t).Database(t)
	u, err := url.Parse(server.URL())
	must(t, err)
	for _, setting := range settings {
		server.Exec(t, "ALTER DATABASE "+strings.TrimPrefix(u.Path, "/")+" SET "+setting)
	}
	return server
}

// interfere does something in a transaction of its own that is open while the store works, and ends it with a word.
func interfere(t *testing.T, server *postgres.Server, schema string, statements ...string) (end func(word string)) {
	t.Helper()
	conn := server.Connect(t)
	run := func(sql string) error {
		_, err := conn.PgConn().Exec(context.WithoutCancel(t.Context()), sql).ReadAll()
		return err
	}
	must(t, run("BEGIN; SET LOCAL search_path TO "+schema))
	for _, sql := range statements {
		must(t, run(sql))
	}
	return func(word string) {
		if err := run(word); err != nil {
			t.Logf("the other session: %v", err)
		}
	}
}

// TestSerializationFailures: whatever isolation a database has by default, a batch that met another session's change is done again, and once.
func TestSerializationFailures(t *testing.T) {
	t.Parallel()
	for _, isolation := range []string{"serializable", "repeatable read", "read committed"} {
		t.Run(isolation, func(t *testing.T) {
			t.Parallel()
			server := databaseOf(t, "default_transaction_isolation TO '"+isolation+"'")
			direct, name := schemaOn(t, server, server.URL())
			quick(direct)
			must(t, direct.Create(t.Context(), options()))
			s, err := state.Open(t.Context(), direct, ticking())
			must(t, err)
			reserve(t, s, 1)
			for n, other := range []string{
				"UPDATE lease SET tool = tool WHERE id = 1", "UPDATE head SET serial = serial WHERE id = 1", "UPDATE packet SET key = key WHERE id = 1",
			} {
				for _, word := range []string{"COMMIT", "ROLLBACK"} {
					end := interfere(t, server, name, other)
					time.AfterFunc(50*time.Millisecond, func() { end(word) })
					reserve(t, s, 10+n*2+len(word)/7)
					record(t, s, 1, outcome(state.Unknown))
				}
			}
			wander(t, s, rand.New(rand.NewPCG(3, 18)), 60)
			must(t, s.Close())
			got, err := state.Read(t.Context(), direct)
			must(t, err)
			if p, ok := got.Lookup("lantern", intent(1).Key); !ok || p.ID != 1 {
				t.Errorf("%+v", p)
			}
			if report, err := state.Check(t.Context(), direct); err != nil || !report.Sound() {
				t.Errorf("%v %q", err, report.Problems)
			}
		})
	}
}

// TestDeadlock: the store is the one that the server chooses to give way, and does its batch again.
func TestDeadlock(t *testing.T) {
	t.Parallel()
	server := databaseOf(t, "deadlock_timeout TO '400ms'")
	direct, name := schemaOn(t, server, server.URL())
	quick(direct)
	must(t, direct.Create(t.Context(), options()))
	s, err := state.Open(t.Context(), direct, ticking())
	must(t, err)
	reserve(t, s, 1)
	before := postgres.Value[int64](t, server, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
	// The other one has the head and wants the lease; it is the store that looks for a deadlock first.
	end := interfere(t, server, name, "SET LOCAL deadlock_timeout TO '10s'", "UPDATE head SET serial = serial WHERE id = 1")
	done := make(chan struct{})
	go func() {
		defer close(done)
		time.Sleep(100 * time.Millisecond)
		end("UPDATE lease SET tool = tool WHERE id = 1")
		end("ROLLBACK")
	}()
	reserve(t, s, 2)
	<-done
	if s.Serial() != 3 {
		t.Errorf("serial %d", s.Serial())
	}
	must(t, s.Close())
	deadlocks := int64(0)
	for until := time.Now().Add(5 * time.Second); deadlocks <= before && time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		deadlocks = postgres.Value[int64](t, server, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
	}
	if deadlocks <= before {
		t.Error("there was no deadlock")
	}
	if report, err := state.Check(t.Context(), direct); err != nil || !report.Sound() {
		t.Errorf("%v %q", err, report.Problems)
	}
}

// TestReadOnlyServer: one that takes no changes is refused as what it is, and read all the same.
func TestReadOnlyServer(t *testing.T) {
	t.Parallel()
	server := databaseOf(t)
	direct, name := schemaOn(t, server, server.URL())
	must(t, direct.Create(t.Context(), options()))
	readOnly := server.URL() + "&options=-c%20default_transaction_read_only%3Don"
	follower := schemaAt(t, readOnly, name, state.PostgresOptions{})
	follower.Hurry(2*time.Second, time.Hour, time.Second, 300*time.Millisecond, 500*time.Millisecond)
	var refused *state.ServerError
	if _, err := state.Open(t.Context(), follower, ticking()); !errors.As(err, &refused) || !strings.Contains(err.Error(), "can only be read") {
		t.Errorf("opening: %v", err)
	}
	if err := schemaAt(t, readOnly, server.Schema(t), state.PostgresOptions{}).Create(t.Context(), options()); !errors.As(err, &refused) {
		t.Errorf("creating: %v", err)
	}
	if got, err := state.Read(t.Context(), follower); err != nil || got.Serial() != 1 {
		t.Errorf("reading: %v", err)
	}
	direct.Hurry(2*time.Second, time.Hour, time.Second, 300*time.Millisecond, 500*time.Millisecond)
	s, err := state.Open(t.Context(), direct, ticking())
	must(t, err)
	u, err := url.Parse(server.URL())
	must(t, err)
	server.Exec(t, "ALTER DATABASE "+strings.TrimPrefix(u.Path, "/")+" SET default_transaction_read_only TO on")
	server.TerminateBackends(t, "redpack")
	var write *state.WriteError
	if _, err := s.Reserve(t.Context(), intent(1)); !errors.As(err, &write) || write.Cause() != state.ServerFollows {
		t.Errorf("writing: %v", err)
	}
	_ = s.Close()
	postgres.Start(t).Exec(t, "ALTER DATABASE "+strings.TrimPrefix(u.Path, "/")+" SET default_transaction_read_only TO off")
}

// TestThroughAPooler lives a whole life over one that gives every transaction another session.
func TestThroughAPooler(t *testing.T) {
	t.Parallel()
	server := postgres.Start(t).Database(t)
	address := postgres.Bouncer(t, server)
	direct, name := schemaOn(t, server, server.URL())
	pooled := schemaAt(t, address, name, state.PostgresOptions{})
	pooled.Hurry(1500*time.Millisecond, time.Hour, 700*time.Millisecond, 2*time.Second, time.Second)
	must(t, pooled.Create(t.Context(), options()))
	twin := newFile(t)
	file := openCalm(t, twin, options())
	for life := range uint64(3) {
		o := options()
		o.LockTimeout = 5 * time.Second
		s, err := state.Open(t.Context(), pooled, o)
		must(t, err)
		wander(t, s, rand.New(rand.NewPCG(life, 18)), 80)
		wander(t, file, rand.New(rand.NewPCG(life, 18)), 80)
		server.TerminateBackends(t, "") // the pooler's
		wander(t, s, rand.New(rand.NewPCG(life, 19)), 20)
		wander(t, file, rand.New(rand.NewPCG(life, 19)), 20)
		// The next life takes over from one that was never closed.
	}
	must(t, file.Close())
	want, err := state.Read(t.Context(), state.File(twin))
	must(t, err)
	for _, at := range []*state.Created{pooled, direct} {
		got, err := state.Read(t.Context(), at)
		must(t, err)
		a, b := pictureOf(want), pictureOf(got)
		a.Lineage = b.Lineage
		if diff := cmp.Diff(a, b); diff != "" {
			t.Error(diff)
		}
		if report, err := state.Check(t.Context(), at); err != nil || !report.Sound() {
			t.Errorf("%v %q", err, report.Problems)
		}
	}
	inHistory(t, server, pooled)
}

// TestUnfitServers: a server that would forget what it has acknowledged is refused, and one that only needs to be told is told.
func TestUnfitServers(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{"fsync=off", "full_page_writes=off"} {
		t.Run(setting, func(t *testing.T) {
			server := postgres.Private(t, setting)
			var unfit *state.ServerError
			if err := schemaAt(t, server.URL(), "redpack", state.PostgresOptions{}).Create(t.Context(), options()); !errors.As(err, &unfit) {
				t.Error(err)
			}
		})
	}
	for _, tt := range []struct {
		settings map[string]string
		says     string
	}{
		{map[string]string{"server_version_num": "120017"}, "PostgreSQL 12"},
		{map[string]string{"server_version_num": "90624"}, "PostgreSQL 9"},
		{map[string]string{"server_version_num": "130000", "server_encoding": "UTF8", "fsync": "on", "full_page_writes": "on"}, ""},
		{map[string]string{"server_version_num": "180004"}, ""},
		{map[string]string{}, ""}, // one that is only like PostgreSQL
		{map[string]string{"server_encoding": "SQL_ASCII"}, "SQL_ASCII"},
	} {
		err := state.Fit(tt.settings)
		if (err != nil) != (tt.says != "") || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%v: %v", tt.settings, err)
		}
	}
	server := postgres.Start(t)
	name := "ascii_" + strings.ToLower(fmt.Sprint(time.Now().UnixNano()))
	server.Exec(t, "CREATE DATABASE "+name+" ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
	u, err := url.Parse(server.URL())
	must(t, err)
	u.Path = "/" + name
	var unfit *state.ServerError
	if err := schemaAt(t, u.String(), "redpack", state.PostgresOptions{}).Create(t.Context(), options()); !errors.As(err, &unfit) || !strings.Contains(err.Error(), "SQL_ASCII") {
		t.Error(err)
	}
	server.Exec(t, "DROP DATABASE "+name+" WITH (FORCE)")
}

// TestLazyServer: where a server answers before the disk does, every commit of the store's is on disk all the same when it is acknowledged.
func TestLazyServer(t *testing.T) {
	t.Parallel()
	server := postgres.Private(t, "synchronous_commit=off", "wal_writer_delay=10s")
	c := schemaAt(t, server.URL(), "redpack", state.PostgresOptions{})
	must(t, c.Create(t.Context(), options()))
	s, err := state.Open(t.Context(), c, options())
	must(t, err)
	const header = 40 // of a page of the log, which counts as written where nothing follows it
	flushed := func(what string) {
		t.Helper()
		row := server.Connect(t).QueryRow(t.Context(), "SELECT pg_current_wal_insert_lsn() - pg_current_wal_flush_lsn()")
		var left float64
		must(t, row.Scan(&left))
		if left > header {
			t.Errorf("%s: %v bytes of the log are not on disk", what, left)
		}
	}
	for n := range 20 {
		reserve(t, s, n)
		flushed("an intent")
	}
	_, err = s.Series(t.Context(), "autumn", series())
	must(t, err)
	must(t, s.CampaignDate(t.Context(), "spring", "20260101"))
	_, err = s.Series(t.Context(), "spring", series()) // which reads before it writes
	must(t, err)
	flushed("a series")
	server.Stop(t, postgres.Immediate)
	server.Restart(t)
	got, err := state.Read(t.Context(), c)
	must(t, err)
	if got.Len() != 20 || got.Serial() != s.Serial() {
		t.Errorf("%d packets, serial %d", got.Len(), got.Serial())
	}
	conn := server.Connect(t) // the control: others' commits are lazy
	_, err = conn.Exec(t.Context(), "CREATE TABLE lazy(n int)")
	must(t, err)
	var left float64
	must(t, conn.QueryRow(t.Context(), "SELECT pg_current_wal_insert_lsn() - pg_current_wal_flush_lsn()").Scan(&left))
	if left <= header {
		t.Errorf("this test could not find anything: %v bytes of somebody else's are not on disk", left)
	}
}
