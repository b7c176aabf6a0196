package state_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/state"
)

// withOnePacket makes a state with a sent packet and closes it.
func withOnePacket(t testing.TB) (path string) {
	t.Helper()
	path = newFile(t)
	s := open(t, path)
	record(t, s, reserve(t, s, 1).ID, outcome(state.Sent))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func execSQL(t testing.TB, path, sql string) {
	t.Helper()
	if schema, ok := schemas.Load(path); ok {
		must(t, schema.(*state.Created).Exec(t.Context(), sql))
		return
	}
	c, err := sqlite3.Open(path)
	must(t, err)
	must(t, c.Exec(sql))
	must(t, c.Close())
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	must(t, err)
	must(t, os.WriteFile(to, data, 0o600))
}

// TestRefusals is the list of everything that a state may not be, each with its own error and words.
func TestRefusals(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(t *testing.T, path string)
		want  any // pointer to the error's type
		says  string
		reads bool // plan and the like may still read it
		with  func(*state.OpenOptions)
	}{
		"empty": {
			spoil: func(t *testing.T, path string) { must(t, os.Truncate(path, 0)) },
			want:  new(*state.EmptyError), says: "does not mean that nothing was sent",
		},
		"vanished": {
			spoil: func(t *testing.T, path string) { must(t, os.Remove(path)) },
			want:  new(*state.VanishedError), says: "state rebuild",
		},
		"vanished, only the log left": {
			spoil: func(t *testing.T, path string) {
				must(t, os.Remove(path))
				must(t, os.Rename(path+".serial", path+"-wal"))
			},
			want: new(*state.VanishedError), says: "state rebuild",
		},
		"cut in half": {
			spoil: func(t *testing.T, path string) { must(t, os.Truncate(path, 20000)) },
			want:  new(*state.CorruptError), says: "is damaged",
		},
		"some other file": {
			spoil: func(t *testing.T, path string) { must(t, os.WriteFile(path, []byte("name,openid\n"), 0o600)) },
			want:  new(*state.CorruptError), says: "first bytes",
		},
		"some other database": {
			spoil: func(t *testing.T, path string) {
				must(t, os.Remove(path))
				must(t, os.WriteFile(path, nil, 0o600))
				execSQL(t, path, "CREATE TABLE t(x)")
			},
			want: new(*state.CorruptError), says: "not one of redpack",
		},
		"edited by hand": {
			spoil: func(t *testing.T, path string) { execSQL(t, path, "UPDATE packet SET status = 'failed'") },
			want:  new(*state.CorruptError), says: "packet 1 does not match its checksum",
		},
		"a row removed": {
			spoil: func(t *testing.T, path string) { execSQL(t, path, "DELETE FROM packet") },
			want:  new(*state.CorruptError), says: "0 packets are not the 1",
		},
		"newer": {
			spoil: func(t *testing.T, path string) {
				execSQL(t, path, "PRAGMA user_version = 9; UPDATE meta SET value = 'v3.0.0' WHERE key = 'tool'")
			},
			want: new(*state.NewerError), says: "schema 9, written by redpack v3.0.0",
		},
		"an old copy put back": {
			spoil: func(t *testing.T, path string) {
				copyFile(t, path, path+".copy")
				s := open(t, path)
				reserve(t, s, 2)
				must(t, s.Close())
				must(t, os.Rename(path+".copy", path))
			},
			want: new(*state.BehindError), says: "old copy",
		},
		"another folder's state": {
			spoil: func(t *testing.T, path string) { copyFile(t, withOnePacket(t), path) },
			want:  new(*state.ForeignError), says: "not the one that lay here before",
		},
		"a spoilt witness": {
			spoil: func(t *testing.T, path string) { must(t, os.Truncate(path+".serial", 30)) },
			want:  new(*state.CorruptError), says: "redpack.state.serial",
		},
		"readable by all": {
			spoil: func(t *testing.T, path string) { must(t, os.Chmod(path, 0o644)) },
			want:  new(*state.PermissionError), says: "Run: chmod 600 ",
		},
		"a folder": {
			spoil: func(t *testing.T, path string) { must(t, os.Remove(path)); must(t, os.Mkdir(path, 0o700)) },
			want:  new(*state.PermissionError), says: "not a regular file",
		},
		"a link to nothing": {
			spoil: func(t *testing.T, path string) { must(t, os.Remove(path)); must(t, os.Symlink("nothing", path)) },
			want:  new(*state.NotFoundError), says: "symbolic link",
		},
		"another merchant": {
			with: func(o *state.OpenOptions) { o.MchID = "1999999999" },
			want: new(*state.ForeignError), says: "mch_id 1230000109", reads: true,
		},
		"another appid": {
			with: func(o *state.OpenOptions) { o.AppID = "wx0" },
			want: new(*state.ForeignError), says: "appid wx8888888888888888", reads: true,
		},
		"a sandbox campaign": {
			with: func(o *state.OpenOptions) { o.Sandbox = true },
			want: new(*state.SandboxError), says: "live packets", reads: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := withOnePacket(t)
			o := options()
			if tt.spoil != nil {
				tt.spoil(t, path)
			}
			if tt.with != nil {
				tt.with(&o)
			}
			s, err := state.Open(t.Context(), state.File(path), o)
			if s != nil || !errors.As(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Open: %v, want %s saying %q", err, reflect.TypeOf(tt.want).Elem(), tt.says)
			}
			snapshot, err := state.Read(t.Context(), state.File(path))
			if tt.reads && (err != nil || snapshot.Len() != 1) || !tt.reads && (snapshot != nil || !errors.As(err, tt.want)) {
				t.Errorf("Read: %v, want %s", err, reflect.TypeOf(tt.want).Elem())
			}
			// Refusing leaves no lock behind.
			if _, _, held, err := state.Holder(t.Context(), state.File(path)); held || err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the lock is still held: %v, %v", held, err)
			}
		})
	}
}

