package state

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// networkFS names the drive of a directory if a state must not lie on it.
func networkFS(dir string) (string, error) {
	volume := filepath.VolumeName(dir)
	if len(volume) > 2 {
		return volume, nil // \\server\share
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err != nil {
		return "", err
	}
	if windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		return volume, nil
	}
	return "", nil
}
