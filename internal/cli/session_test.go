package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/cli"
)

// turn is one command of a session.
type turn struct {
	Dir  string   `json:"dir,omitempty"` // "": where the session is
	Env  []string `json:"env,omitempty"` // nil: that of the session
	Args []string `json:"args"`
}

// ending is what a command wrote and how it ended.
type ending struct {
	Code   int `json:"code"`
	Stdout raw `json:"stdout"`
	Stderr raw `json:"stderr"`
}

// raw are bytes whose ASCII can be read in JSON, and that arrive as they are even where they are no text.
type raw []byte

// MarshalText writes a character for each byte.
func (r raw) MarshalText() ([]byte, error) {
	var text []byte
	for _, b := range r {
		text = utf8.AppendRune(text, rune(b))
	}
	return text, nil
}

// UnmarshalText reads what MarshalText wrote.
func (r *raw) UnmarshalText(text []byte) error {
	*r = nil
	for _, char := range string(text) {
		*r = append(*r, byte(char))
	}
	return nil
}

// serveSession is a process in which one command runs after another, because a start costs more than most commands do. Turns
// come in on stdin, and each is answered on stdout. What a command does to other processes, to a terminal or with
// signals needs a process of its own.
func serveSession() int {
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var next turn
		if err := in.Decode(&next); errors.Is(err, io.EOF) {
			return 0
		} else if err != nil {
			log.Print(err)
			return 1
		}
		ended, err := next.run()
		if err := errors.Join(err, out.Encode(ended)); err != nil {
			log.Print(err)
			return 1
		}
	}
}

func (t turn) run() (ending, error) {
	if t.Env != nil {
		os.Clearenv()
		for _, pair := range t.Env {
			name, value, _ := strings.Cut(pair, "=")
			if err := os.Setenv(name, value); err != nil {
				return ending{}, err
			}
		}
	}
	if t.Dir != "" {
		if err := os.Chdir(t.Dir); err != nil {
			return ending{}, err
		}
	}
	interrupts := make(chan os.Signal, 1)
	interrupt := sync.OnceFunc(func() { interrupts <- os.Interrupt })
	out, complaints := quoting{of: t.Args, interrupt: interrupt}, quoting{of: t.Args, interrupt: interrupt}
	env := atTestTime(cli.FromOS())
	env.Args, env.Stdin, env.Stdout, env.Stderr = t.Args, strings.NewReader(""), &out, &complaints
	env.StdinTerminal, env.StdoutTerminal, env.StderrTerminal = false, false, false
	env.Signals = func() <-chan os.Signal { return interrupts }
	code := cli.Main(env)
	return ending{code, out.Bytes(), complaints.Bytes()}, nil
}

// quoting keeps what a command writes, and ends an apply gently when it has quoted somebody: what would follow is waiting for
// a better answer.
type quoting struct {
	bytes.Buffer
	of        []string
	interrupt func()
}

// Write is for the command.
func (q *quoting) Write(p []byte) (int, error) {
	n, err := q.Buffer.Write(p)
	if q.of[0] == "apply" && bytes.Contains(q.Bytes(), []byte("EVIL")) {
		q.interrupt()
	}
	return n, err
}

// session is a process that takes turns.
type session struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *json.Decoder
}

// opened is a session for a test, which ends with it.
func opened(t *testing.T) *session {
	t.Helper()
	s := &session{}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// start starts the process; close ends it.
func (s *session) start() (err error) {
	s.cmd = exec.CommandContext(context.Background(), "session")
	s.cmd.Stderr = os.Stderr
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	s.out = json.NewDecoder(out)
	return s.cmd.Start()
}

// run runs a command; the first one starts the process. One that never ends is an error.
func (s *session) run(t turn) (ended ending, err error) {
	if s.cmd == nil {
		if err := s.start(); err != nil {
			return ending{}, err
		}
	}
	guard := time.AfterFunc(2*time.Minute, func() { _ = s.cmd.Process.Kill() })
	defer guard.Stop()
	if err := json.NewEncoder(s.in).Encode(t); err != nil {
		return ending{}, err
	}
	if err := s.out.Decode(&ended); err != nil {
		return ending{}, fmt.Errorf("redpack %q did not end: %w", t.Args, err)
	}
	return ended, nil
}

func (s *session) close() error {
	if s.cmd == nil {
		return nil
	}
	return errors.Join(s.in.Close(), s.cmd.Wait())
}
