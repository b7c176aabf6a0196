package wxpay

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
)

// The request tables a merchant's requests can follow.
const (
	ProtocolCurrent = "current" // in force since about 2016
	Protocol2015    = "2015"    // the first documentation: nick_name, min_value, max_value and the share fields
)

// SendRequest is one packet to send, in the API's words. Which fields are written depends on the protocol: a field the
// server does not list would break its check of the signature, so each table leaves the other's fields out.
type SendRequest struct {
	BillNo   billno.BillNo
	OpenID   string
	Amount   money.Fen
	Wishing  string
	Remark   string
	NonceStr string
	// Settings are the parameters that are the same for every packet of a campaign, by name: "send_name". Those of risk_info
	// are its items: "risk_info.posttime".
	Settings map[string]string
}

// riskItems are what the merchant may know about the user's action, for the platform's risk control: the time stamp of the
// action, the telephone number with its country code and without a plus sign, the device and the client's version.
var riskItems = []string{"posttime", "mobile", "deviceid", "clientversion"}

// riskInfo writes the value of risk_info: the non-empty items as key=value joined with &, and the whole URL-encoded once.
// The signature covers this encoded form.
func (r SendRequest) riskInfo() string {
	var items []string
	for _, name := range riskItems {
		if value := r.Settings["risk_info."+name]; value != "" {
			items = append(items, name+"="+value)
		}
	}
	return url.QueryEscape(strings.Join(items, "&"))
}

// Params lists the request's fields in the order of the protocol's table. An unknown protocol has no table and gives no
// fields, which Params.Check refuses.
func (r SendRequest) Params(protocol string) Params {
	var p Params
	for _, row := range sendTable {
		if !row.listedIn(protocol) {
			continue
		}
		value := r.Settings[row.name]
		if row.value != nil {
			value = row.value(r)
		}
		if value != "" {
			p.fields = append(p.fields, field{row.name, value})
		}
	}
	return p
}

// parameter is one row of the request tables.
type parameter struct {
	name     string
	maxBytes int
	in       tables
	need     need
	value    func(SendRequest) string // nil: it is one of the settings
}

// tables tells which request tables list a parameter.
type tables uint8

const (
	_ tables = iota
	currentOnly
	only2015
	both
)

// need tells whether a request may leave a parameter out.
type need uint8

const (
	_ need = iota
	required
	optional
)

func (p parameter) listedIn(protocol string) bool {
	switch protocol {
	case ProtocolCurrent:
		return p.in != only2015
	case Protocol2015:
		return p.in != currentOnly
	}
	return false
}

// sendTable is the request table of sendredpack in both forms (发放红包接口, 2025 and 2015). Lengths are UTF-8 bytes.
var sendTable = []parameter{
	{"mch_billno", 28, both, required, func(r SendRequest) string { return string(r.BillNo) }},
	{"mch_id", 32, both, required, nil},
	{"sub_mch_id", 32, both, optional, nil},
	{"wxappid", 32, both, required, nil},
	{"msgappid", 32, currentOnly, optional, SendRequest.msgAppID},
	{"nick_name", 32, only2015, required, nil},
	{"send_name", 32, both, required, nil},
	{"re_openid", 32, both, required, func(r SendRequest) string { return r.OpenID }},
	{"total_amount", 19, both, required, SendRequest.amount},
	{"min_value", 19, only2015, required, SendRequest.amount},
	{"max_value", 19, only2015, required, SendRequest.amount},
	{"total_num", 1, both, required, func(SendRequest) string { return "1" }},
	{"wishing", 128, both, required, func(r SendRequest) string { return r.Wishing }},
	{"client_ip", 15, both, required, nil},
	{"act_name", 32, both, required, nil},
	{"remark", 256, both, required, func(r SendRequest) string { return r.Remark }},
	{"scene_id", 32, currentOnly, optional, nil},
	{"risk_info", 128, currentOnly, optional, SendRequest.riskInfo},
	{"consume_mch_id", 32, currentOnly, optional, nil},
	{"logo_imgurl", 128, only2015, optional, nil},
	{"share_content", 256, only2015, optional, nil},
	{"share_url", 128, only2015, optional, nil},
	{"share_imgurl", 128, only2015, optional, nil},
	{"nonce_str", 32, both, required, func(r SendRequest) string { return r.NonceStr }},
}

func (r SendRequest) amount() string { return strconv.FormatInt(int64(r.Amount), 10) }

// msgAppID is written only together with sub_mch_id: outside service-provider mode (受理模式) the server refuses it.
func (r SendRequest) msgAppID() string {
	if r.Settings["sub_mch_id"] == "" {
		return ""
	}
	return r.Settings["msgappid"]
}

// queryParams lists the fields of gethbinfo (查询红包记录). Its appid is not called wxappid.
func queryParams(no billno.BillNo, mchID, appID, nonce string) Params {
	return Params{fields: []field{
		{"mch_billno", string(no)},
		{"mch_id", mchID},
		{"appid", appID},
		{"bill_type", "MCHT"},
		{"nonce_str", nonce},
	}}
}
