package hclspec

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// CampaignLimits are the author's own bounds. Zero values are unset.
type CampaignLimits struct {
	Budget        money.Fen
	MaxRecipients int
	MaxAmount     money.Fen
	PerMinute     int
}

// Legacy holds the attributes that only protocol "2015" knows.
type Legacy struct {
	NickName     string
	LogoImgURL   string
	ShareContent string
	ShareURL     string
	ShareImgURL  string
}

// RiskInfo is the optional risk_info of a request; its items are joined and URL-encoded by the client.
type RiskInfo struct {
	PostTime      string
	Mobile        string
	DeviceID      string
	ClientVersion string
}

// Campaign is one campaign block, decoded and checked. Its recipients are not in it: Recipients streams them. It has more methods than
// other types, because it is all that the packages above know of the language: each method answers one question of theirs, about
// recipients, settings, moved blocks or neighbours, and none changes it.
type Campaign struct {
	Name              string
	Merchant          *Merchant
	SendName          string
	ActName           string
	Wishing           string
	Remark            string
	SceneID           string
	RiskInfo          RiskInfo
	ConsumeMchID      string
	Legacy            Legacy
	Date              string        // yyyymmdd of its bill numbers; "" only in a sandbox, for the day of the first intent
	BillNo            billno.Scheme // as written, or what the protocol takes
	AllowRepeatOpenID bool
	Repeats           []string // other campaigns, gone or still there, whose people this one pays again on purpose
	Canary            []string // who is paid first, before everybody else and before a person says go: addresses as -only takes them
	ResendRefunded    int      // how often a person whose packet went back gets another one without being asked for; 0: never
	Schedule          Schedule
	Limits            CampaignLimits

	Sources []Source             // where its recipients come from, in the order of the file
	Range   hcl.Range            // the block's header
	Ranges  map[string]hcl.Range // attribute name ("wishing", "limits.budget") → its value

	rows  rows
	moves moves
	after map[address.Address]address.Address // the moves, from the old address to the new one
	names map[string]bool                     // of all campaigns of the project, now and before
	all   []*Campaign                         // of the project, this one among them
	of    *Project
}

// campaignDecoder is the phase of a Load that reads one campaign block.
type campaignDecoder struct {
	*frame   // of the block
	campaign *Campaign
}

func (l *loader) decodeCampaigns(merchants map[string]*Merchant) {
	taken := map[string]hcl.Range{}
	scope := l.scope.with("merchant", merchantValues(merchants))
	for _, block := range l.blocks["campaign"] {
		if name, ok := l.identifier(block, taken); ok {
			f := l.frame(block.Body, fmt.Sprintf("campaign %q", name), "")
			f.scope, f.said = scope, campaignHints
			d := &campaignDecoder{f, &Campaign{Name: name, Range: block.DefRange(), Ranges: f.ranges}}
			d.decode(merchants)
			l.project.Campaigns = append(l.project.Campaigns, d.campaign)
		}
	}
}

func merchantValues(merchants map[string]*Merchant) map[string]cty.Value {
	values := map[string]cty.Value{}
	for name, m := range merchants {
		values[name] = cty.ObjectVal(map[string]cty.Value{
			"name": cty.StringVal(name), "mch_id": cty.StringVal(m.MchID), "appid": cty.StringVal(m.AppID),
		})
	}
	return values
}

var campaignHints = withInner(map[string]lang.Text{
	"scene":        lang.Both("Write it as scene_id.", "写成 scene_id。"),
	"allow_repeat": lang.Both("Write it as allow_repeat_openid.", "写成 allow_repeat_openid。"),
	"repeat":       lang.Both("Write it as repeats = [\"lantern_2026\"].", "写成 repeats = [\"lantern_2026\"]。"),
	"resend":       resendHint,
	"total_num":    lang.Both("It is always 1: every recipient gets a packet of its own.", "它总是 1：每位领取人各得一个红包。"),
	"total_amount": lang.Both("Every recipient has an amount of its own.", "每位领取人各有自己的金额。"),
	"re_openid":    lang.Both("Recipients have an openid each.", "每位领取人各写一个 openid。"),
}, map[string][]string{"limits": {"budget", "max_amount", "max_recipients", "per_minute"}, "schedule": {"not_before", "not_after", "hours"}})

func (d *campaignDecoder) decode(merchants map[string]*Merchant) {
	c := d.campaign
	c.Merchant = d.decodeMerchant(merchants)
	d.decodeTexts()
	d.decodeScene()
	d.decodeBillNo()
	c.AllowRepeatOpenID = d.boolean("allow_repeat_openid")
	c.Repeats = d.identifiers("repeats")
	c.Canary = d.addresses("canary")
	d.decodeResend()
	for _, inner := range d.blocks("limits", 1) {
		d.decodeLimits(d.inner(inner))
	}
	schedules := d.blocks("schedule", 1)
	for _, inner := range schedules {
		c.Schedule = decodeSchedule(d.inner(inner))
		c.Schedule.check(d.frame, c.Merchant.Limits.QuietHours, inner)
	}
	d.decodeDate()
	d.decodeLegacy()
	d.decodeRecipients()
	d.finish()
}

