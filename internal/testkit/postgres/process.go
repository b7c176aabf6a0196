package postgres

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// patience is how long a server may take to start or to end on a busy machine.
const patience = 60 * time.Second

// process is a server that ends with this binary.
type process struct {
	*exec.Cmd
	ended chan struct{}
	err   error // why it ended, once ended is closed
}

// launch starts a program as the servant, with what it prints in a file of the folder, in which it also runs.
func launch(dir, name string, args ...string) (*process, error) {
	u, err := servant()
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(filepath.Join(dir, "log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	p := &process{Cmd: exec.Command(name, args...), ended: make(chan struct{})} //nolint:noctx // it outlives the test that starts it
	p.Dir, p.Stdout, p.Stderr = dir, log, log
	p.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC")
	if p.SysProcAttr, err = attributes(u); err != nil {
		return nil, err
	}
	started := make(chan error)
	go p.wait(started, log)
	return p, <-started
}

// wait keeps the thread that has started the process for as long as the process runs: the death of a thread, too, is one of a
// parent, and the kernel would end the process.
func (p *process) wait(started chan<- error, log *os.File) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.Start()
	started <- err
	if err == nil {
		p.err = p.Wait()
	}
	p.err = errors.Join(p.err, log.Close())
	close(p.ended)
}

// alive reports whether the process runs.
func (p *process) alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// end sends a signal and waits.
func (p *process) end(how syscall.Signal) error {
	if err := p.Process.Signal(how); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.ended:
		return nil
	case <-time.After(patience):
		return errors.Join(fmt.Errorf("%s does not end at %v", p.Path, how), p.Process.Kill())
	}
}

// output is the end of what a program in the folder has printed.
func output(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, "log"))
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}

// freePort is one at which nobody listens. Another process may take it at once: whoever uses it tries again.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it returns at once
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}

// until waits for something that is soon true, or never will be: then it is done with an error.
func until(done func() (bool, error)) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		ok, err := done()
		if ok {
			return err
		}
		if time.Now().After(deadline) {
			return errors.Join(errors.New("it takes longer than "+strconv.Itoa(int(patience.Seconds()))+" s"), err)
		}
	}
}
