package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/osfile"
)

// writeGiven gives a file that a flag names its content.
func writeGiven(path string, content []byte, mode fs.FileMode) error {
	folder, name, err := osfile.Given(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Replace(name, content, mode), folder.Close())
}

// openGiven opens a file that a flag names, to be changed where it lies, or makes it.
func openGiven(path string) (*os.File, error) {
	folder, name, err := osfile.Given(path)
	if err != nil {
		return nil, err
	}
	file, err := folder.Open(name, os.O_RDWR|os.O_CREATE, osfile.Private)
	_ = folder.Close() // nothing was written to it
	return file, err
}

// checkGiven refuses what writeGiven would refuse.
func checkGiven(path string) error {
	folder, name, err := osfile.Given(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Check(name), folder.Close())
}

// readGiven reads a file that a flag names. A link to it may come from a checkout, and lines of it are shown, so a relative path does
// not lead out of the folder one stands in.
func readGiven(path string, most int64) ([]byte, error) {
	if !filepath.IsLocal(path) {
		return bounded.ReadFile(path, most) // also of pipes, such as a shell's <(command)
	}
	folder, name, err := osfile.Given(path)
	if err != nil {
		return nil, err
	}
	src, err := bounded.ReadFS(folder.FS(), filepath.ToSlash(name), most)
	_ = folder.Close() // it was only read
	return src, err
}
