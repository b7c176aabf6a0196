package cli

import (
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/osfile"
)

// writeGiven gives a file that a flag names its content.
func writeGiven(path string, content []byte, mode fs.FileMode) error {
	return osfile.Given(path, func(f *osfile.Folder, name string) error { return f.Replace(name, content, mode) })
}

// openGiven opens a file that a flag names, to be changed where it lies, or makes it.
func openGiven(path string) (file *os.File, err error) {
	err = osfile.Given(path, func(f *osfile.Folder, name string) error {
		file, err = f.Open(name, os.O_RDWR|os.O_CREATE, osfile.Private)
		return err
	})
	return file, err
}

// checkGiven refuses what writeGiven would refuse.
func checkGiven(path string) error {
	return osfile.Given(path, func(f *osfile.Folder, name string) error { return f.Check(name) })
}

// readGiven reads a file that a flag names. A link to it may come from a checkout, and lines of it are shown, so a path below the
// folder one stands in does not lead out of it.
func readGiven(path string, most int64) (src []byte, err error) {
	here, ok := osfile.Here(path)
	if !ok {
		return bounded.ReadGiven(path, most)
	}
	err = osfile.Given(here, func(f *osfile.Folder, name string) error {
		src, err = bounded.ReadFS(f.FS(), filepath.ToSlash(name), most)
		return err
	})
	return src, err
}
