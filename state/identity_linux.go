package state

import (
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/cashredpack/redpack/internal/lang"
)

// identity tells a file from its copies: its inode, and when that was made, because a number is used again. The device is left
// out: many file systems (btrfs, overlay, ZFS) get another number with every mount, so that after a crash and a restart the
// same file would look like a copy.
func identity(path string) (string, error) {
	var s unix.Statx_t
	if err := unix.Statx(unix.AT_FDCWD, path, unix.AT_SYMLINK_NOFOLLOW, unix.STATX_INO|unix.STATX_BTIME, &s); err != nil {
		return "", fileError(path, lang.Both("cannot be identified", "无法识别"), err)
	}
	if s.Mask&unix.STATX_BTIME == 0 {
		return fmt.Sprintf("inode %d", s.Ino), nil
	}
	return fmt.Sprintf("inode %d made %d.%09d", s.Ino, s.Btime.Sec, s.Btime.Nsec), nil
}
