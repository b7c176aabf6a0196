// Package statetest keeps the states of tests in files or, where REDPACK_TEST_STATE=postgres is set, in a database: what redpack promises does
// not depend on where a state is kept. A path stands for a state in either case, because that is how tests tell their states apart.
package statetest

import (
	"context"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// Database reports whether states are kept in a database.
func Database() bool { return os.Getenv("REDPACK_TEST_STATE") == "postgres" }

// Main runs a package's tests. The server is started before them: one that is started within a bubble of synctest would be part of it.
func Main(m interface{ Run() int }) int {
	if Database() {
		return postgres.MainAhead(m)
	}
	return postgres.Main(m)
}

// places are the databases by the paths that stand for them.
var places sync.Map // path → *place

// place is a schema. It is opened over a wire where a test wants that.
type place struct {
	*state.Postgres
	schema string
	opened state.Backend
	made   atomic.Bool
}

// At is the state of a path, which may not exist yet.
func At(t testing.TB, path string) state.Backend {
	t.Helper()
	if !Database() {
		return state.File(path)
	}
	return of(t, path).Postgres
}

// of is the place of a path, which is made where there is none.
func of(t testing.TB, path string) *place {
	t.Helper()
	if known, ok := places.Load(path); ok {
		return known.(*place) //nolint:errcheck // there is nothing else in it
	}
	server := postgres.Start(t)
	schema := server.Schema(t)
	fresh := &place{Postgres: Schema(t, server.URL(), schema), schema: schema}
	fresh.opened = fresh.Postgres
	known, _ := places.LoadOrStore(path, fresh)
	return known.(*place) //nolint:errcheck // as above
}

// Schema is a state in a schema at an address of a server.
func Schema(t testing.TB, url, schema string) *state.Postgres {
	t.Helper()
	at, err := state.NewPostgres(state.PostgresOptions{URL: url, Schema: schema})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Open opens the state of a path. As a file does, a state in a database comes to be when it is opened first.
func Open(ctx context.Context, t testing.TB, path string, o state.OpenOptions) (*state.Store, error) {
	t.Helper()
	if !Database() {
		return state.Open(ctx, state.File(path), o)
	}
	at := of(t, path)
	if !at.made.Swap(true) {
		exists := (*state.ExistsError)(nil)
		if err := at.Create(ctx, o); err != nil && !errors.As(err, &exists) {
			return nil, err
		}
	}
	return state.Open(ctx, at.opened, o)
}