// resendMost is how often packets that went back may be sent anew by themselves. Each takes a day, and a search for a lost state has to
// walk all numbers of a person.
const resendMost = 10

func (d *campaignDecoder) decodeResend() {
	c := d.campaign
	if c.ResendRefunded = d.count("resend_refunded", 0); c.ResendRefunded > resendMost {
		d.l.report(wrong(lang.Both("Too many new attempts", "重发次数太多"), d.at("resend_refunded"), tooManyResends()))
	}
}

// decodeMerchant resolves the reference. A campaign without a usable one is read on with the platform's limits, so that
// everything else wrong with it is reported in the same run.
func (d *campaignDecoder) decodeMerchant(merchants map[string]*Merchant) *Merchant {
	nobody := &Merchant{Limits: PlatformLimits(), Protocol: Current, Sandbox: true}
	attr := d.attribute("merchant")
	if attr == nil {
		d.require(lang.Both("It says who pays: merchant = merchant.name.", "它说明由谁付款：merchant = merchant.name。"), "merchant")
		return nobody
	}
	traversal, diags := hcl.AbsTraversalForExpr(attr.Expr)
	name, ok := step(traversal, 1)
	if diags.HasErrors() || !ok || len(traversal) != 2 || traversal.RootName() != "merchant" {
		var hint lang.Text
		if len(traversal) > 0 && !traversal.IsRelative() {
			hint = nearest(traversal.RootName(), []string{"merchant"})
		}
		d.l.report(wrong(lang.Both("Not a merchant", "不是商户"), attr.Expr.Range(), nameMerchant(hint)))
		return nobody
	}
	if m := merchants[name]; m != nil {
		return m
	}
	d.l.report(d.scope.check(attr.Expr)...)
	return nobody
}

func (d *campaignDecoder) decodeTexts() {
	c := d.campaign
	d.require(lang.Both("The platform demands it, and the recipient sees it.", "微信支付要求填写，领取人也会看到。"), "send_name", "act_name")
	for _, t := range []struct {
		name string
		into *string
		max  int
	}{
		{"send_name", &c.SendName, nameBytes},
		{"act_name", &c.ActName, nameBytes},
		{"wishing", &c.Wishing, wishingBytes},
		{"remark", &c.Remark, remarkBytes},
	} {
		*t.into = d.bounded(t.name, t.max)
	}
	for _, name := range []string{"send_name", "act_name"} {
		if r, ok := d.ranges[name]; ok && len(map[string]string{"send_name": c.SendName, "act_name": c.ActName}[name]) == nameBytes {
			d.l.report(warning(lang.Both("Text at the very limit", "文字正好到上限"), r, atTheLimit(name, nameBytes)))
		}
	}
}

// bounded reads a text that must not be empty and is counted in bytes.
func (f *frame) bounded(name string, bytesMax int) string {
	v, ok := f.typed(name, cty.String, quoteIt)
	if !ok {
		return ""
	}
	text := v.AsString()
	if strings.TrimSpace(text) == "" {
		f.l.report(wrong(lang.Both("Empty text", "文字为空"), f.at(name),
			lang.Format("%s is empty; the platform wants at least one character.", "%s 为空；微信支付要求至少一个字符。", name)))
	}
	if d := textFault(name, text, bytesMax, f.at(name)); d != nil {
		f.l.report(d)
	}
	return text
}

// scenes are the uses that a packet may be declared for (WeChat Pay, scene_id).
var scenes = []string{"PRODUCT_1", "PRODUCT_2", "PRODUCT_3", "PRODUCT_4", "PRODUCT_5", "PRODUCT_6", "PRODUCT_7", "PRODUCT_8"}

func (d *campaignDecoder) decodeScene() {
	c := d.campaign
	c.SceneID = d.checked("scene_id", func(s string) bool { return slices.Contains(scenes, s) }, lang.Both("Unknown scene", "未知场景"), itIs(scenes))
	for _, inner := range d.blocks("risk_info", 1) {
		c.RiskInfo = decodeRiskInfo(d.inner(inner))
		d.checkRiskInfo(inner.DefRange())
	}
	c.ConsumeMchID = d.checked("consume_mch_id", func(s string) bool { return isDigits(s, 8, 10) }, titleNoMerchant, aMerchantNumber)
}

func decodeRiskInfo(in *frame) RiskInfo {
	defer in.finish()
	return RiskInfo{
		PostTime:      in.checked("posttime", func(s string) bool { return isDigits(s, 10, 10) }, lang.Both("Not a time stamp", "不是时间戳"), aTimeStamp),
		Mobile:        in.bounded("mobile", nameBytes),
		DeviceID:      in.bounded("deviceid", wishingBytes),
		ClientVersion: in.bounded("clientversion", nameBytes),
	}
}

