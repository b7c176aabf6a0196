package ramdisk_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/testkit/ramdisk"
)

// played makes the test binary say where its temporary files lie.
const played = "REDPACK_RAMDISK_PLAYED"

func TestMain(m *testing.M) {
	os.Exit(ramdisk.Tests{M: m}.Run())
}

func TestWhereFilesLie(t *testing.T) {
	if os.Getenv(played) != "" {
		t.Logf("files lie in %s;", os.TempDir())
		return
	}
	chosen := t.TempDir()
	for _, test := range []struct {
		name  string
		args  []string
		set   string
		lieIn string
	}{
		{"TMPDIR is obeyed", nil, "TMPDIR=" + chosen, chosen},
		{"benchmarks stay on the disk", []string{"-test.bench=."}, "TMPDIR=", "/tmp"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := folderOf(t, test.set, test.args...); got != test.lieIn {
				t.Errorf("files lie in %s, want %s", got, test.lieIn)
			}
		})
	}
}

// A folder in memory goes with its run, and the next run removes that of one which was killed.
func TestNothingIsLeft(t *testing.T) {
	if os.Getenv(played) != "" {
		return
	}
	dir := folderOf(t, "TMPDIR=")
	if !strings.Contains(dir, "redpack-test-") {
		return // no disk in memory here
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", dir, err)
	}
	killed := filepath.Join(filepath.Dir(dir), "redpack-test-killed")
	if err := os.MkdirAll(killed, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, age := range []time.Duration{2 * time.Hour, 4 * time.Hour} {
		then := time.Now().Add(-age)
		if err := os.Chtimes(killed, then, then); err != nil {
			t.Fatal(err)
		}
		folderOf(t, "TMPDIR=")
		if _, err := os.Stat(killed); os.IsNotExist(err) != (age > 3*time.Hour) {
			t.Errorf("after %s: %v", age, err)
		}
	}
}

// folderOf is where the temporary files of another run lie.
func folderOf(t *testing.T, set string, args ...string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, slices.Concat([]string{"-test.run=^TestWhereFilesLie$", "-test.v"}, args)...)
	cmd.Env = append(os.Environ(), played+"=1", set)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	_, rest, _ := strings.Cut(string(out), "files lie in ")
	dir, _, _ := strings.Cut(rest, ";")
	return dir
}
