//go:build unix

package cli

import (
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
)

// private refuses a secret's file that others on this machine can read.
func (r *resolver) private(attribute, name string) bool {
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(r.dir, filepath.FromSlash(name))
	}
	info, err := os.Stat(path)
	if err != nil {
		r.report(hcl.DiagError, attribute, "File cannot be read", "%s: %s.", attribute, err)
		return false
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		r.report(hcl.DiagError, attribute, "Secret readable by others", "%s has mode %04o: other users of this machine can read "+
			"a secret that moves money. Run: chmod 600 %s", path, mode, path)
		return false
	}
	return true
}
