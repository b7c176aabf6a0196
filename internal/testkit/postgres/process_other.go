//go:build !linux

package postgres

import (
	"errors"
	"os/user"
	"syscall"
)

// attributes start a process as oneself.
func attributes(u *user.User) (*syscall.SysProcAttr, error) {
	if u != nil {
		return nil, errors.New("as root, tests start PostgreSQL only on Linux")
	}
	return &syscall.SysProcAttr{}, nil
}

// residents are the processes that run in a folder, which only Linux tells.
func residents(string) ([]string, error) { return nil, nil }

func mount(string, int) error { return errors.ErrUnsupported }

func unmount(string) error { return errors.ErrUnsupported }
