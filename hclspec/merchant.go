package hclspec

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Protocol is which request table a merchant's requests follow.
type Protocol string

// The protocols of a merchant block.
const (
	Current      Protocol = "current" // the table in force since about 2016
	Protocol2015 Protocol = "2015"    // the table of the first documentation, with nick_name and the share fields
)

// Merchant is one merchant block: the account that pays. File paths are relative to the project's folder or absolute.
// Secrets are named, never held: APIKeyEnv and P12PasswordEnv are names of environment variables.
type Merchant struct {
	Name           string
	MchID          string
	AppID          string
	SubMchID       string
	MsgAppID       string
	CertFile       string
	KeyFile        string
	P12File        string
	P12PasswordEnv string
	CAFile         string
	APIKeyEnv      string
	APIKeyFile     string
	Endpoint       string
	BackupEndpoint string
	ClientIP       string
	Protocol       Protocol
	Sandbox        bool      // the embedded simulator answers; no money exists
	Simulator      Simulator // of a sandbox merchant
	Limits         MerchantLimits

	Range  hcl.Range            // the block's header
	Ranges map[string]hcl.Range // attribute name ("key_file", "sandbox.faults") → its value, for diagnostics about what it holds
}

// MerchantLimits are the platform's rules for this merchant, or what it was granted beyond them.
type MerchantLimits struct {
	PerMinute           int
	PerSecond           int // as granted; 0: see Second
	MinAmount           money.Fen
	MaxAmount           money.Fen
	QuietHours          DaySpan // zero: none
	PerUserDailyPackets int
	PerUserDailyAmount  money.Fen
	DailyAmount         money.Fen
}

// Second is how many requests any second may hold: what was granted, or the minute's share of one second (30 of 1800, as the platform says
// today; WeChat Pay, 发放红包接口, 2025).
func (l MerchantLimits) Second() int {
	if l.PerSecond > 0 {
		return l.PerSecond
	}
	return (l.PerMinute + 59) / 60
}

// Minute is how many requests any minute may hold: what was granted, and no more than sixty seconds do.
func (l MerchantLimits) Minute() int { return min(l.PerMinute, 60*l.Second()) }

// WeChatPay is the Platform of merchants whose requests go to WeChat Pay's own hosts.
const WeChatPay = "WeChat Pay"

// Platform names whose books a merchant's packets stand in: WeChatPay, or the host of another endpoint, such as that of a
// server for rehearsals, or "sandbox". What one of them has paid, no other has.
func (m *Merchant) Platform() string {
	if m.Sandbox {
		return "sandbox"
	}
	return platformOf(m.Endpoint)
}

// Rehearsal is the server of a merchant whose requests go neither to WeChat Pay nor to the built-in simulator: its packets are no money that
// the platform knows of. "" for all others.
func (m *Merchant) Rehearsal() string {
	if platform := m.Platform(); !m.Sandbox && platform != WeChatPay {
		return platform
	}
	return ""
}

// PlatformLimits are the rules for a merchant that was granted nothing: the text of 2015 (1800 a minute, 1.00 to 200.00
// yuan, nothing between 0:00 and 8:00) and the current one (30 a second, 10 packets and 1,000 yuan a user and day,
// 1,000,000 yuan a merchant and day) together.
func PlatformLimits() MerchantLimits {
	return MerchantLimits{
		PerMinute:           1800,
		MinAmount:           100,
		MaxAmount:           200_00,
		QuietHours:          DaySpan{From: 0, To: 8 * 60},
		PerUserDailyPackets: 10,
		PerUserDailyAmount:  1_000_00,
		DailyAmount:         1_000_000_00,
	}
}

// The widest bounds that a merchant was ever granted for one packet (scene settings of the merchant platform).
const (
	grantedMin money.Fen = 30
	grantedMax money.Fen = 4999_00
)

