package sandbox

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/cashredpack/redpack/internal/money"
)

// fieldRule is what an endpoint's table says about one field. Lengths are UTF-8 bytes, whatever the texts call characters.
type fieldRule struct {
	name     string
	required bool
	maxBytes int
	// fewer: the wire text says "fewer than" maxBytes, which Options.StrictLengths takes to the letter.
	fewer   bool
	refusal refusal
	// valid is a further rule on the content, nil for none; invalid answers it.
	valid   func(string) bool
	invalid refusal
}

// endpoint is one call of the API with the fields it documents.
type endpoint struct {
	name   string
	fields []fieldRule
	known  map[string]bool
	hbType HBType // of what it sends; "" for what sends nothing
	strict bool   // Options.StrictLengths
	// hmac: it is signed with HMAC-SHA256 instead of MD5.
	hmac bool
}

// The two folders of the interface.
const (
	packetFolder = "/mmpaymkttransfers/"
	billFolder   = "/pay/"
)

// The endpoints' names, which are also the last part of their paths.
const (
	nameSend  = "sendredpack"
	nameGroup = "sendgroupredpack"
	nameMini  = "sendminiprogramhb"
	nameQuery = "gethbinfo"
	nameBill  = "downloadfundflow"
)

// endpoints builds the tables of the rules in force, by path.
func endpoints(o Options) map[string]*endpoint {
	all := map[string]*endpoint{}
	add := func(name string, hbType HBType, fields []fieldRule) *endpoint {
		api := &endpoint{name: name, fields: fields, known: map[string]bool{}, hbType: hbType, strict: o.StrictLengths}
		for _, rule := range fields {
			api.known[rule.name] = true
		}
		all[packetFolder+name] = api
		return api
	}
	add(nameSend, HBNormal, sendFields(o.Rules))
	add(nameGroup, HBGroup, groupFields())
	add(nameMini, HBNormal, miniFields())
	add(nameQuery, "", queryFields())
	bill := add(nameBill, "", billFields())
	bill.hmac = true
	delete(all, packetFolder+nameBill)
	all[billFolder+nameBill] = bill
	return all
}

func (e *endpoint) knows(name string) bool { return e.known[name] }

// wrongSign is how a wrong signature is answered: the folders of the interface spell it differently.
func (e *endpoint) wrongSign() refusal {
	if e.hmac {
		return billSignError
	}
	return signError
}

// check applies the table in its order and returns the first refusal, or nil.
func (e *endpoint) check(fields map[string]string) *refusal {
	for i := range e.fields {
		rule := &e.fields[i]
		value, limit := fields[rule.name], rule.maxBytes
		if e.strict && rule.fewer {
			limit--
		}
		switch {
		case value == "" && !rule.required:
		case value == "" || len(value) > limit:
			return &rule.refusal
		case rule.valid != nil && !rule.valid(value):
			return &rule.invalid
		}
	}
	return nil
}

// sendFields is the table of sendredpack (发放红包接口, 2025; under 2015 the table of "cashredopenapi V2").
func sendFields(rules Rules) []fieldRule {
	fields := append(headFields(), clientIPField())
	if rules == Rules2015 {
		return append(fields, seedFields()...)
	}
	return append(fields, laterFields()...)
}

// groupFields is the table of sendgroupredpack: no client_ip, and how the total is shared out.
func groupFields() []fieldRule {
	fields := append(headFields(), laterFields()...)
	for i := range fields {
		if fields[i].name == "total_num" {
			fields[i].valid = func(s string) bool { n, ok := natural(s); return ok && n >= 3 }
			fields[i].invalid = paramError("total_num必须大于等于3")
		}
	}
	return append(fields, fieldRule{
		name: "amt_type", required: true, maxBytes: 32, refusal: paramError("amt_type字段必填"),
		valid: func(s string) bool { return s == "ALL_RAND" }, invalid: paramError("amt_type必须为ALL_RAND"),
	})
}

// miniFields is the table of sendminiprogramhb: no client_ip, no risk_info, no consume_mch_id, and notify_way.
func miniFields() []fieldRule {
	fields := append(headFields(), providerFields()...)
	return append(fields, sceneField(), fieldRule{
		name: "notify_way", required: true, maxBytes: 32, refusal: paramError("notify_way字段必填"),
		valid: func(s string) bool { return s == "MINI_PROGRAM_JSAPI" }, invalid: paramError("notify_way必须为MINI_PROGRAM_JSAPI"),
	})
}

// queryFields is the table of gethbinfo. Its appid is called appid, not wxappid.
func queryFields() []fieldRule {
	return []fieldRule{
		nonceField(), signField(), billNoField(), mchIDField(),
		{name: "appid", required: true, maxBytes: 32, refusal: paramError("appid字段必填,最长为32个字符")},
		{
			name: "bill_type", required: true, maxBytes: 32, refusal: paramError("bill_type字段必填"),
			valid: func(s string) bool { return s == "MCHT" }, invalid: paramError("bill_type必须为MCHT"),
		},
	}
}

