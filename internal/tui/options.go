package tui

import (
	"context"
	"io"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/state"
)

// Options are what a screen needs of the world.
type Options struct {
	Input    io.Reader // keys; nil: none
	Output   io.Writer
	Progress *apply.Progress
	Now      func() time.Time
	// Interrupt is called when a person wants to stop: once by q, and by every ctrl+c. Its meaning is the caller's.
	Interrupt func()
	// Awaits is how long an answer is awaited at most; 0: nobody knows.
	Awaits time.Duration
	// Controls, if any, offers more keys.
	Controls Controls
	// Serial, if any, is the state's serial: how many changes of it are on disk.
	Serial func() int64
	// Away, if any, tells for how long the database that keeps the state has not answered; 0: it does.
	Away func() time.Duration
	// History, if any, reads what happened to a packet. It is called beside the screen and may take its time.
	History func(context.Context, address.Address) ([]state.Event, error)

	Style page.Style // but for its width
	Calm  bool       // redraw once a second only
	// LookupEnv reads TERM, COLORTERM and COLORFGBG, from which the depth of the colours and the background are told.
	// Without it, there are 16 colours on a dark background.
	LookupEnv func(string) (string, bool)
	// Width and Height are the terminal's size at the start; where the output is a terminal, its own size replaces them.
	Width, Height int
}

// Controls is what else a person may do to a run that was approved. Nothing in it can make the run send more.
type Controls interface {
	// Pause holds new sends back, or lets them go on.
	Pause(on bool)
	// SetRate bounds the packets a minute; the merchant's own limit stays above it.
	SetRate(perMinute int)
}

var _ Controls = (*apply.Controls)(nil)

func (o Options) env(name string) string {
	if o.LookupEnv == nil {
		return ""
	}
	value, _ := o.LookupEnv(name)
	return value
}

// The size where nobody knows it.
const (
	widthDefault  = 80
	heightDefault = 24
)

func (o Options) size() (width, height int) { return known(o.Width, o.Height) }

// sized is the size that a terminal has now. Some, such as the one that script(1) makes, do not know theirs.
func sized(msg tea.WindowSizeMsg) (width, height int) { return known(msg.Width, msg.Height) }

func known(width, height int) (int, int) {
	if width <= 0 {
		width = widthDefault
	}
	if height <= 0 {
		height = heightDefault
	}
	return width, height
}

// tick is how often the progress is read.
func (o Options) tick() time.Duration {
	if o.Calm {
		return time.Second
	}
	return 90 * time.Millisecond
}
