package checkup_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/internal/wxpay"
)

const (
	page   = "<html><head><title>Log in</title></head><body>Welcome to the airport</body></html>"
	exists = "<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code><mch_billno>1900000109000000000000000000</mch_billno>" +
		"<mch_id>1900000109</mch_id><status>SENT</status></xml>"
	noCertificate = "<html><head><title>400 No required SSL certificate was sent</title></head></html>"
	badOne        = "<html><head><title>400 The SSL certificate error</title></head></html>"
)

// onQuery answers heads, and lets a query fare otherwise.
func onQuery(query http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodHead {
			query(w, r)
		}
	}
}

// hang keeps the client waiting until it goes.
func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = r.Body.Read(make([]byte, 1<<16))
	<-r.Context().Done()
}

func reset(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(interface{ NetConn() net.Conn }).NetConn().(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
		_ = tcp.Close()
	}
}

// rows is what can come back, a row of the table each, by real exchanges.
var rows = []struct {
	kind, words string
	answer      http.HandlerFunc
	standing    checkup.Standing
	told, next  string
}{
	{"NOT_FOUND", "", refusing("NOT_FOUND", "指定单号数据不存在"), checkup.OK, "accepts key, certificate, merchant, appid and address for queries; a send may be refused all the same.", ""},
	{"SYSTEMERROR", "指定单号数据不存在", saying(200, reply("FAIL", "SYSTEMERROR", "指定单号数据不存在")), checkup.OK, "accepts key", ""},
	{"known number", "", saying(200, exists), checkup.Warning, "a number that redpack never uses (SENT).", "商户平台"},
	{"SIGN_ERROR", "", refusing("SIGN_ERROR", "签名错误"), checkup.Failed, "so the file api.key does not hold the APIv2 key of merchant 1900000109 (SIGN_ERROR: 签名错误).", "APIv2 key"},
	{"", "签名错误", saying(200, "<xml><return_code>FAIL</return_code><return_msg>签名错误</return_msg></xml>"), checkup.Failed, "the file api.key", "APIv2 key"},
	{"CA_ERROR", "", refusing("CA_ERROR", "CA证书出错"), checkup.Failed, "does not take the certificate in cert.pem for the certificate of merchant 1900000109", "API certificate"},
	{"certificate refused", "No required SSL certificate", saying(400, noCertificate), checkup.Failed, "The certificate in cert.pem did not reach WeChat Pay (400 No", "proxy"},
	{"certificate refused", "", saying(400, badOne), checkup.Failed, "refuses the certificate in cert.pem", "expired"},
	{"NO_AUTH", "IP", refusing("NO_AUTH", "此IP地址不允许调用接口"), checkup.Failed, "refuses the address", "whitelist"},
	{"NO_AUTH", "产品权限", refusing("NO_AUTH", "产品权限验证失败,请查看您当前是否具有该产品的权限"), checkup.Failed, "may not use red packets", "现金红包"},
	{"NO_AUTH", "API", refusing("NO_AUTH", "未开通API发放"), checkup.Failed, "may not send by API", "switched off"},
	{"NO_AUTH", "", refusing("NO_AUTH", "无权限"), checkup.Failed, "refuses queries of merchant 1900000109 (NO_AUTH: 无权限)", "whitelist"},
	{"API_METHOD_CLOSED", "", refusing("API_METHOD_CLOSED", "已关闭"), checkup.Failed, "may not send by API", "administrator"},
	{"PAYER_ACCOUNT_ABNORMAL", "", refusing("PAYER_ACCOUNT_ABNORMAL", "异常"), checkup.Failed, "is restricted", "ask WeChat Pay"},
	{"PARAM_ERROR", "商户号和wxappid不匹配", refusing("PARAM_ERROR", "参数错误:商户号和wxappid不匹配"), checkup.Failed, "The appid wx2b8f4d1c7a905e36 does not belong to merchant 1900000109", "bind"},
	{"PARAM_ERROR", "商户号有误", refusing("PARAM_ERROR", "参数错误:输入的商户号有误"), checkup.Failed, "knows no merchant 1900000109", "mch_id"},
	{"PARAM_ERROR", "找不到对应的商户号", refusing("PARAM_ERROR", "找不到对应的商户号"), checkup.Failed, "knows no merchant 1900000109", "mch_id"},
	{"PARAM_ERROR", "appid字段必填", refusing("PARAM_ERROR", "参数错误:appid字段必填,最长为32个字符"), checkup.Failed, "does not take wx2b8f4d1c7a905e36", "appid"},
	{"PARAM_ERROR", "订单号", refusing("PARAM_ERROR", "参数错误:输入的商户订单号有误"), checkup.Unknown, "says nothing", "small amount"},
	{"PARAM_ERROR", "", refusing("PARAM_ERROR", "参数错误:bill_type"), checkup.Warning, "refuses a field of the query (PARAM_ERROR: 参数错误:bill_type)", "mch_id and appid"},
	{"ILLEGAL_APPID", "", refusing("ILLEGAL_APPID", "非法appid"), checkup.Failed, "is not an official account's", "official account"},
	{"XML_ERROR", "", refusing("XML_ERROR", "输入xml参数格式错误"), checkup.Failed, "in between changes it", "proxy"},
	{"FREQ_LIMIT", "", refusing("FREQ_LIMIT", "超过频率限制"), checkup.Warning, "The merchant's rate of queries is used up", "1900000109"},
	{"HTTP 429", "", saying(429, ""), checkup.Warning, "too many requests", "Try again"},
	{"SYSTEMERROR", "", refusing("SYSTEMERROR", "系统繁忙"), checkup.Unknown, "busy", "product"},
	{"HTTP 5xx", "", saying(502, page), checkup.Unknown, "busy", "Try again"},
	{"web page", "", saying(200, page), checkup.Failed, "A web page came in the place of WeChat Pay's answer", "login page"},
	{"HTTP error", "", saying(404, page), checkup.Failed, "Something else than WeChat Pay's interface answered", "endpoint"},
	{"unreadable answer", "", saying(200, "<xml><return_co"), checkup.Unknown, "cannot be read", "Try again"},
	{"timeout", "", onQuery(hang), checkup.Unknown, "Nobody answered", "where they are ok, try again"},
	{"connection refused", "", nil, checkup.Unknown, "Nobody answered", "where they are ok, try again"},
	{"connection reset", "", onQuery(reset), checkup.Unknown, "Nobody answered", "where they are ok, try again"},
	{"no answer", "", refusing("", "to nobody who trusts it"), checkup.Unknown, "Nobody answered", "where they are ok, try again"},
	{"interrupted", "", refusing("", "to nobody who waits"), checkup.Unknown, "interrupted", "again"},
	{"*", "", refusing("PAY_CHANNEL_RECONCILING", "渠道对账中"), checkup.Unknown, "says nothing of the account (PAY_CHANNEL_RECONCILING: 渠道对账中).", "support"},
}

