package osfile

import (
	"errors"
	"io/fs"
	"os"

	"github.com/cashredpack/redpack/internal/lang"
)

// Stream opens what a person named to be written to and what is no file: a pipe, a terminal or another character device, or one of
// this process's own descriptors, such as /dev/stdout. It is nil where a path names none of these.
func Stream(path string) (*os.File, error) {
	if n, ok := descriptor(path); ok {
		return duplicate(n, path)
	}
	// Links are followed, as systems have them in /dev: nothing that could be destroyed is behind a stream.
	if info, err := os.Stat(path); err != nil || !streams(info) {
		return nil, nil // whoever makes a file there learns why it cannot be made
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !streams(info) {
		err = lang.Errorf("the stream %s was replaced by a file; nothing is written there", "流 %s 被换成了文件；没有写入", shown(path))
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

func streams(info fs.FileInfo) bool { return info.Mode()&(fs.ModeNamedPipe|fs.ModeCharDevice) != 0 }
