package osfile_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/cashredpack/redpack/internal/osfile"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// world is a checkout with a victim beside it.
func world(t *testing.T) (checkout, victim string) {
	t.Helper()
	dir := t.TempDir()
	checkout, victim = filepath.Join(dir, "checkout"), filepath.Join(dir, "home", "authorized_keys")
	must(t, os.Mkdir(checkout, 0o755))
	must(t, os.Mkdir(filepath.Dir(victim), 0o755))
	must(t, os.WriteFile(victim, []byte("precious"), 0o640))
	return checkout, victim
}

func unharmed(t *testing.T, victim string) {
	t.Helper()
	if got, err := os.ReadFile(victim); err != nil || string(got) != "precious" {
		t.Errorf("the victim holds %q, %v", got, err)
	}
	if all, err := os.ReadDir(filepath.Dir(victim)); err != nil || len(all) != 1 {
		t.Errorf("the victim's folder holds %v, %v", all, err)
	}
}

func openFolder(t *testing.T, dir string) *osfile.Folder {
	t.Helper()
	folder, err := osfile.OpenFolder(dir)
	must(t, err)
	t.Cleanup(func() { must(t, folder.Close()) })
	return folder
}

// TestNothingGoesThroughALink: whatever is done to a name in a folder, links lead nowhere.
func TestNothingGoesThroughALink(t *testing.T) {
	ways := map[string]func(*osfile.Folder, string) error{
		"Replace": func(f *osfile.Folder, name string) error { return f.Replace(name, []byte("new"), osfile.Private) },
		"Check":   func(f *osfile.Folder, name string) error { return f.Check(name) },
		"Open": func(f *osfile.Folder, name string) error {
			_, err := f.Open(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, osfile.Private)
			return err
		},
	}
	for how, do := range ways {
		for link, name := range map[string]string{"file": "file", "none": "none", "folder": "folder", "away": "away/new"} {
			t.Run(how+" "+name, func(t *testing.T) {
				checkout, victim := world(t)
				ends := map[string]string{
					"file": victim, "none": filepath.Join(filepath.Dir(victim), "none"), "folder": filepath.Dir(victim), "away": filepath.Dir(victim),
				}
				must(t, os.Symlink(ends[link], filepath.Join(checkout, link)))
				err := do(openFolder(t, checkout), name)
				var refused *osfile.RefusedError
				if !errors.As(err, &refused) || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "symbolic link") {
					t.Errorf("the error is %v", err)
				}
				unharmed(t, victim)
			})
		}
	}
}

func TestOpenRefusesWhatIsNoFileOfItsOwn(t *testing.T) {
	checkout, victim := world(t)
	folder := openFolder(t, checkout)
	must(t, os.Mkdir(filepath.Join(checkout, "folder"), 0o755))
	must(t, os.Link(victim, filepath.Join(checkout, "twin")))
	for name, why := range map[string]string{"folder": "it is a folder", "twin": "it has 2 names (hard links)"} {
		_, err := folder.Open(name, os.O_RDWR, 0)
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", name, err)
		}
	}
	unharmed(t, victim)
	// To replace a name changes none of the others.
	must(t, folder.Replace("twin", []byte("new"), osfile.Private))
	unharmed(t, victim)
}

// TestASwapIsHarmless: somebody puts a link in the place of a file over and over, between every look and every opening.
func TestASwapIsHarmless(t *testing.T) {
	checkout, victim := world(t)
	folder := openFolder(t, checkout)
	inside := filepath.Join(checkout, "inside") // os.Root alone would follow this one
	must(t, os.WriteFile(inside, []byte("precious"), 0o600))
	stop := make(chan struct{})
	var swapper sync.WaitGroup
	swapper.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			_ = os.Symlink([]string{victim, "inside"}[i%2], filepath.Join(checkout, "link"))
			_ = os.Rename(filepath.Join(checkout, "link"), filepath.Join(checkout, "name"))
			_ = os.WriteFile(filepath.Join(checkout, "file"), nil, 0o600)
			_ = os.Rename(filepath.Join(checkout, "file"), filepath.Join(checkout, "name"))
			_ = os.Remove(filepath.Join(checkout, "name"))
		}
	})
	for range 3000 {
		if file, err := folder.Open("name", os.O_RDWR|os.O_CREATE, osfile.Private); err == nil {
			_, err = file.WriteString("overwritten")
			must(t, errors.Join(err, file.Close()))
		}
		_ = folder.Replace("name", []byte("overwritten"), osfile.Private)
	}
	close(stop)
	swapper.Wait()
	unharmed(t, victim)
	if got, err := os.ReadFile(inside); err != nil || string(got) != "precious" {
		t.Errorf("the file inside holds %q, %v", got, err)
	}
}

