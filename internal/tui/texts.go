package tui

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// What begins or stands in several texts.
var (
	paused    = lang.Both("paused: ", "已暂停：")
	stops     = lang.Both("stopping: ", "正在停止：")
	paid      = lang.Both("paid", "已发放")
	filtering = lang.Both("filter: ", "筛选：")
)

// named is a status as people read it.
func named(s state.Status) lang.Text {
	switch s {
	case state.Reserved:
		return lang.Both(s.String(), "在途")
	case state.Unknown:
		return lang.Both(s.String(), "结果未知")
	case state.Held:
		return lang.Both(s.String(), "暂缓")
	case state.Refused:
		return lang.Both(s.String(), "被拒")
	case state.Failed:
		return lang.Both(s.String(), "发放失败")
	case state.Sent:
		return lang.Both(s.String(), "已发放")
	case state.Received:
		return lang.Both(s.String(), "已领取")
	case state.Refunding:
		return lang.Both(s.String(), "退款中")
	case state.Refunded:
		return lang.Both(s.String(), "已退款")
	}
	return lang.Same(s.String())
}
