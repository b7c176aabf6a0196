package tui_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/tui"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// typed presses keys one by one; "^" stands for ctrl+c, "~" for escape, "\r" for return, "\b" for backspace.
func typed(m tea.Model, keys string) tea.Model {
	for _, k := range keys {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{k}}
		switch k {
		case '^':
			msg = tea.KeyMsg{Type: tea.KeyCtrlC}
		case '~':
			msg = tea.KeyMsg{Type: tea.KeyEsc}
		case '\r':
			msg = tea.KeyMsg{Type: tea.KeyEnter}
		case '\b':
			msg = tea.KeyMsg{Type: tea.KeyBackspace}
		}
		m, _ = m.Update(msg)
	}
	return m
}

// controls writes down what the screen wants.
type controls struct {
	paused []bool
	rates  []int
}

func (c *controls) Pause(on bool)         { c.paused = append(c.paused, on) }
func (c *controls) SetRate(perMinute int) { c.rates = append(c.rates, perMinute) }

func TestKeysStopButNeverForceByQ(t *testing.T) {
	for _, test := range []struct {
		keys string
		want int // interrupts
	}{
		{"", 0}, {"q", 1}, {"qqq", 1}, {"^", 1}, {"^^", 2}, {"q^", 2}, {"f^", 1}, {"f/q", 0}, {"f/^", 1}, {"x p+-?", 0}, {"~", 0},
	} {
		s := begun(planned(t, sandbox+campaign("spring", "")))
		o := s.options(80, 24, "mono")
		interrupts := 0
		o.Interrupt = func() { interrupts++ }
		typed(tui.NewScreen(t.Context(), o), test.keys)
		if interrupts != test.want {
			t.Errorf("keys %q: %d interrupts, want %d", test.keys, interrupts, test.want)
		}
	}
}

// Keys that come as one are pressed one by one; what is pasted is no command.
func TestFastKeysAndPastes(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	o := s.options(80, 24, "mono")
	interrupts := 0
	o.Interrupt = func() { interrupts++ }
	m := tui.NewScreen(t.Context(), o)
	m, _ = m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("rjjj")})
	if frame := m.View(); !strings.Contains(frame, "recipients: 4 of 952") {
		t.Errorf("not every key counts:\n%s", frame)
	}
	m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("q"), Paste: true})
	if interrupts != 0 {
		t.Error("a paste stops the run")
	}
}

// The foot of a run that is stopping says what is awaited, for how long, and what a second ctrl+c costs; it offers no key that does nothing
// any more, and none of those does anything.
func TestStoppingIsExplained(t *testing.T) {
	for name, stop := range map[string]func(*story, tea.Model) tea.Model{
		"a key":    func(_ *story, m tea.Model) tea.Model { return typed(m, "^") },
		"a signal": func(s *story, m tea.Model) tea.Model { return m },
	} {
		t.Run(name, func(t *testing.T) {
			s := begun(planned(t, sandbox+campaign("spring", "")))
			o := s.options(110, 24, "mono")
			c, interrupts := &controls{}, 0
			o.Controls, o.Awaits, o.Interrupt = c, 20*time.Second, func() { interrupts++ }
			m := tui.NewScreen(t.Context(), o)
			s.reserve(3)
			m = stop(s, m)
			asked := interrupts
			s.Observe(apply.Draining{At: s.now, InFlight: 3})
			s.now = s.now.Add(5 * time.Second)
			m, _ = m.Update(tui.Tick())
			m = typed(m, "qp-+")
			if interrupts != asked || len(c.paused)+len(c.rates) > 0 {
				t.Errorf("%d interrupts, %d before; pauses %v, rates %v", interrupts, asked, c.paused, c.rates)
			}
			frame := m.View()
			inOrder(t, frame, " 3 in flight\n", "~ stopping: 3 in flight are awaited, at most 15 s; ctrl+c again gives them up and leaves them unknown\n",
				"  ctrl+c give them up   f problems   r recipients   ? all keys")
			for view, frame := range map[string]string{
				"overview": frame, "all keys": typed(m, "?").View(), "problems": typed(m, "f").View(), "recipients": typed(m, "r").View(),
			} {
				for _, key := range []string{"q stop", "p pause", "p go on", "- slower", "+ faster"} {
					if strings.Contains(frame, key) {
						t.Errorf("%q is offered in %s:\n%s", key, view, frame)
					}
				}
			}
			if typed(m, "^"); interrupts != asked+1 {
				t.Errorf("ctrl+c does not act any more")
			}
		})
	}
}

