package tui_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/internal/tui"
	"github.com/cashredpack/redpack/state"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// halfway is a run in its 15th second, with every kind of trouble.
func halfway(t testing.TB, watch func(*story)) *story {
	s := begun(planned(t, live+campaign("spring-2027", `limits { per_minute = 1500 }`)))
	for second := range 15 {
		watch(s)
		if n := 18 + second%4*2; second == 3 { // two answers are lost, and what became of them is found out
			lost := s.reserve(2)
			s.goOn(lost, state.Unknown, "timeout", "no answer within 30 s", s.now.Add(time.Second))
			s.send(n - 2)
			s.settle(lost, state.Sent, "", "")
		} else {
			s.send(n)
		}
		s.now = s.now.Add(time.Second)
	}
	s.settle(s.reserve(3), state.Refused, "SEND_FAILED", "该用户账号异常，请求被自动拦截")
	s.goOn(s.reserve(1), state.Unknown, "timeout", "no answer within 30 s", s.now.Add(20*time.Second))
	s.goOn(s.reserve(2), state.Held, "FREQ_LIMIT", "超过频率限制，请稍后再试", s.now.Add(time.Second))
	s.reserve(4)
	watch(s)
	return s
}

// screenOf watches a story and returns the screen at its end.
func screenOf(t testing.TB, width, height int, glyphs string, tell func(t testing.TB, watch func(*story)) *story) tea.Model {
	var m tea.Model
	tell(t, func(s *story) {
		if m == nil {
			m = tui.NewScreen(t.Context(), s.options(width, height, glyphs))
		}
		m, _ = m.Update(tui.Tick())
	})
	return m
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	got += "\n"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestOverviewLooksAsAgreed(t *testing.T) {
	for _, glyphs := range []string{"colour", "mono", "ascii"} {
		for _, width := range []int{40, 80, 120} {
			t.Run(fmt.Sprintf("%s-%d", glyphs, width), func(t *testing.T) {
				golden(t, t.Name(), screenOf(t, width, 40, glyphs, halfway).View())
			})
		}
	}
}

// The views behind the keys, and the approval, in every width and every set of signs.
func TestViewsLookAsAgreed(t *testing.T) {
	for _, glyphs := range []string{"colour", "mono", "ascii"} {
		for _, width := range []int{40, 80, 120} {
			for name, keys := range map[string]string{"problems": "f", "recipients": "r", "help": "?"} {
				t.Run(fmt.Sprintf("%s-%s-%d", name, glyphs, width), func(t *testing.T) {
					golden(t, t.Name(), typed(screenOf(t, width, 24, glyphs, halfway), keys).View())
				})
			}
			t.Run(fmt.Sprintf("packet-%s-%d", glyphs, width), func(t *testing.T) {
				m, cmd := typed(screenOf(t, width, 24, glyphs, halfway), "r").Update(tea.KeyMsg{Type: tea.KeyEnter})
				if cmd != nil {
					m, _ = m.Update(cmd())
				}
				golden(t, t.Name(), m.View())
			})
			t.Run(fmt.Sprintf("approval-%s-%d", glyphs, width), func(t *testing.T) {
				s := halfway(t, func(*story) {})
				question := asking("redpack will now send real money.", "", "  Merchant  示例科技有限公司", "  Total     ¥9,645.52 at most")
				golden(t, t.Name(), typed(tui.NewApproval(t.Context(), s.options(width, 24, glyphs), question), "9645.52").View())
			})
		}
	}
}

// A run that goes on where another one ended says how far the campaign is and how far it is itself.
func TestResumedRunsShowTwoBars(t *testing.T) {
	for _, glyphs := range []string{"colour", "mono", "ascii"} {
		for _, width := range []int{40, 80, 120} {
			t.Run(fmt.Sprintf("%s-%d", glyphs, width), func(t *testing.T) {
				golden(t, t.Name(), screenOf(t, width, 20, glyphs, func(t testing.TB, watch func(*story)) *story {
					s := begun(resumed(t, live+campaign("spring-2027", ""), 900))
					s.send(10)
					s.settle(s.reserve(1), state.Refused, "NO_AUTH", "")
					watch(s)
					return s
				}).View())
			})
		}
	}
}

// What a first run leaves out is of the campaign, too; and a low terminal has room for the run alone.
func TestBarsOfARun(t *testing.T) {
	for _, test := range []struct {
		name         string
		paid, height int
		bars         []string
	}{
		{"first", 0, 30, []string{"    1 %  ["}},
		{"resumed", 900, 30, []string{"campaign   95 %  910/952  [", "this run   19 %    10/52  ["}},
		{"nearly all", 941, 30, []string{"campaign   99 %  951/952  [", "this run   90 %    10/11  ["}},
		{"low", 900, 12, []string{"this run   19 %    10/52  ["}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := begun(resumed(t, live+campaign("spring-2027", ""), test.paid))
			s.send(10)
			frame := tui.NewScreen(t.Context(), s.options(80, test.height, "mono")).View()
			inOrder(t, frame, test.bars...)
			if n := strings.Count(frame, " %  "); n != len(test.bars) {
				t.Errorf("%d bars, want %d:\n%s", n, len(test.bars), frame)
			}
		})
	}
}

