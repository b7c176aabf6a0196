package cli

import (
	"crypto/rand"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

// Env is the world as a command sees it.
type Env struct {
	Args           []string // without the program's name
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	LookupEnv      func(string) (string, bool)
	Now            func() time.Time
	Random         io.Reader
	// Signals takes over interrupt, terminate and hang-up. Before it is called they end the process at once, which is right
	// for whoever waits for a long plan: nothing is under way then.
	Signals func() <-chan os.Signal

	StdinTerminal, StdoutTerminal, StderrTerminal bool
	// Size asks for the terminal's width and height, in cells.
	Size func() (width, height int)
}

// FromOS is the environment of this process.
func FromOS() *Env {
	// A reader that goes away, as head does, must not kill a run: writing to it fails, and sending goes on.
	signal.Ignore(syscall.SIGPIPE)
	return &Env{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		LookupEnv: os.LookupEnv, Now: time.Now, Random: rand.Reader, Signals: signals,
		StdinTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		StdoutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		StderrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		Size:           size,
	}
}

func size() (width, height int) {
	width, height, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	return width, height
}

// value reads an environment variable, "" where it is not set.
func (e *Env) value(name string) string {
	value, _ := e.LookupEnv(name)
	return value
}

// colours decides about colours as no-color.org and force-color.org ask for: NO_COLOR forbids them, FORCE_COLOR wants them
// in pipes and logs, too, and without either they are for terminals that have them. NO_COLOR wins: who cannot read them is
// worse off than who misses them. FORCE_COLOR=0 forces nothing.
func (e *Env) colours(terminal bool) bool {
	force := e.value("FORCE_COLOR")
	switch {
	case e.value("NO_COLOR") != "":
		return false
	case force != "" && force != "0" && force != "false":
		return true
	}
	return terminal && e.value("TERM") != "dumb"
}

func signals() <-chan os.Signal {
	taken := make(chan os.Signal, 8)
	signal.Notify(taken, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	return taken
}
