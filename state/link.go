package state

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cashredpack/redpack/internal/lang"
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
	var why lang.Text
	switch end, err := os.Lstat(real); {
	case err != nil:
		return fileError(path, lang.Both("cannot be found", "找不到"), err)
	case !end.Mode().IsRegular():
		why = lang.Both("is no file", "不是文件")
	case !osfile.Own(end):
		why = lang.Both("belongs to another user", "属于别的用户")
	default:
		why, err = notAState(real)
		if err != nil {
			return fileError(path, lang.Both("cannot be read", "无法读取"), err)
		}
	}
	if why.Empty() {
		return nil
	}
	return &osfile.RefusedError{
		Path: path, What: lang.Format("is a symbolic link to %q, which %s", "是指向 %q 的符号链接，而那里%s", real, why),
		Why: strangeLink, Do: lang.Both("Remove the link. To keep the state on another disk, move it there with the files beside it, and link to it then.",
			"删除链接。要把状态文件放在别的磁盘上，先把它和旁边的文件一起移过去，再建链接。"),
	}
}

// notAState says why a file is no state of redpack, going by how it begins.
func notAState(path string) (why lang.Text, err error) {
	const idAt = 68 // of the application's identity in the head of an SQLite file
	f, err := os.Open(path)
	if err != nil {
		return why, err
	}
	defer closing(f, &err)
	var head [idAt + 4]byte
	if _, err := io.ReadFull(f, head[:]); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return why, err
	}
	if string(head[:len(magic)]) != magic || binary.BigEndian.Uint32(head[idAt:]) != applicationID {
		return lang.Both("is no state of redpack", "不是 redpack 的状态库"), nil
	}
	return why, nil
}
