// Package checkup finds out before the first packet what can be known before it: whether the merchant's files, the state, the clock,
// the network, the account and the campaign are as a run needs them, in words that name the culprit and the next step.
//
// It pays nobody: the most that it does on the network is to ask about a bill number that cannot exist. What only a send can tell is
// listed as exactly that, instead of being passed over.
package checkup

import (
	"io"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Area is the part of the set-up that a check belongs to.
type Area string

// The areas, in the order in which they are looked at and shown.
const (
	Files    Area = "files"
	State    Area = "state"
	Clock    Area = "clock"
	Network  Area = "network"
	Account  Area = "account"
	Campaign Area = "campaign"
	Sending  Area = "only a send can tell" // for programs
)

// Said is the area's name for people.
func (a Area) Said() lang.Text {
	chinese := map[Area]string{Files: "文件", State: "状态库", Clock: "时钟", Network: "网络", Account: "账户", Campaign: "活动", Sending: "只有发放才能确认"}
	return lang.Both(string(a), chinese[a])
}

// Standing is what a check came to. The zero value is invalid.
type Standing string

// The standings. Only a Failed one would keep packets from being sent, or would send them wrongly.
const (
	OK      Standing = "ok"
	Warning Standing = "warning"
	Failed  Standing = "failed"
	Unknown Standing = "unknown" // cannot be known, here or at all
)

// Said is the standing's name for people.
func (s Standing) Said() lang.Text {
	chinese := map[Standing]string{OK: "正常", Warning: "警告", Failed: "未通过", Unknown: "无法确定"}
	return lang.Both(string(s), chinese[s])
}

// nothing is a next step where there is nothing to do.
var nothing lang.Text

// Check is one thing that was looked at.
type Check struct {
	Area     Area
	Name     string // a stable word for programs and scripts, such as "api_key"; unique within its area and subject
	Subject  string // which of several: a campaign, a host, a file; "" where there is one
	Standing Standing
	Told     lang.Text // one sentence without a secret: what was found, and where it is wrong why it matters
	Next     lang.Text // one sentence: what to do; empty where nothing is to be done
}

// Subject is what is looked at: a project as a command has loaded it, and the machine it stands on.
type Subject struct {
	Account   gateway.Account
	Campaigns []*hclspec.Campaign // of the account's merchant
	State     state.Backend
	Unlocated error  // why it is not known where the state is, as where a variable is not set; there is no State then
	Beside    string // the folder for what lies beside the state on this machine

	// Loading is what was wrong with the files when they were read. With an error in it there are no Campaigns.
	Loading hcl.Diagnostics
	// Plan plans a campaign as the command plan would; nil: by the files and the state alone.
	Plan func(c *hclspec.Campaign, snapshot *state.Snapshot) (*plan.Plan, hcl.Diagnostics)

	Now       func() time.Time
	LookupEnv func(string) (string, bool)
	Random    io.Reader
}

// Areas are all areas in their order.
func Areas() []Area { return []Area{Files, State, Clock, Network, Account, Campaign, Sending} }

// Worst is the standing that a whole checkup has: Failed before Warning before Unknown before OK.
func Worst(checks []Check) Standing {
	rank := map[Standing]int{OK: 0, Unknown: 1, Warning: 2, Failed: 3}
	worst := OK
	for _, c := range checks {
		if rank[c.Standing] > rank[worst] {
			worst = c.Standing
		}
	}
	return worst
}
