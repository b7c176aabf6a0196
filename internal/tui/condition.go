package tui

import (
	"time"

	"github.com/charmbracelet/lipgloss"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// awayTold is for how long a database may say nothing before a person is told: one that is slow for a moment is no news.
const awayTold = time.Second

// condition says how the things stand that a run depends on: the state on disk, the window, and the balance, of which nothing is known
// until a request was refused for it.
func condition(f *facts, l look, width int) []string {
	var parts []fragment
	say := func(text lang.Text, style lipgloss.Style) { parts = append(parts, fragment{l.Say(text), style}) }
	switch {
	case f.away >= awayTold:
		say(lang.Format("no answer from the state's database for %d s, still trying", "状态库的数据库已 %d 秒没有应答，仍在重试", int(f.away.Seconds())), l.warn)
	case f.serial > 0:
		say(lang.Format("state saved, serial %s", "状态已保存，序号 %s", money.Count(int(f.serial))), l.faint)
	}
	switch w := f.window; {
	case w.Open && w.Until.IsZero():
		say(lang.Both("window open", "发放时段内"), l.faint)
	case w.Open:
		say(lang.Format("window open until %s", "发放时段至 %s", moment(w.Until, f.now)), l.faint)
	case w.Until.IsZero():
		say(lang.Both("window over", "发放时段已结束"), l.bad)
	default:
		say(lang.Format("window opens %s", "发放时段自 %s 起", moment(w.Until, f.now)), l.warn)
	}
	switch {
	case f.broke():
		say(lang.Both("balance empty", "余额不足"), l.bad)
	case f.Refilled:
		say(lang.Both("balance ok", "余额正常"), l.faint)
	}
	return flow(width, parts...)
}
