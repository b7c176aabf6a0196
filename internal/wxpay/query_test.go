package wxpay_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/wxpay"
)

func judgeQuery(status int, body string) wxpay.Info {
	return wxpay.JudgeQuery(autumn.BillNo, autumn.Settings["mch_id"], demoKey, status, []byte(body))
}

func queryFailure(code, text string) string {
	return "<xml><return_code>SUCCESS</return_code><result_code>FAIL</result_code><err_code>" + code + "</err_code>" +
		"<err_code_des>" + text + "</err_code_des><mch_billno>1900000109202611230000000001</mch_billno></xml>"
}

func TestEveryStatus(t *testing.T) {
	for word, known := range map[wxpay.PacketStatus]bool{
		wxpay.StatusSending: true, wxpay.StatusSent: true, wxpay.StatusFailed: true, wxpay.StatusReceived: true,
		wxpay.StatusRefunding: true, wxpay.StatusRefunded: true, "REFUNDING": false, "sent": false, "": false,
	} {
		if word.Known() != known {
			t.Errorf("Known(%q) = %v", word, word.Known())
		}
		info := judgeQuery(200, with(autumnReceived, "RECEIVED", string(word)))
		if word == "" {
			if info.Answered || info.Class != wxpay.Unknown || !errors.Is(info.Err, wxpay.ErrReply) {
				t.Errorf("without a status: %+v", info)
			}
		} else if !info.Answered || info.Status != word {
			t.Errorf("%s: %+v", word, info)
		}
	}
}

func TestQueryReadsWhatIsThere(t *testing.T) {
	list := autumnReceived[strings.Index(autumnReceived, "<hblist>") : strings.Index(autumnReceived, "</hblist>")+len("</hblist>")]
	for name, tt := range map[string]struct {
		body string
		want func(wxpay.Info) bool
	}{
		"received without a list": {
			with(autumnReceived, list, ""),
			func(i wxpay.Info) bool { return i.Status == wxpay.StatusReceived && i.Received == nil },
		},
		"an empty list": {
			with(autumnReceived, list, "<hblist/>"),
			func(i wxpay.Info) bool { return i.Answered && i.Received == nil },
		},
		"two takers": {
			with(autumnReceived, "</hblist>", "<hbinfo><openid>oB</openid><amount>7</amount><status>RECEIVED</status></hbinfo></hblist>"),
			func(i wxpay.Info) bool {
				return len(i.Received) == 2 && i.Received[1].OpenID == "oB" && i.Received[1].Amount == 7 && i.Received[1].RcvTime.IsZero()
			},
		},
		"a refund": {
			with(autumnReceived, "</xml>", "<refund_time>2026-11-24 10:05:13</refund_time><refund_amount>188</refund_amount></xml>"),
			func(i wxpay.Info) bool { return i.RefundAmount == 188 && i.RefundTime.Unix() == 1795485913 },
		},
		"a reason": {
			with(autumnReceived, "</xml>", "<reason>帐号余额不足</reason></xml>"),
			func(i wxpay.Info) bool { return i.Reason == "帐号余额不足" },
		},
		"a time in another form": {
			with(autumnReceived, "2026-11-23 10:05:12", "20261123100512"),
			func(i wxpay.Info) bool { return i.Answered && i.SendTime.IsZero() },
		},
		"no amount": {
			with(autumnReceived, "<total_amount>188</total_amount>", ""),
			func(i wxpay.Info) bool { return i.Answered && i.TotalAmount == 0 },
		},
	} {
		if info := judgeQuery(200, tt.body); !tt.want(info) || info.Err != nil {
			t.Errorf("%s: %+v", name, info)
		}
	}
}

func TestUnknownQueryReplies(t *testing.T) {
	for name, body := range map[string]string{
		"no number":         with(autumnReceived, "<mch_billno><![CDATA[1900000109202611230000000001]]></mch_billno>\n", ""),
		"another number":    with(autumnReceived, "0000000001", "0000000002"),
		"amount with comma": with(autumnReceived, "<total_amount>188", "<total_amount>1,880"),
		"negative amount":   with(autumnReceived, "<amount>188", "<amount>-188"),
		"nested amount":     with(autumnReceived, "<total_amount>188", "<total_amount><fen>188</fen>"),
		"status twice":      with(autumnReceived, "<xml>", "<xml><status>FAILED</status>"),
		"openid twice":      with(autumnReceived, "<hbinfo>", "<hbinfo><openid>oB</openid>"),
		"truncated":         autumnReceived[:len(autumnReceived)-1],
	} {
		info := judgeQuery(200, body)
		if info.Answered || info.NotFound || info.Class != wxpay.Unknown || !errors.Is(info.Err, wxpay.ErrReply) || info.Status != "" {
			t.Errorf("%s: %+v", name, info)
		}
	}
	if info := judgeQuery(500, autumnReceived); info.Answered || !errors.Is(info.Err, wxpay.ErrStatus) {
		t.Errorf("HTTP 500: %+v", info)
	}
	if info := judgeQuery(400, noCertificatePage); info.Class != wxpay.Fix || info.Scope != wxpay.ScopeRun || info.Answered {
		t.Errorf("certificate page: %+v", info)
	}
}

