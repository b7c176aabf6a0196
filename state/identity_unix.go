//go:build unix && !linux

package state

import (
	"fmt"
	"os"
	"syscall"

	"github.com/cashredpack/redpack/internal/lang"
)

// identity tells a file from its copies by its inode. The device is left out: on APFS it has another number after a restart, so
// that after a crash the same file would look like a copy.
func identity(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", fileError(path, lang.Both("cannot be identified", "无法识别"), err)
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", nil
	}
	return fmt.Sprintf("inode %d", s.Ino), nil
}