// A rehearsal is told from the real thing, with its server where there is room.
func TestRehearsalsAreNamed(t *testing.T) {
	const at = " at rehearsal.example.com:8443"
	rehearsed := strings.Replace(live, "mch_id", "endpoint = \"https://rehearsal.example.com:8443\"\n  mch_id", 1)
	for width, named := range map[int]bool{30: false, 40: false, 60: true, 120: true} {
		view := screenOf(t, width, 24, "mono", func(t testing.TB, watch func(*story)) *story {
			s := begun(planned(t, rehearsed+campaign("spring-2027", "")))
			watch(s)
			return s
		}).View()
		if !strings.Contains(view, "REHEARSAL") || strings.Contains(view, at) != named || strings.Contains(view, "LIVE") {
			t.Errorf("%d:\n%s", width, view)
		}
		fits(t, view, width, 24, "rehearsal")
	}
}

func TestLowTerminalsKeepWhatMatters(t *testing.T) {
	for _, height := range []int{7, 8, 12, 16, 24} {
		t.Run(fmt.Sprint(height), func(t *testing.T) {
			golden(t, t.Name(), screenOf(t, 80, height, "mono", halfway).View())
		})
	}
}

func TestNoFrameIsWiderOrHigherThanTheTerminal(t *testing.T) {
	for _, glyphs := range []string{"colour", "mono", "ascii"} {
		m := screenOf(t, 80, 24, glyphs, halfway)
		for _, keys := range []string{"overview", "?", "f", "/", "~~r", "/x", "~\r"} { // each adds to what the keys before it have opened
			if m = typed(m, strings.TrimPrefix(keys, "overview")); keys == "f" {
				m = typed(m, "?")
			}
			for _, width := range []int{30, 31, 39, 59, 60, 61, 97, 200} {
				for height := 1; height <= 60; height += 1 + height/8 {
					m, _ = m.Update(tea.WindowSizeMsg{Width: width, Height: height})
					fits(t, m.View(), width, height, glyphs+" "+keys)
				}
			}
		}
	}
}

func fits(t *testing.T, frame string, width, height int, name string) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) > max(1, height-1) {
		t.Errorf("%s %dx%d: %d lines", name, width, height, len(lines))
	}
	for _, line := range lines {
		if w := max(ansi.StringWidth(line), page.Width(ansi.Strip(line))); w > width {
			t.Errorf("%s %dx%d: %d columns in %q", name, width, height, w, line)
		}
	}
}

func TestASCIIHasNoSignOfOursOutsideASCII(t *testing.T) {
	tell := func(t testing.TB, watch func(*story)) *story {
		s := begun(planned(t, sandbox+campaign("spring", "")))
		s.settle(s.reserve(3), state.Refused, "SEND_FAILED", "refused")
		s.reserve(2)
		watch(s)
		return s
	}
	// The names of a CSV and of people are the campaign's own texts.
	frame := strings.NewReplacer("员工名单", "", "张三", "", "司马朗", "").Replace(screenOf(t, 100, 40, "ascii", tell).View())
	if at := strings.IndexFunc(frame, func(r rune) bool { return r > '~' }); at >= 0 {
		t.Errorf("not ASCII: %q", frame[at:])
	}
}

