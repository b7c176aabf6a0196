package sandbox_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/sandbox"
)

// fact is something a client of the API relies on, named after the chapter it belongs to: 0 essentials, 1 sendredpack,
// 2 group packets, 3 gethbinfo, 4 mini-program packets, 5 codes, 6 limits, 7 signature, 8 certificates.
type fact struct {
	name  string
	check func(t *testing.T)
}

func TestFacts(t *testing.T) {
	for _, facts := range [][]fact{requestFacts, replyFacts, codeFacts, lifeFacts, limitFacts, securityFacts} {
		for _, fact := range facts {
			t.Run(fact.name, fact.check)
		}
	}
}

var requestFacts = []fact{
	{"1.1 any root, order, escaping, declaration and content type is read", func(t *testing.T) {
		b := start(t, nil)
		for i, shape := range wireShapes {
			b.wantCode(b.post("sendredpack", shape.write(sign(b.packet(i), b.server.APIKey()))), "SUCCESS")
		}
	}},
	{"1.2 every required field is required", func(t *testing.T) {
		b := start(t, nil)
		for name := range b.packet(1) {
			reply := b.send(without(b.packet(1), name))
			b.wantCode(reply, "PARAM_ERROR")
			b.wantText(reply, "参数错误:")
		}
		b.wantNothingPaid()
	}},
	{"1.2 texts are counted in UTF-8 bytes", func(t *testing.T) {
		b := start(t, nil)
		limits := map[string]int{"send_name": 32, "act_name": 32, "wishing": 128, "remark": 256}
		no := 0
		for name, limit := range limits {
			no++
			fits := strings.Repeat("红", limit/3) + strings.Repeat("x", limit%3)
			b.wantCode(b.send(with(b.packet(no), name, fits)), "SUCCESS")
			reply := b.send(with(b.packet(no+100), name, fits+"x"))
			b.wantCode(reply, "PARAM_ERROR")
			b.wantText(reply, name+"字段")
		}
	}},
	{"1.2 fewer than 32 can be taken to the letter", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.StrictLengths = true })
		b.wantCode(b.send(with(b.packet(1), "send_name", strings.Repeat("x", 31))), "SUCCESS")
		b.wantCode(b.send(with(b.packet(2), "send_name", strings.Repeat("x", 32))), "PARAM_ERROR")
	}},
	{"1.2 mch_billno is up to 28 letters and digits", func(t *testing.T) {
		b := start(t, nil)
		b.wantCode(b.send(with(b.packet(1), "mch_billno", "aB3")), "SUCCESS")
		b.wantText(b.send(with(b.packet(2), "mch_billno", strings.Repeat("1", 29))), "订单号字段必填,最长为28个字符")
		b.wantText(b.send(with(b.packet(3), "mch_billno", "20261123-1")), "输入的商户订单号有误")
	}},
	{"1.2 total_num is 1", func(t *testing.T) {
		b := start(t, nil)
		b.wantText(b.send(with(b.packet(1), "total_num", "2")), "total_num必须为1")
	}},
	{"1.2 client_ip is a dotted IPv4 address and nothing more", func(t *testing.T) {
		b := start(t, nil)
		b.wantText(b.send(with(b.packet(1), "client_ip", "::1")), "client_ip必须是合法的IP字符串")
		b.wantText(b.send(with(b.packet(1), "client_ip", "1.2.3.400")), "client_ip必须是合法的IP字符串")
	}},
	{"1.2 total_amount is a positive whole number", func(t *testing.T) {
		b := start(t, nil)
		for _, amount := range []string{"0", "-100", "1.88", "+188", "abc", "99999999999999999999"} {
			b.wantText(b.send(with(b.packet(1), "total_amount", amount)), "红包金额参数错误")
		}
	}},
	{"1.2 msgappid belongs to provider mode only", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.SubMerchants = map[string]string{"1900000555": "wxsub"} })
		b.wantText(b.send(with(b.packet(1), "msgappid", "wxsub")), "授理模式/资金受理才需要填入msgappid")
		b.wantText(b.send(with(b.packet(1), "sub_mch_id", "1900000555")), "授理模式下msgappid字段必填")
		b.wantCode(b.send(with(b.packet(1), "sub_mch_id", "1900000666", "msgappid", "wxsub")), "ACCEPTMODE_ERROR")
		b.wantCode(b.send(with(b.packet(1), "sub_mch_id", "1900000555", "msgappid", "wxother")), "MSGAPPID_ERROR")
		b.wantCode(b.later(with(b.packet(1), "sub_mch_id", "1900000555", "msgappid", "wxsub")), "SUCCESS")
	}},
	{"1.2 the seed table has other fields", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Rules = sandbox.Rules2015 })
		seed := with(b.packet(1), "nick_name", "青岚", "min_value", "188", "max_value", "188", "share_url", "https://example.com")
		b.wantText(b.send(b.packet(1)), "nick_name字段必填")
		b.wantText(b.send(with(seed, "max_value", "189")), "发放金额、最小金额、最大金额必须相等")
		b.wantText(b.send(with(seed, "mch_billno", "abc")), "输入的商户订单号有误")
		b.wantCode(b.send(seed), "SUCCESS")
	}},
	{"1.3 outside 1 to 200 yuan an opened scene is needed", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Scenes = []string{"PRODUCT_2"}; o.PerUserDailyAmount = 10_000_00 })
		b.wantCode(b.send(with(b.packet(1), "total_amount", "99")), "MONEY_LIMIT")
		b.wantCode(b.send(with(b.packet(2), "total_amount", "20001")), "MONEY_LIMIT")
		b.wantCode(b.send(with(b.packet(3), "total_amount", "30", "scene_id", "PRODUCT_2")), "SUCCESS")
		b.wantCode(b.send(with(b.packet(4), "total_amount", "499900", "scene_id", "PRODUCT_2")), "SUCCESS")
		b.wantCode(b.send(with(b.packet(5), "total_amount", "29", "scene_id", "PRODUCT_2")), "MONEY_LIMIT")
		b.wantText(b.send(with(b.packet(6), "scene_id", "PRODUCT_3")), "该场景未开通")
	}},
	{"1.4 risk_info is signed as it is encoded", func(t *testing.T) {
		b := start(t, nil)
		b.wantCode(b.send(with(b.packet(1), "risk_info", "posttime%3D1763870400%26mobile%3D86-13800000000")), "SUCCESS")
	}},
}

