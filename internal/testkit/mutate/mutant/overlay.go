package mutant

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"github.com/cashredpack/redpack/internal/osfile"
)

// Overlay writes the changed file into a folder of its own, with the file that shows it to the go command in the place of the original.
func (m Mutant) Overlay() (overlay string, remove func() error, err error) {
	dir, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return "", nil, err
	}
	remove = func() error { return os.RemoveAll(dir) }
	changed := filepath.Join(dir, filepath.Base(m.Path))
	replaced, err := json.Marshal(map[string]map[string]string{"Replace": {m.Path: changed}})
	if err == nil {
		err = osfile.Replace(changed, m.Changed(), 0o600)
	}
	overlay = filepath.Join(dir, "overlay.json")
	if err == nil {
		err = osfile.Replace(overlay, replaced, 0o600)
	}
	if err != nil {
		return "", nil, errors.Join(err, remove())
	}
	return overlay, remove, nil
}
