package osfile

import "testing"

func TestKindsOfDisks(t *testing.T) {
	for magic, want := range map[uint32]DiskKind{
		0x6969: Network, 0xff534d42: Network, 0xfe534d42: Network, // nfs, cifs, smb2
		0xef53: LocalDisk, 0x58465342: LocalDisk, 0x9123683e: LocalDisk, 0x794c7630: LocalDisk, // ext4, xfs, btrfs, overlay
		0x01021997: PerhapsAfar, 0x65735546: PerhapsAfar, // 9p and FUSE carry local files, too
		0x01021994: MemoryOnly, 0x858458f6: MemoryOnly, // tmpfs, ramfs
	} {
		if got := diskMagics[magic].kind; got != want {
			t.Errorf("%#x is %d, want %d", magic, got, want)
		}
	}
}

func TestDiskOfAFolder(t *testing.T) {
	disk, err := DiskOf(t.TempDir())
	if err != nil || disk.Kind == Network || disk.Free == 0 || disk.ReadOnly {
		t.Errorf("the test's own folder: %+v, %v", disk, err)
	}
	if disk, err := DiskOf("/sys"); err != nil || disk.Kind != LocalDisk || disk.Free != unlimited {
		t.Errorf("a file system without blocks: %+v, %v", disk, err)
	}
	if _, err := DiskOf("/nowhere/at/all"); err == nil {
		t.Error("no error of a folder that is not there")
	}
}
