package wxpay_test

import (
	"encoding/xml"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/wxpay"
)

func judge(status int, body string) wxpay.Reply {
	return wxpay.JudgeSend(autumnParams, demoKey, status, []byte(body))
}

// Every spelling that real replies come in means success.
func TestSuccessInEverySpelling(t *testing.T) {
	plain := strings.NewReplacer("<![CDATA[", "", "]]>", "").Replace(autumnSuccess)
	lines := strings.Split(strings.TrimSuffix(strings.TrimPrefix(autumnSuccess, "<xml>\n"), "\n</xml>"), "\n")
	reversed := "</xml>"
	for _, line := range lines {
		reversed = line + reversed
	}
	for name, body := range map[string]string{
		"documentation":           autumnSuccess,
		"bare texts":              plain,
		"every field CDATA":       with(autumnSuccess, "188", "<![CDATA[188]]>"),
		"character references":    with(plain, "SUCCESS", "&#83;UCCES&#x53;"),
		"any order, on one line":  "<xml>" + reversed,
		"another root":            strings.ReplaceAll(autumnSuccess, "xml>", "root>"),
		"a namespace":             with(autumnSuccess, "<xml>", `<xml xmlns="urn:any">`),
		"XML declaration":         `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + autumnSuccess,
		"declares another coding": `<?xml version="1.0" encoding="GBK"?>` + autumnSuccess,
		"byte order mark":         "\uFEFF" + autumnSuccess,
		"white space around":      "\r\n" + strings.ReplaceAll(autumnSuccess, "\n", "\r\n\t") + "\r\n",
		"a comment":               with(autumnSuccess, "<xml>", "<xml><!-- gateway 7 -->"),
		"extra fields":            with(autumnSuccess, "</xml>", "<send_time>20261123100512</send_time><extra><a>1</a><a2/></extra></xml>"),
		"old err_code 0":          with(autumnSuccess, "<err_code><![CDATA[SUCCESS]]>", "<err_code>0"),
		"no err_code":             with(autumnSuccess, "<err_code><![CDATA[SUCCESS]]></err_code>\n", ""),
		"empty echo":              with(autumnSuccess, "<![CDATA[oV7k3tQmWzX1bN5sRfHc8uYpJ2aE]]>", ""),
		"no echo but the number": `<r><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code>` +
			`<mch_billno>1900000109202611230000000001</mch_billno><send_listid>1000041701202611233040012345678</send_listid></r>`,
	} {
		reply := judge(200, body)
		if reply.Class != wxpay.Success || reply.Err != nil || reply.SendListID != "1000041701202611233040012345678" {
			t.Errorf("%s: %v, %v, send_listid %q", name, reply.Class, reply.Err, reply.SendListID)
		}
	}
}

// Whatever does not prove what happened to this very packet is unknown, with the reason.
func TestUnknownReplies(t *testing.T) {
	bomb := `<!DOCTYPE x [<!ENTITY a "SUCCESS"><!ENTITY b "&a;&a;&a;">]>`
	for name, tt := range map[string]struct {
		body string
		why  string
	}{
		"empty":                {"", "not one XML document"},
		"wrong tag":            {"wrong tag", "not one XML document"},
		"HTML page":            {"<html><head><title>OK</title></head><body>busy<br></body></html>", "not XML"},
		"JSON":                 {`{"return_code":"SUCCESS","result_code":"SUCCESS"}`, "not one XML document"},
		"truncated":            {autumnSuccess[:len(autumnSuccess)-8], "not XML"},
		"cut inside the codes": {autumnSuccess[:60], "not XML"},
		"two documents":        {autumnSuccess + autumnSuccess, "not one XML document"},
		"text behind":          {autumnSuccess + "x", "not one XML document"},
		"GBK":                  {with(autumnSuccess, "发放成功", "\xb7\xa2\xb7\xc5"), "not UTF-8"},
		"UTF-16":               {"\xff\xfe<\x00x\x00", "not UTF-8"},
		"entity bomb":          {bomb + with(autumnSuccess, "发放成功", "&b;"), "document type"},
		"external entity":      {`<!DOCTYPE x SYSTEM "file:///etc/passwd">` + autumnSuccess, "document type"},
		"unknown entity":       {with(autumnSuccess, "188", "&amount;"), "not XML"},
		"control character":    {with(autumnSuccess, "发放成功", "\x01"), "not XML"},
		"too deep":             {strings.Repeat("<a>", 9) + strings.Repeat("</a>", 9), "too deep"},
		"too many elements":    {"<xml>" + strings.Repeat("<a/>", 1000) + "</xml>", "too many"},
		"return_code twice":    {with(autumnSuccess, "<xml>", "<xml><return_code>FAIL</return_code>"), "twice"},
		"re_openid twice":      {with(autumnSuccess, "<xml>", "<xml><re_openid>x</re_openid>"), "twice"},
		"twice by namespace":   {with(autumnSuccess, "<xml>", `<xml xmlns:a="a"><a:result_code>FAIL</a:result_code>`), "twice"},
		"element inside code":  {with(autumnSuccess, "<![CDATA[SUCCESS]]>", "SUCC<b/>ESS"), "no return_code"},
		"no return_code":       {"<xml><result_code>SUCCESS</result_code></xml>", "no return_code"},
		"no result_code":       {"<xml><return_code>SUCCESS</return_code></xml>", `result_code is ""`},
		"strange result_code":  {with(autumnSuccess, "<result_code><![CDATA[SUCCESS", "<result_code><![CDATA[success"), "success"},
		"contradiction":        {with(autumnSuccess, "<err_code><![CDATA[SUCCESS", "<err_code><![CDATA[NOTENOUGH"), "NOTENOUGH"},
		"no number": {
			with(autumnSuccess, "<mch_billno><![CDATA[1900000109202611230000000001]]></mch_billno>\n", ""), "no mch_billno",
		},
		"a bare success":       {"<r><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code></r>", "no mch_billno"},
		"another number":       {with(autumnSuccess, "0000000001", "0000000002"), "mch_billno"},
		"another amount":       {with(autumnSuccess, "188", "1880"), "total_amount"},
		"amount with fraction": {with(autumnSuccess, "188", "1.88"), "total_amount"},
		"another person":       {with(autumnSuccess, "oV7k3tQmWzX1bN5sRfHc8uYpJ2aE", "oV7k3tQmWzX1bN5sRfHc8uYpJ2aF"), "re_openid \"oV7k..J2aF\""},
		"wrong signature":      {with(autumnSuccess, "</xml>", "<sign>0123456789ABCDEF0123456789ABCDEF</sign></xml>"), "signature"},
		"failure, other number": {
			with(failure("SEND_FAILED", "红包发放失败"), "0000000001", "0000000002"), "mch_billno",
		},
		"failure, other person": {
			with(failure("SEND_FAILED", "红包发放失败"), "oV7k3tQmWzX1bN5sRfHc8uYpJ2aE", "oX"), "re_openid",
		},
	} {
		reply := judge(200, tt.body)
		if reply.Class != wxpay.Unknown || reply.Scope != wxpay.ScopeRecipient || !reply.Left || reply.Advice.Empty() {
			t.Errorf("%s: %+v, want unknown", name, reply)
		}
		if !errors.Is(reply.Err, wxpay.ErrReply) || !strings.Contains(reply.Err.Error(), tt.why) {
			t.Errorf("%s: the reason is %v, want %q", name, reply.Err, tt.why)
		}
		if strings.Contains(reply.Err.Error(), autumn.OpenID) {
			t.Errorf("%s: the reason shows a whole openid: %v", name, reply.Err)
		}
	}
}

func TestBusinessFailures(t *testing.T) {
	for _, want := range sendRulings {
		reply := judge(200, failure(want.code, "原因"))
		got := ruling{reply.Code, reply.Class, reply.Scope, reply.Wait, reply.Taken}
		if got != want || reply.Err != nil || reply.Text != "原因" || reply.SendListID != "" {
			t.Errorf("%s: %+v", want.code, reply)
		}
	}
	for _, code := range strangers {
		if reply := judge(200, failure(code, "签名错误")); reply.Class != wxpay.Unknown {
			t.Errorf("unlisted %q: %v", code, reply.Class)
		}
	}
}

// Of a number that another request used, the answer may repeat that request's openid and amount.
func TestTakenNumberMayEchoTheOther(t *testing.T) {
	body := with(failure("FATAL_ERROR", "openid和原始单参数不一致"), "oV7k3tQmWzX1bN5sRfHc8uYpJ2aE", "oV7k3tQmWzX1bN5sRfHc8uYpJ2aF")
	if reply := judge(200, body); !reply.Taken || reply.Class != wxpay.Fix || reply.Err != nil {
		t.Errorf("%+v, want a taken number", reply)
	}
	if reply := judge(200, with(body, "0000000001", "0000000002")); reply.Taken || reply.Class != wxpay.Unknown {
		t.Errorf("about another number: %+v, want unknown", reply)
	}
}

// WeChat Pay says it under PARAM_ERROR too, where only the words tell it from a wrong field.
func TestTakenNumberUnderAnotherCode(t *testing.T) {
	for text, taken := range map[string]bool{
		"openid和原始单参数不一致": true, "参数错误:openid和原始单参数不一致": true, "参数错误：金额和原始单参数不一致。": true,
		"重复请求时,参数与原单不一致": true, "重复请求时，参数与原单不一致": true, "参数错误:act_name字段必填,并且少于32个字符": false, "": false,
	} {
		reply, rule := judge(200, failure("PARAM_ERROR", text)), wxpay.Classify("PARAM_ERROR", text)
		if reply.Taken != taken || rule.Taken != taken || reply.Class != wxpay.Fix || (reply.Scope == wxpay.ScopeRecipient) != taken {
			t.Errorf("%q: %+v", text, reply)
		}
		if other := wxpay.Classify("SYSTEMERROR", text); other.Taken {
			t.Errorf("%q: %+v", text, other)
		}
	}
}

// With return_code FAIL the order is unknown whatever else is said; what makes it more doubtful is passed on.
func TestReturnCodeFail(t *testing.T) {
	fail := func(code string) string {
		return with(failure(code, "说明"), "<return_code><![CDATA[SUCCESS", "<return_code><![CDATA[FAIL")
	}
	for code, scope := range map[string]wxpay.Scope{
		"SIGN_ERROR": wxpay.ScopeRun, "NOTENOUGH": wxpay.ScopeRun, "FREQ_LIMIT": wxpay.ScopePace,
		"SEND_FAILED": wxpay.ScopeRecipient, "FATAL_ERROR": wxpay.ScopeRecipient, "SYSTEMERROR": wxpay.ScopeRecipient,
		"NEW_CODE": wxpay.ScopeRecipient,
	} {
		reply := judge(200, fail(code))
		if reply.Class != wxpay.Unknown || reply.Scope != scope || reply.Wait != 0 || reply.Taken != (code == "FATAL_ERROR") || reply.Code != code || reply.Err != nil {
			t.Errorf("FAIL with %s: %+v", code, reply)
		}
	}
	early := "<xml><return_code>FAIL</return_code><return_msg>XML格式错误</return_msg></xml>"
	if reply := judge(200, early); reply.Class != wxpay.Unknown || reply.Text != "XML格式错误" {
		t.Errorf("FAIL without codes: %+v", reply)
	}
	both := with(autumnSuccess, "<return_code><![CDATA[SUCCESS", "<return_code><![CDATA[FAIL")
	if reply := judge(200, both); reply.Class != wxpay.Unknown || reply.SendListID != "" {
		t.Errorf("FAIL with result_code SUCCESS: %+v", reply)
	}
}

func TestSignedReply(t *testing.T) {
	// Our own body stands in for a signed reply: same fields, same algorithm.
	reply := wxpay.SignedBody(wxpay.ParamsOf("return_code", "SUCCESS", "result_code", "SUCCESS", "total_amount", "188",
		"mch_billno", string(autumn.BillNo)), demoKey)
	if got := judge(200, reply); got.Class != wxpay.Success {
		t.Errorf("a right signature: %+v", got)
	}
	if got := judge(200, with(reply, "188", "<!-- -->")); got.Class != wxpay.Unknown {
		t.Errorf("a changed reply: %+v", got)
	}
	if got := wxpay.JudgeSend(autumnParams, wxpay.NewSecret("another"), 200, []byte(reply)); got.Class != wxpay.Unknown {
		t.Errorf("another key: %+v", got)
	}
}

// Only the two pages of a server that refuses the certificate prove that a request was not looked at.
func TestHTTPErrors(t *testing.T) {
	page := func(title string) string { return "<html>\r\n<head><title>" + title + "</title></head></html>" }
	for _, title := range []string{"400 No required SSL certificate was sent", "400 The SSL certificate error", " 400 the ssl certificate ERROR\n"} {
		reply := judge(400, page(title))
		if reply.Class != wxpay.Fix || reply.Scope != wxpay.ScopeRun || !errors.Is(reply.Err, wxpay.ErrCertificate) || reply.Advice.Empty() {
			t.Errorf("%s: %+v", title, reply)
		}
	}
	for _, tt := range []struct {
		status int
		body   string
	}{
		{400, page("400 Bad Request")},
		{400, page("400 No required SSL certificate was sent, maybe")},
		{400, "No required SSL certificate was sent"},
		{400, ""},
		{403, page("400 No required SSL certificate was sent")},
		{495, page("400 The SSL certificate error")},
		{404, "wrong tag"},
		{500, autumnSuccess},
		{502, page("502 Bad Gateway")},
		{503, failure("SEND_FAILED", "失败")},
		{302, ""},
		{204, ""},
		{201, autumnSuccess},
	} {
		reply := judge(tt.status, tt.body)
		if reply.Class != wxpay.Unknown || !errors.Is(reply.Err, wxpay.ErrStatus) || reply.HTTPStatus != tt.status || !reply.Left {
			t.Errorf("HTTP %d %q: %+v", tt.status, tt.body, reply)
		}
	}
}

func TestLongTextIsCut(t *testing.T) {
	reply := judge(200, failure("NOTENOUGH", strings.Repeat("余", 400)))
	if want := strings.Repeat("余", 170); reply.Text != want {
		t.Errorf("text has %d bytes, want %d", len(reply.Text), len(want))
	}
}

// FuzzReply: no answer is a success unless another XML reader finds both codes to be SUCCESS, once each and in a reply
// with status 200, and none has a class of its own unless its code is listed.
func FuzzReply(f *testing.F) {
	f.Add(200, autumnSuccess)
	f.Add(200, failure("NOTENOUGH", "余额不足"))
	f.Add(200, failure("FATAL_ERROR", "openid和原始单参数不一致"))
	f.Add(400, noCertificatePage)
	f.Add(200, autumnReceived)
	f.Add(500, "wrong tag")
	f.Add(200, "\uFEFF<?xml version='1.0' encoding='GBK'?><a><return_code>&#83;UCCESS</return_code><result_code>FAIL</result_code></a>")
	classes := map[string]wxpay.Class{}
	for _, r := range sendRulings {
		classes[r.code] = r.class
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		reply := judge(status, body)
		if reply.Class < wxpay.Success || reply.Class > wxpay.Dead || reply.Scope == 0 {
			t.Fatalf("class %d, scope %d", reply.Class, reply.Scope)
		}
		if reply.Err != nil && reply.Class != wxpay.Unknown && !errors.Is(reply.Err, wxpay.ErrCertificate) {
			t.Fatalf("%v with %v", reply.Class, reply.Err)
		}
		switch {
		case reply.Class == wxpay.Unknown:
		case errors.Is(reply.Err, wxpay.ErrCertificate):
			if status != 400 || reply.Class != wxpay.Fix {
				t.Fatalf("certificate page: %+v", reply)
			}
		case status != 200 || !onlyOnce(t, body, "return_code", "SUCCESS"):
			t.Fatalf("%v without return_code SUCCESS", reply.Class)
		case reply.Class == wxpay.Success:
			if !onlyOnce(t, body, "result_code", "SUCCESS") {
				t.Fatal("success without result_code SUCCESS")
			}
		case classes[reply.Code] != reply.Class || !onlyOnce(t, body, "result_code", "FAIL"):
			t.Fatalf("%v for %q", reply.Class, reply.Code)
		}
	})
}

// onlyOnce reads a field as an independent reader does, over encoding/xml's own mapping.
func onlyOnce(t *testing.T, body, name, want string) bool {
	t.Helper()
	var doc struct {
		Fields []struct {
			XMLName xml.Name
			Text    string `xml:",chardata"`
		} `xml:",any"`
	}
	decoder := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(body, "\uFEFF")))
	decoder.CharsetReader = passThrough
	if err := decoder.Decode(&doc); err != nil {
		t.Fatalf("a class was drawn from what another reader cannot read: %v", err)
	}
	count := 0
	for _, field := range doc.Fields {
		if field.XMLName.Local == name {
			count++
			if strings.TrimSpace(field.Text) != want {
				return false
			}
		}
	}
	return count == 1
}

// An answer that is not the interface's says nothing about the packet, but it tells a person where to look.
func TestAdviceAboutAnswersFromElsewhere(t *testing.T) {
	page := "\n<!DOCTYPE html><html><head><title>请登录</title></head><body>请登录<br></body></html>"
	for _, tt := range []struct {
		status int
		body   string
		want   string
	}{
		{200, page, "login page"},
		{200, "<html><head><title>请登录</title></head><body>请登录</body></html>", "login page"},
		{200, "", "query the number"},
		{302, "", "login page"},
		{404, page, "endpoint"},
		{407, page, "proxy"},
		{429, "", "too many requests"},
		{502, page, "busy or out of order"},
	} {
		if reply := judge(tt.status, tt.body); !strings.Contains(reply.Advice.English, tt.want) || reply.Class != wxpay.Unknown {
			t.Errorf("HTTP %d: %v, %q, want %q", tt.status, reply.Class, reply.Advice, tt.want)
		}
		if tt.body == "" && tt.status == 200 {
			tt.want = "try again later"
		}
		if info := judgeQuery(tt.status, tt.body); !strings.Contains(info.Advice.English, tt.want) || info.Class != wxpay.Unknown {
			t.Errorf("HTTP %d: %v, %q, want %q", tt.status, info.Class, info.Advice, tt.want)
		}
	}
	for code, want := range map[string]string{
		"IP地址非你在商户平台设置的可用IP地址": "IP whitelist", "此IP地址不允许调用接口": "IP whitelist", "请在商户平台开启API发放": "switched off",
		"产品权限验证失败,请查看您当前是否具有该产品的权限": "open 现金红包", "发放失败，此请求可能存在风险，已被微信拦截": "Nothing of the campaign is wrong",
		"没有权限": "a risky user account, or",
	} {
		if reply := judge(200, failure("NO_AUTH", code)); !strings.Contains(reply.Advice.English, want) || reply.Class != wxpay.User {
			t.Errorf("%s: %v, %q", code, reply.Class, reply.Advice)
		}
	}
}

// TestAnswersUpToTheCaps: an answer of the depth and the number of elements that are allowed is read, and one above is not.
func TestAnswersUpToTheCaps(t *testing.T) {
	own := strings.Count(autumnSuccess, "</")
	deep := func(levels int) string { return strings.Repeat("<a>", levels-1) + strings.Repeat("</a>", levels-1) }
	list := func(elements int) string { return "<list>" + strings.Repeat("<hbinfo/>", elements-own-1) + "</list>" }
	for name, c := range map[string]struct {
		more string
		read bool
	}{
		"8 levels":       {deep(8), true},
		"9 levels":       {deep(9), false},
		"1,000 elements": {list(1000), true},
		"1,001 elements": {list(1001), false},
	} {
		reply := judge(200, with(autumnSuccess, "</xml>", c.more+"</xml>"))
		if c.read != (reply.Class == wxpay.Success) || c.read != (reply.Err == nil) {
			t.Errorf("%s: %v, %v", name, reply.Class, reply.Err)
		}
	}
}

// TestAReplyWithoutWhatItNeeds is unknown, whatever else it says.
func TestAReplyWithoutWhatItNeeds(t *testing.T) {
	for _, name := range []string{"return_code", "result_code", "mch_billno"} {
		without := regexp.MustCompile("<"+name+">.*</"+name+">").ReplaceAllString(autumnSuccess, "")
		if reply := judge(200, without); reply.Class != wxpay.Unknown || !errors.Is(reply.Err, wxpay.ErrReply) {
			t.Errorf("without %s: %v, %v", name, reply.Class, reply.Err)
		}
	}
}

// TestAnotherPersonsOpenIDIsMasked: a short one would be told whole by its start and its end.
func TestAnotherPersonsOpenIDIsMasked(t *testing.T) {
	for echoed, shown := range map[string]string{"o2345678901": "..", "o23456789012": "o234..9012"} {
		reply := judge(200, with(autumnSuccess, autumn.OpenID, echoed))
		if reply.Class != wxpay.Unknown || reply.Err == nil || !strings.Contains(reply.Err.Error(), `"`+shown+`"`) {
			t.Errorf("%s: %v, %v", echoed, reply.Class, reply.Err)
		}
	}
}
