package hclspec

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Setting is one attribute of a campaign or of its merchant, as the campaign has it. What a plan's digest covers, what a
// comparison shows and what a request holds is told by these and by nothing else.
type Setting struct {
	Class   SettingClass
	Name    string // as the language writes it, that of a merchant behind the word: "merchant.limits.daily_amount"
	Value   string // equal texts mean the same, on every machine; digests and requests are made of it
	Shown   string // for people, in English; "" where it is not set. Said has it in every language
	said    lang.Text
	Written bool // it stands in a file; otherwise it is a default
	Range   hcl.Range
	Param   string // of the request, which is that setting's Value; an item of risk_info stands behind its name. "": in none
	Numbers bool   // every bill number is made of it
	// Unapproved is why the digest need not cover it, so that an approval outlives its change; "": the digest covers it.
	Unapproved string
}

// Said is Shown in every language.
func (s Setting) Said() lang.Text {
	if s.said.English == s.Shown {
		return s.said
	}
	return lang.Same(s.Shown)
}

// SettingClass orders settings by what hangs on them.
type SettingClass uint8

// The classes, the most relevant for money first.
const (
	_              SettingClass = iota
	SettingAccount              // who pays and whether it is real: merchant, mch_id, appid, sandbox, endpoint, state
	SettingBounds               // how much at most: budget, limits, asserts, repeats
	SettingWindow               // when: schedule, quiet hours
	SettingPace                 // how fast
	SettingNumbers              // what bill numbers are made of: date, billno, moved blocks
	SettingScene                // what the packets are declared for: scene_id, risk_info
	SettingTexts                // what recipients read
	SettingAccess               // certificates, keys by name, addresses
	SettingTrial                // how the simulator behaves
)

// The reasons why a digest need not cover a setting.
const (
	inRows    = "it stands in every row that has none of its own, and each row is in the digest"              // for programs
	ofMachine = "it differs from machine to machine, and the platform refuses the access of another merchant" // for programs
	anyServer = "it differs from machine to machine, and the endpoint is in the digest"                       // for programs
	noMoney   = "it says how a simulator behaves that moves no money"                                         // for programs
)

// settingRow is what is known of a setting without a campaign.
type settingRow struct {
	name, param string
	numbers     bool
	unapproved  string
	of          func(*Campaign) any
}

