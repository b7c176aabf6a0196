// Package git reads the revisions of a campaign's folder out of a git repository.
//
// It runs git's own plumbing and never writes: no checkout, no index, no lock, no hook, no pager, no external diff, and no
// network, not even in a partial clone. A repository may come from anybody, so no program that it configures is run, and git gets
// only those variables of the environment that it needs to run at all. What a file of a revision holds is what a checkout would put into the
// work tree: line ends and encodings are converted as .gitattributes says, and files in Git LFS are read from its local
// store. What cannot be read is an error that says which command brings it.
//
// Names and revisions may come from outside. None of them can become an option of git, and a symbolic link cannot lead out
// of the folder that is read.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
)

// Repo is a repository with a work tree, as seen from one folder of it.
type Repo struct {
	top     string // where the work tree begins
	prefix  string // of the folder, below top, with slashes and none at the end; "" for top
	common  string // the folder with git's own files
	shallow bool
	filters []string // the names of the configured filter programs
}

// Open finds the repository that a folder belongs to. The folder decides, not variables such as GIT_DIR, which git sets for
// its hooks. Outside of a repository it is ErrNoRepository, without a git to ask ErrNoGit.
func Open(ctx context.Context, dir string) (*Repo, error) {
	out, err := run(ctx, dir, "rev-parse", "--path-format=absolute", "--show-toplevel", "--show-prefix", "--is-shallow-repository",
		"--git-common-dir")
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	const answers = 4
	if len(lines) != answers {
		return nil, lang.Errorf("the path of the repository at %s has a line end in it", "%s 处的仓库路径里有换行", dir)
	}
	r := &Repo{top: filepath.FromSlash(lines[0]), prefix: strings.TrimSuffix(lines[1], "/"), shallow: lines[2] == "true", common: lines[3]}
	r.filters, err = filterNames(ctx, r.top, anybody)
	return r, err
}

// Prefix is where the folder lies in the repository, with slashes: "campaigns/spring", and "" for the top.
func (r *Repo) Prefix() string { return r.prefix }

// Scopes in which git finds a setting, as it calls them itself.
var (
	anybody      = func(string) bool { return true }
	byRepository = func(scope string) bool { return scope == "local" || scope == "worktree" }
)

// filterNames finds the programs that git would run to convert files and that were configured in some scope, to leave them out.
func filterNames(ctx context.Context, dir string, in func(scope string) bool) ([]string, error) {
	out, err := run(ctx, dir, "config", "-z", "--show-scope", "--name-only", "--get-regexp", `^filter\.`)
	if exitCode(err) == 1 { // there is none
		return nil, nil
	}
	var names []string
	fields := strings.Split(out, "\x00")
	for i := 1; i < len(fields); i += 2 {
		name := strings.TrimPrefix(fields[i], "filter.")
		if dot := strings.LastIndexByte(name, '.'); dot >= 0 && in(fields[i-1]) && !slices.Contains(names, name[:dot]) {
			names = append(names, name[:dot])
		}
	}
	return names, err
}

// without is the environment that makes git leave out filter programs.
func without(filters []string) []string {
	count, err := strconv.Atoi(os.Getenv("GIT_CONFIG_COUNT"))
	if err != nil {
		count = 0
	}
	var env []string
	for _, name := range filters {
		for _, off := range [...][2]string{{"smudge", ""}, {"clean", ""}, {"process", ""}, {"required", "false"}} {
			env = append(env, fmt.Sprintf("GIT_CONFIG_KEY_%d=filter.%s.%s", count, name, off[0]),
				fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", count, off[1]))
			count++
		}
	}
	return append(env, fmt.Sprintf("GIT_CONFIG_COUNT=%d", count))
}

// kept are the variables that say how to run git and where the settings of the person who runs it lie. All others are dropped:
// those that say which repository or file to read, and the keys that redpack finds in its own environment.
var kept = []string{
	"GIT_CEILING_DIRECTORIES", "GIT_CONFIG_COUNT", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_SYSTEM",
	"GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH", "GIT_TEMPLATE_DIR",
	"PATH", "HOME", "XDG_CONFIG_HOME", "USER", "LOGNAME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DEVELOPER_DIR",
	"SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "TEMP", "TMP", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "USERNAME",
	"APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES", "MSYSTEM",
}

func environment(more []string) []string {
	env := slices.DeleteFunc(os.Environ(), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		name = strings.ToUpper(name) // Windows spells some of them otherwise
		given := strings.HasPrefix(name, "GIT_CONFIG_KEY_") || strings.HasPrefix(name, "GIT_CONFIG_VALUE_")
		return !given && !slices.Contains(kept, name)
	})
	return slices.Concat(env, []string{
		"LC_ALL=C", // the messages are read
		"GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_LITERAL_PATHSPECS=1",
		"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", // a git before 2.45 knows only the second
	}, more)
}

// patience is how long an interrupted git may take to end.
const patience = 2 * time.Second

// run runs git in a folder and returns what it printed.
func run(ctx context.Context, dir string, args ...string) (string, error) {
	out, err := output(ctx, dir, nil, args...)
	return string(out), err
}

// output is run with more variables, for what may be large.
func output(ctx context.Context, dir string, env []string, args ...string) ([]byte, error) {
	path, err := exec.LookPath("git")
	if err != nil {
		return nil, ErrNoGit
	}
	safe := []string{"--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull}
	cmd := exec.CommandContext(ctx, path, append(safe, args...)...)
	out, complaints := bounded.Buffer{Most: contentMax}, bytes.Buffer{}
	cmd.Dir, cmd.Env, cmd.WaitDelay = dir, environment(env), patience
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		return out.Bytes(), failure(ctx, dir, args[0], complaints.String(), err)
	}
	return out.Bytes(), nil
}

// failure is what a failed git means.
func failure(ctx context.Context, dir, command, complaints string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if strings.Contains(complaints, "not a git repository") { // for programs
		return lang.Errorf("the folder %s: %w", "文件夹 %s：%w", dir, ErrNoRepository)
	}
	if strings.Contains(complaints, "must be run in a work tree") { // for programs
		return lang.Errorf("the folder %s: %w", "文件夹 %s：%w", dir, ErrNoWorkTree)
	}
	return &CommandError{Command: command, Complaint: strings.TrimSpace(complaints), Err: err}
}

func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return -1
}
