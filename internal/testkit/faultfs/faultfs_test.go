package faultfs_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/faultfs"
)

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return string(data[:min(len(data), 1)])
}

// TestPowerCutTakesOnlyWhatWasNotSynced: synced content always survives, unsynced content sometimes, in whole sectors.
func TestPowerCutTakesOnlyWhatWasNotSynced(t *testing.T) {
	outcomes := map[string]int{}
	for seed := range uint64(40) {
		disk, dir := faultfs.New(t.Name()), t.TempDir()
		path := filepath.Join(dir, "file")
		for _, err := range []error{
			disk.WriteFile(path, bytes.Repeat([]byte("a"), 2048), true), disk.SyncDir(dir),
			disk.WriteFile(path, bytes.Repeat([]byte("b"), 1024), false),
			disk.PowerCut(rand.New(rand.NewPCG(seed, 0))),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		data, err := os.ReadFile(path)
		if err != nil || len(data) != 2048 || !bytes.Equal(data[1024:], bytes.Repeat([]byte("a"), 1024)) {
			t.Fatalf("what was synced is lost: %d bytes, %v", len(data), err)
		}
		for s := range 2 {
			if sector := data[s*512 : s*512+512]; bytes.Count(sector, sector[:1]) != 512 {
				t.Fatal("a sector is torn")
			}
		}
		outcomes[string([]byte{data[0], data[512]})]++
		disk.Close()
	}
	if len(outcomes) != 4 {
		t.Errorf("40 cuts left only %v", outcomes)
	}
}

// TestNamesComeAndGoInOrder: a rename that no directory sync has followed may be undone, a synced one never.
func TestNamesComeAndGoInOrder(t *testing.T) {
	outcomes := map[string]int{}
	for seed := range uint64(40) {
		disk, dir := faultfs.New(t.Name()), t.TempDir()
		temp, path := filepath.Join(dir, "temp"), filepath.Join(dir, "file")
		for _, err := range []error{
			disk.WriteFile(path, []byte("a"), true), disk.SyncDir(dir),
			disk.WriteFile(temp, []byte("b"), true),
			disk.Delete(path, false), disk.Rename(temp, path),
			disk.PowerCut(rand.New(rand.NewPCG(seed, 0))),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		outcomes[content(t, path)+","+content(t, temp)]++
		disk.Close()
	}
	// In order: nothing lost; the rename; the deletion, too; the making of temp, too.
	for _, want := range []string{"b,", ",b", "a,b", "a,"} {
		if outcomes[want] == 0 {
			t.Errorf("%q never happened: %v", want, outcomes)
		}
	}
	if len(outcomes) != 4 {
		t.Errorf("impossible outcomes: %v", outcomes)
	}
}

func TestStopAndFail(t *testing.T) {
	disk, dir := faultfs.New(t.Name()), t.TempDir()
	defer disk.Close()
	path := filepath.Join(dir, "file")
	write := func() error { return disk.WriteFile(path, []byte("x"), false) }
	disk.FailAt(2, syscall.ENOSPC, false)
	if err := errors.Join(write()); err != nil {
		t.Error("operation 1:", err)
	}
	if err := write(); !errors.Is(err, syscall.ENOSPC) {
		t.Error("operation 2:", err)
	}
	if err := write(); err != nil {
		t.Error("operation 3:", err)
	}
	disk.StopAt(4)
	for range 2 {
		if err := write(); !errors.Is(err, faultfs.ErrStopped) || !disk.Stopped() {
			t.Error("after the stop:", err)
		}
	}
	disk.Restart()
	if err := write(); err != nil || disk.Ops() != 1 || disk.Stopped() {
		t.Error("after the restart:", err, disk.Ops())
	}
}