// settingTable has a row for each attribute that holds a value, by class. Recipients, asserts, moved blocks and the state's
// path are no settings of a single value and are handled by themselves.
var settingTable = [...][]settingRow{
	SettingAccount: {
		{"merchant.sandbox", "", false, "", func(c *Campaign) any { return c.Merchant.Sandbox }},
		{"merchant.mch_id", "mch_id", true, "", func(c *Campaign) any { return c.Merchant.MchID }},
		{"merchant.appid", "wxappid", true, "", func(c *Campaign) any { return c.Merchant.AppID }},
		{"merchant.sub_mch_id", "sub_mch_id", false, "", func(c *Campaign) any { return c.Merchant.SubMchID }},
		{"merchant.msgappid", "msgappid", false, "", func(c *Campaign) any { return c.Merchant.MsgAppID }},
		{"merchant.protocol", "", false, "", func(c *Campaign) any { return c.Merchant.Protocol }},
		{"merchant.endpoint", "", false, "", func(c *Campaign) any { return c.Merchant.Endpoint }},
		{"merchant.backup_endpoint", "", false, "", func(c *Campaign) any { return c.Merchant.BackupEndpoint }},
		{"consume_mch_id", "consume_mch_id", false, "", func(c *Campaign) any { return c.ConsumeMchID }},
	},
	SettingBounds: {
		{"limits.budget", "", false, "", func(c *Campaign) any { return c.Limits.Budget }},
		{"limits.max_recipients", "", false, "", func(c *Campaign) any { return c.Limits.MaxRecipients }},
		{"limits.max_amount", "", false, "", func(c *Campaign) any { return c.Limits.MaxAmount }},
		{"allow_repeat_openid", "", true, "", func(c *Campaign) any { return c.AllowRepeatOpenID }},
		{"repeats", "", false, "", func(c *Campaign) any { return c.Repeats }},
		{"canary", "", false, "", func(c *Campaign) any { return c.Canary }},
		{"resend_refunded", "", false, "", func(c *Campaign) any { return c.ResendRefunded }},
		{"merchant.limits.min_amount", "", false, "", func(c *Campaign) any { return c.Merchant.Limits.MinAmount }},
		{"merchant.limits.max_amount", "", false, "", func(c *Campaign) any { return c.Merchant.Limits.MaxAmount }},
		{"merchant.limits.per_user_daily_packets", "", false, "", func(c *Campaign) any { return c.Merchant.Limits.PerUserDailyPackets }},
		{"merchant.limits.per_user_daily_amount", "", false, "", func(c *Campaign) any { return c.Merchant.Limits.PerUserDailyAmount }},
		{"merchant.limits.daily_amount", "", false, "", func(c *Campaign) any { return c.Merchant.Limits.DailyAmount }},
	},
	SettingWindow: {
		{"schedule.not_before", "", false, "", func(c *Campaign) any { return c.Schedule.NotBefore }},
		{"schedule.not_after", "", false, "", func(c *Campaign) any { return c.Schedule.NotAfter }},
		{"schedule.hours", "", false, "", func(c *Campaign) any { return c.Schedule.Hours }},
		{"merchant.limits.quiet_hours", "", false, "", func(c *Campaign) any { return c.Merchant.Limits.QuietHours }},
	},
	SettingPace: {
		{"limits.per_minute", "", false, "", func(c *Campaign) any { return c.Limits.PerMinute }},
		{"merchant.limits.per_minute", "", false, "", func(c *Campaign) any { return c.Merchant.Limits.PerMinute }},
		{"merchant.limits.per_second", "", false, "", func(c *Campaign) any { return c.Merchant.Limits.PerSecond }},
	},
	SettingNumbers: {
		{"date", "", true, "", func(c *Campaign) any { return c.Date }},
		{"billno", "", true, "", func(c *Campaign) any { return c.BillNo }},
	},
	SettingScene: {
		{"scene_id", "scene_id", false, "", func(c *Campaign) any { return c.SceneID }},
		{"risk_info.posttime", "risk_info.posttime", false, "", func(c *Campaign) any { return c.RiskInfo.PostTime }},
		{"risk_info.mobile", "risk_info.mobile", false, "", func(c *Campaign) any { return c.RiskInfo.Mobile }},
		{"risk_info.deviceid", "risk_info.deviceid", false, "", func(c *Campaign) any { return c.RiskInfo.DeviceID }},
		{"risk_info.clientversion", "risk_info.clientversion", false, "", func(c *Campaign) any { return c.RiskInfo.ClientVersion }},
	},
	SettingTexts: {
		{"send_name", "send_name", false, "", func(c *Campaign) any { return c.SendName }},
		{"act_name", "act_name", false, "", func(c *Campaign) any { return c.ActName }},
		{"wishing", "", false, inRows, func(c *Campaign) any { return c.Wishing }},
		{"remark", "", false, inRows, func(c *Campaign) any { return c.Remark }},
		{"nick_name", "nick_name", false, "", func(c *Campaign) any { return c.Legacy.NickName }},
		{"logo_imgurl", "logo_imgurl", false, "", func(c *Campaign) any { return c.Legacy.LogoImgURL }},
		{"share_content", "share_content", false, "", func(c *Campaign) any { return c.Legacy.ShareContent }},
		{"share_url", "share_url", false, "", func(c *Campaign) any { return c.Legacy.ShareURL }},
		{"share_imgurl", "share_imgurl", false, "", func(c *Campaign) any { return c.Legacy.ShareImgURL }},
	},
	SettingAccess: {
		{"merchant.cert_file", "", false, ofMachine, func(c *Campaign) any { return c.Merchant.CertFile }},
		{"merchant.key_file", "", false, ofMachine, func(c *Campaign) any { return c.Merchant.KeyFile }},
		{"merchant.p12_file", "", false, ofMachine, func(c *Campaign) any { return c.Merchant.P12File }},
		{"merchant.p12_password_env", "", false, ofMachine, func(c *Campaign) any { return c.Merchant.P12PasswordEnv }},
		{"merchant.ca_file", "", false, anyServer, func(c *Campaign) any { return c.Merchant.CAFile }},
		{"merchant.api_key_env", "", false, ofMachine, func(c *Campaign) any { return c.Merchant.APIKeyEnv }},
		{"merchant.api_key_file", "", false, ofMachine, func(c *Campaign) any { return c.Merchant.APIKeyFile }},
		{"merchant.client_ip", "client_ip", false, "", func(c *Campaign) any { return c.Merchant.ClientIP }},
	},
	SettingTrial: {
		{"merchant.sandbox.balance", "", false, noMoney, func(c *Campaign) any { return c.Merchant.Simulator.Balance }},
		{"merchant.sandbox.rules", "", false, noMoney, func(c *Campaign) any { return c.Merchant.Simulator.Rules }},
		{"merchant.sandbox.faults", "", false, noMoney, func(c *Campaign) any { return c.Merchant.Simulator.Faults }},
		{"merchant.sandbox.latency", "", false, noMoney, func(c *Campaign) any { return c.Merchant.Simulator.Latency }},
		{"merchant.sandbox.unopened", "", false, noMoney, func(c *Campaign) any { return c.Merchant.Simulator.UnopenedShare }},
		{"merchant.sandbox.seed", "", false, noMoney, func(c *Campaign) any { return c.Merchant.Simulator.Seed }},
	},
}

