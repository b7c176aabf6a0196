package postgres_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
)

// played makes the test binary start a server, say where and kill itself.
const played = "REDPACK_POSTGRES_PLAYED"

// A test binary that is killed leaves no server behind.
func TestNoServerIsLeft(t *testing.T) {
	if os.Getenv(played) != "" {
		_, port, _ := strings.Cut(postgres.Private(t).Addr(), ":")
		t.Logf("it listens at %s;", port)
		must(t, syscall.Kill(os.Getpid(), syscall.SIGKILL))
	}
	postgres.Start(t)
	self, err := os.Executable()
	must(t, err)
	dir := t.TempDir()
	must(t, os.Chmod(filepath.Dir(dir), 0o755)) // the server's user has to enter it
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestNoServerIsLeft$", "-test.v")
	cmd.Env = append(os.Environ(), played+"=1", "TMPDIR="+dir)
	out, err := cmd.CombinedOutput()
	_, rest, said := strings.Cut(string(out), "it listens at ")
	port, _, _ := strings.Cut(rest, ";")
	if !said {
		t.Fatalf("%v: %s", err, out)
	}
	for range 500 {
		conn, err := pgx.Connect(t.Context(), "postgres://nobody@127.0.0.1:"+port+"/none?sslmode=disable")
		if errors.Is(err, syscall.ECONNREFUSED) {
			return
		}
		if err == nil {
			conn.Close(t.Context())
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("it still runs")
}
