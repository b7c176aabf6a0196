package osfile

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
)

// Nameless makes a file in a folder for this process alone, such as for what is too long for its memory. On Unix its name is gone before
// anything is written, on Windows the system removes it when it is closed: however the process ends, nothing of it is left.
func Nameless(folder string) (file *os.File, err error) {
	err = in(filepath.Join(folder, ".redpack-"+rand.Text()), func(f *Folder, name string) error {
		if file, err = f.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL|goneOnClose, Private); err != nil {
			return f.failed("open", name, err)
		}
		if goneOnClose != 0 {
			return nil
		}
		if err := f.root.Remove(name); err != nil {
			return errors.Join(f.failed("remove", name, err), file.Close())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return file, nil
}
