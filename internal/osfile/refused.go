package osfile

import (
	"io/fs"
	"strconv"

	"github.com/cashredpack/redpack/internal/lang"
)

// OutsideError says that a file is not read because a symbolic link on the way to it leads out of its folder.
type OutsideError struct {
	Path   string // in the folder
	Link   string // Path or a folder on its way
	Target string // as it stands in the link
}

func (e *OutsideError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *OutsideError) Said() lang.Text {
	return lang.Format("%s is a symbolic link to %q, which leads out of the folder", "%s 是指向 %q 的符号链接，通到了文件夹外面", shown(e.Link), e.Target)
}

// LeadsOut tells the link and where it leads to.
func (e *OutsideError) LeadsOut() (link, target string) { return e.Link, e.Target }

// RefusedError says that a path is not written to, because what is there is not a file that redpack would have made. Nothing was
// changed.
type RefusedError struct {
	Path string
	What lang.Text // "is a symbolic link to ..."
	Why  lang.Text // why that matters
	Do   lang.Text // what to do about it
}

func (e *RefusedError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *RefusedError) Said() lang.Text {
	return lang.Format("nothing is written to %s: it %s, and %s. %s", "没有写入 %s：它%s，%s。%s", shown(e.Path), e.What, e.Why, e.Do)
}

var (
	linkWhy = lang.Both("whoever put the link there, for instance by a pull request, would decide which file is changed",
		"那么改动哪个文件，就由放链接的人决定了，例如通过合并请求")
	linkDo = lang.Both("Remove the link. If it is meant, give the path that it leads to.", "删除链接。确实要用它的话，写它所指向的路径。")
)

func refuseLink(path, target string) error {
	return &RefusedError{path, lang.Format("is a symbolic link to %q", "是指向 %q 的符号链接", target), linkWhy, linkDo}
}

func refuseOutside(path string, o *OutsideError) error {
	return &RefusedError{path, lang.Format("leads out of the folder: %s is a symbolic link to %q",
		"通到了文件夹外面：%s 是指向 %q 的符号链接", shown(o.Link), o.Target), linkWhy, linkDo}
}

func refuseNames(path string, names uint64) error {
	return &RefusedError{
		path, lang.Format("has %d names (hard links)", "有 %d 个名字（硬链接）", names),
		lang.Both("the file under the other names would change with it", "其他名字下的文件会跟着改变"),
		lang.Both("Remove this name; the file stays under the others.", "删除这个名字；文件仍留在其他名字下。"),
	}
}

// refuseKind is for everything else that is no regular file.
func refuseKind(path string, mode fs.FileMode) error {
	return &RefusedError{
		path, lang.Format("is %s", "是%s", kind(mode)), lang.Both("redpack writes a file", "而 redpack 写的是文件"),
		lang.Both("Remove or rename it, or give another path.", "把它删除或改名，或者写另一个路径。"),
	}
}

func kind(mode fs.FileMode) lang.Text {
	switch {
	case mode.IsDir():
		return lang.Both("a folder", "文件夹")
	case mode&fs.ModeNamedPipe != 0:
		return lang.Both("a pipe", "管道")
	case mode&fs.ModeSocket != 0:
		return lang.Both("a socket", "套接字")
	case mode&fs.ModeDevice != 0:
		return lang.Both("a device", "设备")
	}
	return lang.Both("not a regular file", "特殊文件，不是普通文件")
}

// shown is a path for a message; one that could play tricks on a terminal is quoted.
func shown(path string) string {
	if quoted := strconv.Quote(path); quoted != `"`+path+`"` {
		return quoted
	}
	return path
}