func TestSandboxStateRefusesALiveCampaign(t *testing.T) {
	path, o := newFile(t), options()
	o.Sandbox = true
	s, err := state.Open(t.Context(), state.File(path), o)
	must(t, err)
	must(t, s.Close())
	var mixed *state.SandboxError
	if _, err := state.Open(t.Context(), state.File(path), options()); !errors.As(err, &mixed) || !strings.Contains(err.Error(), "no money exists") {
		t.Error(err)
	}
}

func TestMissingFolderAndMissingMerchant(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gone", "redpack.state")
	var missing *state.NotFoundError
	if _, err := state.Read(t.Context(), state.File(path)); !errors.As(err, &missing) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Read in no folder: %v", err)
	}
	if _, err := state.Open(t.Context(), state.File(path), options()); !errors.As(err, &missing) {
		t.Errorf("Open in no folder: %v", err)
	}
	o := options()
	o.MchID = ""
	path = newFile(t)
	if _, err := state.Open(t.Context(), state.File(path), o); !errors.As(err, &missing) {
		t.Errorf("Open without a merchant made a state: %v", err)
	}
	if left, _ := filepath.Glob(path + "*"); len(left) > 0 {
		t.Errorf("it left %q", left)
	}
	for name, do := range map[string]func() error{
		"Check":  func() error { _, err := state.Check(t.Context(), state.File(path)); return err },
		"Backup": func() error { return state.Backup(t.Context(), state.File(path), path+".copy") },
	} {
		if err := do(); !errors.As(err, &missing) {
			t.Errorf("%s of nothing: %v", name, err)
		}
	}
}

func TestLockNamesItsHolder(t *testing.T) {
	path := newFile(t)
	s := open(t, path)
	var locked *state.LockedError
	_, err := state.Open(t.Context(), state.File(path), options())
	if !errors.As(err, &locked) || locked.Holder != options().Owner || !locked.Since.Equal(morning) {
		t.Errorf("second Open: %v", err)
	}
	if name, since, held, err := state.Holder(t.Context(), state.File(path)); name != options().Owner || !since.Equal(morning) || !held || err != nil {
		t.Errorf("Holder = %s, %s, %v, %v", name, since, held, err)
	}
	must(t, s.Close())
	if _, _, held, err := state.Holder(t.Context(), state.File(path)); held || err != nil {
		t.Errorf("after Close: held %v, %v", held, err)
	}
	open(t, path)
}

func TestFilesAreForTheOwnerOnly(t *testing.T) {
	path := newFile(t)
	s := open(t, path)
	reserve(t, s, 1)
	read(t, path)
	must(t, state.Backup(t.Context(), state.File(path), path+".copy"))
	files, err := filepath.Glob(path + "*")
	must(t, err)
	if len(files) != 6 { // state, log, shared memory, lock, witness, copy
		t.Errorf("files: %q", files)
	}
	for _, name := range files {
		info, err := os.Stat(name)
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %04o", name, info.Mode().Perm())
		}
	}
}

func TestSymbolicLinkLeadsToOneState(t *testing.T) {
	path := withOnePacket(t)
	link := newFile(t)
	must(t, os.Symlink(path, link))
	s := open(t, link)
	reserve(t, s, 2)
	var locked *state.LockedError
	if _, err := state.Open(t.Context(), state.File(path), options()); !errors.As(err, &locked) {
		t.Errorf("under its real name it is not locked: %v", err)
	}
	if got := read(t, link); got.Len() != 2 {
		t.Errorf("%d packets through the link", got.Len())
	}
}

func TestStateTakenAwayWhileInUse(t *testing.T) {
	for name, take := range map[string]func(path string) error{
		"removed": os.Remove,
		"replaced": func(path string) error {
			return errors.Join(os.Rename(path, path+".x"), os.WriteFile(path, []byte("x"), 0o600))
		},
	} {
		path := newFile(t)
		s := open(t, path)
		reserve(t, s, 1)
		must(t, take(path))
		var write *state.WriteError
		if _, err := s.Reserve(t.Context(), intent(2)); !errors.As(err, &write) {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.Close(); !errors.As(err, &write) {
			t.Errorf("%s: Close says %v", name, err)
		}
	}
}

func TestClosedAndCancelled(t *testing.T) {
	s := open(t, newFile(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Reserve(ctx, intent(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	must(t, s.Close())
	must(t, s.Close())
	var closed *state.ClosedError
	if _, err := s.Reserve(t.Context(), intent(1)); !errors.As(err, &closed) {
		t.Errorf("closed: %v", err)
	}
}

func TestSetAsideMakesRoomForARebuild(t *testing.T) {
	path := withOnePacket(t)
	must(t, os.Truncate(path, 20000))
	moved, err := state.SetAside(t.Context(), state.File(path), morning, "me")
	if err != nil || len(moved) != 2 {
		t.Fatalf("%q, %v", moved, err)
	}
	s := open(t, path)
	if _, err := s.Restore(t.Context(), restored(intent(1), state.Sent)); err != nil {
		t.Fatal(err)
	}
	if moved, err := state.SetAside(t.Context(), state.File(newFile(t)), morning, "me"); len(moved) != 0 || err != nil {
		t.Errorf("nothing to set aside: %q, %v", moved, err)
	}
}
