package tui

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

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

	list    problemList // what the problems view is at
	listing bool        // it is shown
	help    bool        // all keys are shown
	asked   bool        // to stop
	paused  bool
	over    bool
}

var _ tea.Model = (*screen)(nil)

func newScreen(ctx context.Context, o Options) *screen {
	s := &screen{ctx: ctx, options: o, look: newLook(o), keys: newKeyMap(o.Controls != nil)}
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
		return s, s.tick()
	case tea.WindowSizeMsg:
		narrower := msg.Width < s.width
		s.width, s.height = msg.Width, msg.Height
		if narrower && s.facts.Plan != nil {
			// The terminal has folded the frame, and what it folded would stay above the next one with old numbers.
			return s, tea.ClearScreen
		}
	case tea.KeyMsg:
		s.press(msg)
	}
	return s, nil
}

// View is for bubbletea. Nothing is left of the frame once the run is over.
func (s *screen) View() string {
	if s.over {
		return ""
	}
	if s.facts.Plan == nil {
		return joined([]string{indent + "preparing .."}, s.width)
	}
	// The line below the frame stays free, or the terminal would scroll.
	height := s.height - 1
	if s.listing {
		return joined(s.list.lines(&s.facts, s.look, s.width, height, s.listHelp()), s.width)
	}
	return joined(overview(&s.facts, s.look, s.width, height, s.overviewHelp()), s.width)
}

// read takes a reading of the run. It is over when the run is, or when nobody wants the screen any more.
func (s *screen) read() {
	standing, now := s.options.Progress.Standing(), s.options.Now()
	s.over = standing.Finished != nil || s.ctx.Err() != nil
	if standing.Plan == nil || s.over {
		return
	}
	if standing.Plan != s.plan {
		s.plan, s.groups, s.speed = standing.Plan, openGroups(standing.Plan), speed{}
	}
	end := s.facts.end
	s.facts = gather(standing, now)
	f := &s.facts
	s.speed.note(now, f.open.Packets-f.left)
	f.pace, f.paces = s.speed.perSecond(), s.speed.seconds(chartMost)
	f.groups = withPaid(s.groups, standing.Groups)
	f.paused, f.stopped, f.end = s.paused, s.asked, end
	if now.Sub(s.ends).Abs() >= time.Second {
		s.ends, f.end = now, s.reckon()
	}
}

// reckon tells the end by the pace of the last seconds, or by the rate where there is none to tell from.
func (s *screen) reckon() ending {
	pace := s.facts.pace
	if pace == 0 {
		pace = float64(s.facts.PerMinute) / 60
	}
	return endOf(s.plan, s.facts.now, s.facts.left, pace)
}

func (s *screen) press(msg tea.KeyMsg) {
	switch {
	case key.Matches(msg, s.keys.interrupt):
		s.stop()
	case s.listing && s.list.press(msg, s.keys):
	case key.Matches(msg, s.keys.quit):
		if !s.asked { // only ctrl+c gives up what is in flight
			s.stop()
		}
	case key.Matches(msg, s.keys.more):
		s.help = !s.help
	case key.Matches(msg, s.keys.problems):
		s.listing = !s.listing
	case key.Matches(msg, s.keys.back):
		s.listing, s.help = false, false
	default:
		s.control(msg)
	}
}

func (s *screen) stop() {
	s.asked, s.facts.stopped = true, true
	if s.options.Interrupt != nil {
		s.options.Interrupt()
	}
}

// control passes on the keys that are not offered without Controls. A step of the rate is a tenth.
func (s *screen) control(msg tea.KeyMsg) {
	step := max(1, s.facts.PerMinute/10)
	switch {
	case key.Matches(msg, s.keys.pause):
		s.paused = !s.paused
		s.facts.paused = s.paused
		s.options.Controls.Pause(s.paused)
	case s.facts.Plan == nil:
	case key.Matches(msg, s.keys.slower):
		s.options.Controls.SetRate(max(1, s.facts.PerMinute-step))
	case key.Matches(msg, s.keys.faster):
		s.options.Controls.SetRate(min(plan.PerMinute(s.plan.Campaign), s.facts.PerMinute+step))
	}
}

func (s *screen) overviewHelp() []string {
	k := s.keys
	if s.paused {
		k.pause.SetHelp("p", "go on")
	}
	return helpLines(s.look, s.width, s.help, k.quit, k.problems, k.pause, k.slower, k.faster, k.more, k.interrupt)
}

func (s *screen) listHelp() []string {
	k := s.keys
	return helpLines(s.look, s.width, s.help, k.back, k.filter, k.down, k.quit, k.interrupt)
}
