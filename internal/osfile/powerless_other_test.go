//go:build unix && !linux

package osfile_test

import (
	"os"
	"testing"
)

// powerless does something as somebody whom modes of files bind. Here that cannot be had from root.
func powerless(t *testing.T, do func()) {
	t.Helper()
	if os.Geteuid() == 0 {
		t.Skip("everything lets root write")
	}
	do()
}