func TestColourNeverTellsAlone(t *testing.T) {
	var coloured, mono string
	for _, line := range strings.Split(ansi.Strip(screenOf(t, 100, 40, "colour", halfway).View()), "\n") {
		coloured += strings.TrimRight(line, " ") + "\n"
	}
	for _, line := range strings.Split(screenOf(t, 100, 40, "mono", halfway).View(), "\n") {
		if at := strings.IndexByte(line, '['); at >= 0 {
			line = line[:at] // the bar is drawn in another way
		}
		mono += strings.TrimRight(line, " ") + "\n"
	}
	if diff := cmp.Diff(mono, coloured); diff != "" {
		t.Errorf("words (-mono +colour):\n%s", diff)
	}
}

// TestNotices fixes what the screen says when nothing is sent, or the run is ending.
func TestNotices(t *testing.T) {
	for _, test := range []struct {
		name  string
		event apply.Event
		want  string
	}{
		{
			"quiet hours",
			apply.Paused{At: start, Why: lang.Same("quiet hours"), Until: start.Add(3*time.Hour + 12*time.Minute)},
			"~ waiting for 12:14:00 CST, 3h12m: quiet hours",
		},
		{"balance", apply.Paused{At: start, Why: lang.Same("NOTENOUGH 帐号余额不足")}, "! paused: NOTENOUGH 帐号余额不足"},
		{
			"draining",
			apply.Draining{At: start, InFlight: 9}, // less by now
			"~ stopping: 2 in flight are awaited; ctrl+c again gives them up and leaves them unknown",
		},
		{"hostile", apply.Paused{At: start, Why: lang.Same("a\x1b[2Jb\u202ec oX12aa0000000000000000019f3K")}, "! paused: a\\x1b[2Jb\\u202ec oX12..9f3K"},
	} {
		t.Run(test.name, func(t *testing.T) {
			frame := screenOf(t, 120, 40, "mono", func(t testing.TB, watch func(*story)) *story {
				s := begun(planned(t, sandbox+campaign("spring", "")))
				s.reserve(2)
				s.Observe(test.event)
				watch(s)
				return s
			}).View()
			if !strings.Contains(frame, test.want+"\n") {
				t.Errorf("no line %q in\n%s", test.want, frame)
			}
		})
	}
}

func TestEndCountsClosedHours(t *testing.T) {
	p := planned(t, live+campaign("spring", `schedule { hours = "09:00-10:00" }`))
	at := start.Add(56 * time.Minute) // 09:58
	for _, test := range []struct {
		left       int
		at, closes time.Time
	}{
		{60, at.Add(time.Minute), time.Time{}},
		{180, at.Add(23*time.Hour + 3*time.Minute), at.Add(2 * time.Minute)},
		{0, time.Time{}, time.Time{}},
	} {
		end, closes := tui.End(tui.EndOf(p, at, test.left, 1))
		if diff := cmp.Diff([]any{test.at, test.closes}, []any{end, closes}); diff != "" {
			t.Errorf("%d left (-want +got):\n%s", test.left, diff)
		}
	}
}

func TestEndOutsideTheScheduleIsNotPromised(t *testing.T) {
	p := planned(t, live+campaign("spring", `schedule {
		not_before = "2027-02-06 09:00"
		not_after = "2027-02-06 09:03"
	}`))
	end, closes := tui.End(tui.EndOf(p, start, 120, 1))
	if diff := cmp.Diff([]any{time.Time{}, start.Add(time.Minute)}, []any{end, closes}); diff != "" {
		t.Error(diff)
	}
}

