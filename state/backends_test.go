package state_test

import (
	"os"
	"sync"
	"testing"

	"github.com/cashredpack/redpack/state"
)

// What a state promises does not depend on where it is kept: with REDPACK_TEST_STATE=postgres, the tests that say so run on a database. There
// every path that newPath has made stands for a schema of its own.

var schemas sync.Map // path → *state.Created

// newPath names a state that does not exist yet.
func newPath(t testing.TB) string {
	path := newFile(t)
	if os.Getenv("REDPACK_TEST_STATE") == "postgres" {
		schemas.Store(path, newSchema(t))
	}
	return path
}

// at is the state of a path.
func at(path string) state.Backend {
	if schema, ok := schemas.Load(path); ok {
		return schema.(*state.Created)
	}
	return state.File(path)
}
