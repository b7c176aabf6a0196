package state

import (
	"errors"

	"github.com/cashredpack/redpack/internal/osfile"
)

// networkFS names the file system of a directory if a state must not lie on it: two computers do not share memory or locks on it as SQLite's
// write-ahead log needs them (SQLite, "Write-Ahead Logging", section 2.2). A system that does not tell is taken at its word.
func networkFS(dir string) (string, error) {
	disk, err := osfile.DiskOf(dir)
	if errors.Is(err, errors.ErrUnsupported) {
		return "", nil
	}
	if err != nil || disk.Kind != osfile.Network {
		return "", err
	}
	return disk.Name, nil
}