func TestReplace(t *testing.T) {
	checkout, _ := world(t)
	folder := openFolder(t, checkout)
	for _, c := range []struct {
		before, mode, want fs.FileMode // before is 0: the file is new
	}{
		{0, osfile.Private, 0o600},
		{0, osfile.Shared, 0o644},
		{0o640, osfile.Shared, 0o640},
		{0o600, osfile.Shared, 0o600},
		{0o644, osfile.Private, 0o600},
		{0o400, osfile.Private, 0o400},
	} {
		path := filepath.Join(checkout, "file")
		if c.before != 0 {
			must(t, os.WriteFile(path, []byte("old and longer"), 0o600))
			must(t, os.Chmod(path, c.before))
		}
		must(t, folder.Replace("file", []byte("new"), c.mode))
		info, err := os.Lstat(path)
		must(t, err)
		got, err := os.ReadFile(path)
		if info.Mode().Perm() != c.want || string(got) != "new" || err != nil {
			t.Errorf("%04o and %04o: mode %v, %q, %v", c.before, c.mode, info.Mode(), got, err)
		}
		if all, err := os.ReadDir(checkout); err != nil || len(all) != 1 {
			t.Errorf("left behind: %v, %v", all, err)
		}
		must(t, os.Remove(path))
	}
	err := folder.Replace("no/such/file", nil, osfile.Private)
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), filepath.Join(checkout, "no/such/file")) {
		t.Errorf("without a folder: %v", err)
	}
}

// TestGiven: a relative path stays below the folder one stands in; any other is where whoever gave it wants it.
func TestGiven(t *testing.T) {
	checkout, victim := world(t)
	t.Chdir(checkout)
	must(t, os.Symlink(filepath.Dir(victim), "away"))
	must(t, os.Mkdir("sub", 0o755))
	must(t, os.Symlink("sub", "short"))
	for path, good := range map[string]bool{
		"new": true, "./sub/new": true, "short/new": true, "../checkout/new": true, filepath.Join(checkout, "new"): true,
		"away/authorized_keys": false, "sub/../away/new": false, ".": false,
	} {
		var err error
		must(t, osfile.Given(path, func(f *osfile.Folder, name string) error {
			err = f.Replace(name, []byte("new"), osfile.Private)
			return nil
		}))
		if (err == nil) != good {
			t.Errorf("%s: %v", path, err)
		}
	}
	for path, good := range map[string]bool{"a/b": true, "sub": true, "away": false, "away/b": false, filepath.Join(checkout, "c/d"): true} {
		if err := osfile.MakeFolder(path, 0o755); (err == nil) != good {
			t.Errorf("%s: %v", path, err)
		}
	}
	unharmed(t, victim)
}

