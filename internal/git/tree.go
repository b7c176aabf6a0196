package git

import (
	"cmp"
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/cashredpack/redpack/internal/lang"
)

// Tree is a folder of a commit as a file system. Files are read when they are opened and kept, so that opening one again
// costs nothing. It is safe for concurrent use.
type Tree struct {
	ctx    context.Context // an fs.FS has no other way to be interrupted
	repo   *Repo
	commit Commit
	prefix string
	files  map[string]object
	dirs   map[string][]string // the names in each folder, sorted

	mu       sync.Mutex
	contents map[string][]byte
}

var (
	_ fs.ReadFileFS = (*Tree)(nil)
	_ fs.ReadDirFS  = (*Tree)(nil)
)

// object is a file, link or submodule of a tree.
type object struct{ mode, id string }

// The modes of what is not a plain file.
const (
	modeTree      = "040000"
	modeLink      = "120000"
	modeSubmodule = "160000"
)

// Tree opens a folder of a commit, named by its path in the repository. A folder that the commit does not have is
// fs.ErrNotExist.
func (r *Repo) Tree(ctx context.Context, commit Commit, prefix string) (*Tree, error) {
	t := &Tree{
		ctx: ctx, repo: r, commit: commit, prefix: prefix, files: map[string]object{}, dirs: map[string][]string{".": nil},
		contents: map[string][]byte{},
	}
	list, err := run(ctx, r.top, "ls-tree", "-r", "-z", "--full-tree", commit.ID+":"+prefix)
	if err != nil {
		return nil, cmp.Or(t.absent(), t.incomplete(err))
	}
	for line := range strings.SplitSeq(list, "\x00") {
		if o, name, ok := parseEntry(line); ok && fs.ValidPath(name) {
			t.add(name, o)
		}
	}
	for _, names := range t.dirs {
		slices.Sort(names)
	}
	return t, nil
}

// absent explains a path at which the commit has no folder; nil where it has one.
func (t *Tree) absent() error {
	list, err := run(t.ctx, t.repo.top, "ls-tree", "-z", "--full-tree", t.commit.ID, "--", t.prefix)
	if err != nil {
		return nil // that is the same failure
	}
	o, _, ok := parseEntry(strings.TrimSuffix(list, "\x00"))
	var why error
	switch {
	case !ok:
		why = fs.ErrNotExist
	case o.mode == modeSubmodule:
		why = errSubmodule
	case o.mode != modeTree:
		why = lang.Errorf("not a folder", "不是文件夹")
	default:
		return nil
	}
	return &fs.PathError{Op: "open", Path: t.commit.Short + ":" + t.prefix, Err: why}
}

// incomplete names the commit whose trees cannot be read.
func (t *Tree) incomplete(err error) error {
	return lang.Errorf("read the files of %s: %w", "读取 %s 的文件：%w", t.commit.Short, err)
}

// parseEntry reads a line of ls-tree: mode, type, id, a tab, and the path.
func parseEntry(line string) (o object, name string, ok bool) {
	facts, name, ok := strings.Cut(line, "\t")
	parts := strings.Split(facts, " ")
	const facets = 3
	if !ok || len(parts) != facets {
		return object{}, "", false
	}
	return object{mode: parts[0], id: parts[2]}, name, true
}

// add enters a file and the folders above it.
func (t *Tree) add(name string, o object) {
	t.files[name] = o
	for child := name; child != "."; child = path.Dir(child) {
		dir := path.Dir(child)
		names, known := t.dirs[dir]
		t.dirs[dir] = append(names, path.Base(child))
		if known {
			return
		}
	}
}

// hops bounds how many links lead to a file; more are a circle.
const hops = 40

var (
	errLeaves    = lang.Errorf("a symbolic link leads out of the folder", "有符号链接通到文件夹外面")
	errCircle    = lang.Errorf("too many symbolic links", "符号链接太多")
	errSubmodule = lang.Errorf("it is in a submodule, whose files are kept in another repository", "它在子模块里，文件存放在另一个仓库")
)

// resolve follows the symbolic links of a path, all of which must stay inside the folder.
func (t *Tree) resolve(name string) (string, error) {
	done, rest := ".", name
	for range hops {
		link := ""
		for link == "" {
			if rest == "" || rest == "." {
				return done, nil
			}
			var step string
			step, rest, _ = strings.Cut(rest, "/")
			next := path.Join(done, step)
			switch t.files[next].mode {
			case modeLink:
				link = next
			case modeSubmodule:
				return "", errSubmodule
			default:
				done = next
			}
		}
		target, err := t.raw(t.files[link].id)
		if err != nil {
			return "", err
		}
		goal := path.Join(path.Dir(link), target, rest)
		if path.IsAbs(target) || strings.Contains(target, `\`) || !fs.ValidPath(goal) {
			return "", errLeaves
		}
		done, rest = ".", goal
	}
	return "", errCircle
}

// raw is a blob as git keeps it.
func (t *Tree) raw(id string) (string, error) {
	return run(t.ctx, t.repo.top, "cat-file", "blob", id)
}
