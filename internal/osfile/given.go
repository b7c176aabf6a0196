package osfile

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cashredpack/redpack/internal/bounded"
)

// WriteGiven gives a file that a flag names its content.
func WriteGiven(path string, content []byte, mode fs.FileMode) error {
	return Given(path, func(f *Folder, name string) error { return f.Replace(name, content, mode) })
}

// WriteGivenBy is WriteGiven for a content that is too long to be held.
func WriteGivenBy(path string, mode fs.FileMode, write func(io.Writer) error) error {
	return Given(path, func(f *Folder, name string) error { return f.ReplaceFrom(name, mode, write) })
}

// OpenGiven opens a file that a flag names, to be changed where it lies, or makes it.
func OpenGiven(path string) (file *os.File, err error) {
	err = Given(path, func(f *Folder, name string) error {
		file, err = f.Open(name, os.O_RDWR|os.O_CREATE, Private)
		return err
	})
	return file, err
}

// CheckGiven refuses what WriteGiven would refuse.
func CheckGiven(path string) error {
	return Given(path, func(f *Folder, name string) error { return f.Check(name) })
}

// ReadGiven reads a file that a flag names. A link to it may come from a checkout, and lines of it are shown, so a path below the
// folder one stands in does not lead out of it.
func ReadGiven(path string, most int64) (src []byte, err error) {
	here, ok := Here(path)
	if !ok {
		return bounded.ReadGiven(path, most)
	}
	err = Given(here, func(f *Folder, name string) error {
		src, err = bounded.ReadFS(f.FS(), filepath.ToSlash(name), most)
		return err
	})
	return src, err
}
