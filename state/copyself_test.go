package state_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// TestCopyOntoItself: a state under another name of the same place is none to copy to. Marked as moved to itself it would be of no use any more.
func TestCopyOntoItself(t *testing.T) {
	server := postgres.Start(t)
	direct, schema := schemaOn(t, server, server.URL())
	path, linked := newFile(t), newFile(t)
	link := filepath.Join(t.TempDir(), "link.state")
	must(t, os.Symlink(linked, link))
	for name, c := range map[string]struct{ at, again state.Backend }{
		"another name of the server": {direct, schemaAt(t, strings.Replace(server.URL(), "127.0.0.1", "localhost", 1), schema, state.PostgresOptions{})},
		"another path of the file":   {state.File(path), state.File(filepath.Dir(path) + "/./" + filepath.Base(path))},
		"a link to the file":         {state.File(linked), state.File(link)},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := state.Open(t.Context(), c.at, options())
			must(t, err)
			_, err = s.Reserve(t.Context(), intent(1))
			must(t, errors.Join(err, s.Close()))
			before, err := state.Read(t.Context(), c.at)
			must(t, err)
			var invalid *state.InvalidError
			if _, err := state.Copy(t.Context(), c.at, c.again, options()); !errors.As(err, &invalid) {
				t.Errorf("it is copied onto itself: %v", err)
			}
			after, err := state.Read(t.Context(), c.at)
			must(t, err)
			if after.Serial() != before.Serial() {
				t.Errorf("serial %d became %d", before.Serial(), after.Serial())
			}
		})
	}
}
