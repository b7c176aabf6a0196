package osfile

import (
	"fmt"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// DiskOf asks the system for the drive that a folder lies on.
func DiskOf(dir string) (Disk, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return Disk{}, err
	}
	disk := Disk{Name: filepath.VolumeName(full)}
	root, err := windows.UTF16PtrFromString(disk.Name + `\`)
	if err != nil {
		return Disk{}, err
	}
	if err := windows.GetDiskFreeSpaceEx(root, &disk.Free, nil, nil); err != nil {
		return Disk{}, fmt.Errorf("ask for the free space of %s: %w", disk.Name, err)
	}
	var flags uint32
	if err := windows.GetVolumeInformation(root, nil, 0, nil, nil, &flags, nil, 0); err == nil {
		disk.ReadOnly = flags&windows.FILE_READ_ONLY_VOLUME != 0
	}
	switch kind := windows.GetDriveType(root); {
	case len(disk.Name) > 2, kind == windows.DRIVE_REMOTE: // \\server\share
		disk.Kind = Network
	case kind == windows.DRIVE_RAMDISK:
		disk.Kind = MemoryOnly
	}
	return disk, nil
}
