package view

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// AdviceForDamage is what to do about a state that cannot be trusted.
var AdviceForDamage = lang.Both("Nothing may be sent on this state. Put back the newest copy (redpack state backup makes them), or move it aside and "+
	"restore it by asking WeChat Pay: redpack state rebuild -set-aside.",
	"不能用这个状态库发放。放回最新的备份（redpack state backup 生成），或把它移开并向微信支付查询来恢复：redpack state rebuild -set-aside。")

var eventNames = map[state.Kind]string{
	state.KindCampaign: "活动", state.KindCampaignDate: "活动日期", state.KindSeries: "订单号系列", state.KindCampaignMoved: "活动改名",
	state.KindProject: "项目", state.KindRebased: "更换账户", state.KindIntent: "准备发放", state.KindAttempt: "换号再发",
	state.KindSending: "再次发出", state.KindRefrozen: "修复请求", state.KindOutcome: "结果", state.KindRestored: "恢复",
	state.KindAccepted: "认可", state.KindMoved: "移动", state.KindVoided: "作废", state.KindReleased: "释放",
}
