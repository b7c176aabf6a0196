//go:build unix

package osfile_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/cashredpack/redpack/internal/osfile"
)

func TestStream(t *testing.T) {
	checkout, victim := world(t)
	must(t, os.Symlink(victim, filepath.Join(checkout, "link")))
	for _, path := range []string{victim, checkout, filepath.Join(checkout, "link"), filepath.Join(checkout, "none")} {
		if stream, err := osfile.Stream(path); stream != nil || err != nil {
			t.Errorf("%s is a stream, %v", path, err)
		}
	}
	null, err := osfile.Stream(os.DevNull)
	must(t, err)
	must(t, null.Close())
	unharmed(t, victim)
}

// TestStreamOfADescriptor: what is written there stands behind what was written before, also in a file.
func TestStreamOfADescriptor(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	must(t, err)
	defer file.Close()
	for i, text := range []string{"one ", "two ", "three"} {
		if i%2 == 0 {
			_, err = file.WriteString(text)
		} else {
			stream, openErr := osfile.Stream(fmt.Sprintf("/dev/fd/%d", file.Fd()))
			must(t, openErr)
			_, err = stream.WriteString(text)
			must(t, stream.Close())
		}
		must(t, err)
	}
	if got, err := os.ReadFile(file.Name()); string(got) != "one two three" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if stream, err := osfile.Stream("/dev/fd/987654"); stream != nil || err == nil {
		t.Error("a descriptor that is not open")
	}
}

func TestStreamOfAPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	must(t, syscall.Mkfifo(path, 0o600))
	read := make(chan string)
	go func() {
		pipe, err := os.Open(path)
		if err != nil {
			close(read)
			return
		}
		text, _ := io.ReadAll(pipe)
		read <- string(text)
		_ = pipe.Close()
	}()
	stream, err := osfile.Stream(path)
	must(t, err)
	_, err = stream.WriteString("events")
	must(t, err)
	must(t, stream.Close())
	if got := <-read; got != "events" {
		t.Errorf("%q came through the pipe", got)
	}
}