func (l *loader) decodeMerchants() map[string]*Merchant {
	merchants, taken := map[string]*Merchant{}, map[string]hcl.Range{}
	for _, block := range l.blocks["merchant"] {
		name, ok := l.identifier(block, taken)
		if !ok {
			continue
		}
		m := &Merchant{Name: name, Range: block.DefRange(), Limits: PlatformLimits()}
		before := len(l.diags)
		m.decode(l.frame(block.Body, fmt.Sprintf("merchant %q", name), ""), block)
		if !l.diags[before:].HasErrors() {
			l.project.sound = append(l.project.sound, m)
		}
		merchants[name] = m
		l.project.Merchants = append(l.project.Merchants, m)
	}
	return merchants
}

func (m *Merchant) decode(f *frame, block *hclsyntax.Block) {
	f.said, m.Ranges = merchantHints, f.ranges
	secrets := f.refuseSecrets(block)
	m.MchID = f.checked("mch_id", func(s string) bool { return isDigits(s, 8, 10) }, titleNoMerchant,
		lang.Both("A merchant number has 8 to 10 digits; the merchant platform shows it under 账户信息.", "商户号是 8 到 10 位数字；在商户平台的“账户信息”里可以看到。"))
	m.AppID = f.checked("appid", isAppID, titleNoAppID,
		lang.Both("It must be the appid of an official account: wx and 16 characters of 0-9 and a-f.", "应当是公众号的 appid：wx 加 16 个 0-9 和 a-f 的字符。"))
	m.decodeFiles(f)
	m.decodeEndpoints(f)
	m.ClientIP = f.checked("client_ip", isIPv4, lang.Both("Not an IPv4 address", "不是 IPv4 地址"),
		lang.Both("The field client_ip takes four numbers and dots, such as 203.0.113.25.", "client_ip 字段是四个数字加点，例如 203.0.113.25。"))
	if m.ClientIP == "" {
		m.ClientIP = "127.0.0.1"
	}
	m.decodeProtocol(f)
	m.decodeProvider(f)
	m.decodeSandbox(f)
	for _, inner := range f.blocks("limits", 1) {
		m.decodeLimits(f.inner(inner))
	}
	m.complete(f, secrets)
	f.finish()
}

var merchantHints = withInner(map[string]lang.Text{
	"wxappid":      lang.Both("Write it as appid; the request calls it wxappid.", "写成 appid；wxappid 是它在请求里的名字。"),
	"p12_password": passwordHint,
}, map[string][]string{
	"limits":  {"per_minute", "min_amount", "max_amount", "quiet_hours"},
	"sandbox": {"balance", "rules", "faults", "latency", "unopened", "seed"},
})

// secretNames are what people call a secret when they write it into the file.
var secretNames = []string{"api_key", "apikey", "key", "secret", "mch_key", "api_v2_key", "apiv2_key", "password", "p12_password"}

// refuseSecrets reports a secret written as a literal. The diagnostic points at the block's header and not at the line,
// because the line would be printed with it; where the block is one line, that one is not shown.
func (f *frame) refuseSecrets(block *hclsyntax.Block) (found bool) {
	for _, attr := range sortedAttributes(block.Body) {
		literal := slices.Contains(secretNames, attr.Name)
		if attr.Name == "api_key_env" || attr.Name == "p12_password_env" {
			v, diags := f.scope.value(attr.Expr)
			literal = !diags.HasErrors() && isText(v) && !isEnvName(v.AsString()) || looksLikeKey(v, diags)
		}
		if !literal {
			continue
		}
		found = true
		f.l.guard.hide(attr.SrcRange)
		f.attributes = append(f.attributes, attr.Name)
		f.l.report(wrong(lang.Both("Secret in a campaign file", "活动文件里有密钥"), block.DefRange(), setsSecret(attr.NameRange.Start.Line, attr.Name)))
	}
	return found
}

