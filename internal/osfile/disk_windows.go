package osfile

import (
	"path/filepath"

	"golang.org/x/sys/windows"

	"github.com/cashredpack/redpack/internal/lang"
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
		return Disk{}, lang.Errorf("ask for the free space of %s: %w", "查询 %s 的剩余空间：%w", disk.Name, err)
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
