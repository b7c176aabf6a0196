package osfile

import (
	"golang.org/x/sys/unix"

	"github.com/cashredpack/redpack/internal/lang"
)

var diskNames = map[string]DiskKind{
	"nfs": Network, "smbfs": Network, "afpfs": Network, "webdav": Network, "ftp": Network, "macfuse": PerhapsAfar, "osxfuse": PerhapsAfar,
	"tmpfs": MemoryOnly,
}

// DiskOf asks the system for the file system that a folder lies on.
func DiskOf(dir string) (Disk, error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return Disk{}, lang.Errorf("ask for the file system of %s: %w", "查询 %s 的文件系统：%w", dir, err)
	}
	disk := Disk{Free: fs.Bavail * uint64(fs.Bsize), ReadOnly: fs.Flags&unix.MNT_RDONLY != 0}
	if kind, ok := diskNames[unix.ByteSliceToString(fs.Fstypename[:])]; ok {
		disk.Kind, disk.Name = kind, unix.ByteSliceToString(fs.Fstypename[:])
	}
	return disk, nil
}
