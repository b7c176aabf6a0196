package osfile

import (
	"golang.org/x/sys/unix"

	"github.com/cashredpack/redpack/internal/lang"
)

// diskMagics are the file systems by their numbers (statfs(2)).
var diskMagics = map[uint32]struct {
	kind DiskKind
	name string
}{
	0x6969:     {Network, "nfs"},
	0x517b:     {Network, "smb"},
	0xff534d42: {Network, "cifs"},
	0xfe534d42: {Network, "smb2"},
	0x564c:     {Network, "ncp"},
	0x5346414f: {Network, "afs"},
	0x6b414653: {Network, "afs"},
	0x73757245: {Network, "coda"},
	0x00c36400: {Network, "ceph"},
	0x0bd00bd0: {Network, "lustre"},
	0x01161970: {Network, "gfs2"},
	0x7461636f: {Network, "ocfs2"},
	0x65735546: {PerhapsAfar, "fuse"},
	0x01021997: {PerhapsAfar, "9p"},
	0x01021994: {MemoryOnly, "tmpfs"},
	0x858458f6: {MemoryOnly, "ramfs"},
}

// DiskOf asks the system for the file system that a folder lies on.
func DiskOf(dir string) (Disk, error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return Disk{}, lang.Errorf("ask for the file system of %s: %w", "查询 %s 的文件系统：%w", dir, err)
	}
	known := diskMagics[uint32(fs.Type)]
	disk := Disk{Kind: known.kind, Name: known.name, Free: fs.Bavail * uint64(fs.Bsize), ReadOnly: fs.Flags&unix.ST_RDONLY != 0}
	if fs.Blocks == 0 { // ramfs
		disk.Free = unlimited
	}
	return disk, nil
}
