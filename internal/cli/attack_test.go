package cli_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// attack plants a symbolic link, as a checkout may hold one, to a file of the user's, to one that is not there and to a folder, and
// runs a command each time. Nothing in the user's home may be made, changed or touched. The command must fail
// and name the link, which stays; with -unharmed it may do its work without following it:
//
//	attack [-unharmed] [-folder] LINK COMMAND [ARG ...]
//
// -folder plants only the link to a folder.
func attack(ts *testscript.TestScript, neg bool, args []string) {
	ends := []string{".ssh/authorized_keys", ".ssh/authorized_keys2", ".ssh"}
	unharmed := false
	for ; len(args) > 0 && strings.HasPrefix(args[0], "-"); args = args[1:] {
		switch args[0] {
		case "-unharmed":
			unharmed = true
		case "-folder":
			ends = ends[2:]
		default:
			ts.Fatalf("attack knows no %s", args[0])
		}
	}
	if neg || len(args) < 2 {
		ts.Fatalf("usage: attack [-unharmed] [-folder] LINK COMMAND [ARG ...]")
	}
	for _, end := range ends {
		attackOnce(ts, unharmed, end, args[0], args[1:])
	}
}

func attackOnce(ts *testscript.TestScript, unharmed bool, end, link string, command []string) {
	home, err := os.MkdirTemp("", "home")
	ts.Check(err)
	defer os.RemoveAll(home)
	ts.Check(victims(home))
	before, err := everything(home)
	ts.Check(err)
	path := ts.MkAbs(link)
	ts.Check(os.Symlink(filepath.Join(home, end), path))

	err = ts.Exec(command[0], command[1:]...)
	var exited *exec.ExitError
	switch told := strings.Join(strings.Fields(ts.ReadFile("stderr")), " "); {
	case errors.As(err, &exited) && exited.ExitCode() != 1:
		ts.Fatalf("%s -> %s: %v", link, end, err)
	case unharmed:
	case err == nil:
		ts.Fatalf("%s -> %s: the command went on as if nothing were", link, end)
	case !strings.Contains(told, filepath.Base(link)):
		ts.Fatalf("%s -> %s: the message does not name it: %s", link, end, told)
	}
	after, err := everything(home)
	ts.Check(err)
	if after != before {
		ts.Fatalf("%s -> %s: the user's files were\n%sand are\n%s", link, end, before, after)
	}
	if unharmed {
		ts.Check(os.RemoveAll(path)) // the command may have put a file in its place, or removed it
		return
	}
	if to, err := os.Readlink(path); err != nil || to != filepath.Join(home, end) {
		ts.Fatalf("the link leads to %q now, %v", to, err)
	}
	ts.Check(os.Remove(path))
}

// victims are what a user has at home.
func victims(home string) error {
	ssh := filepath.Join(home, ".ssh")
	keys := filepath.Join(ssh, "authorized_keys")
	long := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	return errors.Join(os.Mkdir(ssh, 0o700), os.WriteFile(keys, []byte("ssh-ed25519 AAAAC3Nza anna\n"), 0o640),
		os.WriteFile(filepath.Join(ssh, "tools.hcl"), []byte("a   =   1\n"), 0o600),
		os.Chtimes(keys, long, long), os.Chtimes(ssh, long, long), os.Chtimes(home, long, long))
}

// everything is what lies in a folder: names, modes, times and bytes.
func everything(dir string) (string, error) {
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		var content []byte
		if info.Mode().IsRegular() {
			content, err = os.ReadFile(path)
		}
		fmt.Fprintf(&all, "%s %s %s %q\n", path, info.Mode(), info.ModTime(), content)
		return err
	})
	return all.String(), err
}
