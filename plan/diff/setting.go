package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
)

// setting is one setting of a campaign as text.
type setting struct {
	class SettingClass
	name  string
	value string // "": not set
	at    hcl.Range
}

// settings lists everything of a campaign that is not a recipient.
func settings(c *hclspec.Campaign) []setting {
	all := append(accountOf(c), boundsOf(c)...)
	all = append(all, windowOf(c)...)
	all = append(all, setting{SettingPace, "limits.per_minute", counted(c.Limits.PerMinute), c.Ranges["limits.per_minute"]})
	all = append(all, ofMerchant(c, SettingPace, "limits.per_minute", counted(c.Merchant.Limits.PerMinute)))
	all = append(all, setting{SettingNumbers, "date", c.Date, c.Ranges["date"]})
	all = append(all, setting{SettingNumbers, "billno", c.BillNo.String(), c.Ranges["billno"]})
	all = append(all, textsOf(c)...)
	return append(all, accessOf(c)...)
}

func ofMerchant(c *hclspec.Campaign, class SettingClass, name, value string) setting {
	at, ok := c.Merchant.Ranges[name]
	if !ok && value != "" {
		at = c.Merchant.Range
	}
	return setting{class, "merchant." + name, value, at}
}

func accountOf(c *hclspec.Campaign) []setting {
	m := c.Merchant
	mode := "false: REAL money"
	if m.Sandbox {
		mode = "true: play money"
	}
	all := []setting{ofMerchant(c, SettingAccount, "sandbox", mode)}
	for _, s := range [...][2]string{
		{"mch_id", m.MchID},
		{"appid", m.AppID},
		{"sub_mch_id", m.SubMchID},
		{"msgappid", m.MsgAppID},
		{"protocol", string(m.Protocol)},
		{"endpoint", m.Endpoint},
		{"backup_endpoint", m.BackupEndpoint},
	} {
		all = append(all, ofMerchant(c, SettingAccount, s[0], s[1]))
	}
	return append(all, setting{SettingAccount, "consume_mch_id", c.ConsumeMchID, c.Ranges["consume_mch_id"]})
}

func boundsOf(c *hclspec.Campaign) []setting {
	m := c.Merchant.Limits
	all := []setting{
		{SettingBounds, "limits.budget", yuan(c.Limits.Budget), c.Ranges["limits.budget"]},
		{SettingBounds, "limits.max_recipients", counted(c.Limits.MaxRecipients), c.Ranges["limits.max_recipients"]},
		{SettingBounds, "limits.max_amount", yuan(c.Limits.MaxAmount), c.Ranges["limits.max_amount"]},
		{SettingBounds, "allow_repeat_openid", truth(c.AllowRepeatOpenID), c.Ranges["allow_repeat_openid"]},
		{SettingBounds, "repeats", strings.Join(c.Repeats, ", "), c.Ranges["repeats"]},
	}
	for _, s := range [...][2]string{
		{"limits.min_amount", yuan(m.MinAmount)},
		{"limits.max_amount", yuan(m.MaxAmount)},
		{"limits.per_user_daily_packets", counted(m.PerUserDailyPackets)},
		{"limits.per_user_daily_amount", yuan(m.PerUserDailyAmount)},
		{"limits.daily_amount", yuan(m.DailyAmount)},
	} {
		all = append(all, ofMerchant(c, SettingBounds, s[0], s[1]))
	}
	return all
}

func windowOf(c *hclspec.Campaign) []setting {
	return []setting{
		{SettingWindow, "schedule.not_before", minuteOf(c.Schedule.NotBefore), c.Ranges["schedule.not_before"]},
		{SettingWindow, "schedule.not_after", minuteOf(c.Schedule.NotAfter), c.Ranges["schedule.not_after"]},
		{SettingWindow, "schedule.hours", daySpan(c.Schedule.Hours), c.Ranges["schedule.hours"]},
		ofMerchant(c, SettingWindow, "limits.quiet_hours", daySpan(c.Merchant.Limits.QuietHours)),
	}
}

func textsOf(c *hclspec.Campaign) []setting {
	var all []setting
	for _, s := range []setting{
		{class: SettingScene, name: "scene_id", value: c.SceneID},
		{class: SettingScene, name: "risk_info.posttime", value: c.RiskInfo.PostTime},
		{class: SettingScene, name: "risk_info.mobile", value: c.RiskInfo.Mobile},
		{class: SettingScene, name: "risk_info.deviceid", value: c.RiskInfo.DeviceID},
		{class: SettingScene, name: "risk_info.clientversion", value: c.RiskInfo.ClientVersion},
		{class: SettingTexts, name: "send_name", value: c.SendName},
		{class: SettingTexts, name: "act_name", value: c.ActName},
		{class: SettingTexts, name: nameWishing, value: c.Wishing},
		{class: SettingTexts, name: nameRemark, value: c.Remark},
		{class: SettingTexts, name: "nick_name", value: c.Legacy.NickName},
		{class: SettingTexts, name: "logo_imgurl", value: c.Legacy.LogoImgURL},
		{class: SettingTexts, name: "share_content", value: c.Legacy.ShareContent},
		{class: SettingTexts, name: "share_url", value: c.Legacy.ShareURL},
		{class: SettingTexts, name: "share_imgurl", value: c.Legacy.ShareImgURL},
	} {
		s.at = c.Ranges[s.name]
		all = append(all, s)
	}
	return all
}

// Names of settings that are looked for.
const (
	nameWishing = "wishing" // of those who have none of their own
	nameRemark  = "remark"  // likewise
	nameSandbox = "merchant.sandbox"
	nameAssert  = "assert"
)

