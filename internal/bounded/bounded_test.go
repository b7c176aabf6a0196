package bounded_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/bounded"
)

// What has just as many bytes as are taken is read, and one byte more is an error that names the file.
func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int64]string{5: "12345", 4: ""} {
		content, err := bounded.ReadFile(path, most)
		viaFS, errFS := bounded.ReadFS(os.DirFS(filepath.Dir(path)), "list.csv", most)
		if string(content) != want || string(viaFS) != want {
			t.Errorf("at most %d: got %q and %q, want %q", most, content, viaFS, want)
		}
		for _, err := range []error{err, errFS} {
			var tooLarge *bounded.TooLargeError
			if errors.As(err, &tooLarge) != (want == "") || want == "" && !strings.Contains(err.Error(), "list.csv") {
				t.Errorf("at most %d: got %v", most, err)
			}
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// What never ends is not read to its end, and does not fill a buffer.
func TestEndless(t *testing.T) {
	var tooLarge *bounded.TooLargeError
	if _, err := bounded.ReadAll(endless{}, 100); !errors.As(err, &tooLarge) {
		t.Errorf("got %v", err)
	}
	buffer := bounded.Buffer{Most: 100 << 10}
	if _, err := io.Copy(&buffer, endless{}); !errors.As(err, &tooLarge) || len(buffer.Bytes()) > 100<<10 {
		t.Errorf("got %v and %d bytes", err, len(buffer.Bytes()))
	}
}

// A text is cut at its limit and not through a character.
func TestText(t *testing.T) {
	for _, tt := range []struct {
		text string
		most int
		want string
	}{
		{"abc", 3, "abc"},
		{"abcd", 3, "abc"},
		{"祝福", 6, "祝福"},
		{"祝福", 5, "祝"},
		{"祝福", 4, "祝"},
		{"祝福", 3, "祝"},
		{"祝福", 2, ""},
		{"a🧧", 4, "a"},
		{"", 0, ""},
	} {
		if got := bounded.Text(tt.text, tt.most); got != tt.want {
			t.Errorf("%q in at most %d bytes is %q, want %q", tt.text, tt.most, got, tt.want)
		}
	}
}

// The beginning of a file is read, however long it is.
func TestBeginning(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int64]string{0: "", 3: "123", 5: "12345", 9: "12345"} {
		if got, err := bounded.Beginning(path, most); string(got) != want || err != nil {
			t.Errorf("%d: %q, %v", most, got, err)
		}
	}
	if _, err := bounded.Beginning(path+"x", 1); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}