// Settings are all settings of the campaign, by class. The same names stand in the same places for every campaign.
func (c *Campaign) Settings() []Setting {
	var all []Setting
	for class, rows := range settingTable {
		for _, row := range rows {
			s := Setting{Class: SettingClass(class), Name: row.name, Param: row.param, Numbers: row.numbers, Unapproved: row.unapproved}
			s.Value, s.Shown = settingTexts(row.of(c))
			if s.Class == SettingTrial && !c.Merchant.Sandbox {
				s.Shown = "" // there is no simulator to behave in any way
			}
			if s.Name == "merchant.sandbox" {
				s.said = c.Merchant.kindOfMoney()
				s.Shown = s.said.English
			}
			if s.Name == "merchant.limits.quiet_hours" && !c.Merchant.Sandbox && c.Merchant.Limits.QuietHours == (DaySpan{}) {
				s.said = lang.Both("none: also at night", "none：夜间也发放")
				s.Shown = s.said.English
			}
			s.Range, s.Written = c.settingRange(s)
			all = append(all, s)
		}
	}
	return all
}

// kindOfMoney says of merchant.sandbox what it comes to.
func (m *Merchant) kindOfMoney() lang.Text {
	switch rehearsal := m.Rehearsal(); {
	case m.Sandbox:
		return lang.Both("true: play money", "true：模拟，不动用真实资金")
	case rehearsal != "":
		return lang.Format("false: a rehearsal at %s", "false：在 %s 演练", rehearsal)
	default:
		return lang.Both("false: REAL money", "false：真实资金")
	}
}

// settingRange is where a setting stands. A default of the merchant's is shown at the merchant's header.
func (c *Campaign) settingRange(s Setting) (at hcl.Range, written bool) {
	name, ofMerchant := strings.CutPrefix(s.Name, "merchant.")
	if !ofMerchant {
		at, written = c.Ranges[name]
		return at, written
	}
	if at, written = c.Merchant.Ranges[name]; !written && s.Shown != "" {
		at = c.Merchant.Range
	}
	return at, written
}

// Parameters are what the campaign's settings give to every request, by the name of the parameter. Which of them are written is
// for the protocol to say.
func (c *Campaign) Parameters() map[string]string {
	parameters := map[string]string{}
	for _, rows := range settingTable {
		for _, row := range rows {
			if row.param != "" {
				parameters[row.param], _ = settingTexts(row.of(c))
			}
		}
	}
	return parameters
}

// settingTexts are a value as digests and requests have it, and as people read it.
func settingTexts(of any) (value, shown string) {
	switch v := of.(type) {
	case []string:
		return fmt.Sprintf("%q", slices.Sorted(slices.Values(v))), strings.Join(v, ", ")
	case time.Time:
		if v.IsZero() {
			return "", ""
		}
		return v.UTC().Format(time.RFC3339), beijing.Format(v)
	case billno.Scheme:
		return strconv.Itoa(int(v)), v.String()
	case time.Duration, uint64, float64: // of the simulator, which has none of these unset
		return fmt.Sprint(v), fmt.Sprint(v)
	case int:
		value, shown = strconv.Itoa(v), money.Count(v)
	default:
		value = fmt.Sprint(v)
		shown = value
	}
	if reflect.ValueOf(of).IsZero() {
		shown = ""
	}
	return value, shown
}
