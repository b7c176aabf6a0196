package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"sync"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/tui"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/state"
)

// stage is what watches a run: the screen, lines, or JSON.
type stage struct {
	observers []apply.Observer
	progress  *apply.Progress // nil: nobody looks
	end       func() error
}

// stage sets up what people see, if they do, and the events for programs.
func (a *applier) stage(ctx context.Context, stops *interrupts) stage {
	var watching stage
	switch {
	case !a.print.text:
	case a.options.plain || a.blind || !a.screen():
		lines := view.NewLines(a.print.env.Stderr, a.env.Now, a.print.err)
		if a.print.notes != nil {
			lines.Groups = a.env.log
		}
		watching = queued(lines)
	default:
		watching = a.watched(ctx, stops)
	}
	if a.print.json != nil {
		watching = watching.with(queued(a.print.json))
	}
	return watching
}

// with is both stages at once.
func (s stage) with(other stage) stage {
	if s.end == nil {
		return other
	}
	return stage{
		progress:  cmp.Or(s.progress, other.progress),
		observers: append(s.observers, other.observers...),
		end:       func() error { return errors.Join(s.end(), other.end()) },
	}
}

// watched is the screen, and the lines that take its place should it break: the run goes on without it. What a screen
// may have paused is then ended gently, because nobody can press its keys any more.
func (a *applier) watched(ctx context.Context, stops *interrupts) stage {
	if a.controls == nil {
		a.controls = apply.NewControls()
	}
	progress := &apply.Progress{}
	curtain := &curtain{to: a.env.Stderr}
	lines := queued(view.NewLines(curtain, a.env.Now, a.print.err))
	o := a.screenOptions()
	o.Progress, o.Interrupt, o.Controls, o.Serial = progress, stops.interrupt, a.controls, a.store.Serial
	path := a.project.statePath()
	o.History = func(ctx context.Context, of address.Address) ([]state.Event, error) {
		return state.Events(ctx, path, of)
	}
	closed := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer close(closed)
		if err := tui.Run(ctx, o); err != nil {
			a.env.complain("%s. The sending goes on; Ctrl-C stops it safely.\n", plain.Error(err).Capital())
			curtain.open()
			a.blind = true
			a.controls.Leave()
		}
	}()
	return stage{observers: lines.observers, progress: progress, end: func() error {
		cancel() // a run that could not even start never tells the screen that it has finished
		<-closed
		return lines.end()
	}}
}

// screenOptions are what all screens have in common.
func (a *applier) screenOptions() tui.Options {
	width, height := a.env.Size()
	calm := a.env.value("REDPACK_REDUCED_MOTION")
	return tui.Options{
		Input: a.env.Stdin, Output: a.env.screen, Now: a.env.Now, Calm: calm != "" && calm != "0",
		Style: a.print.out, LookupEnv: a.env.LookupEnv, Width: width, Height: height,
	}
}

// curtain swallows what is written until it is opened.
type curtain struct {
	mu     sync.Mutex
	opened bool
	to     io.Writer
}

func (c *curtain) open() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opened = true
}

// Write is for io.Writer.
func (c *curtain) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.opened {
		return len(p), nil
	}
	return len(p), plain.Pass(c.to, p)
}

// screen reports whether there is a terminal that a person watches and types on.
func (a *applier) screen() bool {
	return a.env.StdinTerminal && a.env.StdoutTerminal && a.env.value("TERM") != "dumb" && a.env.value("CI") == ""
}

// writer is an observer that prints, and remembers what kept it from printing.
type writer interface {
	apply.Observer
	Err() error
}

func queued(to writer) stage {
	queue := apply.NewQueue(to)
	return stage{observers: []apply.Observer{queue}, end: func() error { queue.Close(); return to.Err() }}
}
