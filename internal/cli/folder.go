package cli

import (
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// campaignFolder is a campaign's folder as its files may see it. os.Root keeps them inside, symbolic links included; this keeps
// links from leading to what the folder holds beside the campaign: the credentials that git and other programs keep below names
// with a dot, whose lines would be quoted as mistakes.
type campaignFolder struct {
	fs.FS
	dir string
}

func folderOf(within fs.FS, dir string) fs.FS { return campaignFolder{within, dir} }

// ownKinds end the names of the files that are read without being named anywhere, so that a link may not make one of another.
var ownKinds = []string{".hcl", ".rpvars", ".sum", ".numbers"}

// Open opens a file unless it is a link that leads astray.
func (f campaignFolder) Open(name string) (fs.File, error) {
	if real := f.real(name); real != path.Clean(name) {
		hidden := slices.ContainsFunc(strings.Split(real, "/"), func(part string) bool { return strings.HasPrefix(part, ".") })
		kind := path.Ext(name)
		if hidden || slices.Contains(ownKinds, kind) && path.Ext(real) != kind {
			return nil, &fs.PathError{Op: "open", Path: name, Err: lang.Errorf("it is a link to %q, which is no file of a campaign",
				"它链接到 %q，那不是活动的文件", real)}
		}
	}
	return f.FS.Open(name)
}

// real is a path of the folder with its links followed; the path itself where it leads nowhere or out, for os.Root to refuse.
func (f campaignFolder) real(name string) string {
	same := path.Clean(name)
	folder, err := filepath.EvalSymlinks(f.dir)
	if err != nil {
		return same
	}
	file, err := filepath.EvalSymlinks(filepath.Join(f.dir, filepath.FromSlash(name)))
	if err != nil {
		return same
	}
	within, err := filepath.Rel(folder, file)
	if err != nil || !filepath.IsLocal(within) {
		return same
	}
	return filepath.ToSlash(within)
}
