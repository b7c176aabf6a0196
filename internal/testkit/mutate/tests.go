package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// tests is how the tests of a package are run.
type tests struct {
	full    bool
	timeout time.Duration
}

// failure is what a run of tests ended with. As an error it is the output.
type failure struct {
	build  bool // nothing ran: the package or its tests do not compile
	hung   bool // no test failed before the time-out
	test   string
	output string
}

func (f *failure) Error() string { return f.output }

// firstFailed finds the innermost test that failed first: go test prints its parents before it.
var firstFailed = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)

// run runs the tests of a package. overlay is the file that shows changed sources to the go command, or nothing.
func (t tests) run(ctx context.Context, pkg, overlay string) (*failure, error) {
	args := []string{"test", "-count=1", "-failfast", "-vet=off"}
	if t.timeout > 0 {
		args = append(args, fmt.Sprintf("-timeout=%s", t.timeout))
	}
	if !t.full {
		args = append(args, "-short")
	}
	if overlay != "" {
		args = append(args, "-overlay="+overlay)
	}
	output, err := goCommand(ctx, append(args, pkg)...)
	exit := (*exec.ExitError)(nil)
	if err == nil || ctx.Err() != nil || !errors.As(err, &exit) {
		return nil, errors.Join(err, ctx.Err())
	}
	f := &failure{output: string(output), test: "a test binary that ended early"}
	f.build = bytes.Contains(output, []byte("[build failed]")) || bytes.Contains(output, []byte("[setup failed]"))
	if bytes.Contains(output, []byte("panic: test timed out")) {
		f.test, f.hung = "the time-out", true
	} else if found := firstFailed.FindSubmatch(output); found != nil {
		f.test = string(found[1])
	}
	return f, nil
}

// goCommand runs the go command. An interrupt asks it to end its tests.
func goCommand(ctx context.Context, args ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, "go", args...)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = time.Minute
	return command.CombinedOutput()
}

// filesOf are the files of a package that are built here, without its tests.
func filesOf(ctx context.Context, pkg string) ([]string, error) {
	output, err := goCommand(ctx, "list", "-f", `{{.Dir}}{{range .GoFiles}}{{"\n"}}{{.}}{{end}}`, pkg)
	if err != nil {
		return nil, fmt.Errorf("list the files of %s: %w: %s", pkg, err, output)
	}
	dir, names, found := strings.Cut(strings.TrimSpace(string(output)), "\n")
	if !found {
		return nil, fmt.Errorf("package %s has no files", pkg)
	}
	files := strings.Split(names, "\n")
	for i, name := range files {
		files[i] = filepath.Join(dir, name)
	}
	return files, nil
}
