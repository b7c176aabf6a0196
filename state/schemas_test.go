package state_test

import (
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// newSchema names a schema that does not exist yet.
func newSchema(t testing.TB) *state.Created {
	t.Helper()
	server := postgres.Start(t)
	p, err := state.NewPostgres(state.PostgresOptions{URL: server.URL(), Schema: server.Schema(t)})
	if err != nil {
		t.Fatal(err)
	}
	return &state.Created{Postgres: p}
}
