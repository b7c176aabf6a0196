package tui_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/tui"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// chinese are the options of a story for somebody who reads Chinese.
func (s *story) chinese(width, height int, glyphs string) tui.Options {
	o := s.options(width, height, glyphs)
	o.Style.Lang = lang.Chinese
	o.Controls, o.Serial = &controls{}, func() int64 { return 286 }
	o.History = func(context.Context, address.Address) ([]state.Event, error) { return nil, nil }
	return o
}

// chineseHalfway is the screen of the run that is half done.
func chineseHalfway(t testing.TB, width, height int, glyphs string) tea.Model {
	var m tea.Model
	halfway(t, func(s *story) {
		if m == nil {
			m = tui.NewScreen(t.Context(), s.chinese(width, height, glyphs))
		}
		m, _ = m.Update(tui.Tick())
	})
	return m
}

func TestChineseScreensLookAsAgreed(t *testing.T) {
	for _, width := range []int{40, 80, 120} {
		for name, keys := range map[string]string{
			"overview": "", "problems": "f", "problems-filter": "f/freq\r", "settled": "fs", "recipients": "r", "recipients-hint": "r/", "recipients-held": "r/暂缓",
			"recipients-status": "r/status:结 aa\r", "recipients-wrong": "r/status:x", "recipients-group": "r/group:vip", "help": "?", "help-recipients": "r?",
			"stopping": "q", "paused": "p",
		} {
			t.Run(fmt.Sprintf("%s-%d", name, width), func(t *testing.T) {
				height := 24
				if name == "overview" {
					height = 40
				}
				frame := typed(chineseHalfway(t, width, height, "mono"), keys).View()
				fits(t, frame, width, height, name)
				golden(t, t.Name(), frame)
			})
		}
		t.Run(fmt.Sprintf("overview-ascii-%d", width), func(t *testing.T) {
			golden(t, t.Name(), chineseHalfway(t, width, 40, "ascii").View())
		})
		t.Run(fmt.Sprintf("packet-%d", width), func(t *testing.T) {
			m, cmd := typed(chineseHalfway(t, width, 24, "mono"), "r").Update(tea.KeyMsg{Type: tea.KeyEnter})
			reading := m.View()
			m, _ = m.Update(cmd())
			golden(t, t.Name(), reading+"\n"+m.View())
		})
		t.Run(fmt.Sprintf("approval-%d", width), func(t *testing.T) {
			s := halfway(t, func(*story) {})
			question := asking("redpack 将发放真实资金。", "", "  商户  示例科技有限公司", "  总额  最多 ¥9,645.52")
			question.Plans = func() ([]*plan.Plan, error) { return nil, errors.New("no") }
			m := tui.NewApproval(t.Context(), s.chinese(width, 12, "mono"), question)
			asked := m.View()
			wrong := typed(m, "9645.5").View()
			golden(t, t.Name(), strings.Join([]string{asked, wrong, typed(m, "2").View()}, "\n"))
		})
		t.Run(fmt.Sprintf("resumed-%d", width), func(t *testing.T) {
			s := begun(resumed(t, live+campaign("spring-2027", ""), 900))
			s.send(10)
			s.settle(s.reserve(1), state.Refused, "NO_AUTH", "")
			golden(t, t.Name(), tui.NewScreen(t.Context(), s.chinese(width, 20, "mono")).View())
		})
	}
}

// No line of a Chinese screen is wider than the terminal, whatever is opened.
func TestNoChineseFrameIsWiderOrHigherThanTheTerminal(t *testing.T) {
	for _, glyphs := range []string{"colour", "ascii"} {
		m := chineseHalfway(t, 80, 24, glyphs)
		for _, keys := range []string{"overview", "?", "f", "/", "~~r", "/x", "~\r"} {
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

// Columns stand below one another, by the columns of the terminal and not by the letters.
func TestChineseColumnsAlign(t *testing.T) {
	for view, columns := range map[string][]string{"r": {"¥", "oX12", "aa03"}, "": {"SEND_FAILED", "FREQ_LIMIT", "timeout"}} {
		m := typed(chineseHalfway(t, 80, 40, "mono"), view)
		if view == "r" {
			m = typed(m, "/aa031\r")
		}
		at := map[string]int{}
		for line := range strings.SplitSeq(m.View(), "\n") {
			for _, column := range columns {
				before, _, found := strings.Cut(line, column)
				if !found || strings.Contains(before, "spring-2027") || strings.Contains(line, "已发放 3") || strings.Contains(line, "筛选") {
					continue
				}
				key := column
				if view == "" {
					key = "code"
				}
				if was, known := at[key]; known && was != page.Width(before) {
					t.Errorf("%s stands in column %d and in %d:\n%s", column, was, page.Width(before), m.View())
				}
				at[key] = page.Width(before)
			}
		}
		if len(at) == 0 {
			t.Errorf("no columns in\n%s", m.View())
		}
	}
}

// What the screen says when nothing is sent, or the run is ending, in Chinese.
func TestChineseNotices(t *testing.T) {
	for want, event := range map[string]apply.Event{
		"~ 等到 12:14:00 CST，还有 3 小时 12 分：":         apply.Paused{At: start, Until: start.Add(3*time.Hour + 12*time.Minute)},
		"! 已暂停：余额不足，充值后按 p":                       apply.Paused{At: start, Why: apply.PausedNoMoney, Resumable: true},
		"! 已暂停：按 p 之前不再发出新的，在途 2 个":               apply.Paused{At: start, Why: apply.PausedByPerson, Resumable: true},
		"~ 正在停止：等待在途 2 个的应答；再按 ctrl+c 则放弃等待，结果未知": apply.Draining{At: start, InFlight: 2},
	} {
		s := begun(planned(t, sandbox+campaign("spring", "")))
		s.reserve(2)
		s.Observe(event)
		if frame := tui.NewScreen(t.Context(), s.chinese(120, 40, "mono")).View(); !strings.Contains(frame, want) {
			t.Errorf("no %q in\n%s", want, frame)
		}
	}
}
