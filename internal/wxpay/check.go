package wxpay

import (
	"net/netip"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
)

// ErrRequest is what Check reports: a request that cannot succeed and is not sent.
var ErrRequest = lang.Errorf("not a valid red packet request",
	"不是有效的红包请求")

// Check reports every reason why sendredpack would refuse the request or read something else than was meant, or nil.
// Send checks again what the campaign's own checks let pass, because a request may come from an old state file.
func (p Params) Check() error {
	protocol := ProtocolCurrent
	if p.Get("nick_name") != "" || p.Get("min_value") != "" {
		protocol = Protocol2015
	}
	var faults []lang.Text
	listed := 0
	for _, row := range sendTable {
		value := p.Get(row.name)
		if value != "" && row.listedIn(protocol) {
			listed++
		}
		if row.listedIn(protocol) {
			faults = append(faults, row.faults(value)...)
		}
	}
	if listed != len(p.fields) {
		faults = append(faults, lang.Format("a field is not in the table of protocol %q",
			"有一个字段不在协议 %q 的参数表里", protocol))
	}
	if faults = append(faults, p.faults()...); len(faults) > 0 {
		return lang.Errorf("%w: %s", "%w：%s", ErrRequest, lang.Join(faults, lang.Both("; ", "；")))
	}
	return nil
}

func (p parameter) faults(value string) (faults []lang.Text) {
	if value == "" && p.need == required {
		faults = append(faults, lang.Format("%s is missing", "缺少 %s", p.name))
	}
	if len(value) > p.maxBytes {
		faults = append(faults, lang.Format("%s has %d bytes, the limit is %d",
			"%s 有 %d 字节，上限是 %d", p.name, len(value), p.maxBytes))
	}
	if !xmlText(value) {
		faults = append(faults, lang.Format("%s holds bytes that XML cannot carry", "%s 含有 XML 无法承载的字节", p.name))
	}
	return faults
}

// faults checks the fields that are more than text. Missing ones were reported already.
func (p Params) faults() (faults []lang.Text) {
	complain := func(fault lang.Text) { faults = append(faults, fault) }
	if no := billno.BillNo(p.Get("mch_billno")); no != "" {
		if err := no.Check(); err != nil {
			complain(lang.Format("mch_billno %s", "mch_billno %s", err))
		}
	}
	amount := p.Get("total_amount")
	if _, ok := parseFen(amount); amount != "" && (!ok || amount == "0") {
		complain(lang.Format("total_amount %q is not a positive number of fen", "total_amount %q 不是正整数（单位：分）", amount))
	}
	for _, name := range []string{"min_value", "max_value"} {
		if value := p.Get(name); value != "" && value != amount {
			complain(lang.Format("%s is %s, total_amount %s: they must be equal", "%s 是 %s，total_amount 是 %s：两者必须相等", name, value, amount))
		}
	}
	if num := p.Get("total_num"); num != "" && num != "1" {
		complain(lang.Format("total_num is %q, it must be 1", "total_num 是 %q，必须是 1", num))
	}
	if text := p.Get("client_ip"); text != "" {
		if ip, err := netip.ParseAddr(text); err != nil || !ip.Is4() {
			complain(lang.Format("client_ip %q is not a dotted IPv4 address", "client_ip %q 不是点分的 IPv4 地址", text))
		}
	}
	if p.Get("msgappid") != "" && p.Get("sub_mch_id") == "" {
		complain(lang.Both("msgappid belongs to service-provider mode, with sub_mch_id", "msgappid 只用于服务商模式，要和 sub_mch_id 一起写"))
	}
	return faults
}

// xmlText reports whether XML 1.0 can carry the text: valid UTF-8 without control characters (other than tab, line feed
// and carriage return) and without the two non-characters.
func xmlText(s string) bool {
	for _, r := range s {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return false
		}
	}
	return utf8.ValidString(s)
}
