package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// press acts on a key. What is typed into a search is never a command, but for ctrl+c.
func (s *screen) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, s.keys.interrupt):
		s.stop()
	case s.typing():
		s.pass(msg)
	case key.Matches(msg, s.keys.quit):
		s.stop()
	case key.Matches(msg, s.keys.more):
		s.help = !s.help
	case key.Matches(msg, s.keys.problems):
		s.show(problemsMode)
	case key.Matches(msg, s.keys.recipients):
		s.show(recipientsMode)
	case key.Matches(msg, s.keys.back):
		s.back()
	case key.Matches(msg, s.keys.open):
		return s.open()
	case s.pass(msg):
	default:
		s.control(msg)
	}
	return nil
}

func (s *screen) typing() bool {
	return s.showing == problemsMode && s.problems.typing() || s.showing == recipientsMode && s.recipients.typing()
}

// pass gives a key to the component that is shown, and reports whether it made use of it.
func (s *screen) pass(msg tea.KeyMsg) bool {
	switch s.showing {
	case problemsMode:
		return s.problems.Update(msg)
	case recipientsMode:
		return s.recipients.Update(msg)
	case packetMode:
		return s.packet.Update(msg)
	case overviewMode:
	}
	return false
}

// show turns to a view, or from it back to the overview. There is nothing to list before the run has begun.
func (s *screen) show(view mode) {
	if s.showing == view || s.plan == nil {
		view = overviewMode
	}
	s.showing = view
}

func (s *screen) back() {
	if s.showing == packetMode {
		s.showing = s.above
		return
	}
	s.showing, s.help = overviewMode, false
}

// open shows the packet under the cursor.
func (s *screen) open() tea.Cmd {
	row, ok := s.recipients.selected()
	if s.showing == problemsMode {
		e := s.problems.selected()
		if ok = e != nil; ok {
			row = e.Row
		}
	}
	if !ok || s.showing == overviewMode || s.showing == packetMode {
		return nil
	}
	of, packet, err := s.recipients.people.at(row)
	if err != nil { // the list says so, and the run ends
		return nil
	}
	s.above, s.showing = s.showing, packetMode
	return s.packet.Show(s.ctx, row, of, packet, s.status(row))
}

// follow keeps the history that is shown up to date.
func (s *screen) follow() tea.Cmd {
	if s.showing != packetMode {
		return nil
	}
	return s.packet.Follow(s.ctx, s.status(s.packet.row))
}

func (s *screen) status(row int) state.Status {
	var one [1]state.Status
	s.options.Progress.Rows(row, one[:])
	return one[0]
}

func (s *screen) stop() {
	s.asked, s.facts.stopped = true, true
	s.keys.stopping()
	if s.options.Interrupt != nil {
		s.options.Interrupt()
	}
}

// control passes on the keys that are not offered without Controls. What was asked for is shown at once; the next reading
// says what the run made of it.
func (s *screen) control(msg tea.KeyMsg) {
	f := &s.facts
	switch {
	case f.Plan == nil:
	case key.Matches(msg, s.keys.pause):
		pause := !f.waits()
		f.Paused = nil
		if pause {
			f.Paused = &apply.Paused{At: f.now, Why: apply.PausedByPerson, Resumable: true}
		}
		s.options.Controls.Pause(pause)
	case key.Matches(msg, s.keys.slower):
		s.bound(slower(f.Bound, s.limit()))
	case key.Matches(msg, s.keys.faster):
		s.bound(faster(f.Bound, s.limit()))
	}
}

func (s *screen) limit() int { return plan.RateOf(s.plan.Campaign).PerMinute }

func (s *screen) bound(perMinute int) {
	s.facts.Bound, s.facts.PerMinute = perMinute, min(s.facts.PerMinute, perMinute)
	s.options.Controls.SetRate(perMinute)
}

// A step of the rate is a tenth of the limit; below that, the half or the double.
func slower(bound, limit int) int {
	if step := max(1, limit/10); bound > step {
		return bound - step
	}
	return max(1, bound/2)
}

func faster(bound, limit int) int {
	step := max(1, limit/10)
	if bound < step {
		return min(step, bound*2)
	}
	return min(limit, bound+step)
}

func (s *screen) helpLines() []string {
	k := s.keys
	if s.facts.waits() {
		k.help(&k.pause, "p", lang.Both("go on", "继续"))
	}
	stop, twice := k.quit, k.interrupt
	if s.facts.stopping() {
		stop, twice = twice, stop
	}
	bindings := map[mode][]key.Binding{
		overviewMode:   {stop, k.pause, k.slower, k.faster, k.problems, k.recipients, twice, k.more},
		problemsMode:   {k.back, k.search, k.open, k.settled, k.down, k.pageDown, k.bottom, stop, k.pause, k.recipients, twice, k.more},
		recipientsMode: {k.back, k.search, k.open, k.down, k.pageDown, k.bottom, stop, k.pause, k.problems, twice, k.more},
		packetMode:     {k.back, k.down, stop, k.pause, k.problems, k.recipients, twice, k.more},
	}
	if s.typing() {
		return helpLines(s.look, s.width, true, k.keep, k.drop, k.interrupt)
	}
	return helpLines(s.look, s.width, s.help, bindings[s.showing]...)
}
