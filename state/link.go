package state

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cashredpack/redpack/internal/osfile"
)

// A state may be a symbolic link, to another disk for instance. But a checkout may hold a link to whatever file of the user's, and
// then nothing may be made or changed at its end. So a link is followed to what is a state already, and the user's own.

// Linked tells where a state lies whose path is a symbolic link, for people to be told.
func Linked(path string) (real string, ok bool) {
	if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return "", false
	}
	real, err := filepath.EvalSymlinks(path)
	return real, err == nil
}

// checkLink refuses a link to what is no state of the user's.
func checkLink(path, real string) error {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return err
	}
	why := ""
	switch end, err := os.Lstat(real); {
	case err != nil:
		return fileError(path, "cannot be found", err)
	case !end.Mode().IsRegular():
		why = "is no file"
	case !osfile.Own(end):
		why = "belongs to another user"
	default:
		why, err = notAState(real)
		if err != nil {
			return fileError(path, "cannot be read", err)
		}
	}
	if why == "" {
		return nil
	}
	return &osfile.RefusedError{
		Path: path, What: fmt.Sprintf("is a symbolic link to %q, which %s", real, why),
		Why: "a state is followed to another place only where it is there already, and yours; this link may be somebody else's, for " +
			"instance a pull request's",
		Do: "Remove the link. To keep the state on another disk, move it there with the files beside it, and link to it then.",
	}
}

// notAState says why a file is no state of redpack, going by how it begins.
func notAState(path string) (why string, err error) {
	const idAt = 68 // of the application's identity in the head of an SQLite file
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer closing(f, &err)
	var head [idAt + 4]byte
	if _, err := io.ReadFull(f, head[:]); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", err
	}
	if string(head[:len(magic)]) != magic || binary.BigEndian.Uint32(head[idAt:]) != applicationID {
		return "is no state of redpack", nil
	}
	return "", nil
}
