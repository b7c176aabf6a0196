package cli_test

import (
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/cli"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
)

// The message tells where there is no room, and names no file that nobody can look at.
func TestUnspooledNamesTheFolder(t *testing.T) {
	t.Parallel()
	full := &fs.PathError{Op: "write", Path: "lists/.redpack-ABC", Err: syscall.ENOSPC}
	for _, c := range []struct {
		dir, want string
		err       error
	}{
		{"lists", "a file in lists cannot be written: the disk is full (no space left on device). Free space on the disk, then run the same command again", full},
		{".", "a file in this folder cannot be written: permission denied", &fs.PathError{Op: "open", Path: ".redpack-ABC", Err: syscall.EACCES}},
	} {
		err := cli.Unspooled(c.dir, c.err)
		if got := err.Error(); got != c.want || strings.Contains(got, "ABC") {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	if !errors.Is(cli.Unspooled(".", full), syscall.ENOSPC) {
		t.Error("the cause is gone")
	}
}

// A plan whose packets a screen was to show has a file, which is gone with the screen, also where it comes after it.
func TestShownPlansAreClosed(t *testing.T) {
	t.Parallel()
	early, late := &closedSpool{}, &closedSpool{}
	if err := cli.CloseShown(spooled(t, early), spooled(t, late)); err != nil || !early.closed || !late.closed {
		t.Errorf("closed: %v, %v, %v", early.closed, late.closed, err)
	}
}

// closedSpool knows whether it was closed.
type closedSpool struct{ closed bool }

func (*closedSpool) Write(b []byte) (int, error)       { return len(b), nil }
func (*closedSpool) ReadAt([]byte, int64) (int, error) { return 0, io.EOF }

func (c *closedSpool) Close() error {
	c.closed = true
	return nil
}

// spooled is a plan whose work does not fit memory.
func spooled(t *testing.T, file plan.Spool) *plan.Plan {
	t.Helper()
	long := plan.Packet{Action: plan.Send, Recipient: hclspec.Recipient{Label: strings.Repeat("x", 64<<10)}}
	w, err := plan.NewWork(func() (plan.Spool, error) { return file, nil }, plantest.Each(slices.Repeat([]plan.Packet{long}, 200)...))
	if err != nil {
		t.Fatal(err)
	}
	return &plan.Plan{Work: w}
}
