//go:build unix

package state_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/internal/testkit/tongues"
	"github.com/cashredpack/redpack/state"
)

// childEnv makes the test binary play one of the parts below instead of running tests.
const childEnv = "REDPACK_STATE_TEST_CHILD"

func TestMain(m *testing.M) {
	part, path, _ := strings.Cut(os.Getenv(childEnv), " ")
	switch part {
	case "":
		os.Exit(postgres.Main(tongues.Tests{M: m}))
	case "write":
		fmt.Fprintln(os.Stderr, writeForever(path))
		os.Exit(1)
	case "open":
		os.Exit(tryToOpen(path))
	}
	os.Exit(2)
}

func child(t *testing.T, part, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childEnv+"="+part+" "+path)
	cmd.Stderr = os.Stderr
	return cmd
}

// writeForever reserves and records and says so on standard output, until it is killed.
func writeForever(path string) error {
	ctx := context.Background()
	s, err := state.Open(ctx, state.File(path), options())
	if err != nil {
		return err
	}
	first := s.Snapshot().Len()
	for n := first; ; n++ {
		p, err := s.Reserve(ctx, intent(n))
		if err == nil {
			fmt.Println(p.Key, state.Reserved)
			p, err = s.Record(ctx, p.ID, outcome(state.Sent))
		}
		if err != nil {
			return err
		}
		fmt.Println(p.Key, p.Status)
	}
}

// TestKilledProcess kills a writing process again and again. The kernel frees its lock, and what it had said is there.
func TestKilledProcess(t *testing.T) {
	path := newFile(t)
	for life := range 8 {
		cmd := child(t, "write", path)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		said := map[string]string{}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			key, status, _ := strings.Cut(lines.Text(), " ")
			said[key] = status
			if len(said) == 10+7*life {
				must(t, cmd.Process.Kill())
			}
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}
		// A crash leaves the holder's name; on the same file that means nothing.
		if left, err := os.ReadFile(path + ".lock"); err != nil || !strings.Contains(string(left), `"file":"inode `) {
			t.Errorf("life %d left %q, %v", life, left, err)
		}
		got := read(t, path)
		for key, status := range said {
			p, ok := got.Lookup("lantern", key)
			if !ok || status == "sent" && p.Status != state.Sent {
				t.Fatalf("life %d: %s was said to be %s and is %s", life, key, status, p.Status)
			}
		}
	}
	reserve(t, open(t, path), 10_000)
	soundOrFail(t, path)
}

// tryToOpen opens and reads a state as somebody without rights and tells which error it met.
func tryToOpen(path string) int {
	ctx := context.Background()
	kind := func(err error) string {
		var denied *state.PermissionError
		switch {
		case err == nil:
			return "fine"
		case errors.As(err, &denied):
			return "denied"
		}
		return err.Error()
	}
	s, err := state.Open(ctx, state.File(path), options())
	if err == nil {
		err = s.Close()
	}
	_, readErr := state.Read(ctx, state.File(path))
	fmt.Printf("open %s, read %s", kind(err), kind(readErr))
	return 0
}

// TestReadOnly looks at protected files and folders as an ordinary user, whoever runs the tests.
func TestReadOnly(t *testing.T) {
	for name, tt := range map[string]struct {
		protect func(path string) error
		want    string
	}{
		"nothing protected": {func(string) error { return nil }, "open fine, read fine"},
		"read-only file":    {func(path string) error { return os.Chmod(path, 0o400) }, "open denied, read fine"},
		"read-only folder":  {func(path string) error { return os.Chmod(filepath.Dir(path), 0o500) }, "open denied, read fine"},
		"unreadable file":   {func(path string) error { return os.Chmod(path, 0) }, "open denied, read denied"},
	} {
		t.Run(name, func(t *testing.T) {
			path := withOnePacket(t)
			dir := filepath.Dir(path)
			must(t, os.Remove(path+".lock"))
			cmd := child(t, "open", path)
			if os.Geteuid() == 0 {
				const nobody = 65534
				must(t, filepath.WalkDir(filepath.Dir(dir), func(name string, _ os.DirEntry, err error) error {
					return errors.Join(err, os.Chown(name, nobody, nobody))
				}))
				cmd = asNobody(t, cmd, nobody)
			}
			must(t, tt.protect(path))
			got, err := cmd.Output()
			must(t, os.Chmod(dir, 0o700))
			if err != nil || string(got) != tt.want {
				t.Errorf("%q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

// asNobody runs a copy of the test binary, which nobody may execute, as nobody.
func asNobody(t *testing.T, cmd *exec.Cmd, id uint32) *exec.Cmd {
	t.Helper()
	dir := t.TempDir()
	must(t, os.Chmod(filepath.Dir(dir), 0o755))
	must(t, os.Chmod(dir, 0o755))
	binary := filepath.Join(dir, "state.test")
	copyFile(t, cmd.Path, binary)
	must(t, os.Chmod(binary, 0o755))
	cmd.Path = binary
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: id, Gid: id}}
	return cmd
}
