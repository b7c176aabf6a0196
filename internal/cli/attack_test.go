package cli_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
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
// -folder plants only the link to a folder. All attacks of a script are turns of one session, see serveSession.
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
	if args[1] != "redpack" {
		ts.Fatalf("attack runs redpack, not %s", args[1])
	}
	for _, end := range ends {
		attackOnce(ts, unharmed, end, args[0], args[2:])
	}
}

// attacked is the session of a script's attacks, with the script's environment.
type attacked struct {
	session
	env []string
}

type attackedKey struct{}

func setUpAttacks(env *testscript.Env) {
	a := &attacked{env: env.Vars}
	env.Values[attackedKey{}] = a
	env.Defer(func() { _ = a.close() })
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

	a, ok := ts.Value(attackedKey{}).(*attacked)
	if !ok {
		ts.Fatalf("no session was set up")
	}
	ended, err := a.run(turn{Dir: ts.MkAbs("."), Env: a.env, Args: command})
	ts.Check(err)
	_, err = ts.Stderr().Write(ended.Stderr)
	ts.Check(err)
	switch told := strings.Join(strings.Fields(string(ended.Stderr)), " "); {
	case ended.Code != 0 && ended.Code != 1:
		ts.Fatalf("%s -> %s: exit code %d\n%s", link, end, ended.Code, told)
	case unharmed:
	case ended.Code == 0:
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
