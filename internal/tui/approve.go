package tui

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
)

// Question is what a person is asked before money moves.
type Question struct {
	// Lines say what will happen, as view prints it for a width.
	Lines func(width int) []string
	// Total is what must be typed, as 9645.52 or in any other way that people write it.
	Total money.Fen
	// Plans, if any, makes the plans with all their packets, for somebody who wants to see them. It is called beside the
	// screen and may take its time.
	Plans func() ([]*plan.Plan, error)
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
	keys     keyMap
	question Question
	width    int
	height   int
	input    input
	list     *recipients // nil until it is wanted
	listing  bool
	failed   error // the packets cannot be listed
	given    bool  // by the return key
	over     bool
}

var _ tea.Model = (*approval)(nil)

func newApproval(ctx context.Context, o Options, q Question) *approval {
	a := &approval{ctx: ctx, options: o, look: newLook(o), keys: newKeyMap(false, o.Style.Lang), question: q, input: input{typed: true}}
	a.width, a.height = o.size()
	return a
}

// plansMsg brings the plans that were asked for.
type plansMsg struct {
	plans []*plan.Plan
	err   error
}

// Init is for bubbletea. The tick notices that nobody waits for the answer any more.
func (a *approval) Init() tea.Cmd {
	return tea.Tick(a.options.tick(), func(time.Time) tea.Msg { return tickMsg{} })
}

// Update is for bubbletea.
func (a *approval) Update(msg tea.Msg) (next tea.Model, cmd tea.Cmd) {
	switch msg := msg.(type) {
	case tickMsg:
		if a.ctx.Err() == nil {
			return a, a.Init()
		}
		a.over = true
	case tea.WindowSizeMsg:
		narrower := msg.Width < a.width
		if a.width, a.height = sized(msg); narrower {
			return a, tea.ClearScreen
		}
	case plansMsg:
		a.learn(msg)
	case tea.KeyMsg:
		for _, stroke := range splitKeys(msg) {
			cmd = tea.Batch(cmd, a.press(stroke))
		}
	}
	if a.over {
		return a, tea.Quit
	}
	return a, cmd
}

// press acts on a key. Whatever is typed approves nothing until return is pressed, and no key of the list can approve.
func (a *approval) press(msg tea.KeyMsg) tea.Cmd {
	name := msg.String()
	switch {
	case name == "ctrl+c" || name == "ctrl+d":
		a.over = true
	case a.listing:
		if (a.list == nil || !a.list.Update(msg)) && (key.Matches(msg, a.keys.back) || name == "q" || name == "d") {
			a.listing = false
		}
	case name == "d" && a.input.text == "" && a.question.Plans != nil:
		return a.show()
	case name == "enter":
		a.given, a.over = true, true
	case name == "esc":
		a.over = true
	default:
		a.input.press(msg)
	}
	if a.over {
		a.input.typed = false
	}
	return nil
}

// show turns to the list of packets, which is made on the first wish.
func (a *approval) show() tea.Cmd {
	a.failed, a.listing = nil, true
	if a.list != nil {
		return nil
	}
	return func() tea.Msg {
		plans, err := a.question.Plans()
		return plansMsg{plans, err}
	}
}

func (a *approval) learn(msg plansMsg) {
	if a.failed = msg.err; msg.err != nil {
		a.listing = false
		return
	}
	list := newRecipients(a.look, a.keys, newPeople(msg.plans...), nil)
	a.list = &list
}

// View is for bubbletea. The last view ends in an empty line, because bubbletea erases the line it ends on.
func (a *approval) View() string {
	if a.listing && !a.over {
		return joined(a.packets(), a.width)
	}
	tail := []string{"", a.input.line(a.look, a.prompt(), a.width)}
	if a.over {
		tail = append(tail, "")
	} else {
		tail = append(tail, paragraph(a.look.Say(a.hint()), a.look.faint, a.width)...)
	}
	lines := a.question.Lines(a.width)
	above := lines[max(0, len(lines)-max(0, a.height-1-len(tail))):]
	return joined(append(slices.Clone(above), tail...), a.width)
}

// prompt asks for the total, and leaves room to see it typed.
func (a *approval) prompt() string {
	total := a.question.Total.Yuan()
	prompt := a.look.Say(lang.Format("Type the total to start (%s): ", "输入总额开始发放（%s）：", total))
	if inputRoom(prompt, a.width) < len(total) {
		return a.look.Say(lang.Format("Total (%s): ", "总额（%s）：", total))
	}
	return prompt
}

// packets is the list, with the way back.
func (a *approval) packets() []string {
	k := a.keys
	help := helpLines(a.look, a.width, true, k.back, k.search, k.down, k.pageDown, k.bottom)
	height := a.height - 1
	if a.list == nil {
		return []string{"", indent + a.look.faint.Render(a.look.Say(lang.Both("making the list ..", "正在生成名单 ..")))}
	}
	a.list.SetSize(a.width, height-len(help)-2)
	lines := append(append(append([]string{""}, a.list.View()...), ""), help...)
	return lines[:min(len(lines), max(1, height))]
}

func (a *approval) hint() lang.Text {
	typed, err := money.ParseWritten(a.input.text)
	switch {
	case a.failed != nil:
		return lang.Format("the packets cannot be listed: %s", "无法列出红包：%s", a.failed)
	case err == nil && typed == a.question.Total:
		return lang.Both("enter sends; it cannot be called back", "按 enter 发放；发出后无法撤回")
	case a.input.text == "" && a.question.Plans != nil:
		return lang.Both("d lists the packets; esc cancels, and so does anything but the total",
			"按 d 列出红包；按 esc 取消，输入的不是总额也会取消")
	}
	return lang.Both("esc cancels, and so does anything but the total", "按 esc 取消，输入的不是总额也会取消")
}
