package tui

import (
	"github.com/cashredpack/redpack/internal/lang"
)

// What begins or stands in several texts.
var (
	paused    = lang.Both("paused: ", "已暂停：")
	stops     = lang.Both("stopping: ", "正在停止：")
	paid      = lang.Both("paid", "已发放")
	filtering = lang.Both("filter: ", "筛选：")
)
