//go:build unix

package bounded_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/cashredpack/redpack/internal/bounded"
)

// A pipe to which nobody writes keeps nobody waiting; one that a person named is read.
func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := bounded.ReadFile(path, 10); !errors.Is(err, bounded.ErrNoFile) {
		t.Errorf("got %v", err)
	}
	written := make(chan error)
	go func() { written <- os.WriteFile(path, []byte("12345"), 0o600) }()
	if content, err := bounded.ReadGiven(path, 10); string(content) != "12345" || err != nil {
		t.Errorf("got %q and %v", content, err)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
}
