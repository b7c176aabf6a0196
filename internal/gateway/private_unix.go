//go:build unix

package gateway

import (
	"os"
	"syscall"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// errNoMode says that an attribute's file has no owner that could be looked at.
var errNoMode = lang.Errorf("the system does not tell who owns it",
	"系统不说明文件属于谁")

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
		r.report(hcl.DiagError, Guard, attribute, lang.Both("File cannot be read", "文件无法读取"), lang.Format("%s: %s.", "%s：%s。", attribute, err))
		return
	}
	summary, detail := unguarded(path, info.Mode().Perm(), int(stat.Uid), os.Geteuid())
	if summary.Empty() {
		r.sound(Guard, attribute)
		return
	}
	r.report(hcl.DiagError, Guard, attribute, summary, detail)
}

// unguarded says what is wrong with the mode and the owner of a secret's file; empty where nothing is.
func unguarded(path string, mode os.FileMode, owner, me int) (summary, detail lang.Text) {
	switch {
	case owner == 0 && mode&0o137 == 0, owner == me && mode&0o077 == 0:
		return lang.Text{}, lang.Text{}
	case owner != 0 && owner != me:
		return lang.Both("Secret of another user", "密钥文件属于其他用户"), lang.Format("%s belongs to user %d, and redpack runs as user %d. Whoever owns a secret that moves "+
			"money can read and replace it. Give it to the user who runs redpack, or to root with mode 0640 or less.",
			"%s 属于用户 %d，而 redpack 以用户 %d 的身份运行。密钥能动用资金，它的所有者可以读取和替换它。把它改为属于运行 redpack 的用户，或属于 root 且权限不超过 0640。", path, owner, me)
	case owner == me:
		return lang.Both("Secret readable by others", "其他用户能读取密钥"), lang.Format("%s has mode %04o: other users of this machine can read a secret that moves money. "+
			"Run: chmod 600 %s",
			"%s 的权限是 %04o：本机的其他用户能读取这个能动用资金的密钥。运行：chmod 600 %s", path, mode, words.ShellWord(path))
	default:
		return lang.Both("Secret readable by others", "其他用户能读取密钥"), lang.Format("%s is root's and has mode %04o: other users of this machine can read or change a "+
			"secret that moves money. At most 0640 is taken of root's files, with a group that redpack runs in. Where a secret is mounted into a "+
			"container, its mode is set where the mount is described (Kubernetes: defaultMode: 0440; Docker: mode: 0440, and gid).",
			"%s 属于 root，权限是 %04o：本机的其他用户能读取或修改这个能动用资金的密钥。root 的文件权限最多为 0640，所属的组要包括运行 redpack 的用户。如果密钥是挂载到容器里的，权限在描述挂载的地方设置（Kubernetes：defaultMode: 0440；Docker：mode: 0440 和 gid）。", path, mode)
	}
}