// numbering are the settings that stand in every bill number, or are hashed into it.
var numbering = []string{"merchant.mch_id", "merchant.appid", "date", "billno"}

func accessOf(c *hclspec.Campaign) []setting {
	m := c.Merchant
	var all []setting
	for _, s := range [...][2]string{
		{"cert_file", m.CertFile},
		{"key_file", m.KeyFile},
		{"p12_file", m.P12File},
		{"p12_password_env", m.P12PasswordEnv},
		{"ca_file", m.CAFile},
		{"api_key_env", m.APIKeyEnv},
		{"api_key_file", m.APIKeyFile},
		{"client_ip", m.ClientIP},
	} {
		all = append(all, ofMerchant(c, SettingAccess, s[0], s[1]))
	}
	if !m.Sandbox {
		return all
	}
	for _, s := range [...][2]string{
		{"sandbox.balance", yuan(m.Simulator.Balance)},
		{"sandbox.rules", string(m.Simulator.Rules)},
		{"sandbox.faults", m.Simulator.Faults},
		{"sandbox.latency", m.Simulator.Latency.String()},
		{"sandbox.unopened", fmt.Sprint(m.Simulator.UnopenedShare)},
		{"sandbox.seed", strconv.FormatUint(m.Simulator.Seed, 10)},
	} {
		all = append(all, ofMerchant(c, SettingTrial, s[0], s[1]))
	}
	return all
}

// introduced lists what a new campaign says of itself. What the platform's rules say where it is silent is not news.
func introduced(c *hclspec.Campaign) []Setting {
	var said []Setting
	for _, s := range settings(c) {
		_, written := c.Ranges[s.name]
		_, ofMerchant := c.Merchant.Ranges[strings.TrimPrefix(s.name, "merchant.")]
		if s.value != "" && s.class <= SettingTexts && (written || ofMerchant || s.name == nameSandbox) {
			said = append(said, changedSetting(setting{}, s))
		}
	}
	for _, condition := range c.Asserts() {
		said = append(said, Setting{Class: SettingBounds, Name: nameAssert, After: condition, Range: c.Range})
	}
	return ranked(said)
}

func ranked(s []Setting) []Setting {
	slices.SortStableFunc(s, func(a, b Setting) int { return cmp.Compare(a.Class, b.Class) })
	return s
}

// compareSettings lists the settings that differ between two campaigns.
func compareSettings(before, after *hclspec.Campaign) []Setting {
	old := map[string]setting{}
	for _, s := range settings(before) {
		old[s.name] = s
	}
	var changed []Setting
	for _, s := range settings(after) {
		if was := old[s.name]; was.value != s.value {
			difference := changedSetting(was, s)
			difference.Numbers = slices.Contains(numbering, s.name)
			changed = append(changed, difference)
		}
		delete(old, s.name)
	}
	// What only the side before has: the options of a simulator that gave way to a live merchant.
	for _, s := range settings(before) {
		if was, left := old[s.name]; left && was.value != "" {
			changed = append(changed, changedSetting(was, setting{class: was.class, name: was.name}))
		}
	}
	return ranked(append(changed, compareAsserts(before, after)...))
}

func changedSetting(was, is setting) Setting {
	at := is.at
	if at.Filename == "" {
		at = was.at
	}
	return Setting{Class: is.class, Name: is.name, Before: was.value, After: is.value, Range: at}
}

// compareAsserts lists the asserts that came and went. A changed one does both.
func compareAsserts(before, after *hclspec.Campaign) []Setting {
	old, now := before.Asserts(), after.Asserts()
	var changed []Setting
	for _, condition := range old {
		if !slices.Contains(now, condition) {
			changed = append(changed, Setting{Class: SettingBounds, Name: nameAssert, Before: condition, Range: after.Range})
		}
	}
	for _, condition := range now {
		if !slices.Contains(old, condition) {
			changed = append(changed, Setting{Class: SettingBounds, Name: nameAssert, After: condition, Range: after.Range})
		}
	}
	return changed
}

// compareFolders lists what differs between the folders themselves: where the state is kept, and moved blocks that account
// for no rename listed elsewhere.
func compareFolders(before, after *hclspec.Project, accounted func(hclspec.Moved) bool) []Setting {
	if before == nil || after == nil {
		return nil
	}
	var changed []Setting
	if before.StatePath != after.StatePath {
		changed = append(changed, Setting{
			Class: SettingAccount, Name: "redpack.state.path", Before: before.StatePath, After: after.StatePath,
		})
	}
	old, now := movedTexts(before), movedTexts(after)
	for _, m := range before.Moved {
		if text := m.String(); now[text] == nil {
			changed = append(changed, Setting{Class: SettingNumbers, Name: "moved", Before: text, Range: m.Range})
		}
	}
	for _, m := range after.Moved {
		if text := m.String(); old[text] == nil && !accounted(m) {
			changed = append(changed, Setting{Class: SettingNumbers, Name: "moved", After: text, Range: m.Range})
		}
	}
	return changed
}

func movedTexts(p *hclspec.Project) map[string]*hclspec.Moved {
	texts := map[string]*hclspec.Moved{}
	for i := range p.Moved {
		texts[p.Moved[i].String()] = &p.Moved[i]
	}
	return texts
}

func yuan(f money.Fen) string {
	if f == 0 {
		return ""
	}
	return f.String()
}

func counted(n int) string {
	if n == 0 {
		return ""
	}
	return money.Count(n)
}

func truth(yes bool) string {
	if yes {
		return "true"
	}
	return ""
}

func minuteOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return beijing.Format(at)
}

func daySpan(s hclspec.DaySpan) string {
	if s == (hclspec.DaySpan{}) {
		return ""
	}
	return s.String()
}
