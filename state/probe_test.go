package state_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/state"
)

// Whatever has the name of the file by which the disk is asked belongs to somebody: it is neither overwritten nor removed.
func TestTheDiskIsAskedByANewFileAlone(t *testing.T) {
	const mine = "anna's own notes\n"
	for name, plant := range map[string]func(victim, probe string) error{
		"a file":          func(_, probe string) error { return os.WriteFile(probe, []byte(mine), 0o600) },
		"a link":          os.Symlink,
		"a hard link":     os.Link,
		"a folder":        func(_, probe string) error { return os.Mkdir(probe, 0o700) },
		"a dangling link": func(victim, probe string) error { return os.Symlink(victim+".not", probe) },
	} {
		t.Run(name, func(t *testing.T) {
			path := newFile(t)
			s, err := state.Open(t.Context(), state.File(path), options())
			must(t, err)
			victim := filepath.Join(t.TempDir(), "victim")
			must(t, os.WriteFile(victim, []byte(mine), 0o600))
			must(t, plant(victim, path+".probe"))
			before, err := os.Lstat(path + ".probe")
			must(t, err)
			// Whoever puts a folder in the witness's place makes each write fail for no cause that is known.
			must(t, os.Remove(path+".serial"))
			must(t, os.Mkdir(path+".serial", 0o700))
			var failed *state.WriteError
			if _, err := s.Reserve(t.Context(), intent(0)); !errors.As(err, &failed) || strings.Contains(err.Error(), "probe") {
				t.Errorf("%v", err)
			}
			_ = s.Close()
			after, err := os.Lstat(path + ".probe")
			if err != nil || !os.SameFile(before, after) || after.Mode() != before.Mode() || after.Size() != before.Size() {
				t.Errorf("it is %v now, %v", after, err)
			}
			if got, err := os.ReadFile(victim); string(got) != mine || err != nil {
				t.Errorf("%q, %v", got, err)
			}
			if _, err := os.Lstat(victim + ".not"); err == nil {
				t.Error("a link was written through")
			}
		})
	}
}
