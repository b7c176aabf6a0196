package osfile

import (
	"fmt"
	"io/fs"
	"strconv"
)

// OutsideError says that a file is not read because a symbolic link on the way to it leads out of its folder.
type OutsideError struct {
	Path   string // in the folder
	Link   string // Path or a folder on its way
	Target string // as it stands in the link
}

func (e *OutsideError) Error() string {
	return fmt.Sprintf("%s is a symbolic link to %q, which leads out of the folder", shown(e.Link), e.Target)
}

// LeadsOut tells the link and where it leads to.
func (e *OutsideError) LeadsOut() (link, target string) { return e.Link, e.Target }

// RefusedError says that a path is not written to, because what is there is not a file that redpack would have made. Nothing was
// changed.
type RefusedError struct {
	Path string
	What string // "is a symbolic link to ..."
	Why  string // why that matters
	Do   string // what to do about it
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("nothing is written to %s: it %s, and %s. %s", shown(e.Path), e.What, e.Why, e.Do)
}

const (
	linkWhy = "whoever put the link there, for instance by a pull request, would decide which file is changed"
	linkDo  = "Remove the link. If it is meant, give the path that it leads to."
)

func refuseLink(path, target string) error {
	return &RefusedError{path, fmt.Sprintf("is a symbolic link to %q", target), linkWhy, linkDo}
}

func refuseOutside(path string, o *OutsideError) error {
	return &RefusedError{path, fmt.Sprintf("leads out of the folder: %s is a symbolic link to %q", shown(o.Link), o.Target), linkWhy, linkDo}
}

func refuseNames(path string, names uint64) error {
	return &RefusedError{
		path, fmt.Sprintf("has %d names (hard links)", names), "the file under the other names would change with it",
		"Remove this name; the file stays under the others.",
	}
}

// refuseKind is for everything else that is no regular file.
func refuseKind(path string, mode fs.FileMode) error {
	return &RefusedError{path, "is " + kind(mode), "redpack writes a file", "Remove or rename it, or give another path."}
}

func kind(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "not a regular file"
}

// shown is a path for a message; one that could play tricks on a terminal is quoted.
func shown(path string) string {
	if quoted := strconv.Quote(path); quoted != `"`+path+`"` {
		return quoted
	}
	return path
}
