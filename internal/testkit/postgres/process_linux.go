package postgres

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"syscall"
)

// attributes start a process as the servant, out of reach of the terminal's signals. The kernel ends it when its parent dies.
func attributes(u *user.User) (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGQUIT}
	if u == nil {
		return attr, nil
	}
	uid, gid, err := ids(u)
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, err
}

// residents are the processes that run in a folder, as all of PostgreSQL's do in that of their data.
func residents(dir string) ([]string, error) {
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	var found []string
	for _, link := range links {
		if at, err := os.Readlink(link); err == nil && at == dir {
			found = append(found, filepath.Dir(link))
		}
	}
	return found, err
}

// mount puts a disk in memory of so many bytes over an empty folder, for its owner alone.
func mount(dir string, size int) error {
	var info syscall.Stat_t
	if err := syscall.Stat(dir, &info); err != nil {
		return err
	}
	return syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700,uid=%d,gid=%d", size, info.Uid, info.Gid))
}

func unmount(dir string) error { return syscall.Unmount(dir, syscall.MNT_DETACH) }
