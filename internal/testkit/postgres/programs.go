package postgres

import (
	"cmp"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
)

// program finds one of PostgreSQL's programs: Debian keeps those of every version in a folder of its own, of which the newest wins;
// elsewhere they are found by PATH.
func program(name string) (string, error) {
	found, err := filepath.Glob(filepath.Join("/usr/lib/postgresql", "*", "bin", name))
	if err != nil {
		return "", err
	}
	version := func(path string) int {
		n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		if err != nil {
			return 0
		}
		return n
	}
	if len(found) > 0 {
		return slices.MaxFunc(found, func(a, b string) int { return cmp.Compare(version(a), version(b)) }), nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", &missingError{program: "PostgreSQL", pkg: "postgresql"}
	}
	return path, nil
}

// servant is the user under whom servers run when the tests run as root, which PostgreSQL and PgBouncer refuse.
func servant() (*user.User, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	if u, err := user.Lookup("postgres"); err == nil {
		return u, nil
	}
	return user.Lookup("nobody")
}

// folder makes an empty folder that is the servant's, where the servant may enter it, in memory if temporary files lie there.
func folder() (string, error) {
	root := os.TempDir()
	if os.Getuid() == 0 && !open(root) {
		root = "/tmp"
	}
	return folderIn(root)
}

func folderIn(root string) (string, error) {
	u, err := servant()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(root, "redpack-postgres-")
	if err != nil {
		return "", err
	}
	return dir, give(dir, u)
}

// give makes a file the servant's.
func give(path string, u *user.User) error {
	if u == nil {
		return nil
	}
	uid, gid, err := ids(u)
	if err != nil {
		return err
	}
	return os.Chown(path, uid, gid)
}

// open reports whether anybody may enter a folder.
func open(dir string) bool {
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil || info.Mode()&0o001 == 0 {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}

func ids(u *user.User) (uid, gid int, err error) {
	if uid, err = strconv.Atoi(u.Uid); err != nil {
		return 0, 0, err
	}
	gid, err = strconv.Atoi(u.Gid)
	return uid, gid, err
}
