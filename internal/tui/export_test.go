package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
)

// NewScreen is the model of Run, for tests that send messages themselves.
func NewScreen(ctx context.Context, o Options) tea.Model { return newScreen(ctx, o) }

// NewApproval is the model of Approve.
func NewApproval(ctx context.Context, o Options, q Question) tea.Model { return newApproval(ctx, o, q) }

// RunModel drives any model the way Run does.
func RunModel(ctx context.Context, o Options, m tea.Model) error {
	_, err := run(ctx, o, m)
	return err
}

// Tick is the message upon which the progress is read.
func Tick() tea.Msg { return tickMsg{} }

// Speed measures a pace.
type Speed = speed

// Note takes a reading.
var Note = (*speed).note

// PerSecond is the pace of the last seconds.
var PerSecond = (*speed).perSecond

// Seconds lists the paces of the last seconds.
var Seconds = (*speed).seconds

// End tells when a run will be over, and when its window closes before.
func End(e ending) (at, closes any) { return e.at, e.closes }

// EndOf reckons the end of a run.
var EndOf = endOf

// Bar draws a bar in ASCII.
func Bar(paid, needy, waits float64, width int) string {
	return look{}.bar(shares{paid, needy, waits}, width)
}
