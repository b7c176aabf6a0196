package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/tui"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/wxpay"
	"github.com/cashredpack/redpack/state"
)

// watchers are what shows a run: the screen, lines, or JSON.
type watchers struct {
	observers []apply.Observer
	progress  *apply.Progress // nil: nobody looks
	end       func() error
}

// audience is whoever looks at the runs of one command.
type audience struct {
	*request
	stops    *interrupts
	serial   func() int64         // of the state
	away     func() time.Duration // for which the database of the state has not answered
	controls *apply.Controls      // what the screen's keys act on, in all runs; nil where there is no screen
	blind    bool                 // the screen broke; what follows is told in lines
}

// watching sets up what people see, if they do, and the events for programs.
func (a *audience) watching(ctx context.Context) watchers {
	var watching watchers
	switch {
	case !a.print.text:
	case a.options.plain || a.blind || !a.screen():
		lines := a.lines(a.print.env.Stderr)
		if a.print.notes != nil {
			lines.Groups = a.env.log
		}
		watching = queued(lines)
	default:
		watching = a.watched(ctx)
	}
	if a.print.json != nil {
		watching = watching.with(queued(a.print.json))
	}
	return watching
}

// lines writes runs as lines.
func (a *audience) lines(to io.Writer) *view.Lines {
	lines := view.NewLines(to, a.env.Now, a.print.err)
	lines.Patience = patience
	return lines
}

// with is both at once.
func (s watchers) with(other watchers) watchers {
	if s.end == nil {
		return other
	}
	return watchers{
		progress:  cmp.Or(s.progress, other.progress),
		observers: append(s.observers, other.observers...),
		end:       func() error { return errors.Join(s.end(), other.end()) },
	}
}

// watched is the screen, and the lines that take its place should it break: the run goes on without it. What a screen
// may have paused is then ended gently, because nobody can press its keys any more.
func (a *audience) watched(ctx context.Context) watchers {
	if a.controls == nil {
		a.controls = apply.NewControls()
	}
	progress := &apply.Progress{}
	gate := &gatedWriter{to: a.env.Stderr}
	lines := queued(a.lines(gate))
	o := a.screenOptions()
	o.Progress, o.Interrupt, o.Controls, o.Serial = progress, a.stops.interrupt, a.controls, a.serial
	o.Away = a.away
	o.Awaits = wxpay.DefaultTimeout
	at := a.project.at
	o.History = func(ctx context.Context, of address.Address) ([]state.Event, error) {
		return state.Events(ctx, at, of)
	}
	closed := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer close(closed)
		if err := tui.Run(ctx, o); err != nil {
			a.env.complain("%s%s\n", lang.Line(err, a.env.lang),
				lang.Both(". The sending goes on; Ctrl-C stops it safely.", "。发放继续进行；按 Ctrl-C 安全停止。"))
			gate.open()
			a.blind = true
			a.controls.Leave()
		}
	}()
	return watchers{observers: lines.observers, progress: progress, end: func() error {
		cancel() // a run that could not even start never tells the screen that it has finished
		<-closed
		return lines.end()
	}}
}

// screenOptions are what all screens have in common.
func (r *request) screenOptions() tui.Options {
	width, height := r.env.Size()
	calm := r.env.value("REDPACK_REDUCED_MOTION")
	return tui.Options{
		Input: r.env.Stdin, Output: r.env.screen, Now: r.env.Now, Calm: calm != "" && calm != "0",
		Style: r.print.out, LookupEnv: r.env.LookupEnv, Width: width, Height: height,
	}
}

// gatedWriter swallows what is written until it is opened.
type gatedWriter struct {
	mu     sync.Mutex
	opened bool
	to     io.Writer
}

func (c *gatedWriter) open() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opened = true
}

// Write is for io.Writer.
func (c *gatedWriter) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.opened {
		return len(p), nil
	}
	return len(p), plain.Pass(c.to, p)
}

// screen reports whether there is a terminal that a person watches and types on.
func (r *request) screen() bool {
	return r.env.StdinTerminal && r.env.StdoutTerminal && r.env.value("TERM") != "dumb" && r.env.value("CI") == ""
}

// writer is an observer that prints, and remembers what kept it from printing.
type writer interface {
	apply.Observer
	Err() error
}

func queued(to writer) watchers {
	queue := apply.NewQueue(to)
	return watchers{observers: []apply.Observer{queue}, end: func() error { queue.Close(); return to.Err() }}
}
