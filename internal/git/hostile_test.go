package git_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/git"
)

// trap is a program that must not run, and what shows that it did: its environment.
type trap struct{ script, witness string }

func newTrap(t *testing.T) trap {
	t.Helper()
	dir := t.TempDir()
	p := trap{filepath.Join(dir, "evil"), filepath.Join(dir, "ran")}
	if err := os.WriteFile(p.script, []byte("#!/bin/sh\necho \"ran $0 $*\" >> "+p.witness+"\nenv >> "+p.witness+"\ncat\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return p
}

// ran is the environment that the program ran in; "" where it did not.
func (p trap) ran() string {
	text, _ := os.ReadFile(p.witness)
	return string(text)
}

// settings are all that makes git run something.
func (p trap) settings() [][2]string {
	return [][2]string{
		{"filter.evil.smudge", p.script},
		{"filter.evil.clean", p.script},
		{"filter.evil.required", "true"},
		{"filter.proc.process", p.script},
		{"filter.odd=name.clean", p.script},
		{"diff.evil.textconv", p.script},
		{"diff.evil.command", p.script},
		{"diff.external", p.script},
		{"core.pager", p.script},
		{"pager.status", p.script},
		{"pager.config", p.script},
		{"core.fsmonitor", p.script},
		{"core.editor", p.script},
		{"core.hooksPath", filepath.Dir(p.script)},
		{"core.sshCommand", p.script},
		{"core.gitProxy", p.script},
		{"core.askPass", p.script},
		{"core.alternateRefsCommand", p.script},
		{"credential.helper", p.script},
		{"gpg.program", p.script},
		{"log.showSignature", "true"},
		{"alias.status", "!" + p.script},
		{"alias.cat-file", "!" + p.script},
		{"alias.config", "!" + p.script},
		{"status.submoduleSummary", "true"},
		{"submodule.recurse", "true"},
		{"remote.origin.url", "ext::" + p.script},
		{"remote.origin.promisor", "true"},
		{"remote.origin.uploadpack", p.script},
		{"uploadpack.packObjectsHook", p.script},
	}
}

var attributes = "*.csv filter=evil diff=evil\n*.txt filter=proc\n*.odd filter=odd=name\n*.inc filter=included\n"

// hostileRepo is a repository that makes git run a program wherever it can, with files that git takes for changed.
func hostileRepo(t *testing.T, p trap) repo {
	t.Helper()
	inner, r := newRepo(t), newRepo(t)
	inner.commit(map[string]string{".gitattributes": attributes, "s.csv": "1\n"})
	files := map[string]string{".gitattributes": attributes, "a.csv": "a\n", "b.txt": "b\n", "c.odd": "c\n", "d.inc": "d\n"}
	r.commit(files)
	r.git("submodule", "--quiet", "add", inner.dir, "sub")
	r.commit(nil)
	for _, of := range []repo{r, {t, filepath.Join(r.dir, "sub")}} {
		for _, setting := range p.settings() {
			of.git("config", setting[0], setting[1])
		}
	}
	r.write(".git/more", "[filter \"included\"]\n\tclean = "+p.script+"\n\tsmudge = "+p.script+"\n")
	r.git("config", "include.path", "more")
	later := time.Now().Add(time.Hour)
	for name := range files {
		if err := os.Chtimes(filepath.Join(r.dir, name), later, later); err != nil {
			t.Fatal(err)
		}
	}
	r.write("sub/s.csv", "2\n")
	return r
}

// Nothing that a repository configures may run.
func TestNothingIsRun(t *testing.T) {
	p := newTrap(t)
	r := hostileRepo(t, p)
	for _, name := range []string{"GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS", "SSH_ASKPASS", "PAGER", "GIT_PROXY_COMMAND"} {
		t.Setenv(name, p.script)
	}
	before := r.fingerprint()
	head, err := git.Head(t.Context(), r.dir)
	if err != nil || head.Dirty {
		t.Errorf("%+v, %v", head, err)
	}
	tree := r.tree("HEAD", "")
	for name, want := range map[string]string{"a.csv": "a\n", "b.txt": "b\n", "c.odd": "c\n", "d.inc": "d\n"} {
		if got, err := tree.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if ran := p.ran(); ran != "" || r.fingerprint() != before {
		t.Errorf("a program of the repository's configuration ran, or something was written\n%s", ran)
	}
}

// The trap snaps where nothing keeps git from it, so that the test above says something.
func TestTheTrapSnaps(t *testing.T) {
	p := newTrap(t)
	r := hostileRepo(t, p)
	r.git("config", "--unset", "core.fsmonitor")
	r.git("-c", "filter.proc.process=", "status", "--porcelain", "--ignore-submodules=all")
	if !strings.Contains(p.ran(), "ran") {
		t.Error("nothing ran")
	}
}

// What the person who runs git has configured does run, and finds nothing in its environment that is none of its business.
func TestGitGetsNoSecrets(t *testing.T) {
	p := newTrap(t)
	r := newRepo(t)
	r.commit(map[string]string{".gitattributes": attributes, "a.csv": "a\n"})
	own := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(own, []byte("[filter \"evil\"]\n\tclean = "+p.script+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_CONFIG_GLOBAL", own)
	t.Setenv("REDPACK_API_KEY", "do-not-tell")
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(filepath.Join(r.dir, "a.csv"), later, later); err != nil {
		t.Fatal(err)
	}
	if _, err := git.Head(t.Context(), r.dir); err != nil {
		t.Error(err)
	}
	if ran := p.ran(); !strings.Contains(ran, "PATH=") || strings.Contains(ran, "do-not-tell") {
		t.Errorf("the filter ran with:\n%s", ran)
	}
}
