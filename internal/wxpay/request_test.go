package wxpay_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/wxpay"
)

// everything is a request with every field of both tables filled in.
func everything() wxpay.SendRequest {
	r := autumn
	r.Settings = maps.Clone(r.Settings)
	maps.Copy(r.Settings, map[string]string{
		"sub_mch_id": "1900000110", "msgappid": "wx00000000000000aa", "consume_mch_id": "1900000111", "risk_info.posttime": "1763870400",
		"nick_name": "青岚", "logo_imgurl": "https://example.com/logo.png", "share_content": "快来领取", "share_url": "https://example.com/",
		"share_imgurl": "https://example.com/share.png",
	})
	return r
}

func TestRequestTables(t *testing.T) {
	provider := everything()
	plain := setting(provider, "sub_mch_id", "")
	for _, tt := range []struct {
		name     string
		request  wxpay.SendRequest
		protocol string
		want     string
	}{
		{
			"current, service provider", provider, wxpay.ProtocolCurrent,
			"mch_billno mch_id sub_mch_id wxappid msgappid send_name re_openid total_amount total_num wishing client_ip " +
				"act_name remark scene_id risk_info consume_mch_id nonce_str",
		},
		{
			"current, msgappid stays out without sub_mch_id", plain, wxpay.ProtocolCurrent,
			"mch_billno mch_id wxappid send_name re_openid total_amount total_num wishing client_ip act_name remark scene_id " +
				"risk_info consume_mch_id nonce_str",
		},
		{
			"2015", provider, wxpay.Protocol2015,
			"mch_billno mch_id sub_mch_id wxappid nick_name send_name re_openid total_amount min_value max_value total_num " +
				"wishing client_ip act_name remark logo_imgurl share_content share_url share_imgurl nonce_str",
		},
		{"an unknown protocol has no table", provider, "2014", ""},
	} {
		p := tt.request.Params(tt.protocol)
		var names []string
		for name := range p.All() {
			names = append(names, name)
		}
		if diff := cmp.Diff(tt.want, strings.Join(names, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if err := p.Check(); (err == nil) != (tt.want != "") {
			t.Errorf("%s: Check = %v", tt.name, err)
		}
	}
}

func TestAmountFieldsOf2015AreEqual(t *testing.T) {
	p := everything().Params(wxpay.Protocol2015)
	for _, name := range []string{"total_amount", "min_value", "max_value"} {
		if p.Get(name) != "188" {
			t.Errorf("%s = %q, want 188", name, p.Get(name))
		}
	}
}

// setting is a request with another value for one of the settings.
func setting(r wxpay.SendRequest, name, value string) wxpay.SendRequest {
	r.Settings = maps.Clone(r.Settings)
	r.Settings[name] = value
	return r
}

func TestRiskInfo(t *testing.T) {
	for _, tt := range []struct {
		items map[string]string
		want  string
	}{
		{nil, ""},
		{map[string]string{"risk_info.deviceid": "a1b2c3"}, "deviceid%3Da1b2c3"},
		{
			map[string]string{
				"risk_info.posttime": "1763870400", "risk_info.mobile": "86-13800000000", "risk_info.deviceid": "a1b2c3",
				"risk_info.clientversion": "8.0.50",
			},
			"posttime%3D1763870400%26mobile%3D86-13800000000%26deviceid%3Da1b2c3%26clientversion%3D8.0.50",
		},
	} {
		if got := (wxpay.SendRequest{Settings: tt.items}).Params(wxpay.ProtocolCurrent).Get("risk_info"); got != tt.want {
			t.Errorf("risk_info of %v is %s, want %s", tt.items, got, tt.want)
		}
	}
}

func TestCheck(t *testing.T) {
	if err := autumnParams.Check(); err != nil {
		t.Errorf("a sound request: %v", err)
	}
	change := func(f func(*wxpay.SendRequest)) wxpay.Params {
		r := autumn
		f(&r)
		return r.Params(wxpay.ProtocolCurrent)
	}
	old := everything().Params(wxpay.Protocol2015)
	for _, tt := range []struct {
		want   string
		params wxpay.Params
	}{
		{"wishing is missing", change(func(r *wxpay.SendRequest) { r.Wishing = "" })},
		{"send_name has 33 bytes, the limit is 32", setting(autumn, "send_name", strings.Repeat("红", 11)).Params(wxpay.ProtocolCurrent)},
		{"remark has 257 bytes, the limit is 256", change(func(r *wxpay.SendRequest) { r.Remark = strings.Repeat("r", 257) })},
		{"wishing holds bytes that XML cannot carry", change(func(r *wxpay.SendRequest) { r.Wishing = "a\x00b" })},
		{"act_name holds bytes that XML cannot carry", setting(autumn, "act_name", "\xff").Params(wxpay.ProtocolCurrent)},
		{"act_name holds bytes that XML cannot carry", setting(autumn, "act_name", "\uFFFE").Params(wxpay.ProtocolCurrent)},
		{"mch_billno may hold only", change(func(r *wxpay.SendRequest) { r.BillNo = "12-3" })},
		{`total_amount "0" is not a positive`, change(func(r *wxpay.SendRequest) { r.Amount = 0 })},
		{`total_amount "-1" is not a positive`, change(func(r *wxpay.SendRequest) { r.Amount = -1 })},
		{`client_ip "::1" is not a dotted IPv4`, setting(autumn, "client_ip", "::1").Params(wxpay.ProtocolCurrent)},
		{`client_ip "10.0.0.256" is not a dotted IPv4`, setting(autumn, "client_ip", "10.0.0.256").Params(wxpay.ProtocolCurrent)},
		{`not in the table of protocol "current"`, parse(t, autumnText, "</xml>", "<sign_type><![CDATA[MD5]]></sign_type>\n</xml>")},
		{"msgappid belongs to service-provider mode", parse(t, autumnText, "</xml>", "<msgappid><![CDATA[wx1]]></msgappid>\n</xml>")},
		{"total_num is \"2\"", parse(t, autumnText, "<total_num><![CDATA[1", "<total_num><![CDATA[2")},
		{`total_amount "0188"`, parse(t, autumnText, "<![CDATA[188]", "<![CDATA[0188]")},
		{"max_value is 189, total_amount 188", parse(t, old.Text(), "<max_value><![CDATA[188", "<max_value><![CDATA[189")},
		{`not in the table of protocol "2015"`, parse(t, old.Text(), "</xml>", "<scene_id><![CDATA[PRODUCT_1]]></scene_id>\n</xml>")},
	} {
		err := tt.params.Check()
		if !errors.Is(err, wxpay.ErrRequest) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Check = %v, want %q", err, tt.want)
		}
	}
}

// parse reads a frozen request after one change to its text.
func parse(t *testing.T, text, old, replacement string) wxpay.Params {
	t.Helper()
	p, err := wxpay.ParseParams(with(text, old, replacement))
	if err != nil {
		t.Fatal(err)
	}
	return p
}
