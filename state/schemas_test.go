package state_test

import (
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// newSchema names a schema that does not exist yet.
func newSchema(t testing.TB) *state.Created {
	t.Helper()
	server := postgres.Start(t)
	c, _ := schemaOn(t, server, server.URL())
	return c
}

// schemaOn names a schema of a server that does not exist yet, to be reached at an address: the server's own, or that of a wire or pooler.
func schemaOn(t testing.TB, server *postgres.Server, address string) (c *state.Created, name string) {
	t.Helper()
	name = server.Schema(t)
	return schemaAt(t, address, name, state.PostgresOptions{}), name
}

// schemaAt is a schema at an address.
func schemaAt(t testing.TB, address, name string, o state.PostgresOptions) *state.Created {
	t.Helper()
	o.URL, o.Schema = address, name
	if o.Now == nil {
		o.Now = func() time.Time { return morning }
	}
	p, err := state.NewPostgres(o)
	if err != nil {
		t.Fatal(err)
	}
	return &state.Created{Postgres: p}
}
