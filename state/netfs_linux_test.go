package state

import "testing"

func TestNetworkFileSystems(t *testing.T) {
	for magic, want := range map[uint32]string{
		0x6969: "nfs", 0xff534d42: "cifs", 0xfe534d42: "smb2",
		0xef53: "", 0x58465342: "", 0x01021994: "", 0x9123683e: "", 0x794c7630: "", // ext4, xfs, tmpfs, btrfs, overlay
		0x01021997: "", 0x65735546: "", // 9p and FUSE carry local files, too
	} {
		if got := networkMagics[magic]; got != want {
			t.Errorf("%#x is %q, want %q", magic, got, want)
		}
	}
	if got, err := networkFS(t.TempDir()); got != "" || err != nil {
		t.Errorf("the test's own folder: %q, %v", got, err)
	}
}
