package state

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// networkMagics are the file systems on which two computers do not share memory or locks as SQLite's write-ahead log
// needs them (SQLite, "Write-Ahead Logging", section 2.2). FUSE and 9p are left out: both also carry local files.
var networkMagics = map[uint32]string{
	0x6969:     "nfs",
	0x517b:     "smb",
	0xff534d42: "cifs",
	0xfe534d42: "smb2",
	0x564c:     "ncp",
	0x5346414f: "afs",
	0x6b414653: "afs",
	0x73757245: "coda",
	0x00c36400: "ceph",
	0x0bd00bd0: "lustre",
	0x01161970: "gfs2",
	0x7461636f: "ocfs2",
}

// networkFS names the file system of a directory if a state must not lie on it.
func networkFS(dir string) (string, error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return "", fmt.Errorf("ask for the file system of %s: %w", dir, err)
	}
	return networkMagics[uint32(fs.Type)], nil
}
