package revision

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/cashredpack/redpack/internal/git"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan/diff"
)

// MaxArgs are two revisions and a folder.
const MaxArgs = 3

// arguments are those of a comparison, sorted.
type arguments struct {
	from, to string // revisions; to is "" for the work tree
	base     bool   // from the merge base of both
	paths    []string
}

// splitRange takes A..B and A...B apart. Dots inside braces belong to a revision, as in HEAD^{/fix..}; an end that is left
// out is HEAD.
func splitRange(arg string) (a arguments, ok bool) {
	depth := 0
	for i := range len(arg) {
		switch {
		case arg[i] == '{':
			depth++
		case arg[i] == '}':
			depth--
		case depth == 0 && strings.HasPrefix(arg[i:], ".."):
			a.from, a.to = arg[:i], arg[i+2:]
			a.to, a.base = strings.CutPrefix(a.to, ".")
			for _, end := range []*string{&a.from, &a.to} {
				if *end == "" {
					*end = "HEAD"
				}
			}
			return a, true
		}
	}
	return arguments{}, false
}

// exists tells whether a path is there, whatever it is.
func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// sorter tells revisions and paths apart. Git is asked only about what is neither a range nor a path.
type sorter struct {
	ctx     context.Context
	repo    *git.Repo
	err     error // why there is no repository
	unknown error // why the last word that is no path is no revision either
}

func (s *sorter) open(dir string) *git.Repo {
	if s.repo == nil && s.err == nil {
		s.repo, s.err = git.Open(s.ctx, dir)
	}
	return s.repo
}

// resolves tells whether git takes a word for a revision.
func (s *sorter) resolves(word string) bool {
	repo := s.open(".")
	if repo == nil {
		return false
	}
	_, s.unknown = repo.Resolve(s.ctx, word)
	return s.unknown == nil
}