// riskInfoBytes is how long risk_info may be as it is sent: its items in one text, in the encoding of addresses (WeChat Pay, 发放红包接口).
const riskInfoBytes = 128

func (d *campaignDecoder) checkRiskInfo(at hcl.Range) {
	r := d.campaign.RiskInfo
	size := 0
	for name, value := range map[string]string{"posttime": r.PostTime, "mobile": r.Mobile, "deviceid": r.DeviceID, "clientversion": r.ClientVersion} {
		if value != "" {
			size += encodedSize("&" + name + "=" + value)
		}
	}
	if size -= encodedSize("&"); size > riskInfoBytes {
		d.l.report(wrong(lang.Both("Text too long", "文字太长"), at, riskInfoTooLong(size, riskInfoBytes)))
	}
	if d.campaign.Merchant.Protocol == Protocol2015 {
		d.l.report(notIn2015("risk_info", at))
	}
}

// encodedSize is how long a text is in the encoding of addresses: a byte for what needs none, and a blank, and three for any other byte.
func encodedSize(text string) int {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~ "
	size := len(text)
	for i := range len(text) {
		if !strings.Contains(plain, text[i:i+1]) {
			size += 2
		}
	}
	return size
}

// decodeBillNo reads how the ends of the bill numbers are written. Letters make a number one person's alone, so they are the
// default where the platform takes them; the table of 2015 knows ten digits only.
func (d *campaignDecoder) decodeBillNo() {
	c := d.campaign
	schemes := map[string]billno.Scheme{"digits": billno.Digits, "alphanumeric": billno.Alphanumeric}
	name := d.checked("billno", func(s string) bool { return schemes[s] != 0 }, lang.Both("Unknown bill number scheme", "未知的商户订单号格式"),
		lang.Both(`It is "digits" or "alphanumeric".`, `只能是 "digits" 或 "alphanumeric"。`))
	switch c.BillNo = schemes[name]; {
	case c.BillNo != 0:
	case c.Merchant.Protocol == Protocol2015:
		c.BillNo = billno.Digits
	default:
		c.BillNo = billno.Alphanumeric
	}
}

func (d *campaignDecoder) decodeLimits(f *frame) {
	c := d.campaign
	c.Limits = CampaignLimits{
		Budget:        f.yuan("budget", 0),
		MaxRecipients: f.count("max_recipients", 0),
		MaxAmount:     f.yuan("max_amount", 0),
		PerMinute:     f.count("per_minute", 0),
	}
	if most := c.Merchant.Limits.Minute(); c.Limits.PerMinute > most {
		f.l.report(warning(lang.Both("Rate above the merchant's", "速率高于商户"), f.at("per_minute"), rateAboveMerchant(c.Limits.PerMinute, most)))
	}
	f.finish()
}

// decodeDate reads the date that stands in the campaign's bill numbers. It comes neither from a clock nor from the schedule:
// moving a window is an ordinary edit, and with another date everybody would have another number and could be paid again.
func (d *campaignDecoder) decodeDate() {
	c := d.campaign
	c.Date = parsed(d.frame, "date", parseDay, lang.Both("Not a date", "不是日期"),
		lang.Both(`Write it as "20270206" or "2027-02-06".`, `写成 "20270206" 或 "2027-02-06"。`))
	if !c.Merchant.Sandbox && !d.has("date") {
		d.l.report(wrong(lang.Both("Campaign without a date", "活动没有日期"), c.Range, needsDate(c.Schedule.NotBefore)))
	}
}

func parseDay(text string) (string, bool) {
	for _, layout := range []string{"20060102", time.DateOnly} {
		if day, err := time.ParseInLocation(layout, text, beijing.Zone); err == nil {
			return beijing.Day(day), true
		}
	}
	return "", false
}

// decodeLegacy reads what only the request table of 2015 has. Today's server refuses a signature over fields that it no
// longer knows, so under "current" these attributes are errors.
func (d *campaignDecoder) decodeLegacy() {
	c := d.campaign
	fields := []struct {
		name string
		into *string
		max  int
	}{
		{"nick_name", &c.Legacy.NickName, nameBytes},
		{"logo_imgurl", &c.Legacy.LogoImgURL, 128},
		{"share_content", &c.Legacy.ShareContent, 256},
		{"share_url", &c.Legacy.ShareURL, 128},
		{"share_imgurl", &c.Legacy.ShareImgURL, 128},
	}
	for _, field := range fields {
		*field.into = d.bounded(field.name, field.max)
		if d.has(field.name) && c.Merchant.Protocol == Current {
			d.l.report(wrong(lang.Both("Attribute of the 2015 protocol", "2015 版协议的属性"), d.at(field.name), droppedIn2016(field.name)))
		}
	}
	if c.Merchant.Protocol == Current {
		return
	}
	d.require(lang.Both("The request table of 2015 demands it.", "2015 版的请求参数表要求填写。"), "nick_name")
	for _, name := range []string{"scene_id", "consume_mch_id"} {
		if d.has(name) {
			d.l.report(notIn2015(name, d.at(name)))
		}
	}
}
