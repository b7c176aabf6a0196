package report

import (
	"strings"

	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
)

// Outcome is how the run ended, for people. The state keeps the English of it.
func (r *Run) Outcome() lang.Text {
	ended := history.Parse(r.Result)
	if ended.Said != "" {
		return lang.Same(r.Result)
	}
	parts := []string{lang.Format("exit code %d", "退出码 %d", ended.Code).Chinese}
	add := func(given bool, part lang.Text) {
		if given {
			parts = append(parts, part.Chinese)
		}
	}
	add(ended.Plan != "", lang.Format("plan %s", "计划 %s", page.Clean(ended.Plan)))
	add(ended.Of != "", lang.Format("of %s", "活动 %s", page.Clean(ended.Of)))
	add(ended.Canary, lang.Both("canary", "先行试发"))
	add(ended.Left.Packets > 0, lang.Format("left %s, %s", "剩余 %s，%s", words.Counted(ended.Left.Packets, words.Packet), ended.Left.Amount))
	add(ended.Stop != "", lang.Format("stop %s", "停止：%s", StopName(ended.Stop)))
	return lang.Both(r.Result, strings.Join(parts, "；"))
}

// StopName is a stop that is only known by its name for programs.
func StopName(name string) lang.Text {
	chinese := map[string]string{
		"interrupted": "按要求停止", "forced": "立即停止", "window_closed": "不在发放时段内", "balance_empty": "余额不足", "daily_limit": "当天额度用完",
		"broken_setup": "设置有误", "too_many_refused": "连续太多被拒", "no_clear_answers": "没有明确应答", "state_failed": "状态库无法写入",
		"expired": "计划已失效", "work_lost": "已核准的内容无法读回",
	}[name]
	english := page.Clean(strings.ReplaceAll(name, "_", " "))
	if chinese == "" {
		return lang.Same(english)
	}
	return lang.Both(english, chinese)
}
