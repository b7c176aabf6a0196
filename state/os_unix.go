//go:build unix

package state

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// countNames is how many hard links a file has.
func countNames(_ string, info fs.FileInfo) (uint64, error) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Nlink), nil
	}
	return 1, nil
}

// checkMode refuses a state that others may read: it holds openids, which are personal data.
func checkMode(path string, info fs.FileInfo) error {
	const others = 0o077
	if info.Mode().Perm()&others == 0 {
		return nil
	}
	return &PermissionError{
		Path: path, Why: lang.Format("may be read by others (mode %04o) although it holds personal data",
			"含有个人信息，却能被其他用户读取（权限 %04o）", info.Mode().Perm()),
		Fix: lang.Format("Run: chmod 600 %s", "运行：`chmod 600 %s`", words.ShellWord(path)),
	}
}

func isNoSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

func isReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }

// sameFile reports whether the name still leads to the file that was opened.
func sameFile(path string, opened fs.FileInfo) (bool, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && os.SameFile(info, opened), err
}
