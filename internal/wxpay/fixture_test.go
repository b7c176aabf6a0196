package wxpay_test

import (
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/wxpay"
)

// demoKey is the key of the public signature example.
var demoKey = wxpay.NewSecret("192006250b4c09247ec02edce69f6a2d")

// autumn is one packet of a made-up campaign. Its signature is a checked vector.
var autumn = wxpay.SendRequest{
	BillNo:   "1900000109202611230000000001",
	OpenID:   "oV7k3tQmWzX1bN5sRfHc8uYpJ2aE",
	Amount:   188,
	Wishing:  "新书到店<第3期>&感谢支持",
	Remark:   "batch-2026-11",
	NonceStr: "q3Zt8LxV0bNc5RkW7yHd2PmS9uEaJ4fG",
	Settings: map[string]string{
		"mch_id": "1900000109", "wxappid": "wx2b8f4d1c7a905e36", "send_name": "青岚书屋", "client_ip": "203.0.113.25",
		"act_name": "秋日读者回馈", "scene_id": "PRODUCT_2",
	},
}

var autumnParams = autumn.Params(wxpay.ProtocolCurrent)

const autumnSuccess = `<xml>
<return_code><![CDATA[SUCCESS]]></return_code>
<return_msg><![CDATA[发放成功]]></return_msg>
<result_code><![CDATA[SUCCESS]]></result_code>
<err_code><![CDATA[SUCCESS]]></err_code>
<err_code_des><![CDATA[发放成功]]></err_code_des>
<mch_billno><![CDATA[1900000109202611230000000001]]></mch_billno>
<mch_id><![CDATA[1900000109]]></mch_id>
<wxappid><![CDATA[wx2b8f4d1c7a905e36]]></wxappid>
<re_openid><![CDATA[oV7k3tQmWzX1bN5sRfHc8uYpJ2aE]]></re_openid>
<total_amount>188</total_amount>
<send_listid><![CDATA[1000041701202611233040012345678]]></send_listid>
</xml>`

const autumnReceived = `<xml>
<return_code><![CDATA[SUCCESS]]></return_code>
<return_msg><![CDATA[OK]]></return_msg>
<result_code><![CDATA[SUCCESS]]></result_code>
<err_code><![CDATA[SUCCESS]]></err_code>
<err_code_des><![CDATA[OK]]></err_code_des>
<mch_billno><![CDATA[1900000109202611230000000001]]></mch_billno>
<mch_id><![CDATA[1900000109]]></mch_id>
<detail_id><![CDATA[1000041701202611233040012345678]]></detail_id>
<status><![CDATA[RECEIVED]]></status>
<send_type><![CDATA[API]]></send_type>
<hb_type><![CDATA[NORMAL]]></hb_type>
<total_num>1</total_num>
<total_amount>188</total_amount>
<send_time><![CDATA[2026-11-23 10:05:12]]></send_time>
<hblist>
<hbinfo>
<openid><![CDATA[oV7k3tQmWzX1bN5sRfHc8uYpJ2aE]]></openid>
<amount>188</amount>
<rcv_time><![CDATA[2026-11-23 10:06:40]]></rcv_time>
</hbinfo>
</hblist>
</xml>`

// failure is a business failure about the autumn packet.
func failure(code, text string) string {
	return strings.NewReplacer(
		"<result_code><![CDATA[SUCCESS", "<result_code><![CDATA[FAIL",
		"<err_code><![CDATA[SUCCESS", "<err_code><![CDATA["+code,
		"发放成功", text,
		"<send_listid><![CDATA[1000041701202611233040012345678]]></send_listid>\n", "",
	).Replace(autumnSuccess)
}

// with replaces one part of a reply; a test that replaces nothing tests nothing.
func with(reply, old, replacement string) string {
	if !strings.Contains(reply, old) {
		panic("the reply does not contain " + old)
	}
	return strings.Replace(reply, old, replacement, 1)
}

// passThrough takes every declared encoding for UTF-8.
func passThrough(_ string, r io.Reader) (io.Reader, error) { return r, nil }
