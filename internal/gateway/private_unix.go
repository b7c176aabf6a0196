//go:build unix

package gateway

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/words"
)

// errNoMode says that an attribute's file has no owner that could be looked at.
var errNoMode = errors.New("the system does not tell who owns it")

// private refuses a secret's file that strangers on this machine can read or replace, by PostgreSQL's rule for its server key: the
// file is ours and nobody else's, or it is root's and at most a group of root's choice may read it. The second is how secrets are
// mounted into containers.
func (r *resolver) private(attribute, name string) {
	path := placeOf(r.Dir, name)
	info, err := os.Stat(path)
	var stat *syscall.Stat_t
	if err == nil {
		var ok bool
		if stat, ok = info.Sys().(*syscall.Stat_t); !ok {
			err = errNoMode
		}
	}
	if err != nil {
		r.report(hcl.DiagError, Guard, attribute, "File cannot be read", "%s: %s.", attribute, err)
		return
	}
	summary, detail := unguarded(path, info.Mode().Perm(), int(stat.Uid), os.Geteuid())
	if summary == "" {
		r.sound(Guard, attribute)
		return
	}
	r.report(hcl.DiagError, Guard, attribute, summary, "%s", detail)
}

// unguarded says what is wrong with the mode and the owner of a secret's file; "" where nothing is.
func unguarded(path string, mode os.FileMode, owner, me int) (summary, detail string) {
	switch {
	case owner == 0 && mode&0o137 == 0, owner == me && mode&0o077 == 0:
		return "", ""
	case owner != 0 && owner != me:
		return "Secret of another user", fmt.Sprintf("%s belongs to user %d, and redpack runs as user %d. Whoever owns a secret that moves "+
			"money can read and replace it. Give it to the user who runs redpack, or to root with mode 0640 or less.", path, owner, me)
	case owner == me:
		return "Secret readable by others", fmt.Sprintf("%s has mode %04o: other users of this machine can read a secret that moves money. "+
			"Run: chmod 600 %s", path, mode, words.ShellWord(path))
	default:
		return "Secret readable by others", fmt.Sprintf("%s is root's and has mode %04o: other users of this machine can read or change a "+
			"secret that moves money. At most 0640 is taken of root's files, with a group that redpack runs in. Where a secret is mounted into a "+
			"container, its mode is set where the mount is described (Kubernetes: defaultMode: 0440; Docker: mode: 0440, and gid).", path, mode)
	}
}