func (m *Merchant) decodeFiles(f *frame) {
	m.CertFile, m.KeyFile = f.text("cert_file"), f.text("key_file")
	m.P12File, m.P12PasswordEnv = f.text("p12_file"), f.text("p12_password_env")
	m.CAFile = f.text("ca_file")
	m.APIKeyEnv, m.APIKeyFile = f.text("api_key_env"), f.text("api_key_file")
	if f.has("api_key_env") && f.has("api_key_file") {
		f.l.report(wrong(lang.Both("Two API keys", "两个 API 密钥"), f.at("api_key_file"),
			lang.Both("api_key_env and api_key_file both name the key. Keep one.", "api_key_env 和 api_key_file 都指定了密钥。只留一个。")))
	}
	if f.has("p12_password_env") && !f.has("p12_file") {
		f.l.report(warning(lang.Both("Password without a file", "有密码没有文件"), f.at("p12_password_env"), passwordOfNothing))
	}
	if f.has("p12_file") && (f.has("cert_file") || f.has("key_file")) {
		f.l.report(wrong(lang.Both("Two certificates", "两个证书"), f.at("p12_file"), lang.Both("p12_file and cert_file with key_file both name the certificate. Keep one.",
			"p12_file 和 cert_file 加 key_file 都指定了证书。只留一种。")))
	}
}

func (m *Merchant) decodeProtocol(f *frame) {
	m.Protocol = Protocol(f.checked("protocol", isProtocol, lang.Both("Unknown protocol", "未知的协议"),
		lang.Both(`It is "current" or "2015".`, `只能是 "current" 或 "2015"。`)))
	if m.Protocol == "" {
		m.Protocol = Current
	}
}

// decodeProvider reads for whom a service provider sends. Its requests name the merchant and who shows the message; anybody else's name
// neither (WeChat Pay, 现金红包, error texts of PARAM_ERROR).
func (m *Merchant) decodeProvider(f *frame) {
	m.SubMchID = f.checked("sub_mch_id", func(s string) bool { return isDigits(s, 8, 10) }, titleNoMerchant, aMerchantNumber)
	m.MsgAppID = f.checked("msgappid", isAppID, titleNoAppID,
		lang.Both("It must be wx and 16 characters of 0-9 and a-f.", "应当是 wx 加 16 个 0-9 和 a-f 的字符。"))
	switch sub, message := f.has("sub_mch_id"), f.has("msgappid"); {
	case message && m.Protocol == Protocol2015:
		f.l.report(notIn2015("msgappid", f.at("msgappid")))
	case message && !sub:
		f.l.report(warning(lang.Both("No service provider", "不是服务商"), f.at("msgappid"), noProvider))
	case sub && !message && m.Protocol == Current:
		f.l.report(wrong(lang.Both("Service provider without msgappid", "服务商缺少 msgappid"), f.at("sub_mch_id"), providerNeedsMsgAppID))
	}
	if m.SubMchID != "" && m.SubMchID == m.MchID {
		f.l.report(wrong(lang.Both("Merchant below itself", "子商户就是自己"), f.at("sub_mch_id"), belowItself))
	}
}

// notIn2015 warns of what only today's request table has, in front of a merchant of the other one.
func notIn2015(name string, at hcl.Range) *hcl.Diagnostic {
	return warning(lang.Both("Attribute of the current protocol", "现行协议的属性"), at,
		lang.Format("The request table of 2015 has no %s, so it is left out of the requests. Remove it, or take protocol = \"2015\" out of the merchant.",
			"2015 版的请求参数表里没有 %s，所以请求里不带它。删掉它，或从商户里去掉 protocol = \"2015\"。", name))
}

func isProtocol(text string) bool { return text == string(Current) || text == string(Protocol2015) }

