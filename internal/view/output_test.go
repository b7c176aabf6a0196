package view_test

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

// filling is a disk that takes so many bytes and no more.
type filling struct{ left int }

func (f *filling) Write(p []byte) (int, error) {
	if f.left < len(p) {
		n := f.left
		f.left = 0
		return n, errBroken
	}
	f.left -= len(p)
	return len(p), nil
}

// losesNoError gives a disk that is full at the first byte, in the middle and at the last one to what writes.
func losesNoError(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	var whole bytes.Buffer
	if err := write(&whole); err != nil || whole.Len() == 0 {
		t.Errorf("%s: %d bytes, %v", name, whole.Len(), err)
		return
	}
	for _, room := range []int{0, 1, whole.Len() / 3, whole.Len() / 2, whole.Len() - 1} {
		if err := write(&filling{room}); !errors.Is(err, errBroken) {
			t.Errorf("%s: room for %d of %d bytes: err = %v", name, room, whole.Len(), err)
		}
	}
}

// broken is a pipe that nobody reads any more.
type broken struct{}

var errBroken = errors.New("broken pipe")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

var update = flag.Bool("update", false, "rewrite the golden files")

func compare(t *testing.T, file string, got []byte) {
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

// clean checks an output for secrets, stray control characters, trailing spaces and signs that the style does not allow.
func clean(t *testing.T, out string, s page.Style) {
	t.Helper()
	for _, secret := range []string{plantedOpenID, plantedKey} {
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
