package tui

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/cashredpack/redpack/internal/view"
)

// Question is what a person is asked before money moves.
type Question struct {
	// Lines say what will happen, as view prints it.
	Lines []string
	// Total is what must be typed, such as "9645.52".
	Total string
}

// Approve shows what will happen and lets a person type the total. It returns what was typed: "" where the person
// cancelled or ctx ended. It compares nothing for good; whether the run may start is the caller's decision. The question
// and its answer stay on the terminal.
func Approve(ctx context.Context, o Options, q Question) (typed string, err error) {
	m, err := run(ctx, o, newApproval(ctx, o, q))
	if a, ok := m.(*approval); ok && a.given && err == nil {
		return strings.TrimSpace(a.input.text), nil
	}
	return "", err
}

// approval is the model of Approve.
type approval struct {
	ctx      context.Context // bubbletea calls without one
	options  Options
	look     look
	question Question
	width    int
	height   int
	input    input
	given    bool // by the return key
	over     bool
}

var _ tea.Model = (*approval)(nil)

func newApproval(ctx context.Context, o Options, q Question) *approval {
	a := &approval{ctx: ctx, options: o, look: newLook(o), question: q, input: input{typed: true}}
	a.width, a.height = o.size()
	return a
}

// Init is for bubbletea. The tick notices that nobody waits for the answer any more.
func (a *approval) Init() tea.Cmd {
	return tea.Tick(a.options.tick(), func(time.Time) tea.Msg { return tickMsg{} })
}

// Update is for bubbletea.
func (a *approval) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tickMsg:
		if a.ctx.Err() == nil {
			return a, a.Init()
		}
		a.over = true
	case tea.WindowSizeMsg:
		a.width, a.height = msg.Width, msg.Height
	case tea.KeyMsg:
		a.press(msg)
	}
	if a.over {
		return a, tea.Quit
	}
	return a, nil
}

func (a *approval) press(msg tea.KeyMsg) {
	switch msg.String() {
	case "enter":
		a.given, a.over = true, true
	case "esc", "ctrl+c", "ctrl+d":
		a.over = true
	default:
		a.input.press(msg)
	}
	if a.over {
		a.input.typed = false
	}
}

// View is for bubbletea. The last view ends in an empty line, because bubbletea erases the line it ends on.
func (a *approval) View() string {
	tail := []string{"", a.input.line(a.look, "Type the total to start ("+a.question.Total+"): ", a.width)}
	if a.over {
		tail = append(tail, "")
	} else {
		tail = append(tail, indent+a.look.faint.Render(view.Fit(a.hint(), a.width-len(indent))))
	}
	room := max(0, a.height-1-len(tail))
	above := a.question.Lines[max(0, len(a.question.Lines)-room):]
	return joined(append(append([]string{}, above...), tail...), a.width)
}

func (a *approval) hint() string {
	if strings.TrimSpace(a.input.text) == a.question.Total {
		return "enter sends; it cannot be called back"
	}
	return "esc cancels, and so does anything but the total"
}
