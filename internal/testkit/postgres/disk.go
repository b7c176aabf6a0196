package postgres

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// small is the size of a small disk in bytes: an empty database takes about 8 MB of it.
const small = 24 << 20

// Disk is a database whose tables lie on a small disk of their own; the log of the server does not.
type Disk struct {
	*Server
	dir string
}

// Small makes a database on a small disk. The test is skipped where none can be mounted, which takes root.
func (s *Server) Small(t testing.TB) *Disk {
	t.Helper()
	s.own(t)
	// Not where the tests' files lie: a disk that a killed test leaves mounted there would be in everybody's way.
	dir, err := folderIn("/tmp")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Remove(dir); err != nil {
			t.Error(err)
		}
	})
	if err := mount(dir, small); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := unmount(dir); err != nil {
			t.Error(err)
		}
	})
	space := unique("tablespace")
	s.Exec(t, "CREATE TABLESPACE "+space+" LOCATION '"+dir+"'")
	s.afterwards(t, "DROP TABLESPACE "+space)
	return &Disk{Server: s.database(t, "TABLESPACE "+space), dir: dir}
}

func (d *Disk) ballast() string { return filepath.Join(d.dir, "ballast") }

// Fill takes all the room that the disk has left. Tables still have what is free within them: a few rows may fit.
func (d *Disk) Fill(t testing.TB) {
	t.Helper()
	w, err := os.OpenFile(d.ballast(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 4096)
	if _, err := rand.Read(block); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = w.Write(block)
	}
	if err := errors.Join(err, w.Close()); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
}

// Free gives back what Fill has taken.
func (d *Disk) Free(t testing.TB) {
	t.Helper()
	if err := os.Remove(d.ballast()); err != nil {
		t.Fatal(err)
	}
}