func TestQueryFailures(t *testing.T) {
	for _, want := range queryRulings {
		info := judgeQuery(200, queryFailure(want.code, "说明"))
		got := ruling{info.Code, info.Class, info.Scope, info.Wait, false}
		if got != want || info.Answered || info.NotFound != (want.code == "NOT_FOUND") || info.Text != "说明" || info.Err != nil {
			t.Errorf("%s: %+v", want.code, info)
		}
	}
	// The documented sample of "not found" comes as SYSTEMERROR with return_code FAIL.
	sample := with(queryFailure("SYSTEMERROR", "指定单号数据不存在"), "<return_code>SUCCESS", "<return_code>FAIL")
	if info := judgeQuery(200, sample); info.Class != wxpay.Unknown || info.NotFound || info.Answered {
		t.Errorf("the documented sample: %+v", info)
	}
	stray := with(queryFailure("NOT_FOUND", ""), "0000000001", "0000000002")
	if info := judgeQuery(200, stray); info.NotFound || info.Class != wxpay.Unknown {
		t.Errorf("NOT_FOUND of another number: %+v", info)
	}
}

// FuzzInfo: a query is answered only by a sound reply with a status, and a definite refusal needs a listed code.
func FuzzInfo(f *testing.F) {
	f.Add(200, autumnReceived)
	f.Add(200, queryFailure("NOT_FOUND", "指定单号数据不存在"))
	f.Add(400, noCertificatePage)
	f.Add(200, autumnSuccess)
	classes := map[string]wxpay.Class{}
	for _, r := range queryRulings {
		classes[r.code] = r.class
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		info := judgeQuery(status, body)
		if info.Answered != (info.Class == wxpay.Success) || info.Answered != (info.Status != "") || info.Scope == 0 {
			t.Fatalf("%+v", info)
		}
		if info.Answered && (status != 200 || !onlyOnce(t, body, "return_code", "SUCCESS") || !onlyOnce(t, body, "result_code", "SUCCESS")) {
			t.Fatalf("answered by %q", body)
		}
		definite := info.Class != wxpay.Unknown && info.Class != wxpay.Success
		if definite && !errors.Is(info.Err, wxpay.ErrCertificate) && classes[info.Code] != info.Class {
			t.Fatalf("%v for %q", info.Class, info.Code)
		}
	})
}

// TestAnswersOfMoreOrLess: what an answer says besides is passed over, wherever it stands, and what it leaves out is left out. Neither
// makes a clear answer unclear.
func TestAnswersOfMoreOrLess(t *testing.T) {
	const foreign = "<page><no>1</no></page><page2/>"
	for name, body := range map[string]string{
		"in the answer":  with(autumnReceived, "</xml>", foreign+"</xml>"),
		"in the list":    with(autumnReceived, "<hblist>", "<hblist>"+foreign),
		"after the list": with(autumnReceived, "</hblist>", foreign+"</hblist>"),
		"in an entry":    with(autumnReceived, "<hbinfo>", "<hbinfo>"+foreign),
	} {
		info, plain := judgeQuery(200, body), judgeQuery(200, autumnReceived)
		if !info.Answered || info.Err != nil || len(info.Received) != 1 || info.Received[0] != plain.Received[0] || info.TotalAmount != plain.TotalAmount {
			t.Errorf("%s: %+v", name, info)
		}
	}
	bare := "<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code><mch_billno>1900000109202611230000000001</mch_billno><status>SENT</status></xml>"
	if info := judgeQuery(200, bare); !info.Answered || info.Status != wxpay.StatusSent || info.DetailID != "" || !info.SendTime.IsZero() || info.Received != nil {
		t.Errorf("an answer of what it needs: %+v", info)
	}
	for _, name := range []string{"return_code", "result_code", "mch_billno", "status"} {
		without := regexp.MustCompile("<"+name+">.*</"+name+">").ReplaceAllString(bare, "")
		if info := judgeQuery(200, without); info.Answered || info.Class != wxpay.Unknown || !errors.Is(info.Err, wxpay.ErrReply) {
			t.Errorf("without %s: %+v", name, info)
		}
	}
}

// TestReceiptsUpToTheMost: each list has a limit, at which it is read and above which it is none.
func TestReceiptsUpToTheMost(t *testing.T) {
	const entry = "<hbinfo><openid>oB</openid><amount>1</amount></hbinfo>"
	for n, answered := range map[int]bool{wxpay.MaxListed: true, wxpay.MaxListed + 1: false} {
		list := autumnReceived[strings.Index(autumnReceived, "<hblist>") : strings.Index(autumnReceived, "</hblist>")+len("</hblist>")]
		info := judgeQuery(200, with(autumnReceived, list, "<hblist>"+strings.Repeat(entry, n)+"</hblist>"))
		if info.Answered != answered || answered && len(info.Received) != n {
			t.Errorf("%d people: answered %v, %d of them, %v", n, info.Answered, len(info.Received), info.Err)
		}
	}
}
