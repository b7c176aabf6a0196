// Package ramdisk keeps the temporary files of a package's tests in memory, where that is possible: hundreds of states, each
// written durably at every step, wait for a disk more than for anything else. What a disk does when it fails is played by
// faultfs; that a sync reaches a real one no test can tell anyhow.
//
// Benchmarks stay on the disk, and so does whoever sets TMPDIR. Where there is no disk in memory, or too small a one, nothing
// changes.
package ramdisk

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"
)

// enough is what a disk in memory must have free, in bytes: a package's tests use a few hundred MB at a time.
const enough = 2 << 30

// stale is the age at which a folder belongs to a run that was killed: no test runs that long.
const stale = 3 * time.Hour

const prefix = "redpack-test-"

// Tests are the tests of a package, run as M runs them: a *testing.M, or what puts something around it.
type Tests struct{ M interface{ Run() int } }

// Run runs the tests and removes what they left.
func (t Tests) Run() int {
	flag.Parse()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // tests leave much behind and keep little
	}
	root := inMemory(enough)
	if root == "" || os.Getenv("TMPDIR") != "" || flag.Lookup("test.bench").Value.String() != "" {
		return t.M.Run()
	}
	dir, err := folder(root)
	if err != nil {
		return failed(err)
	}
	code := t.M.Run()
	if err := os.RemoveAll(dir); err != nil {
		return failed(err)
	}
	return code
}

func failed(err error) int {
	fmt.Fprintln(os.Stderr, "the tests' disk in memory:", err)
	return 1
}

// folder makes the folder in which temporary files lie from now on. Other users may look into it: some tests play one.
func folder(root string) (string, error) {
	if err := sweep(root); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(root, prefix)
	if err != nil {
		return "", err
	}
	return dir, errors.Join(os.Chmod(dir, 0o755), os.Setenv("TMPDIR", dir))
}

// sweep removes what killed runs left: in memory nothing else ever would.
func sweep(root string) error {
	folders, err := filepath.Glob(filepath.Join(root, prefix+"*"))
	for _, dir := range folders {
		if info, gone := os.Stat(dir); gone == nil && time.Since(info.ModTime()) > stale {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}
	return err
}