func TestBarIsFullOnlyWhenAllIsSettled(t *testing.T) {
	for _, test := range []struct {
		paid, needy, waits float64
		want               string
	}{
		{0, 0, 0, "[----------]"},
		{0.5, 0, 0, "[#####-----]"},
		{0.999, 0, 0, "[#########-]"},
		{1, 0, 0, "[##########]"},
		{0.5, 0.001, 0, "[####!-----]"},
		{0.5, 0.001, 0.001, "[###!~-----]"},
		{0.7, 0.3, 0, "[#######!!!]"},
		{0.7, 0, 0.3, "[#######~~~]"},
		{0, 1, 0, "[!!!!!!!!!!]"},
		{0, 0.999, 0.001, "[!!!!!!!!!!]"},
	} {
		if got := tui.Bar(test.paid, test.needy, test.waits, 12); got != test.want {
			t.Errorf("Bar(%v, %v, %v) = %s, want %s", test.paid, test.needy, test.waits, got, test.want)
		}
	}
}

func TestSpeedSurvivesClocksAndPauses(t *testing.T) {
	var s tui.Speed
	at := start
	for i := range 300 {
		tui.Note(&s, at.Add(time.Duration(i)*100*time.Millisecond), i*2)
	}
	if got := tui.PerSecond(&s); got < 19.9 || got > 20.1 {
		t.Errorf("pace = %v, want 20", got)
	}
	tui.Note(&s, at.Add(10*time.Minute), 600) // the machine slept
	if got := tui.PerSecond(&s); got != 0 {
		t.Errorf("pace after a sleep = %v, want 0: nothing is known", got)
	}
	if n := len(tui.Seconds(&s, 60)); n > 60 {
		t.Errorf("%d seconds, want 60 at most", n)
	}
	tui.Note(&s, at, 600) // the clock was set back
	if got := tui.PerSecond(&s); got != 0 {
		t.Errorf("pace after the clock went back = %v, want 0", got)
	}
}

func TestGroupsCountWhatIsOpen(t *testing.T) {
	p := planned(t, sandbox+campaign("spring", ""))
	p.Work = plantest.WorkOf(t, plantest.Each(plantest.Work(t, p)[:100]...)) // the rest was paid before
	frame := screenOf(t, 100, 40, "mono", func(t testing.TB, watch func(*story)) *story {
		s := begun(p)
		s.send(50)
		watch(s)
		return s
	}).View()
	for _, want := range []string{"2/2", "48/98"} {
		if !strings.Contains(frame, want) {
			t.Errorf("no %q in\n%s", want, frame)
		}
	}
	if strings.Contains(frame, "managers") {
		t.Errorf("a group without open packets is shown in\n%s", frame)
	}
}

// The three numbers come to what is delivered, and money that nobody opened is in none of them.
func TestTheScreenTellsWhatCameBack(t *testing.T) {
	src := live + campaign("spring-2027", "")
	var packets []state.Packet
	for i, work := range plantest.Work(t, planned(t, src))[:4] {
		r := work.Recipient
		packets = append(packets, state.Packet{
			ID: int64(i + 1), Campaign: "spring-2027", Key: r.Key, OpenID: r.OpenID, Amount: r.Amount, IntentAt: start, OutcomeAt: start, Tries: 1,
			BillNo: billno.BillNo(fmt.Sprintf("190000678920270206%010d", i)), Status: []state.Status{state.Sent, state.Refunded, state.Refunding, state.Unknown}[i],
			Version: billno.ByPerson, Personal: true,
		})
	}
	s := begun(planAfter(t, src, state.NewSnapshot(packets)))
	s.send(2)
	p := s.Standing()
	a := apply.AccountOf(p.Plan, p.Counts)
	view := tui.NewScreen(t.Context(), s.options(120, 30, "mono")).View()
	want := fmt.Sprintf("paid 2 %s   before 1 %s   delivered 3 %s   came back 2 %s", a.SentNow.Plus(a.Found).Amount, a.Before.Amount, a.Delivered().Amount, a.CameBack.Amount)
	if !strings.Contains(view, want) {
		t.Errorf("no %q in\n%s", want, view)
	}
}
