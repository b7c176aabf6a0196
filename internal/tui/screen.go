package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
)

// screen is the model of Run. What it shows is read from the progress on a tick; messages change only what is looked at.
type screen struct {
	ctx     context.Context // bubbletea calls without one
	options Options
	look    look
	keys    keyMap

	width, height int
	facts         facts
	speed         speed
	plan          *plan.Plan // that groups were counted for
	groups        []group
	ends          time.Time // when the end was reckoned last

	showing    mode
	above      mode // what a packet's history was opened from
	problems   problemList
	recipients recipients
	packet     packet
	help       bool // all keys are shown
	asked      bool // to stop
	over       bool
}

// mode is what the screen shows.
type mode uint8

const (
	overviewMode mode = iota
	problemsMode
	recipientsMode
	packetMode
)

var _ tea.Model = (*screen)(nil)

func newScreen(ctx context.Context, o Options) *screen {
	s := &screen{ctx: ctx, options: o, look: newLook(o), keys: newKeyMap(o.Controls != nil, o.Style.Lang)}
	s.problems = newProblemList(s.look, s.keys)
	s.packet = newPacket(s.look, s.keys, o.History)
	s.width, s.height = o.size()
	s.read()
	return s
}

// tickMsg asks for the next reading.
type tickMsg struct{}

func (s *screen) tick() tea.Cmd {
	return tea.Tick(s.options.tick(), func(time.Time) tea.Msg { return tickMsg{} })
}

// Init is for bubbletea.
func (s *screen) Init() tea.Cmd { return s.tick() }

// Update is for bubbletea.
func (s *screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tickMsg:
		s.read()
		if s.over {
			return s, tea.Quit
		}
		return s, tea.Batch(s.tick(), s.follow())
	case historyMsg:
		s.packet.Learn(msg)
	case tea.WindowSizeMsg:
		narrower := msg.Width < s.width
		s.width, s.height = sized(msg)
		if narrower && s.facts.Plan != nil {
			// The terminal has folded the frame, and what it folded would stay above the next one with old numbers.
			return s, tea.ClearScreen
		}
	case tea.KeyMsg:
		var all []tea.Cmd
		for _, stroke := range splitKeys(msg) {
			all = append(all, s.press(stroke))
		}
		return s, tea.Batch(all...)
	}
	return s, nil
}

// View is for bubbletea. Nothing is left of the frame once the run is over.
func (s *screen) View() string {
	if s.over {
		return ""
	}
	if s.facts.Plan == nil {
		return joined([]string{indent + s.look.Say(lang.Both("preparing ..", "正在准备 .."))}, s.width)
	}
	return joined(s.lines(), s.width)
}

// lines are the frame. The line below it stays free, or the terminal would scroll.
func (s *screen) lines() []string {
	height := s.height - 1
	switch s.showing {
	case problemsMode:
		return s.page(&s.problems, height)
	case recipientsMode:
		return s.page(&s.recipients, height)
	case packetMode:
		return s.page(&s.packet, height)
	case overviewMode:
	}
	return overview(&s.facts, s.look, s.width, height, s.helpLines())
}

// component is a part of the screen that takes whatever room there is.
type component interface {
	SetSize(width, height int)
	View() []string
}

// page is a component between the first line of the header and the help.
func (s *screen) page(c component, height int) []string {
	top, help := header(&s.facts, s.look, s.width)[:1], s.helpLines()
	top = append(top, notice(&s.facts, s.look, s.width)...)
	if height > roomy {
		top = append(top, advice(&s.facts, s.look, s.width)...)
		top, help = append(append([]string{""}, top...), ""), append([]string{""}, help...)
	}
	c.SetSize(s.width, height-len(top)-len(help))
	lines := append(append(top, c.View()...), help...)
	return lines[:min(len(lines), max(1, height))]
}

// roomy is from how many lines on a page has empty ones.
const roomy = 12

// read takes a reading of the run. It is over when the run is, or when nobody wants the screen any more.
func (s *screen) read() {
	standing, now := s.options.Progress.Standing(), s.options.Now()
	s.over = standing.Finished != nil || s.ctx.Err() != nil
	if standing.Plan == nil || s.over {
		return
	}
	if standing.Plan != s.plan {
		s.plan, s.groups, s.speed = standing.Plan, openGroups(standing.Plan), speed{}
		s.recipients = newRecipients(s.look, s.keys, newPeople(standing.Plan), s.options.Progress.Rows)
	}
	end, window := s.facts.end, s.facts.window
	s.facts = gather(standing, now)
	f := &s.facts
	s.speed.note(now, f.open.Packets-f.left)
	if f.Paused != nil {
		s.speed.rest(now)
	}
	f.pace, f.paces = s.speed.perSecond(), s.speed.seconds(int(remembered.Seconds()))
	f.groups = withPaid(s.groups, standing.Groups)
	f.stopped, f.awaits, f.end, f.window = s.asked, s.options.Awaits, end, window
	if f.Draining != nil {
		f.awaits = max(0, f.Draining.At.Add(f.awaits).Sub(now)) // nothing has left since
	}
	if f.stopping() {
		s.keys.stopping()
		f.end = ending{}
	}
	if s.options.Serial != nil {
		f.serial = s.options.Serial()
	}
	if s.options.Away != nil {
		f.away = s.options.Away()
	}
	if now.Sub(s.ends).Abs() >= time.Second {
		s.ends, f.end, f.window = now, s.estimatedEnd(), plan.WindowAt(s.plan.Campaign, now)
		s.recipients.Refresh()
	}
	s.problems.SetFacts(f)
}

// estimatedEnd tells the end by the pace of the last seconds, or by the rate where there is none to tell from. Nobody knows how
// long a person will pause, and a run that is stopping does not send everything.
func (s *screen) estimatedEnd() ending {
	if s.facts.waits() || s.facts.stopping() {
		return ending{}
	}
	pace := s.facts.pace
	if pace == 0 {
		pace = float64(s.facts.PerMinute) / 60
	}
	return endOf(s.plan, s.facts.now, s.facts.left, pace)
}