// billFields is the table of downloadfundflow (下载资金账单, 2024).
func billFields() []fieldRule {
	one := func(name string, required bool, values ...string) fieldRule {
		wrong := paramError(name + "必须为" + strings.Join(values, "、"))
		return fieldRule{
			name: name, required: required, maxBytes: 32, refusal: wrong, valid: func(s string) bool { return slices.Contains(values, s) }, invalid: wrong,
		}
	}
	return []fieldRule{
		nonceField(), signField(), mchIDField(),
		{name: "appid", required: true, maxBytes: 32, refusal: paramError("appid字段必填,最长为32个字符")},
		one("sign_type", true, "HMAC-SHA256"),
		{name: "bill_date", required: true, maxBytes: 8, refusal: wrongBillDate, valid: isDay, invalid: wrongBillDate},
		one("account_type", true, string(AccountBasic), string(AccountOperation), string(AccountFees)),
		one("tar_type", false, "GZIP"),
	}
}

// headFields are common to all sends.
func headFields() []fieldRule {
	return []fieldRule{
		nonceField(), signField(), billNoField(), mchIDField(),
		{name: "wxappid", required: true, maxBytes: 32, refusal: paramError("appid字段必填,最长为32个字符")},
		{name: "send_name", required: true, maxBytes: 32, fewer: true, refusal: paramError("send_name字段必填,并且少于32字符")},
		{name: "re_openid", required: true, maxBytes: 32, fewer: true, refusal: paramError("re_openid字段为必填并且少于32个字符")},
		{name: "total_amount", required: true, maxBytes: 12, refusal: wrongAmount, valid: isAmount, invalid: wrongAmount},
		{
			name: "total_num", required: true, maxBytes: 6, refusal: paramError("total_num必须为1"),
			valid: func(s string) bool { return s == "1" }, invalid: paramError("total_num必须为1"),
		},
		{name: "wishing", required: true, maxBytes: 128, fewer: true, refusal: paramError("wishing字段为必填,并且少于128个字符")},
		{name: "act_name", required: true, maxBytes: 32, fewer: true, refusal: paramError("act_name字段必填,并且少于32个字符")},
		{name: "remark", required: true, maxBytes: 256, fewer: true, refusal: paramError("remark字段为必填,并且少于256字符")},
	}
}

// laterFields came after 2015.
func laterFields() []fieldRule {
	return append(
		providerFields(), sceneField(),
		fieldRule{name: "risk_info", maxBytes: 128, refusal: paramError("risk_info最长为128个字符")},
		fieldRule{name: "consume_mch_id", maxBytes: 32, refusal: paramError("consume_mch_id最长为32个字符")},
	)
}

// seedFields stand only in the table of 2015.
func seedFields() []fieldRule {
	optional := func(name string, limit int) fieldRule {
		return fieldRule{name: name, maxBytes: limit, refusal: paramError(name + "最长为" + strconv.Itoa(limit) + "个字符")}
	}
	return []fieldRule{
		optional("sub_mch_id", 32),
		{name: "nick_name", required: true, maxBytes: 32, fewer: true, refusal: paramError("nick_name字段必填，并且少于16字符")},
		{name: "min_value", required: true, maxBytes: 12, refusal: unequalValues, valid: isAmount, invalid: unequalValues},
		{name: "max_value", required: true, maxBytes: 12, refusal: unequalValues, valid: isAmount, invalid: unequalValues},
		optional("logo_imgurl", 128), optional("share_content", 256), optional("share_url", 128), optional("share_imgurl", 128),
	}
}

func providerFields() []fieldRule {
	return []fieldRule{
		{name: "sub_mch_id", maxBytes: 32, refusal: acceptModeError},
		{name: "msgappid", maxBytes: 32, refusal: noMsgAppID},
	}
}

func sceneField() fieldRule { return fieldRule{name: "scene_id", maxBytes: 32, refusal: closedScene} }

func nonceField() fieldRule {
	return fieldRule{name: "nonce_str", required: true, maxBytes: 32, refusal: paramError("nonce_str字段必填,并且少于32字符")}
}

// signField is required and not limited: a longer one is simply wrong.
func signField() fieldRule {
	return fieldRule{name: "sign", required: true, maxBytes: maxBodyBytes, refusal: signError}
}

func billNoField() fieldRule {
	return fieldRule{
		name: "mch_billno", required: true, maxBytes: 28, refusal: paramError("订单号字段必填,最长为28个字符"),
		valid: isAlphanumeric, invalid: wrongBillNo,
	}
}

func mchIDField() fieldRule {
	return fieldRule{name: "mch_id", required: true, maxBytes: 32, refusal: wrongMchID}
}

func clientIPField() fieldRule {
	wrong := paramError("client_ip必须是合法的IP字符串")
	return fieldRule{name: "client_ip", required: true, maxBytes: 15, refusal: wrong, valid: isIPv4, invalid: wrong}
}

func isIPv4(s string) bool {
	address, err := netip.ParseAddr(s)
	return err == nil && address.Is4()
}

func isAlphanumeric(s string) bool {
	return strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func isAmount(s string) bool {
	n, ok := natural(s)
	return ok && n > 0
}

func natural(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n >= 0 && s[0] != '+'
}

// amountOf reads a field that check has accepted.
func amountOf(s string) money.Fen {
	n, _ := natural(s)
	return money.Fen(n)
}