// bare is a word without the marks of a path, so that it may be a branch as well.
func bare(word string) bool { return !strings.ContainsAny(word, `./\`) }

// sort goes through the arguments: revisions first, then paths. What stands behind -- is a path, and what stands before it a
// revision.
func (s *sorter) sort(args []string, dash int) (arguments, error) {
	var a arguments
	var revisions []string
	for i, arg := range args {
		isPath := exists(arg)
		isRange := false
		if r, ok := splitRange(arg); ok && !isPath {
			r.paths = a.paths
			a, isRange = r, true
		}
		switch {
		case dash >= 0:
			isPath = i >= dash
		case isRange:
			isPath = false
		case isPath && bare(arg) && s.resolves(arg):
			return a, lang.Errorf("%q is a revision and a folder here; write redpack diff %s -- for the revision, or redpack diff -- %s for the folder",
				"%q 在这里既是版本，又是文件夹；指版本就写 redpack diff %s --，指文件夹就写 redpack diff -- %s",
				arg, words.ShellWord(arg), words.ShellWord(arg))
		case !isPath:
			isPath = !s.resolves(arg)
			if isPath && i < len(args)-1 && !strings.HasSuffix(arg, ".hcl") {
				return a, s.neither(arg)
			}
		}
		switch {
		case isPath:
			a.paths = append(a.paths, arg)
		case len(a.paths) > 0:
			return a, lang.Errorf("%q is a revision, and revisions stand before the folder", "%q 是版本，版本要写在文件夹前面", arg)
		default:
			revisions = append(revisions, arg)
		}
	}
	return a.with(revisions)
}

// neither explains a word that is no revision and no path.
func (s *sorter) neither(word string) error {
	if s.unknown != nil {
		return lang.Errorf("%q is no file or folder here, and %w", "这里没有文件或文件夹 %q，而且%w", word, s.unknown)
	}
	return lang.Errorf("%q is no file or folder here: %w", "这里没有文件或文件夹 %q：%w", word, errors.Join(s.err, fs.ErrNotExist))
}

// with adds revisions that stand alone.
func (a arguments) with(revisions []string) (arguments, error) {
	switch {
	case a.from != "" && len(revisions) > 1 || len(revisions) > 2:
		return a, lang.Errorf("there are too many revisions; a range such as main...HEAD stands alone", "版本写得太多；像 main...HEAD 这样的范围要单独写")
	case a.from == "" && len(revisions) > 0:
		a.from = revisions[0]
		if len(revisions) > 1 {
			a.to = revisions[1]
		}
	}
	switch {
	case len(a.paths) > 2 || len(a.paths) == 2 && a.from != "":
		return a, lang.Errorf("%q is one folder too many; give revisions and one folder, or two files or folders without revisions",
			"多了一个文件夹 %q；写版本和一个文件夹，或者不写版本，写两个文件或文件夹",
			a.paths[len(a.paths)-1])
	case a.from == "" && len(a.paths) < 2:
		a.from = "HEAD"
	}
	return a, nil
}

// Target is what an argument names: a folder, one of its files, or one of its campaigns.
type Target struct{ Dir, File, Campaign string }

// Aim finds the two sides that the arguments of a comparison name. dash is how many stand before a --, or -1; parse reads one that
// names no revision.
func Aim(ctx context.Context, args []string, dash int, parse func(arg string) (Target, error)) (*Sides, error) {
	s := &sorter{ctx: ctx}
	a, err := s.sort(args, dash)
	if err != nil {
		return nil, err
	}
	if len(a.paths) == 2 {
		return parseFiles(a.paths[0], a.paths[1], parse)
	}
	to, missing := Target{Dir: "."}, ""
	if len(a.paths) == 1 {
		if to, missing, err = parseMissing(a.paths[0], parse); err != nil {
			return nil, err
		}
	}
	repo, err := git.Open(ctx, to.Dir)
	if err != nil {
		return nil, lang.Errorf("%w; to compare two files or folders: redpack diff OLD NEW", "%w；要比较两个文件或文件夹：redpack diff OLD NEW", err)
	}
	sides := &Sides{repo: repo, Only: to, unknown: s.unknown}
	prefix := path.Join(repo.Prefix(), missing)
	dir := filepath.Join(to.Dir, filepath.FromSlash(missing))
	return sides, sides.revisions(ctx, a, prefix, dir)
}

// parseMissing is parse for a folder that may be gone from the work tree: then missing is the part of its path that is.
func parseMissing(arg string, parse func(string) (Target, error)) (to Target, missing string, err error) {
	if exists(arg) || bare(arg) && !strings.HasSuffix(arg, "/") {
		to, err = parse(arg)
		return to, "", err
	}
	to.Dir = filepath.Clean(arg)
	if strings.HasSuffix(arg, ".hcl") {
		to.Dir, to.File = filepath.Dir(to.Dir), filepath.Base(to.Dir)
	}
	for !exists(to.Dir) {
		missing = path.Join(filepath.Base(to.Dir), missing)
		to.Dir = filepath.Dir(to.Dir)
	}
	return to, missing, nil
}

// revisions sets the sides of a comparison in git.
func (s *Sides) revisions(ctx context.Context, a arguments, prefix, dir string) error {
	from, err := s.repo.Resolve(ctx, a.from)
	if err != nil {
		return err
	}
	s.Before = Side{Dir: dir, prefix: prefix, label: a.from}
	s.Before.Name, s.Before.Commit = a.from, from.Short
	s.After = Side{Dir: dir, prefix: prefix}
	s.After.Name, s.After.WorkTree = diff.WorkTree, true
	if a.to != "" {
		to, err := s.repo.Resolve(ctx, a.to)
		if err != nil {
			return err
		}
		if a.base {
			if from, err = s.repo.MergeBase(ctx, from, to); err != nil {
				return err
			}
			s.Before.Name, s.Before.Commit, s.Before.Base, s.Before.label = from.Short, from.Short, true, from.Short
		}
		s.After.Name, s.After.WorkTree = a.to, false
		s.After.Commit, s.After.commit, s.After.label = to.Short, &to, a.to
	}
	s.Before.commit = &from
	return nil
}

// parseFiles sets the sides of a comparison without git.
func parseFiles(old, now string, parse func(string) (Target, error)) (*Sides, error) {
	sides := &Sides{}
	for i, name := range []string{old, now} {
		if !exists(name) {
			return nil, lang.Errorf("compare %s: %w", "比较 %s：%w", name, fs.ErrNotExist)
		}
		to, err := parse(name)
		if err != nil {
			return nil, err
		}
		side := &sides.Before
		if i == 1 {
			side = &sides.After
		}
		*side = Side{Dir: to.Dir, only: to, Files: true}
		side.Name, side.File = name, to.File
	}
	if sides.Before.File != "" && sides.After.File != "" {
		sides.Before.CalledBy, sides.After.CalledBy = sides.After.File, sides.After.File
		if filepath.Clean(sides.Before.Dir) == filepath.Clean(sides.After.Dir) {
			sides.Before.hidden, sides.After.hidden = sides.After.File, sides.Before.File
		}
	} else {
		sides.Before.File, sides.After.File = "", ""
	}
	return sides, nil
}
