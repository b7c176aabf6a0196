package state

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"

	"github.com/cashredpack/redpack/internal/lang"
)

// countNames is how many hard links a file has.
func countNames(path string, _ fs.FileInfo) (uint64, error) {
	info, err := byHandle(path)
	return uint64(info.NumberOfLinks), err
}

// identity tells a file from its copies, also after a restart: the serial number stands on the volume.
func identity(path string) (string, error) {
	info, err := byHandle(path)
	return fmt.Sprintf("volume %08x file %08x%08x", info.VolumeSerialNumber, info.FileIndexHigh, info.FileIndexLow), err
}

func byHandle(path string) (info windows.ByHandleFileInformation, err error) {
	f, err := os.Open(path)
	if err != nil {
		return info, fileError(path, lang.Both("cannot be read", "无法读取"), err)
	}
	defer closing(f, &err)
	return info, windows.GetFileInformationByHandle(windows.Handle(f.Fd()), &info)
}

// checkMode accepts everything: access lists of the user's profile protect the file, mode bits mean nothing.
func checkMode(string, fs.FileInfo) error { return nil }

func isNoSpace(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

func isReadOnly(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

// sameFile is always true: Windows keeps an open file from being removed or replaced.
func sameFile(string, fs.FileInfo) (bool, error) { return true, nil }
