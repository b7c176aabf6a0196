package postgres_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
)

func TestMain(m *testing.M) { os.Exit(postgres.Main(m)) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sqlState is the code by which PostgreSQL refuses.
func sqlState(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

func TestAServerIsShared(t *testing.T) {
	a, b := postgres.Start(t), postgres.Start(t)
	if a.URL() != b.URL() || !strings.HasPrefix(a.Addr(), "127.0.0.1:") && os.Getenv("REDPACK_TEST_POSTGRES_URL") == "" {
		t.Errorf("%s, %s", a.URL(), b.URL())
	}
	for setting, want := range map[string]string{
		"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "server_encoding": "UTF8", "is_superuser": "on",
	} {
		if got := postgres.Value[string](t, a, "SHOW "+setting); got != want {
			t.Errorf("%s is %s", setting, got)
		}
	}
}

// What a test leaves behind goes when it ends.
func TestSchemasAndDatabasesGo(t *testing.T) {
	s := postgres.Start(t)
	var schemas []string
	var own *postgres.Server
	var role string
	used := t.Run("used", func(t *testing.T) {
		for range 2 {
			name := s.Schema(t)
			s.Exec(t, "CREATE SCHEMA "+name+"; CREATE TABLE "+name+".head (id int)")
			schemas = append(schemas, name)
		}
		left, err := pgx.Connect(t.Context(), s.URL()) // in the middle of a transaction
		must(t, err)
		_, err = left.Exec(t.Context(), "BEGIN; LOCK TABLE "+schemas[0]+".head")
		must(t, err)
		own = s.Database(t)
		own.Exec(t, "CREATE SCHEMA redpack")
		role, _ = own.Role(t)
		own.Exec(t, "GRANT USAGE ON SCHEMA redpack TO "+role)
	})
	if !used {
		return
	}
	if schemas[0] == schemas[1] {
		t.Error("two tests share a schema")
	}
	const left = `SELECT (SELECT count(*) FROM pg_namespace WHERE nspname = ANY($1)) + (SELECT count(*) FROM pg_roles WHERE rolname = $2)`
	if n := postgres.Value[int64](t, s, left, schemas, role); n != 0 {
		t.Errorf("%d are left", n)
	}
	if _, err := pgx.Connect(t.Context(), own.URL()); sqlState(err) != "3D000" {
		t.Errorf("the database is left: %v", err)
	}
}

func TestARoleMayDoNothing(t *testing.T) {
	s := postgres.Start(t).Database(t)
	s.Exec(t, "CREATE SCHEMA redpack; CREATE TABLE redpack.head (id int)")
	_, address := s.Role(t)
	conn, err := pgx.Connect(t.Context(), address)
	must(t, err)
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), "SELECT * FROM redpack.head"); sqlState(err) != "42501" {
		t.Errorf("it reads: %v", err)
	}
}

func TestTLS(t *testing.T) {
	s := postgres.Private(t)
	conn, err := pgx.Connect(t.Context(), strings.Replace(s.URL(), "sslmode=disable", "sslmode=verify-full&sslrootcert="+s.CAFile(t), 1))
	must(t, err)
	defer conn.Close(t.Context())
	var encrypted bool
	must(t, conn.QueryRow(t.Context(), "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").Scan(&encrypted))
	if !encrypted {
		t.Error("it is not encrypted")
	}
}

func TestBackendsAreEnded(t *testing.T) {
	s := postgres.Start(t).Database(t)
	conn, err := pgx.Connect(t.Context(), s.URL()+"&application_name=victim")
	must(t, err)
	other := s.Connect(t)
	if n := s.TerminateBackends(t, "victim"); n != 1 {
		t.Errorf("%d were ended", n)
	}
	if _, err := conn.Exec(t.Context(), "SELECT 1"); sqlState(err) != "57P01" {
		t.Errorf("the victim reads: %v", err)
	}
	if _, err := other.Exec(t.Context(), "SELECT 1"); err != nil {
		t.Errorf("the other one reads: %v", err)
	}
}

// Whatever ends a server of one's own, what was committed is there when it is back, and the settings and the address are the same.
func TestServersEnd(t *testing.T) {
	s := postgres.Private(t, "max_connections=30")
	s.Exec(t, "CREATE TABLE kept (n int)")
	want := int64(0)
	for name, end := range map[string]func(t *testing.T){
		"fast":      func(t *testing.T) { s.Stop(t, postgres.Fast) },
		"immediate": func(t *testing.T) { s.Stop(t, postgres.Immediate) },
		"killed":    func(t *testing.T) { s.Stop(t, postgres.Killed) },
		"a backend": func(t *testing.T) { s.KillBackend(t, int32(s.Connect(t).PgConn().PID())) },
		"restarted": func(*testing.T) {},
	} {
		t.Run(name, func(t *testing.T) {
			s.Exec(t, "INSERT INTO kept VALUES ($1)", want)
			want++
			end(t)
			if name != "a backend" {
				s.Restart(t)
			}
			if got := postgres.Value[int64](t, s, "SELECT count(*) FROM kept"); got != want {
				t.Errorf("%d rows of %d", got, want)
			}
			if got := postgres.Value[string](t, s, "SHOW max_connections"); got != "30" {
				t.Errorf("max_connections is %s", got)
			}
		})
	}
}

func TestADiskIsFull(t *testing.T) {
	d := postgres.Start(t).Small(t)
	d.Exec(t, "CREATE TABLE filled (text text)")
	fill := func() error {
		conn := d.Connect(t)
		for range 200 {
			if _, err := conn.Exec(t.Context(), "INSERT INTO filled SELECT repeat(md5(n::text), 30) FROM generate_series(1, 100) n"); err != nil {
				return err
			}
		}
		return nil
	}
	d.Fill(t)
	if err := fill(); sqlState(err) != "53100" {
		t.Errorf("full: %v", err)
	}
	d.Free(t)
	must(t, fill())
}

func TestBouncer(t *testing.T) {
	s := postgres.Start(t).Database(t)
	address := postgres.Bouncer(t, s)
	pids := map[uint32]bool{}
	for range 3 {
		conn, err := pgx.Connect(t.Context(), address+"&default_query_exec_mode=exec")
		must(t, err)
		var pid uint32
		must(t, conn.QueryRow(t.Context(), "SELECT pg_backend_pid()").Scan(&pid))
		pids[pid] = true
		must(t, conn.Close(t.Context()))
	}
	if len(pids) != 1 {
		t.Errorf("%d connections behind the pool", len(pids))
	}
}