func TestFSReadsNothingOutside(t *testing.T) {
	checkout, victim := world(t)
	must(t, os.WriteFile(filepath.Join(checkout, "file"), []byte("text"), 0o600))
	must(t, os.Symlink("file", filepath.Join(checkout, "link")))
	folder := openFolder(t, checkout)
	must(t, fstest.TestFS(folder.FS(), "file"))
	must(t, os.Symlink(victim, filepath.Join(checkout, "out")))
	must(t, os.Symlink(filepath.Dir(victim), filepath.Join(checkout, "away")))
	must(t, os.Symlink("nothing", filepath.Join(checkout, "dangling")))
	for name, link := range map[string]string{"out": "out", "away/authorized_keys": "away"} {
		_, err := fs.ReadFile(folder.FS(), name)
		var outside *osfile.OutsideError
		if !errors.As(err, &outside) || outside.Link != link || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"dangling", "none"} {
		if _, err := fs.ReadFile(folder.FS(), name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if text, err := fs.ReadFile(folder.FS(), "link"); string(text) != "text" || err != nil {
		t.Errorf("a link inside: %q, %v", text, err)
	}
}

func TestTryLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	one, err := osfile.Open(path, os.O_RDWR|os.O_CREATE, osfile.Private)
	must(t, err)
	other, err := osfile.Open(path, os.O_RDWR, 0)
	must(t, err)
	must(t, osfile.TryLock(one, true))
	if err := osfile.TryLock(other, false); !errors.Is(err, osfile.ErrLocked) {
		t.Errorf("locked twice: %v", err)
	}
	must(t, one.Close())
	must(t, osfile.TryLock(other, true))
	must(t, other.Close())
}

// TestMessagesAreNoTerminalsMasters: a checkout chooses the names of files and what links lead to.
func TestMessagesAreNoTerminalsMasters(t *testing.T) {
	checkout, _ := world(t)
	folder := openFolder(t, checkout)
	must(t, os.Symlink("/\x1b]52;c;\x07\n::stop-commands::", filepath.Join(checkout, "a\x1b[2J")))
	_, read := fs.ReadFile(folder.FS(), "a\x1b[2J")
	for _, err := range []error{folder.Check("a\x1b[2J"), read} {
		if err == nil || strings.ContainsAny(err.Error(), "\x1b\x07\n") {
			t.Errorf("%q", err)
		}
	}
}

// A folder that is not there is told from a file that is not.
func TestFolderNotThere(t *testing.T) {
	dir := t.TempDir()
	for name, err := range map[string]error{
		"replace":  osfile.Replace(filepath.Join(dir, "a", "b"), nil, osfile.Private),
		"the way":  osfile.Replace(filepath.Join(dir, "a", "b", "c"), nil, osfile.Private),
		"checking": in(t, dir, func(f *osfile.Folder) error { return f.Check("a/b") }),
		"writing":  in(t, dir, func(f *osfile.Folder) error { return f.Replace("a/b", nil, osfile.Private) }),
	} {
		if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "folder is not there") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := in(t, dir, func(f *osfile.Folder) error { return f.Check("b") }); err != nil {
		t.Errorf("a new file: %v", err)
	}
}

func in(t *testing.T, dir string, do func(*osfile.Folder) error) error {
	t.Helper()
	f, err := osfile.OpenFolder(dir)
	must(t, err)
	return errors.Join(do(f), f.Close())
}

// What is too long to be held is written as it is made, and whoever fails in the middle leaves the old file and nothing else.
func TestReplaceFrom(t *testing.T) {
	checkout, _ := world(t)
	folder := openFolder(t, checkout)
	path := filepath.Join(checkout, "file")
	write := func(fail error) error {
		return folder.ReplaceFrom("file", osfile.Private, func(w io.Writer) error {
			for range 1000 {
				if _, err := io.WriteString(w, "line\n"); err != nil {
					return err
				}
			}
			return fail
		})
	}
	must(t, write(nil))
	if got, err := os.ReadFile(path); string(got) != strings.Repeat("line\n", 1000) || err != nil {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	must(t, os.WriteFile(path, []byte("old"), 0o600))
	why := errors.New("the list cannot be read")
	if err := write(why); !errors.Is(err, why) || err.Error() != why.Error() {
		t.Errorf("the error is %v, and it is not the file's", err)
	}
	if got, err := os.ReadFile(path); string(got) != "old" || err != nil {
		t.Errorf("the file holds %q, %v", got, err)
	}
	if all, err := os.ReadDir(checkout); err != nil || len(all) != 1 {
		t.Errorf("left behind: %v, %v", all, err)
	}
}

// A file without a name is for its process alone: it is read and written, and nothing of it is left, not even while it is in use on Unix.
func TestNameless(t *testing.T) {
	dir := t.TempDir()
	left := func() int {
		all, err := os.ReadDir(dir)
		must(t, err)
		return len(all)
	}
	file, err := osfile.Nameless(dir)
	must(t, err)
	if runtime.GOOS != "windows" && left() != 0 {
		t.Error("it has a name")
	}
	_, err = file.WriteString("openids")
	must(t, err)
	got := make([]byte, 4)
	if _, err := file.ReadAt(got, 3); err != nil || string(got) != "nids" {
		t.Errorf("read %q, %v", got, err)
	}
	if info, err := file.Stat(); err != nil || runtime.GOOS != "windows" && info.Mode() != osfile.Private {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	if must(t, file.Close()); left() != 0 {
		t.Error("it is still there")
	}
	if _, err := osfile.Nameless(filepath.Join(dir, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in no folder: %v", err)
	}
}