var replyFacts = []fact{
	{"1.6 success echoes the order and names the packet", func(t *testing.T) {
		b := start(t, nil)
		order := b.packet(1)
		reply := b.send(order)
		for name, want := range map[string]string{
			"return_code": "SUCCESS", "return_msg": "发放成功", "result_code": "SUCCESS", "err_code": "SUCCESS", "mch_billno": order["mch_billno"],
			"mch_id": order["mch_id"], "wxappid": order["wxappid"], "re_openid": order["re_openid"], "total_amount": "188",
		} {
			if reply.fields[name] != want {
				t.Errorf("%s is %q, want %q", name, reply.fields[name], want)
			}
		}
		if !regexp.MustCompile(`^10000417012026112330\d{11}$`).MatchString(reply.fields["send_listid"]) {
			t.Errorf("send_listid is %q", reply.fields["send_listid"])
		}
	}},
	{"1.6 total_amount is bare digits and texts are CDATA", func(t *testing.T) {
		b := start(t, nil)
		reply := b.send(b.packet(1))
		if !strings.Contains(reply.body, "<total_amount>188</total_amount>") || !strings.Contains(reply.body, "<return_code><![CDATA[SUCCESS]]></return_code>") {
			t.Error(reply.body)
		}
	}},
	{"1.6 a business failure keeps return_code SUCCESS", func(t *testing.T) {
		b := start(t, nil)
		reply := b.send(with(b.packet(1), "total_amount", "99"))
		if reply.status != 200 || reply.fields["return_code"] != "SUCCESS" || reply.fields["result_code"] != "FAIL" {
			t.Error(reply.body)
		}
	}},
	{"1.6 return_code FAIL can stand beside a result", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "return-fail-after@1") })
		reply := b.send(b.packet(1))
		if reply.fields["return_code"] != "FAIL" || reply.fields["result_code"] != "FAIL" || reply.code() == "" {
			t.Error(reply.body)
		}
		b.wantStatus(1, "SENT")
	}},
	{"1.8 malformed XML is XML_ERROR", func(t *testing.T) {
		b := start(t, nil)
		for _, body := range []string{"", "<xml>", "<xml><a>1</b></xml>", "{}", "<xml><a><b/></a></xml>", "<xml></xml><xml></xml>", "x<xml></xml>"} {
			b.wantCode(b.post("sendredpack", body), "XML_ERROR")
		}
	}},
	{"1.8 a server error is a page and leaves the order unknown", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "5xx-before@1,5xx-after@2") })
		for no, want := range []string{"", "SENT"} {
			reply := b.send(b.packet(no))
			if reply.status != 500 || !strings.Contains(reply.body, "<html>") {
				t.Fatal(reply)
			}
			b.wantStatus(no, want)
		}
	}},
	{"2 group packets are retired", func(t *testing.T) {
		b := start(t, nil)
		b.wantCode(b.call("sendgroupredpack", b.group()), "API_METHOD_CLOSED")
		b.wantNothingPaid()
	}},
	{"2 group packets live under the rules of 2015", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Rules = sandbox.Rules2015; o.OpenWithin = time.Second })
		b.wantText(b.call("sendgroupredpack", with(b.group(), "total_num", "2")), "total_num")
		b.wantCode(b.call("sendgroupredpack", with(b.group(), "total_amount", "299")), "MONEY_LIMIT")
		b.wantCode(b.call("sendgroupredpack", b.group()), "SUCCESS")
		b.clock.pass(time.Minute)
		info := b.query(billNo(b.server, 1))
		if info.fields["hb_type"] != "GROUP" || strings.Count(info.body, "<hbinfo>") != 3 {
			t.Error(info.body)
		}
	}},
	{"3.1 gethbinfo wants appid and bill_type MCHT", func(t *testing.T) {
		b := start(t, nil)
		ask := map[string]string{"nonce_str": "n", "mch_billno": billNo(b.server, 1), "mch_id": b.server.MchID(), "appid": b.server.AppID(), "bill_type": "MCHT"}
		b.wantCode(b.call("gethbinfo", ask), "NOT_FOUND")
		b.wantCode(b.call("gethbinfo", with(ask, "bill_type", "X")), "PARAM_ERROR")
		b.wantCode(b.call("gethbinfo", without(with(ask, "wxappid", b.server.AppID()), "appid")), "PARAM_ERROR")
	}},
	{"3.2 detail_id is send_listid", func(t *testing.T) {
		b := start(t, nil)
		sent := b.send(b.packet(1))
		info := b.query(billNo(b.server, 1))
		if info.fields["detail_id"] != sent.fields["send_listid"] || info.fields["send_type"] != "API" || info.fields["hb_type"] != "NORMAL" {
			t.Error(info.body)
		}
	}},
	{"3.2 send_time is Beijing time", func(t *testing.T) {
		b := start(t, nil)
		b.send(b.packet(1))
		if got := b.query(billNo(b.server, 1)).fields["send_time"]; got != "2026-11-23 12:00:00" {
			t.Errorf("send_time is %q", got)
		}
	}},
	{"3.2 an unknown number is NOT_FOUND", func(t *testing.T) {
		b := start(t, nil)
		reply := b.query("nobody")
		b.wantCode(reply, "NOT_FOUND")
		b.wantText(reply, "指定单号数据不存在")
	}},
	{"3.2 an unknown number can be SYSTEMERROR with the same text", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "not-found-systemerror@1") })
		reply := b.query("nobody")
		b.wantCode(reply, "SYSTEMERROR")
		b.wantText(reply, "指定单号数据不存在")
	}},
	{"3.2 RECEIVED comes with hblist, and sometimes without", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "no-hblist@2") })
		b.send(with(b.packet(1), "re_openid", "oOPEN_somebody"))
		first, second := b.query(billNo(b.server, 1)), b.query(billNo(b.server, 1))
		if first.fields["openid"] != "oOPEN_somebody" || first.fields["rcv_time"] == "" || first.fields["amount"] != "188" {
			t.Error(first.body)
		}
		if second.fields["status"] != "RECEIVED" || strings.Contains(second.body, "hblist") {
			t.Error(second.body)
		}
	}},
	{"4 a mini-program packet has notify_way, no client_ip, and a package", func(t *testing.T) {
		b := start(t, nil)
		mini := with(without(b.packet(1), "client_ip"), "wxappid", b.server.MiniAppID(), "notify_way", "MINI_PROGRAM_JSAPI")
		b.wantCode(b.call("sendminiprogramhb", without(mini, "notify_way")), "PARAM_ERROR")
		reply := b.call("sendminiprogramhb", mini)
		b.wantCode(reply, "SUCCESS")
		if !regexp.MustCompile(`^sendid=\w+&ver=8&sign=\w+&mchid=\d+&appid=wx\w+$`).MatchString(reply.fields["package"]) {
			t.Errorf("package is %q", reply.fields["package"])
		}
	}},
}

