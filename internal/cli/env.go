package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"os/user"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
)

// Env is the world as a command sees it.
type Env struct {
	Args           []string // without the program's name
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	LookupEnv      func(string) (string, bool)
	Now            func() time.Time
	After          func(time.Duration) <-chan time.Time // how to wait by that clock; nil: time.After
	Random         io.Reader
	// Signals takes over interrupt, terminate and hang-up. Before it is called they end the process at once, which is right
	// for whoever waits for a long plan: nothing is under way then.
	Signals func() <-chan os.Signal

	StdinTerminal, StdoutTerminal, StderrTerminal bool
	// UILanguage is the language of the system's own windows, where the environment does not tell one; "": nobody knows.
	UILanguage func() string
	// Size asks for the terminal's width and height, in cells.
	Size func() (width, height int)

	// screen and log are Stdout and Stderr without the guard that Main puts around them: for the screen library, for commands
	// of the operator's, and for orders to a CI.
	screen, log io.Writer

	// lang is what people read; see languageOf.
	lang lang.Language

	// breaksOff writes the events that a command still holds back; Main calls it where the command itself cannot any more.
	breaksOff func()
}

// guarded is the environment with the last line of defence around its streams, which is closed at the end.
func (e *Env) guarded() (_ *Env, closed func()) {
	inside := *e
	inside.screen, inside.log, inside.breaksOff = e.Stdout, e.Stderr, func() {}
	out := plain.NewStream(closable{e.Stdout, e.StdoutTerminal}, e.inCI() || !e.StdoutTerminal)
	err := plain.NewStream(closable{e.Stderr, e.StderrTerminal}, e.inCI() || !e.StderrTerminal)
	inside.Stdout, inside.Stderr = out, err
	return &inside, func() {
		// A stream that is gone has told of it already, and an open end of a rune is all that is left.
		_, _ = out.Close(), err.Close()
	}
}

// closable is an output. A terminal whose window is closed is a reader who has gone, as at the end of a pipe.
type closable struct {
	io.Writer
	terminal bool
}

// Write is for io.Writer.
func (c closable) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	if c.terminal && errors.Is(err, syscall.EIO) {
		err = syscall.EPIPE
	}
	return n, err
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
		UILanguage:     uiLanguage,
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

// inCI tells whether a CI says that it runs this process. Some give their jobs a terminal.
func (e *Env) inCI() bool { return e.value("CI") != "" || e.value("GITHUB_ACTIONS") != "" }

// keep writes the content of a file to stdout byte by byte, as a filter does. Where nobody keeps it but a terminal or a CI
// would obey it, it is not written.
func (e *Env) keep(content []byte) error {
	text := string(content)
	if (e.StdoutTerminal || e.inCI()) && plain.ForLog(plain.Source(text).String()) != text {
		return lang.Errorf("the text holds characters that a terminal or the log of a CI would obey, so it is not printed. "+
			"Format the file by its name instead",
			"文本里有终端或 CI 日志会照做的控制字符，所以不输出。改用文件名来格式化")
	}
	return plain.Pass(e.screen, content)
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

// owner names this process for whoever finds the state locked: user@host pid.
func owner() string {
	name, host := "somebody", "this machine" // for programs
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	if h, err := os.Hostname(); err == nil {
		host = h
	}
	return fmt.Sprintf("%s@%s pid %d", name, host, os.Getpid())
}