func TestStopShowsAtOnce(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	m := typed(tui.NewScreen(t.Context(), s.options(80, 24, "mono")), "q")
	if !strings.Contains(m.View(), "stopping: nothing new is sent") {
		t.Errorf("no notice in\n%s", m.View())
	}
}

func TestControlsAreOfferedOnlyWhereTheyWork(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	o := s.options(100, 24, "mono")
	if frame := typed(tui.NewScreen(t.Context(), o), "p").View(); strings.Contains(frame, "pause") {
		t.Errorf("pause is offered in\n%s", frame)
	}
	c := &controls{}
	o.Controls = c
	m := typed(tui.NewScreen(t.Context(), o), "p")
	if frame := m.View(); !strings.Contains(frame, "paused: nothing is sent until you press p") || !strings.Contains(frame, "p go on") {
		t.Errorf("the pause is not shown in\n%s", frame)
	}
	typed(m, "p-+")
	if len(c.paused) != 2 || !c.paused[0] || c.paused[1] {
		t.Errorf("pauses %v, want on and off", c.paused)
	}
	// The merchant's limit is 1,800 a minute, and no key goes beyond it.
	if len(c.rates) != 2 || c.rates[0] != 1620 || c.rates[1] != 1800 {
		t.Errorf("rates %v, want 1620 and 1800", c.rates)
	}
}

func TestProblemsCanBeFiltered(t *testing.T) {
	m := screenOf(t, 100, 30, "mono", halfway)
	golden(t, "problems", typed(m, "f").View())
	if frame := typed(m, "/freq\r").View(); strings.Contains(frame, "SEND_FAILED") || !strings.Contains(frame, "FREQ_LIMIT") {
		t.Errorf("not filtered:\n%s", frame)
	}
	if frame := typed(m, "/~").View(); !strings.Contains(frame, "SEND_FAILED") {
		t.Errorf("escape keeps the filter:\n%s", frame)
	}
	if frame := typed(m, "~").View(); !strings.Contains(frame, "left ") {
		t.Errorf("escape does not lead back:\n%s", frame)
	}
}

func TestProblemsCountEachPacketOnce(t *testing.T) {
	frame := screenOf(t, 100, 40, "mono", func(t testing.TB, watch func(*story)) *story {
		s := begun(planned(t, sandbox+campaign("spring", "")))
		unclear := s.reserve(5)
		s.settle(unclear, state.Unknown, "timeout", "")
		s.settle(unclear[:4], state.Unknown, "SYSTEMERROR", "系统繁忙")
		s.settle(unclear[:2], state.Sent, "", "")
		watch(s)
		return s
	}).View()
	if !strings.Contains(frame, "unknown 3") || !strings.Contains(frame, "paid 2") {
		t.Errorf("wrong counts:\n%s", frame)
	}
}

func TestManyProblemsStayExact(t *testing.T) {
	frame := screenOf(t, 100, 40, "mono", func(t testing.TB, watch func(*story)) *story {
		s := begun(planned(t, sandbox+campaign("spring", "")))
		s.settle(s.reserve(90), state.Refused, "NO_AUTH", "")
		s.settle(s.reserve(30), state.Refused, "SEND_FAILED", "")
		watch(s)
		return s
	}).View()
	for _, want := range []string{"refused 120", "30  SEND_FAILED", "90  NO_AUTH"} {
		if !strings.Contains(frame, want) {
			t.Errorf("no %q in\n%s", want, frame)
		}
	}
}

// The list holds the latest problems only; its title counts all of them, as the overview does, and says so.
func TestListedProblemsAreCountedExactly(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	s.goOn(s.reserve(40), state.Unknown, "timeout", "", start.Add(time.Second))
	s.settle(s.reserve(65), state.Refused, "NO_AUTH", "")
	m := typed(tui.NewScreen(t.Context(), s.options(100, 40, "mono")), "f")
	if want := "  problems: 105 open, 65 need you; the last 50 are here, r lists all\n"; !strings.Contains(m.View(), want) {
		t.Errorf("no %q in\n%s", want, m.View())
	}
	if want := "  problems: 1 with aa0100, of the last 50\n"; !strings.Contains(typed(m, "/aa0100\r").View(), want) {
		t.Errorf("no %q in\n%s", want, m.View())
	}
}