// Every row of the table is reached by an answer that came over the network, and says who is to blame and what to do.
func TestAnswers(t *testing.T) {
	var reached [][2]string
	for _, tt := range rows {
		reached = append(reached, [2]string{tt.kind, tt.words})
		t.Run(tt.kind+" "+tt.words, func(t *testing.T) {
			t.Parallel()
			block, ctx := "", t.Context()
			switch {
			case tt.answer == nil:
				block = at("https://" + closedPort(t))
			case tt.kind == "no answer":
				block = strings.Replace(at(serving(t, tt.answer)), "ca.pem", "others.pem", 1)
			default:
				block = at(serving(t, tt.answer))
			}
			if tt.kind == "interrupted" {
				stopped, stop := context.WithCancel(ctx)
				stop()
				ctx = stopped
			}
			s := subject(t, block)
			checks := checkup.Admission(ctx, s, client(t, s))
			want(t, found(t, checks, checkup.Account, "query", ""), tt.standing, tt.told, tt.next)
		})
	}
	if all := checkup.Rows(); !slices.Equal(all, reached) {
		t.Errorf("the table has the rows\n%q\nthe test\n%q", all, reached)
	}
}

// client is the subject's, which does not wait long.
func client(t *testing.T, s checkup.Subject) *wxpay.Client {
	t.Helper()
	m, file := s.Account.Merchant, func(name string) []byte {
		content, err := os.ReadFile(filepath.Join(s.Account.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	certificate, err := wxpay.LoadPEM(file(m.CertFile), file(m.KeyFile))
	if err != nil {
		t.Fatal(err)
	}
	roots, err := wxpay.LoadRoots(file(m.CAFile))
	if err != nil {
		t.Fatal(err)
	}
	made, err := wxpay.New(wxpay.Config{
		Endpoint: m.Endpoint, MchID: m.MchID, AppID: m.AppID, Key: wxpay.NewSecret(apiKey), Certificate: certificate, Roots: roots, Timeout: time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(made.CloseIdle)
	return made
}
