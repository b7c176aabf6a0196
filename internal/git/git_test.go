package git_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/git"
)

// repo is a repository that a test may do anything to.
type repo struct {
	t   testing.TB
	dir string
}

func newRepo(t testing.TB) repo {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := repo{t, dir}
	r.git("init", "-q", "-b", "main")
	return r
}

func (r repo) git(args ...string) string {
	r.t.Helper()
	all := append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "protocol.file.allow=always", "-c", "maintenance.auto=false"}, args...)
	cmd := exec.Command("git", all...)
	cmd.Dir = r.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (r repo) write(name, text string) {
	r.t.Helper()
	full := filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

func (r repo) commit(files map[string]string) string {
	r.t.Helper()
	for name, text := range files {
		r.write(name, text)
	}
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", "change")
	return r.git("rev-parse", "HEAD")
}

func (r repo) open(dir string) *git.Repo {
	r.t.Helper()
	opened, err := git.Open(context.Background(), filepath.Join(r.dir, dir))
	if err != nil {
		r.t.Fatal(err)
	}
	return opened
}

// tree opens a folder at a revision.
func (r repo) tree(revision, prefix string) *git.Tree {
	r.t.Helper()
	opened := r.open(".")
	commit, err := opened.Resolve(r.t.Context(), revision)
	if err != nil {
		r.t.Fatal(err)
	}
	tree, err := opened.Tree(r.t.Context(), commit, prefix)
	if err != nil {
		r.t.Fatal(err)
	}
	return tree
}

// fingerprint is everything below .git with its content, so that a write shows.
func (r repo) fingerprint() string {
	r.t.Helper()
	sum := sha256.New()
	err := filepath.WalkDir(r.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		fmt.Fprintln(sum, path, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func TestResolve(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	first := r.commit(map[string]string{"a": "1"})
	r.git("tag", "-a", "-m", "x", "v1")
	second := r.commit(map[string]string{"a": "2"})
	r.git("branch", "feature/新年")
	r.git("update-ref", "refs/remotes/origin/release", first)
	opened := r.open(".")
	for revision, want := range map[string]string{
		"HEAD": second, "main": second, "HEAD~1": first, "v1": first, "feature/新年": second, first: first, first[:8]: first,
		"HEAD^{/change}": second, "main@{0}": second,
	} {
		got, err := opened.Resolve(t.Context(), revision)
		if err != nil || got.ID != want || !strings.HasPrefix(want, got.Short) || len(got.Short) < 4 {
			t.Errorf("%s: %+v, %v, want %s", revision, got, err, want)
		}
	}
	for revision, want := range map[string]string{
		"": "is empty", "-h": "begins with a dash", "--output=pwned": "begins with a dash", "a\x00b": "is not a name", "a\nb": "is not a name",
		"nope": "is not known here", "HEAD~9": "is not known here", "HEAD:a": "is a blob", "HEAD^{tree}": "is a tree",
		"release": `did you mean "origin/release"`, strings.Repeat("0", 39) + "1": "is not in this clone",
	} {
		_, err := opened.Resolve(t.Context(), revision)
		var failed *git.RevisionError
		if !errors.As(err, &failed) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", revision, err, want)
		}
	}
}

func TestMergeBase(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	base := r.commit(map[string]string{"a": "1"})
	r.git("checkout", "-q", "-b", "topic")
	r.commit(map[string]string{"b": "1"})
	r.git("checkout", "-q", "main")
	r.commit(map[string]string{"a": "2"})
	r.git("checkout", "-q", "--orphan", "alone")
	r.commit(nil)
	opened := r.open(".")
	commit := func(name string) git.Commit {
		c, err := opened.Resolve(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	got, err := opened.MergeBase(t.Context(), commit("main"), commit("topic"))
	if err != nil || got.ID != base {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := opened.MergeBase(t.Context(), commit("main"), commit("alone")); err == nil || !strings.Contains(err.Error(), "no commit in common") {
		t.Error(err)
	}
}

// hostile are names that mean something to git, to a shell or to a terminal.
var hostile = []string{
	"-rf", "--output=pwned", "a b.hcl", "tab\tname", "line\nname", `quote"'name`, "新年.csv", "*.hcl", ":(glob)x", ":!x", "$(touch pwned)",
	"`touch pwned`", "HEAD", "main", "..dots", "x..y", "{a,b}", "\xff\xfe",
}

func TestTree(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	files := map[string]string{"top.txt": "top", "c/plain.hcl": "x = 1\n", "c/empty": "", "c/deep/er/file.csv": strings.Repeat("a,b\n", 1000)}
	for _, name := range hostile {
		files["c/"+name] = "holds " + name
		files["c/in/"+name+"/file"] = "in " + name
	}
	r.commit(files)
	r.write("c/plain.hcl", "not committed")
	before := r.fingerprint()
	tree := r.tree("HEAD", "c")
	var want []string
	for name, text := range files {
		inside, ok := strings.CutPrefix(name, "c/")
		if !ok {
			continue
		}
		if fs.ValidPath(inside) {
			want = append(want, inside)
		}
		got, err := tree.ReadFile(inside)
		if fs.ValidPath(inside) && (err != nil || string(got) != text) {
			t.Errorf("%q: %q, %v", inside, got, err)
		}
	}
	if err := fstest.TestFS(tree, want...); err != nil {
		t.Error(err)
	}
	names, err := fs.Glob(tree, "*.hcl")
	if diff := cmp.Diff([]string{"*.hcl", "a b.hcl", "plain.hcl"}, names); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
	for _, name := range []string{"../top.txt", "top.txt", "/etc/passwd", "deep/../plain.hcl", "nothing"} {
		if _, err := tree.ReadFile(name); err == nil {
			t.Errorf("%s can be read", name)
		}
	}
	opened := r.open(".")
	head, err := opened.Resolve(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range hostile {
		if !fs.ValidPath(name) {
			continue
		}
		inner, err := opened.Tree(t.Context(), head, "c/in/"+name)
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		if got, err := inner.ReadFile("file"); err != nil || string(got) != "in "+name {
			t.Errorf("in folder %q: %q, %v", name, got, err)
		}
	}
	if after := r.fingerprint(); after != before {
		t.Error("reading has written")
	}
}

func TestTreeThatIsNotThere(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.commit(map[string]string{"c/a": "1", "file": "2"})
	opened := r.open("c")
	if opened.Prefix() != "c" {
		t.Errorf("Prefix() = %q", opened.Prefix())
	}
	head, err := opened.Resolve(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	for prefix, missing := range map[string]bool{"nothing": true, "c/nothing": true, "file": false, "../c": false} {
		_, err := opened.Tree(t.Context(), head, prefix)
		if err == nil || errors.Is(err, fs.ErrNotExist) != missing {
			t.Errorf("%s: %v", prefix, err)
		}
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.commit(map[string]string{"c/dir/file": "inside", "outside": "secret"})
	for name, target := range map[string]string{
		"c/good": "dir/file", "c/folder": "dir", "c/dir/up": "../good", "c/out": "../outside", "c/abs": "/etc/passwd", "c/loop": "loop",
		"c/ping": "pong", "c/pong": "ping", "c/dangling": "nothing", "c/back": "dir\\file",
	} {
		if err := os.Symlink(target, filepath.Join(r.dir, name)); err != nil {
			t.Skip(err)
		}
	}
	r.commit(nil)
	tree := r.tree("HEAD", "c")
	for _, name := range []string{"good", "folder/file", "dir/up", "folder/up"} {
		if got, err := tree.ReadFile(name); err != nil || string(got) != "inside" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, want := range map[string]string{
		"out": "leads out", "abs": "leads out", "loop": "too many", "ping": "too many", "dangling": "not exist", "back": "leads out",
	} {
		if _, err := tree.ReadFile(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSubmodule(t *testing.T) {
	t.Parallel()
	inner := newRepo(t)
	inner.commit(map[string]string{"a.hcl": "1"})
	r := newRepo(t)
	r.git("submodule", "--quiet", "add", inner.dir, "c/sub")
	r.commit(nil)
	if _, err := r.tree("HEAD", "c").ReadFile("sub/a.hcl"); err == nil || !strings.Contains(err.Error(), "submodule") {
		t.Error(err)
	}
	opened := r.open(".")
	head, err := opened.Resolve(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := opened.Tree(t.Context(), head, "c/sub"); err == nil || !strings.Contains(err.Error(), "submodule") {
		t.Error(err)
	}
}

func TestContentIsWhatACheckoutWrites(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	files := map[string]string{
		".gitattributes": "*.hcl text eol=crlf\n*.gbk working-tree-encoding=GB18030 text eol=lf\n*.id ident\n",
		"a.hcl":          "x = 1\r\ny = 2\r\n", "b.csv": "a,b\r\nc\n", "c.gbk": "\xd0\xc2\xc4\xea,1\n", "d.id": "$Id$\n",
	}
	r.commit(files)
	if blob := r.git("cat-file", "blob", "HEAD:a.hcl"); strings.Contains(blob, "\r") {
		t.Fatal("the attributes are not in force, so the test says nothing")
	}
	// What git itself writes is the oracle.
	out := t.TempDir()
	r.git("--work-tree="+out, "checkout", "-f", "HEAD", "--", ".")
	tree := r.tree("HEAD", "")
	for name := range files {
		want, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := tree.ReadFile(name); err != nil || string(got) != string(want) {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestLargeFileStorage(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	list := "id,openid\n"
	sum := sha256.Sum256([]byte(list))
	id := hex.EncodeToString(sum[:])
	pointer := "version https://git-lfs.github.com/spec/v1\noid sha256:" + id + "\nsize 10\n"
	r.commit(map[string]string{"list.csv": pointer, "odd.csv": "version https://git-lfs.github.com/spec/v1\noid sha256:../../x\n"})
	var failed *git.ContentError
	_, err := r.tree("HEAD", "").ReadFile("list.csv")
	if !errors.As(err, &failed) || !strings.Contains(err.Error(), "git lfs fetch") {
		t.Error(err)
	}
	if _, err := r.tree("HEAD", "").ReadFile("odd.csv"); !errors.As(err, &failed) {
		t.Error(err)
	}
	r.commit(map[string]string{"sealed.csv": "\x00GITCRYPT\x00abc"})
	if _, err := r.tree("HEAD", "").ReadFile("sealed.csv"); !errors.As(err, &failed) || !strings.Contains(err.Error(), "is encrypted by git-crypt, so") {
		t.Error(err)
	}
	stored := ".git/lfs/objects/" + id[:2] + "/" + id[2:4] + "/" + id
	r.write(stored, list)
	if got, err := r.tree("HEAD", "").ReadFile("list.csv"); err != nil || string(got) != list {
		t.Errorf("%q, %v", got, err)
	}
	r.write(stored, "damaged")
	if _, err := r.tree("HEAD", "").ReadFile("list.csv"); !errors.As(err, &failed) {
		t.Error(err)
	}
}

// A hook of git runs with variables that point into its own repository.
func TestTheFolderDecidesNotTheEnvironment(t *testing.T) {
	other, r := newRepo(t), newRepo(t)
	other.commit(map[string]string{"other": "1"})
	want := r.commit(map[string]string{"mine": "1"})
	t.Setenv("GIT_DIR", filepath.Join(other.dir, ".git"))
	t.Setenv("GIT_WORK_TREE", other.dir)
	t.Setenv("GIT_INDEX_FILE", filepath.Join(other.dir, ".git", "index"))
	opened, err := git.Open(t.Context(), r.dir)
	if err != nil {
		t.Fatal(err)
	}
	if head, err := opened.Resolve(t.Context(), "HEAD"); err != nil || head.ID != want {
		t.Errorf("%+v, %v", head, err)
	}
}

func TestShallowClone(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	first := r.commit(map[string]string{"a": "1"})
	r.git("checkout", "-q", "-b", "topic")
	r.commit(map[string]string{"a": "2"})
	r.git("checkout", "-q", "main")
	r.commit(map[string]string{"a": "3"})
	clone := repo{t, filepath.Join(t.TempDir(), "clone")}
	r.git("clone", "-q", "--depth=1", "--no-single-branch", "file://"+r.dir, clone.dir)
	opened := clone.open(".")
	var commits []git.Commit
	for _, name := range []string{"origin/main", "origin/topic"} {
		c, err := opened.Resolve(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		commits = append(commits, c)
	}
	_, err := opened.MergeBase(t.Context(), commits[0], commits[1])
	if err == nil || !strings.Contains(err.Error(), "git fetch --unshallow") {
		t.Error(err)
	}
	for _, name := range []string{"HEAD~1", first, "nope"} {
		if _, err := opened.Resolve(t.Context(), name); err == nil || !strings.Contains(err.Error(), "git fetch --unshallow") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := opened.Tree(t.Context(), commits[1], ""); err != nil {
		t.Error(err)
	}
}

func TestPartialClone(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.commit(map[string]string{"a.hcl": "1", "b.hcl": "2"})
	r.commit(map[string]string{"a.hcl": "3"})
	r.git("config", "uploadpack.allowFilter", "true")
	clone := repo{t, filepath.Join(t.TempDir(), "clone")}
	r.git("clone", "-q", "--filter=blob:none", "file://"+r.dir, clone.dir)
	var failed *git.ContentError
	_, err := clone.tree("HEAD~1", "").ReadFile("a.hcl")
	if !errors.As(err, &failed) || !strings.Contains(err.Error(), "git cat-file -p") {
		t.Error(err)
	}
	if got, err := clone.tree("HEAD~1", "").ReadFile("b.hcl"); err != nil || string(got) != "2" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestHead(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	empty, err := git.Head(t.Context(), r.dir)
	if diff := cmp.Diff(git.HeadInfo{Branch: "main"}, empty); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
	id := r.commit(map[string]string{"c/a.hcl": "1", "other/b.hcl": "1"})
	clean := git.HeadInfo{Commit: id[:7], Branch: "main"}
	dirty := clean
	dirty.Dirty = true
	for _, step := range []struct {
		name, write, text string
		want              git.HeadInfo
	}{
		{"committed", "", "", clean},
		{"a state beside it", "c/redpack.state", "x", clean},
		{"a change elsewhere", "other/b.hcl", "2", clean},
		{"a campaign that is not committed", "c/new.hcl", "x", dirty},
	} {
		if step.write != "" {
			r.write(step.write, step.text)
		}
		got, err := git.Head(t.Context(), filepath.Join(r.dir, "c"))
		if diff := cmp.Diff(step.want, got); diff != "" || err != nil {
			t.Errorf("%s: %s, %v", step.name, diff, err)
		}
	}
	if err := os.Remove(filepath.Join(r.dir, "c", "new.hcl")); err != nil {
		t.Fatal(err)
	}
	r.write("c/a.hcl", "2")
	if got, err := git.Head(t.Context(), filepath.Join(r.dir, "c")); err != nil || !got.Dirty {
		t.Errorf("%+v, %v", got, err)
	}
	r.git("checkout", "-q", "-f", "--detach")
	if got, err := git.Head(t.Context(), filepath.Join(r.dir, "c")); err != nil || got != (git.HeadInfo{Commit: id[:7]}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWithoutRepositoryOrGit(t *testing.T) {
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(t.TempDir()))
	if _, err := git.Open(t.Context(), t.TempDir()); !errors.Is(err, git.ErrNoRepository) {
		t.Error(err)
	}
	r := newRepo(t)
	r.commit(nil)
	if _, err := git.Open(t.Context(), filepath.Join(r.dir, ".git")); !errors.Is(err, git.ErrNoWorkTree) {
		t.Error(err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := git.Open(t.Context(), r.dir); !errors.Is(err, git.ErrNoGit) {
		t.Error(err)
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.commit(nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := git.Open(ctx, r.dir); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
