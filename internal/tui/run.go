package tui

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/cashredpack/redpack/internal/lang"
)

// framesPerSecond is how often the terminal is written to at most.
const framesPerSecond = 15

// Run shows the screen until the run that Options.Progress observes is finished, or until ctx ends. The frame is cleared
// then. A returned error says that the screen is gone; it says nothing about the run.
func Run(ctx context.Context, o Options) error {
	_, err := run(ctx, o, newScreen(ctx, o))
	return err
}

// run drives a model that ends itself, and hands back what it ended as.
func run(ctx context.Context, o Options, m tea.Model) (tea.Model, error) {
	if err := ctx.Err(); err != nil {
		return m, nil // there is nothing to show
	}
	g := &guard{model: m}
	// The signals belong to the caller. A nil reader switches the keys off.
	program := tea.NewProgram(g, tea.WithInput(o.Input), tea.WithOutput(o.Output), tea.WithoutSignalHandler(),
		tea.WithFPS(framesPerSecond))
	_, err := program.Run()
	if err != nil {
		err = lang.Errorf("show the screen: %w", "无法显示界面：%w", err)
	}
	return g.model, errors.Join(err, g.broken)
}

// guard turns a panic of a model into an orderly end, which restores the terminal. Left to bubbletea, a panic would be
// printed over whatever the caller prints.
type guard struct {
	model  tea.Model
	broken error
}

var _ tea.Model = (*guard)(nil)

// Init is for bubbletea.
func (g *guard) Init() (cmd tea.Cmd) {
	defer g.keep(&cmd)
	return g.model.Init()
}

// Update is for bubbletea.
func (g *guard) Update(msg tea.Msg) (next tea.Model, cmd tea.Cmd) {
	if next = g; g.broken != nil { // by View, which could not say so
		return next, tea.Quit
	}
	defer g.keep(&cmd)
	g.model, cmd = g.model.Update(msg)
	return next, cmd
}

// View is for bubbletea. After a panic in it, the tick that follows ends the program.
func (g *guard) View() (frame string) {
	if g.broken != nil {
		return ""
	}
	defer g.keep(new(tea.Cmd))
	return g.model.View()
}

func (g *guard) keep(cmd *tea.Cmd) {
	if cause := recover(); cause != nil {
		g.broken = lang.Errorf("the screen is broken: %v", "界面出错：%v", cause)
		*cmd = tea.Quit
	}
}
