//go:build unix

package osfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/cashredpack/redpack/internal/osfile"
)

// A path is seen from the folder one stands in only where that is surely the same file.
func TestHere(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	project, link := filepath.Join(dir, "deep", "project"), filepath.Join(dir, "link")
	must(t, os.MkdirAll(filepath.Join(project, "sub"), 0o755))
	must(t, os.Symlink(filepath.Join("deep", "project"), link))
	for _, tt := range []struct {
		name, stand, path, want string // no want: elsewhere
	}{
		{"a name", project, "list.txt", "list.txt"},
		{"a name below", project, "./sub//list.txt", "sub/list.txt"},
		{"the whole path", project, filepath.Join(project, "sub", "list.txt"), "sub/list.txt"},
		{"up and down again", project, "../project/list.txt", "list.txt"},
		{"beside", project, "../list.txt", ""},
		{"another folder", project, "/etc/passwd", ""},
		{"by a link, whole", link, filepath.Join(link, "list.txt"), "list.txt"},
		{"by a link, as it is", link, filepath.Join(project, "list.txt"), "list.txt"},
		{"by a link, up and down", link, "../link/list.txt", ""}, // deep/link, which is another file
		{"by a link, up and down as it is", link, "../project/list.txt", "list.txt"},
		{"back from what may be a link", project, link + "/../project/list.txt", ""},
		{"from the root", "/", "/dev/stdin", ""},
		{"from the root, a name", "/", "dev", "dev"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(tt.stand)
			if name, ok := osfile.Here(tt.path); ok != (tt.want != "") || ok && name != tt.want {
				t.Errorf("%s: got %q and %v, want %q", tt.path, name, ok, tt.want)
			}
		})
	}
}

// What is given is the file that the system finds under the path.
func TestGivenIsTheFileOfThePath(t *testing.T) {
	dir := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(dir, "deep", "project"), 0o755))
	must(t, os.MkdirAll(filepath.Join(dir, "deep", "link"), 0o755))
	must(t, os.Symlink(filepath.Join("deep", "project"), filepath.Join(dir, "link")))
	t.Chdir(filepath.Join(dir, "link"))
	for _, path := range []string{"../link/a", filepath.Join(dir, "link") + "/../link/b"} {
		must(t, osfile.Given(path, func(f *osfile.Folder, name string) error { return f.Replace(name, nil, osfile.Private) }))
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s was written elsewhere: %v", path, err)
		}
	}
}

// Whether something can be written is found out without a trace.
func TestWritable(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	must(t, os.WriteFile(file, nil, 0o600))
	for _, path := range []string{dir, file} {
		if err := osfile.Writable(path); err != nil {
			t.Error(err)
		}
	}
	entries, err := os.ReadDir(dir)
	if must(t, err); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
	if err := osfile.Writable(filepath.Join(dir, "gone")); err == nil {
		t.Error("what is not there can be written")
	}
	must(t, os.Chmod(file, 0o400))
	must(t, os.Chmod(dir, 0o500))
	powerless(t, func() {
		for _, path := range []string{dir, file} {
			if err := osfile.Writable(path); !errors.Is(err, fs.ErrPermission) {
				t.Errorf("%s can be written: %v", path, err)
			}
		}
	})
}
