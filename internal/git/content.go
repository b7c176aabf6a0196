package git

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path"
	"path/filepath"
	"strings"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// content is a file as a checkout would write it.
func (t *Tree) content(name string) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if held, ok := t.contents[name]; ok {
		return held, nil
	}
	full := path.Join(t.prefix, name)
	// Attributes are those of the commit; a git before 2.43 takes those of the work tree.
	env := append(without(t.repo.filters), "GIT_ATTR_SOURCE="+t.commit.ID)
	out, err := output(t.ctx, t.repo.top, env, "cat-file", "--filters", "--path="+full, t.files[name].id)
	if err != nil {
		return nil, t.missing(full, err)
	}
	content, err := t.stored(out, full)
	if err != nil {
		return nil, err
	}
	t.contents[name] = content
	return content, nil
}

// missing explains an object that is not in the repository.
func (t *Tree) missing(full string, err error) error {
	var failed *CommandError
	if !errors.As(err, &failed) || exitCode(err) < 0 {
		return err
	}
	return &ContentError{
		Path: full, Commit: t.commit.Short,
		Why: lang.Format("is not in this clone, or damaged; in a partial clone this fetches it: git cat-file -p %s (git says: %s)",
			"不在这个克隆里，或者已损坏；部分克隆可以这样取回：`git cat-file -p %s`（git 说：`%s`）",
			words.ShellWord(t.commit.Short+":"+full), strings.TrimPrefix(failed.Complaint, "fatal: ")),
	}
}

// contentMax is the largest file of a revision that is compared: a list of some million people. It is held in memory.
const contentMax = 256 << 20

// lfsMax is what a pointer of Git LFS has at most (Git LFS Specification).
const lfsMax = 1024

// stored looks through what filter programs leave in git in the place of a file.
func (t *Tree) stored(content []byte, full string) ([]byte, error) {
	kind := filekind.Of(content)
	if kind == filekind.GitCrypt {
		return nil, &ContentError{Path: full, Commit: t.commit.Short, Why: lang.Format("is %s, so its earlier contents cannot be compared", "是%s，所以无法比较以前的内容", kind.Said().Behind())}
	}
	if len(content) > lfsMax || kind != filekind.LFSPointer {
		return content, nil
	}
	id := ""
	for line := range strings.Lines(string(content)) {
		if rest, ok := strings.CutPrefix(line, "oid sha256:"); ok { // for programs
			id = strings.TrimSpace(rest)
		}
	}
	if sum, err := hex.DecodeString(id); err != nil || len(sum) != sha256.Size {
		return nil, &ContentError{Path: full, Commit: t.commit.Short, Why: lang.Both("is a pointer to Git LFS that cannot be read", "是无法读取的 Git LFS 指针")}
	}
	file, err := bounded.ReadFile(filepath.Join(t.repo.common, "lfs", "objects", id[:2], id[2:4], id), contentMax)
	if sum := sha256.Sum256(file); err != nil || hex.EncodeToString(sum[:]) != id {
		return nil, &ContentError{
			Path: full, Commit: t.commit.Short,
			Why: lang.Format("is kept in Git LFS and not fetched; run git lfs fetch origin %s", "存放在 Git LFS 中，还没有取回；运行 `git lfs fetch origin %s`", t.commit.Short),
		}
	}
	return file, nil
}