// terminal is an output that can be looked at while the screen runs.
type terminal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (w *terminal) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(p)
}

func (w *terminal) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}

// until waits for a text on the terminal.
func (w *terminal) until(t *testing.T, text string) {
	t.Helper()
	for range 500 {
		if strings.Contains(ansi.Strip(w.String()), text) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%q never came; the terminal got %q", text, w.String())
}

// program runs the screen on a terminal in memory.
func program(ctx context.Context, o tui.Options) (keys io.Writer, screen *terminal, done <-chan error) {
	input, keys := io.Pipe()
	screen = &terminal{}
	o.Input, o.Output = input, screen
	ended := make(chan error, 1)
	go func() { ended <- tui.Run(ctx, o) }()
	return keys, screen, ended
}

func TestRunEndsWithTheRunAndClearsItsFrame(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	_, screen, done := program(t.Context(), s.options(80, 24, "mono"))
	screen.until(t, "left 952")
	s.send(952)
	s.Observe(apply.Finished{At: start, Result: apply.Result{}})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	out := screen.String()
	for _, sequence := range []string{"\x1b[?1049h", "\x1b[?1002h"} {
		if strings.Contains(out, sequence) {
			t.Errorf("the terminal got %q: neither another screen nor the mouse is wanted", sequence)
		}
	}
	if cleared := strings.LastIndex(out, "\x1b[J"); cleared < 0 || strings.Contains(out[cleared:], "paid") {
		t.Errorf("the frame is not cleared at the end: %q", out)
	}
	if !strings.Contains(out, "\x1b[?25h") {
		t.Error("the cursor stays hidden")
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, screen, done := program(ctx, tui.Options{Progress: &apply.Progress{}, Now: func() time.Time { return start }})
	screen.until(t, "preparing")
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestRunDrainsByKeyAndForcesByTheSecond(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	o := s.options(100, 24, "mono")
	pressed := make(chan struct{}, 2)
	o.Interrupt = func() { pressed <- struct{}{} }
	s.reserve(4)
	keys, screen, done := program(t.Context(), o)
	screen.until(t, "4 in flight")
	write(t, keys, "\x03")
	<-pressed
	screen.until(t, "stopping: 4 in flight are awaited")
	write(t, keys, "\x03")
	<-pressed
	s.Observe(apply.Finished{At: start, Result: apply.Result{Stop: apply.Forced}})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// TestAStateThatIsAwayIsTold: nothing moves then, and a person is told why, until it answers again.
func TestAStateThatIsAwayIsTold(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	o := s.options(100, 24, "mono")
	var away atomic.Int64
	away.Store(int64(7 * time.Second))
	o.Serial, o.Away = func() int64 { return 286 }, func() time.Duration { return time.Duration(away.Load()) }
	_, screen, done := program(t.Context(), o)
	screen.until(t, "no answer from the state's database for 7 s, still trying")
	away.Store(int64(time.Second / 2))
	screen.until(t, "state saved, serial 286")
	s.Observe(apply.Finished{At: start, Result: apply.Result{}})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, w io.Writer, text string) {
	t.Helper()
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
}

func TestResizeRedrawsWithinTheNewSize(t *testing.T) {
	m := screenOf(t, 120, 40, "mono", halfway)
	m, cmd := m.Update(tea.WindowSizeMsg{Width: 44, Height: 12})
	if cmd == nil || cmd() != tea.ClearScreen() {
		t.Error("what the terminal has folded is not cleared away")
	}
	lines := strings.Split(m.View(), "\n")
	if len(lines) > 11 {
		t.Errorf("%d lines on a terminal of 12", len(lines))
	}
	for _, line := range lines {
		if ansi.StringWidth(line) > 44 {
			t.Errorf("too wide: %q", line)
		}
	}
}

// A terminal that does not know its size, such as that of script(1), is one of 80 columns and 24 lines.
func TestTerminalWithoutASize(t *testing.T) {
	m := screenOf(t, 120, 40, "mono", halfway)
	m, _ = m.Update(tea.WindowSizeMsg{})
	fits(t, m.View(), 80, 24, "no size")
	if !strings.Contains(m.View(), "paid 312") {
		t.Errorf("nothing is shown: %q", m.View())
	}
}

// broken panics where it is told to.
type broken struct{ in string }

func (b broken) Init() tea.Cmd {
	b.fall("init")
	return func() tea.Msg { return tui.Tick() }
}

func (b broken) Update(tea.Msg) (tea.Model, tea.Cmd) {
	b.fall("update")
	return b, tea.Tick(time.Millisecond, func(time.Time) tea.Msg { return tui.Tick() })
}

func (b broken) View() string {
	b.fall("view")
	return "a frame"
}

func (b broken) fall(in string) {
	if b.in == in {
		panic("no such group")
	}
}

func TestPanicRestoresTheTerminalAndIsAnError(t *testing.T) {
	for _, in := range []string{"init", "update", "view"} {
		screen := &terminal{}
		err := tui.RunModel(t.Context(), tui.Options{Output: screen}, broken{in})
		if err == nil || !strings.Contains(err.Error(), "no such group") {
			t.Errorf("panic in %s: error %v", in, err)
		}
		if !strings.Contains(screen.String(), "\x1b[?25h") {
			t.Errorf("panic in %s: the cursor stays hidden", in)
		}
	}
}

// asking is a question for 9,645.52 yuan.
func asking(lines ...string) tui.Question {
	return tui.Question{Lines: func(int) []string { return lines }, Total: 964552}
}

func TestApproveReturnsWhatWasTyped(t *testing.T) {
	question := asking("redpack will now send real money.", "  Merchant  示例科技有限公司")
	for _, test := range []struct{ keys, want string }{
		{"9645.52\r", "9645.52"},
		{"9645.53\b2\r", "9645.52"},
		{"yes\r", "yes"},
		{"\r", ""},
		{"9645.52\x1b", ""},
		{"9645.52\x03", ""},
	} {
		input, keys := io.Pipe()
		go func() { _, _ = io.WriteString(keys, strings.ReplaceAll(test.keys, "\b", "\x7f")) }()
		screen := &terminal{}
		got, err := tui.Approve(t.Context(), tui.Options{Input: input, Output: screen}, question)
		if err != nil || got != test.want {
			t.Errorf("keys %q: got %q and error %v, want %q", test.keys, got, err, test.want)
		}
		if !strings.Contains(screen.String(), "示例科技有限公司") {
			t.Errorf("keys %q: the question was not shown", test.keys)
		}
	}
}

func TestApproveLooksAsAgreed(t *testing.T) {
	question := asking("redpack will now send real money.", "", "  Merchant  示例科技有限公司")
	m := tui.NewApproval(t.Context(), tui.Options{Width: 60, Height: 20}, question)
	golden(t, "approve-wrong", typed(m, "9645.5").View())
	golden(t, "approve-right", typed(m, "2").View())
	for text, right := range map[string]bool{"¥9,645.52": true, " 9645.52 ": true, "￥9645.52": true, "96,45.52": false, "9645,52": false} {
		other := typed(tui.NewApproval(t.Context(), tui.Options{Width: 60, Height: 20}, question), text)
		if strings.Contains(other.View(), "enter sends") != right {
			t.Errorf("%q: %s", text, other.View())
		}
	}
	golden(t, "approve-given", typed(m, "\r").View())
}

// Whoever approves sees what is typed, on a narrow terminal, too.
func TestApproveShowsWhatIsTyped(t *testing.T) {
	for _, width := range []int{80, 40, 30} {
		o := begun(planned(t, sandbox+campaign("spring", ""))).options(width, 12, "mono")
		m := typed(tui.NewApproval(t.Context(), o, asking("a plan")), "9645.5")
		if !strings.Contains(m.View(), " 9645.5_\n") {
			t.Errorf("at %d columns:\n%s", width, m.View())
		}
	}
}

func TestApproveEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := tui.Approve(ctx, tui.Options{Output: io.Discard}, asking()); got != "" || err != nil {
		t.Errorf("got %q and error %v, want nothing", got, err)
	}
}

func TestRecipientsAreListedSearchedAndOpened(t *testing.T) {
	s := halfway(t, func(*story) {})
	o := s.options(80, 16, "mono")
	o.History = func(_ context.Context, of address.Address) ([]state.Event, error) {
		return []state.Event{
			{ID: 1, Packet: 311, Run: 1, At: start, Kind: state.KindIntent, Detail: state.Detail{Amount: 888, OpenID: "oX12aa0000000000000003099f3K", BillNo: "1900006789202702060000000311"}},
			{ID: 2, Packet: 311, Run: 1, At: start.Add(time.Second), Kind: state.KindOutcome, Detail: state.Detail{Status: "refused", Code: "SEND_FAILED", Text: of.String()}},
		}, nil
	}
	m := typed(tui.NewScreen(t.Context(), o), "r")
	golden(t, "recipients", m.View())
	golden(t, "recipients-end", typed(m, "G").View())
	golden(t, "recipients-searching", typed(m, "/AA031").View())
	golden(t, "recipients-found", typed(m, "\r").View())
	m, cmd := m.Update(tea.KeyMsg{Type: tea.KeyEnter})
	if frame := m.View(); !strings.Contains(frame, "reading the history") {
		t.Errorf("the screen waits for the history:\n%s", frame)
	}
	m, _ = m.Update(cmd())
	golden(t, "packet", m.View())
	if frame := typed(m, "~").View(); !strings.Contains(frame, "recipients: 1 of 10 with AA031, of 952 in all") {
		t.Errorf("escape does not lead back to the list:\n%s", frame)
	}
	for filter, want := range map[string]string{
		"9F3k":                         "of 950 with",
		"staff AA0310":                 "recipients: 1 of 1 with",
		"refused":                      "of 3 with",
		"in flight aa":                 "of 4 with in flight, aa, of 952",
		"refused held":                 "of 5 with",
		"group:managers.csv bb000":     "of 10 with",
		"spring-2027/aa0310 refused":   "recipients: 1 of 1 with",
		"spring-2027/aa0310 received":  "nobody with",
		"nobody":                       "nobody with nobody",
		"status:held":                  "of 2 with held, of 952",
		"status:in-flight":             "of 4 with in flight",
		"status:inf":                   "of 4 with in flight",
		"status:HE status:refus":       "of 5 with held, refused,",
		"status:re":                    "of 3 with refused, received, refunding, refunded,",
		"status:":                      " of 952\n",
		"group:MANAGER":                "of 250 with group managers.csv",
		"group:员工 status:unknown":      "recipients: 1 of 1 with group 员工名单.csv, unknown,",
		"group:.csv aa031":             "of 10 with group 员工名单.csv, group managers.csv, aa031,",
		"group:inline":                 "of 2 with group inline",
		"label:aa031":                  "of 10 with label aa031",
		"label:STAFF label:15 refused": "nobody with label:STAFF",
		"label:bb":                     "nobody with label:bb", // it is in keys only
		"status:hello":                 "no status begins with hello: there are in flight, unknown,",
		"group:vip held":               "no group has vip in its name: there are inline, 员工名单.csv, managers.csv",
	} {
		if frame := typed(m, "/~/"+filter+"\r").View(); !strings.Contains(frame, want) {
			t.Errorf("%q, want %q:\n%s", filter, want, frame)
		}
		if frame := typed(m, "/~/"+filter).View(); !strings.Contains(frame, want) && !strings.HasPrefix(want, " ") {
			t.Errorf("%q as one types, want %q:\n%s", filter, want, frame)
		}
		typed(m, "\r")
	}
	if frame := typed(m, "/~").View(); !strings.Contains(frame, " of 952\n") {
		t.Errorf("escape does not drop the filter:\n%s", frame)
	}
	if frame := typed(m, "r").View(); !strings.Contains(frame, "left ") {
		t.Errorf("r does not lead back:\n%s", frame)
	}
}

// A filter acts with every letter, and back: what a longer text leaves is what it leaves when it is typed at once.
func TestFiltersActAsOneTypes(t *testing.T) {
	s := halfway(t, func(*story) {})
	m := typed(tui.NewScreen(t.Context(), s.options(100, 16, "mono")), "r/")
	golden(t, "recipients-hint", m.View())
	count := regexp.MustCompile(` of \d.*`) // the cursor may stand elsewhere
	for _, text := range []string{"aa03", "bb02x", "label:aa03 1", "group:man bb01", "status:held aa", "staff aa03 refused", "status:x aa", "99 aa"} {
		for n := range text {
			m = typed(m, text[n:n+1])
			once := typed(tui.NewScreen(t.Context(), s.options(100, 16, "mono")), "r/"+text[:n+1])
			if got, want := count.FindString(m.View()), count.FindString(once.View()); got != want {
				t.Errorf("%q letter by letter %q, at once %q", text[:n+1], got, want)
			}
		}
		switch text {
		case "status:x aa":
			golden(t, "recipients-wrong", m.View())
		case "group:man bb01":
			golden(t, "recipients-group", m.View())
		}
		for n := len(text); n > 0; n-- {
			m = typed(m, "\b")
		}
		if !strings.Contains(m.View(), " of 952\n") {
			t.Errorf("%q deleted:\n%s", text, m.View())
		}
	}
}

// A history is read again when the packet has another status, and one that comes too late is not shown for another packet.
func TestHistoryFollowsItsPacket(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	o := s.options(80, 24, "mono")
	var reads atomic.Int64 // the screen reads beside itself
	o.History = func(context.Context, address.Address) ([]state.Event, error) { reads.Add(1); return nil, nil }
	m := typed(tui.NewScreen(t.Context(), o), "r")
	m, late := m.Update(tea.KeyMsg{Type: tea.KeyEnter})
	m, next := typed(m, "~j").Update(tea.KeyMsg{Type: tea.KeyEnter})
	m, _ = m.Update(late())
	if frame := m.View(); !strings.Contains(frame, "reading the history") {
		t.Errorf("the history of another packet is shown:\n%s", frame)
	}
	m, _ = m.Update(next())
	if frame := m.View(); !strings.Contains(frame, "nothing has happened to it yet") {
		t.Errorf("the answer is not shown:\n%s", frame)
	}
	s.send(2)
	_, cmd := m.Update(tui.Tick())
	for _, each := range cmd().(tea.BatchMsg) {
		if each != nil {
			go each()
		}
	}
	for range 100 {
		if reads.Load() == 3 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d reads, want a third one", reads.Load())
}

func TestPausesAreShownAndLifted(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	o := s.options(80, 24, "mono")
	c := &controls{}
	o.Controls = c
	s.Observe(apply.Paused{At: start, Why: apply.PausedNoMoney, Advice: lang.Same("NOTENOUGH 余额不足. Top up the operating account."), Resumable: true})
	m := tui.NewScreen(t.Context(), o)
	golden(t, "balance", m.View())
	typed(m, "p")
	s.Observe(apply.Resumed{At: start})
	m, _ = m.Update(tui.Tick())
	if frame := m.View(); strings.Contains(frame, "balance ok") {
		t.Errorf("nobody knows the balance yet:\n%s", frame)
	}
	s.send(1)
	m, _ = m.Update(tui.Tick())
	if frame := m.View(); !strings.Contains(frame, "balance ok") {
		t.Errorf("paid again after the top-up:\n%s", frame)
	}
	if len(c.paused) != 1 || c.paused[0] {
		t.Errorf("pauses %v, want one end of a pause", c.paused)
	}
	if frame := typed(m, "f").View(); strings.Contains(frame, "paused:") {
		t.Errorf("still paused:\n%s", frame)
	}
}

// However low the terminal is, a pause does not push out the way on: its advice stands with the packets that it is about, too.
func TestPausesLeaveRoomForTheKeys(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	advice := "NOTENOUGH 帐号余额不足，请到商户平台充值后再重试. The account is empty: top up the operating account, which newer merchants pay packets from."
	s.settle(s.reserve(7), state.Held, "NOTENOUGH", "帐号余额不足，请到商户平台充值后再重试")
	s.Observe(apply.Paused{At: start, Why: apply.PausedNoMoney, Advice: lang.Same(advice), Resumable: true})
	for keys, want := range map[string][]string{
		"":  {"paused: balance empty", "! held         7  NOTENOUGH", "? all keys"},
		"f": {"paused: balance empty", "problems: 7 open", "! held spring", "? all keys"},
		"r": {"paused: balance empty", "recipients: 1 of 952", "> held", "  held", "? all keys"},
	} {
		o := s.options(40, 12, "mono")
		o.Controls = &controls{}
		inOrder(t, typed(tui.NewScreen(t.Context(), o), keys).View(), want...)
	}
}

// The pace after a pause is that of what is sent again: the time in which nothing was to be sent says nothing about the end.
func TestPacesForgetPauses(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	o := s.options(80, 24, "mono")
	o.Controls = &controls{}
	m := tui.NewScreen(t.Context(), o)
	second := func(n int) string {
		s.send(n)
		s.now = s.now.Add(time.Second)
		m, _ = m.Update(tui.Tick())
		return m.View()
	}
	second(20)
	second(20)
	s.Observe(apply.Paused{At: s.now, Why: apply.PausedByPerson, Resumable: true})
	for range 8 {
		if frame := second(0); strings.Contains(frame, "/s ") {
			t.Fatalf("a pace while nothing is to be sent:\n%s", frame)
		}
	}
	s.Observe(apply.Resumed{At: s.now})
	second(20)
	if frame := second(20); !strings.Contains(frame, "  20.0/s ") {
		t.Errorf("no pace of 20/s:\n%s", frame)
	}
}

// The keys change a bound that is the run's, not this screen's, and what a person sees is what the run has.
func TestRateGoesByTheRunsBound(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	o := s.options(80, 24, "mono")
	c := &controls{}
	o.Controls = c
	m := tui.NewScreen(t.Context(), o)
	s.Observe(apply.RateChanged{At: start, PerMinute: 100, Bound: 200, Why: lang.Same("FREQ_LIMIT")})
	m, _ = m.Update(tui.Tick())
	if frame := m.View(); !strings.Contains(frame, "slowed to 100 of 1,800 a minute") {
		t.Errorf("the rate is not shown:\n%s", frame)
	}
	typed(m, "--------------+++++++++++++++++++++++")
	if diff := cmp.Diff([]int{20, 10, 5, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 8, 16, 32, 64, 128, 180, 360, 540, 720, 900, 1080, 1260, 1440, 1620, 1800, 1800, 1800}, c.rates[:min(33, len(c.rates))]); diff != "" {
		t.Errorf("rates (-want +got):\n%s", diff)
	}
}

func TestApproveListsThePackets(t *testing.T) {
	p := planned(t, sandbox+campaign("spring", ""))
	question := asking("redpack will now send real money.")
	question.Plans = func() ([]*plan.Plan, error) { return []*plan.Plan{p, p}, nil }
	m := tui.NewApproval(t.Context(), tui.Options{Width: 60, Height: 14}, question)
	golden(t, "approve-first", m.View())
	m, cmd := m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("d")})
	if frame := typed(m, "9645.52\r").View(); !strings.Contains(frame, "making the list") {
		t.Errorf("keys that came before the list count for the total:\n%s", frame)
	}
	m, _ = m.Update(cmd())
	golden(t, "approve-list", m.View())
	golden(t, "approve-list-end", typed(m, "G").View())
	for filter, want := range map[string]string{ // two campaigns may have groups of one name, which are told once
		"/group:vip": ": there are inline, 员工名\n  单.csv, managers.csv\n", "/group:inline\r": "recipients: 1 of 4 with group inline, of 1,904 in all\n",
	} {
		if frame := typed(m, filter).View(); !strings.Contains(frame, want) {
			t.Errorf("no %q in\n%s", want, frame)
		}
		m = typed(typed(m, "\r/"), "~")
	}
	// Nothing that is typed into the list counts for the total.
	m = typed(typed(m, "/9645.52\r"), "9645.52\r~")
	if frame := m.View(); !strings.Contains(frame, "(9645.52): _") {
		t.Errorf("not back at the question:\n%s", frame)
	}
	question.Plans = func() ([]*plan.Plan, error) { return nil, errors.New("the file is gone") }
	m = tui.NewApproval(t.Context(), tui.Options{Width: 60, Height: 14}, question)
	m, cmd = m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("d")})
	if m, _ = m.Update(cmd()); !strings.Contains(m.View(), "cannot be listed: the file is gone") {
		t.Errorf("no error in\n%s", m.View())
	}
}

// However often the keys of the rate are pressed, what went wrong stays in sight.
func TestRateKeysDoNotPushOutTheProblems(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	o := s.options(100, 24, "mono")
	o.Controls = &controls{}
	m := tui.NewScreen(t.Context(), o)
	s.settle(s.reserve(1), state.Refused, "NO_AUTH", "")
	for rate := 1800; rate > 100; rate -= 180 {
		m = typed(m, "-")
		s.Observe(apply.RateChanged{At: start, PerMinute: rate, Bound: rate, Why: lang.Same("set by a person")})
	}
	m, _ = m.Update(tui.Tick())
	if frame := m.View(); !strings.Contains(frame, "refused spring/") || strings.Count(frame, "set by a person") != 1 {
		t.Errorf("the presses push out what happened:\n%s", frame)
	}
}
