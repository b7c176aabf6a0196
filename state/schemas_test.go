package state_test

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/cashredpack/redpack/state"
)

var schemaCount atomic.Int64

// newSchema names a schema that does not exist yet.
func newSchema(t testing.TB) *state.Created {
	t.Helper()
	url := os.Getenv("DEVURL")
	name := fmt.Sprintf("t%d_%d", os.Getpid(), schemaCount.Add(1))
	p, err := state.NewPostgres(state.PostgresOptions{URL: url, Schema: name})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c, err := pgx.Connect(context.Background(), url)
		if err != nil {
			return
		}
		defer c.Close(context.Background())
		c.Exec(context.Background(), "DROP SCHEMA IF EXISTS "+name+" CASCADE")
	})
	return &state.Created{Postgres: p}
}
