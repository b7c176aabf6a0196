package viewtest

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/page"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Golden compares what was written with a file, or writes the file anew where the tests run with -update.
func Golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// Clean checks an output for secrets, stray control characters, trailing spaces and signs that the style does not allow.
func Clean(t *testing.T, out string, s page.Style) {
	t.Helper()
	for _, secret := range []string{PlantedOpenID, plantedKey} {
		if strings.Contains(out, secret) {
			t.Errorf("the output holds %s", secret)
		}
	}
	if !s.Colour && strings.Contains(out, "\x1b") {
		t.Error("escape sequences without colour")
	}
	if s.ASCII && strings.Contains(out, "¥") {
		t.Error("¥ in ASCII")
	}
	for i, line := range strings.Split(out, "\n") {
		if strings.TrimRight(line, " \t") != line {
			t.Errorf("line %d ends in spaces: %q", i+1, line)
		}
	}
}

// filling is a disk that takes so many bytes and no more.
type filling struct{ left int }

func (f *filling) Write(p []byte) (int, error) {
	if f.left < len(p) {
		n := f.left
		f.left = 0
		return n, ErrBroken
	}
	f.left -= len(p)
	return len(p), nil
}

// LosesNoError gives a disk that is full at the first byte, in the middle and at the last one to what writes.
func LosesNoError(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	var whole bytes.Buffer
	if err := write(&whole); err != nil || whole.Len() == 0 {
		t.Errorf("%s: %d bytes, %v", name, whole.Len(), err)
		return
	}
	for _, room := range []int{0, 1, whole.Len() / 3, whole.Len() / 2, whole.Len() - 1} {
		if err := write(&filling{room}); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: room for %d of %d bytes: err = %v", name, room, whole.Len(), err)
		}
	}
}

// Broken is a pipe that nobody reads any more.
type Broken struct{}

// ErrBroken is what it says.
var ErrBroken = errors.New("broken pipe")

// Write writes nothing.
func (Broken) Write([]byte) (int, error) { return 0, ErrBroken }
