// Package bounded reads whole files and streams that others wrote, and shortens their words. Each reader says how much it takes: a file
// in a checkout, a link to /dev/zero or a server without end must not fill the memory, and a pipe to which nobody writes must not keep
// anybody waiting.
package bounded

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/cashredpack/redpack/internal/lang"
)

// TooLargeError is a file or a stream with more bytes than its reader takes.
type TooLargeError struct{ Most int64 }

func (e *TooLargeError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *TooLargeError) Said() lang.Text {
	return lang.Format("it has more than %d bytes, which nothing of its kind needs; look whether it is the one that was meant",
		"它超过 %d 字节，这类内容不需要这么大；看看是不是弄错了", e.Most)
}

// ReadAll reads a stream to its end.
func ReadAll(r io.Reader, most int64) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(content)) > most {
		return nil, &TooLargeError{most}
	}
	return content, err
}

// Text is a text of at most so many bytes: all of it, or its start without the rest of a character that was cut through.
func Text(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "")
}

// ErrNoFile says that there is something else than a file where one is read.
var ErrNoFile = lang.New(lang.Both("it is a pipe, a socket or a device, and no file", "它是管道、套接字或设备，不是文件"))

// Waitless opens a file without waiting for whoever is at the other end of a pipe. Regular must look at what was opened by it.
const Waitless = os.O_RDONLY | syscall.O_NONBLOCK

// Regular closes what was opened under a path and is neither a file nor a folder; that is ErrNoFile.
func Regular(f *os.File, path string) error {
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		err = ErrNoFile
	}
	if err != nil {
		return &fs.PathError{Op: "open", Path: path, Err: errors.Join(err, f.Close())}
	}
	return nil
}

// Open opens a file of the operating system that others named: no pipe, which nobody may write to, and no device, which may not end.
func Open(path string) (*os.File, error) {
	f, err := os.OpenFile(path, Waitless, 0)
	if err != nil {
		return nil, err
	}
	if err := Regular(f, path); err != nil {
		return nil, err
	}
	return f, nil
}

// ReadFile reads a whole file of the operating system.
func ReadFile(path string, most int64) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	return readFile(f, path, most)
}

// Beginning reads the first bytes of a file of the operating system, up to so many.
func Beginning(path string, most int64) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	begins, err := io.ReadAll(io.LimitReader(f, most))
	return begins, errors.Join(err, f.Close())
}

// ReadGiven reads to its end what a person named, which may be a pipe, such as a shell's <(command).
func ReadGiven(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return readFile(f, path, most)
}

// ReadFS reads a whole file of a file system.
func ReadFS(fsys fs.FS, path string, most int64) ([]byte, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return nil, err
	}
	return readFile(f, path, most)
}

func readFile(f fs.File, path string, most int64) (content []byte, err error) {
	content, err = ReadAll(f, most)
	if tooLarge := (*TooLargeError)(nil); errors.As(err, &tooLarge) {
		err = &fs.PathError{Op: "read", Path: path, Err: err}
	}
	return content, errors.Join(err, f.Close())
}

// Buffer keeps what is written to it, up to Most bytes. Whoever writes more gets an error.
type Buffer struct {
	Most int64
	kept []byte
}

func (b *Buffer) Write(p []byte) (int, error) {
	if int64(len(b.kept)+len(p)) > b.Most {
		return 0, &TooLargeError{b.Most}
	}
	b.kept = append(b.kept, p...)
	return len(p), nil
}

// Bytes are what was written.
func (b *Buffer) Bytes() []byte { return b.kept }