// group is a correct request to sendgroupredpack.
func (b *bench) group() map[string]string {
	return with(without(b.packet(1), "client_ip"), "amt_type", "ALL_RAND", "total_num", "3", "total_amount", "900")
}

func (b *bench) wantNothingPaid() {
	b.t.Helper()
	if report := b.report(); report.Paid != 0 || len(report.Packets) != 0 {
		b.t.Fatalf("%d packets, %d paid", len(report.Packets), report.Paid)
	}
}

var wireShapes = []struct {
	name  string
	write func(fields map[string]string) string
}{
	{"CDATA", cdata},
	{"declaration and indentation", func(fields map[string]string) string {
		return "\ufeff<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n" + regexp.MustCompile(`</\w+>|<xml>`).ReplaceAllString(cdata(fields), "$0\n  ") + "\n"
	}},
	{"escapes", func(fields map[string]string) string {
		body := "<request>"
		for name, value := range fields {
			body += fmt.Sprintf("<%s>%s</%s>", name, strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(value), name)
		}
		return body + "</request>"
	}},
	{"numeric escapes, comments and attributes", func(fields map[string]string) string {
		body := "<!-- hello --><xml version='1'>"
		for name, value := range fields {
			body += "<" + name + " type='text'>"
			for _, r := range value {
				body += fmt.Sprintf("&#%d;", r)
			}
			body += "</" + name + "><!-- next -->"
		}
		return body + "</xml>"
	}},
	{"split CDATA", func(fields map[string]string) string {
		return strings.ReplaceAll(cdata(fields), "秋日", "秋]]><![CDATA[日")
	}},
}
