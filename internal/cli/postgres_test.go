package cli_test

import (
	"bytes"
	"context"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/cashredpack/redpack/internal/cli"
	"github.com/cashredpack/redpack/internal/testkit/postgres"
)

// withPostgres ends the database server of these tests with them.
type withPostgres struct{ m *testing.M }

func (w withPostgres) Run() int { return postgres.Main(w.m) }

// secretEnv is what no output and no file of a script may hold.
const secretEnv = "REDPACK_TEST_SECRET"

// TestPostgresScripts runs scripts over states in a real database, each over one of its own. In none of them is the database's password seen,
// neither in an output nor in a file.
func TestPostgresScripts(t *testing.T) {
	t.Parallel()
	server := postgres.Start(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/postgres",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			address, err := url.Parse(server.Database(t).URL())
			if err != nil {
				return err
			}
			password, _ := address.User.Password()
			env.Setenv("LANG", "C.UTF-8")
			env.Setenv("SCHEMA", absolute(t, "../events/events.schema.json"))
			env.Setenv("REDPACK_STATE_URL", address.String())
			env.Setenv("DATABASE", address.String())
			env.Setenv("HOST", address.Host)
			env.Setenv("NAME", strings.TrimPrefix(address.Path, "/"))
			env.Setenv(secretEnv, password)
			env.Defer(func() { without(t, env.WorkDir, password) })
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "ledger": ledger, "events": events, "waitfor": waitFor, "database": runOnServer, "waitlease": waitLease,
		},
	})
}

// without requires that no file holds a secret.
func without(t *testing.T, dir, secret string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(dir, name))
		if bytes.Contains(content, []byte(secret)) {
			t.Errorf("the database's password is in %s", name)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// discreet ends the process where an output holds what it must not.
func discreet(env *cli.Env) *cli.Env {
	if secret := os.Getenv(secretEnv); secret != "" {
		env.Stdout, env.Stderr = &discretion{to: env.Stdout, secret: secret}, &discretion{to: env.Stderr, secret: secret}
	}
	return env
}

type discretion struct {
	to     interface{ Write([]byte) (int, error) }
	secret string
	end    []byte // of what was written before
}

// Write is for io.Writer.
func (d *discretion) Write(b []byte) (int, error) {
	d.end = append(d.end, b...)
	if bytes.Contains(d.end, []byte(d.secret)) {
		os.Stderr.WriteString("the password is printed\n")
		os.Exit(99)
	}
	d.end = d.end[max(0, len(d.end)-len(d.secret)):]
	return d.to.Write(b)
}

// runOnServer is whoever else may write to the database: database FILE
func runOnServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: database FILE")
	}
	onServer(ts, func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.PgConn().Exec(ctx, ts.ReadFile(args[0])).ReadAll()
		return err
	})
}

// waitLease waits until somebody has the lease: waitlease SCHEMA
func waitLease(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: waitlease SCHEMA")
	}
	onServer(ts, func(ctx context.Context, c *pgx.Conn) error {
		for range 600 {
			var leased bool
			err := c.QueryRow(ctx, "SELECT until > clock_timestamp() FROM "+pgx.Identifier{args[0], "lease"}.Sanitize()).Scan(&leased)
			if leased || err != nil {
				return err
			}
			time.Sleep(50 * time.Millisecond)
		}
		ts.Fatalf("nobody took the lease in 30 s")
		return nil
	})
}

func onServer(ts *testscript.TestScript, do func(context.Context, *pgx.Conn) error) {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, ts.Getenv("DATABASE"))
	ts.Check(err)
	defer c.Close(ctx)
	ts.Check(do(ctx, c))
}