func (m *Merchant) decodeLimits(f *frame) {
	d := m.Limits
	m.Limits = MerchantLimits{
		PerMinute:           f.count("per_minute", d.PerMinute),
		PerSecond:           f.count("per_second", 0),
		MinAmount:           f.yuan("min_amount", d.MinAmount),
		MaxAmount:           f.yuan("max_amount", d.MaxAmount),
		QuietHours:          quietHours(f, d.QuietHours),
		PerUserDailyPackets: f.count("per_user_daily_packets", d.PerUserDailyPackets),
		PerUserDailyAmount:  f.yuan("per_user_daily_amount", d.PerUserDailyAmount),
		DailyAmount:         f.yuan("daily_amount", d.DailyAmount),
	}
	if m.Limits.Minute() < m.Limits.PerMinute && f.has("per_minute") {
		f.l.report(warning(lang.Both("Rates disagree", "速率不一致"), f.at("per_second"),
			lang.Format("per_second %d allows %d packets a minute, and per_minute %d; the lower number holds.",
				"per_second %d 每分钟允许 %d 个红包，per_minute 是 %d；以较小的为准。", m.Limits.PerSecond, m.Limits.Minute(), m.Limits.PerMinute)))
	}
	if m.Limits.MinAmount < grantedMin {
		f.l.report(wrong(titleBeyondPlatform, f.at("min_amount"),
			lang.Format("No merchant may send less than %s yuan in one packet.", "任何商户单个红包都不能少于 %s 元。", grantedMin.Yuan())))
	}
	if m.Limits.MaxAmount > grantedMax {
		f.l.report(wrong(titleBeyondPlatform, f.at("max_amount"),
			lang.Format("No merchant may send more than %s yuan in one packet.", "任何商户单个红包都不能超过 %s 元。", grantedMax.Yuan())))
	}
	if m.Limits.MinAmount > m.Limits.MaxAmount {
		f.l.report(wrong(lang.Both("Limits cross", "上下限颠倒"), f.at("min_amount"),
			lang.Format("min_amount %s is above max_amount %s, so no amount is allowed.",
				"min_amount %s 大于 max_amount %s，这样什么金额都不允许。", m.Limits.MinAmount.Yuan(), m.Limits.MaxAmount.Yuan())))
	}
	f.finish()
}

// complete demands of a live merchant what a request needs, and makes it up for a sandbox one.
func (m *Merchant) complete(f *frame, secrets bool) {
	if m.Sandbox {
		m.inventIdentity()
		return
	}
	if f.has("sandbox") && !f.evaluated("sandbox") {
		return // nobody knows what else is missing
	}
	f.require(lang.Both("It is the account that pays.", "它是付款的账户。"), "mch_id")
	f.require(lang.Both("The recipients' openids belong to one official account, and this says which.",
		"领取人的 openid 属于某一个公众号，这里说明是哪一个。"), "appid")
	if !f.has("p12_file") {
		f.require(needsCertificate, "cert_file", "key_file")
	}
	if !f.has("api_key_env") && !f.has("api_key_file") && !secrets {
		f.require(needsKey, "api_key_env")
	}
}

// inventIdentity gives a sandbox merchant the identity that bill numbers and the state need. It follows from the name, so that
// it is the same in every run.
func (m *Merchant) inventIdentity() {
	sum := sha256.Sum256([]byte("redpack.sandbox.v1\x00" + m.Name))
	if m.MchID == "" {
		m.MchID = fmt.Sprintf("19%08d", binary.BigEndian.Uint64(sum[:8])%100_000_000)
	}
	if m.AppID == "" {
		m.AppID = "wx" + hex.EncodeToString(sum[8:16])
	}
}

// keyLength is how long an APIv2 key is.
const keyLength = 32

func isUpperName(name string) bool {
	return name == strings.ToUpper(name) && strings.Contains(name, "_")
}

// looksLikeKey recognises the key itself where the name of a variable belongs.
func looksLikeKey(v cty.Value, diags hcl.Diagnostics) bool {
	return !diags.HasErrors() && isText(v) && len(v.AsString()) == keyLength && !isUpperName(v.AsString())
}

func isText(v cty.Value) bool {
	return v.Type() == cty.String && v.IsKnown() && !v.IsNull()
}
