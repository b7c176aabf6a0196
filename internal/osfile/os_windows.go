package osfile

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// lockOffset lies far behind the end of every file that is locked: Windows keeps others from reading locked bytes, and what the file
// says about its holder must stay readable.
const lockOffset = 1 << 30

// TryLock takes a lock without waiting, or returns ErrLocked; closing the file or the end of the process gives it back.
func TryLock(f *os.File, exclusive bool) error {
	flags := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if exclusive {
		flags |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{Offset: lockOffset})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return ErrLocked
	}
	return err
}

// goneOnClose makes the system remove a file with its last handle. The name of one that is in use cannot be taken away here.
const goneOnClose = windows.FILE_FLAG_DELETE_ON_CLOSE

func unlock(f *os.File) error {
	return windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, &windows.Overlapped{Offset: lockOffset})
}

// syncNames does nothing: NTFS journals names, and Windows cannot sync a directory.
func syncNames(*os.File) error { return nil }

// countNames is how many hard links an open file has; of one that is not open Windows does not tell.
func countNames(f *os.File, _ fs.FileInfo) (uint64, error) {
	if f == nil {
		return 1, nil
	}
	var info windows.ByHandleFileInformation
	err := windows.GetFileInformationByHandle(windows.Handle(f.Fd()), &info)
	return uint64(info.NumberOfLinks), err
}

// Own is always true: access lists of the user's profile protect the file.
func Own(fs.FileInfo) bool { return true }

// Writable finds out whether this process may write a file, or make files in a folder. Access lists can only be tried: a file is made in the
// folder, and removed.
func Writable(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return f.Close()
	}
	f, err := os.CreateTemp(path, "redpack.*.probe")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// descriptor finds none: Windows has no names for a process's descriptors.
func descriptor(string) (n int, ok bool) { return 0, false }

func duplicate(_ int, path string) (*os.File, error) {
	return nil, &fs.PathError{Op: "open", Path: path, Err: errors.ErrUnsupported}
}
