package cli

import (
	"github.com/cashredpack/redpack/internal/lang"
)

// What several commands say.
var (
	eventsAsJSON = lang.Both("print events as JSON, one a line", "以 JSON 输出事件，每行一个")
	wholeOpenIDs = lang.Both("print whole openids; they are personal data", "显示完整的 openid；它们是个人信息")
	unreadable   = lang.Both("File cannot be read", "无法读取文件")
)

// together are the parts of a help text.
func together(parts ...any) (all lang.Text) {
	for _, part := range parts {
		all = all.Then(lang.Of(part))
	}
	return all
}

// paidFromElsewhere says that folders beside this one pay with its merchant, too.
func paidFromElsewhere(mchID string, folders lang.Text) lang.Text {
	return lang.Format("Merchant %s is paid from %s, too. Each folder counts its rate and its daily limits alone; a state in PostgreSQL counts them together.",
		"商户 %s 也从 %s 发放。各个文件夹分别计算速率和当日限额；状态库放在 PostgreSQL 里才会合并计算。", mchID, folders)
}
