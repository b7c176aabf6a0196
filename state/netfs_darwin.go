package state

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// networkNames are the file systems on which two computers do not share memory or locks as SQLite's write-ahead log
// needs them (SQLite, "Write-Ahead Logging", section 2.2).
var networkNames = map[string]bool{"nfs": true, "smbfs": true, "afpfs": true, "webdav": true, "ftp": true}

// networkFS names the file system of a directory if a state must not lie on it.
func networkFS(dir string) (string, error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return "", fmt.Errorf("ask for the file system of %s: %w", dir, err)
	}
	if name := unix.ByteSliceToString(fs.Fstypename[:]); networkNames[name] {
		return name, nil
	}
	return "", nil
}
