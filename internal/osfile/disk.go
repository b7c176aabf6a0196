package osfile

// DiskKind is how a file system keeps what is written to it. The zero value is one about which there is nothing to say.
type DiskKind uint8

// The kinds that matter to whoever keeps a database.
const (
	LocalDisk   DiskKind = iota
	Network              // several computers write to it, and their locks and shared memory do not keep them apart
	PerhapsAfar          // FUSE and 9p carry local files and remote ones, and do not tell which
	MemoryOnly           // gone after a restart
)

// Disk is what the system says of the file system that a folder lies on.
type Disk struct {
	Kind     DiskKind
	Name     string // "nfs", "tmpfs", a drive; "" where it matters to nobody
	Free     uint64 // bytes that this user may still write
	ReadOnly bool   // it is mounted so
}

// unlimited is the free space of a file system that has no size of its own.
const unlimited = ^uint64(0)
