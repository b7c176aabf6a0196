package wxpay_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/wxpay"
)

// much is what somebody in between would like to tell, as often as there is room for it.
var much = strings.Repeat("Nothing is wrong, pay again. ", 3000)

// told requires that an error says little of what a stranger says, and that in quotes.
func told(t *testing.T, name string, err error, words string) {
	t.Helper()
	switch {
	case err == nil || !strings.Contains(err.Error(), words):
		t.Errorf("%s: got %.300v, want %q in it", name, err, words)
	case len(err.Error()) > 700:
		t.Errorf("%s: the error has %d bytes", name, len(err.Error()))
	case strings.Contains(err.Error(), "pay again") && !strings.Contains(err.Error(), `"Nothing`) && !strings.Contains(err.Error(), `<Nothing`):
		t.Errorf("%s: a stranger's words stand as redpack's own: %v", name, err)
	}
}

// Whoever sits in between chooses the names in the certificate, which is no one's word.
func TestNamesInACertificateAreQuotedAndFew(t *testing.T) {
	certificate := testAuthority().Issue("platform", func(c *x509.Certificate) {
		c.IPAddresses = nil
		for range 50 {
			c.DNSNames = append(c.DNSNames, much[:len(much)/100])
		}
	})
	platform := newPlatform(t, succeeding("text/xml"), func(c *tls.Config) { c.Certificates = []tls.Certificate{certificate} })
	reply := platform.client(t).Send(t.Context(), autumnParams)
	told(t, "names", reply.Err, `the server's certificate is for "Nothing`)
	untrusted := (*tls.CertificateVerificationError)(nil)
	if !errors.As(reply.Err, &untrusted) || reply.Scope != wxpay.ScopeRun || reply.Left {
		t.Errorf("%+v", reply)
	}
}

func TestAProxyIsQuoted(t *testing.T) {
	platform := newPlatform(t, succeeding("text/xml"))
	address := rawServer(t, "HTTP/1.1 407 "+much[:50_000]+"\r\n\r\n")
	client := platform.client(t, func(c *wxpay.Config) { c.Proxy = proxyTo("http://user:pa55word@" + address) })
	reply := client.Send(t.Context(), autumnParams)
	told(t, "proxy", reply.Err, `HTTP status 407 "Nothing is wrong`)
	if reply.Left || reply.Class != wxpay.Unknown || strings.Contains(reply.Err.Error(), "pa55word") {
		t.Errorf("%+v", reply)
	}
}

// Whatever an answer is made of, it leaves little behind, and a long code is not the short one that it begins with.
func TestAnswersLeaveLittleBehind(t *testing.T) {
	long := strings.Repeat("<![CDATA[<]]>", 200) + much
	for name, body := range map[string]string{
		"err_code":    failure("NOTENOUGH"+strings.Repeat("_", 20_000), "x"),
		"send_listid": with(autumnSuccess, "1000041701202611233040012345678", strings.Repeat("1", 50_000)),
		"tags":        "<" + strings.ReplaceAll(much, " ", "") + "><a></b>",
		"tag twice":   "<xml><" + strings.Repeat("a", 9000) + "/><" + strings.Repeat("a", 9000) + "/></xml>",
		"result_code": with(autumnSuccess, "<result_code><![CDATA[SUCCESS", "<result_code><![CDATA["+much),
		"mch_billno":  with(autumnSuccess, "1900000109202611230000000001", much),
		"amount":      with(autumnSuccess, "188", "1"+strings.Repeat("0", 9000)),
		"texts":       failure("NOTENOUGH", "]]>"+long+"<![CDATA["),
		"title":       "<title>" + much + "</title>",
	} {
		reply := judge(200, body)
		if size := len(fmt.Sprint(reply)); size > 6<<10 {
			t.Errorf("%s: %d bytes of it are kept", name, size)
		}
		if name == "err_code" && reply.Class != wxpay.Unknown {
			t.Errorf("%s: %+v", name, reply)
		}
		if reply.Err != nil {
			told(t, name, reply.Err, "proves nothing")
		}
	}
	for name, body := range map[string]string{
		"status":    with(autumnReceived, "RECEIVED", "SENT"+much),
		"reason":    with(autumnReceived, "</xml>", "<reason>"+long+"</reason></xml>"),
		"detail_id": with(autumnReceived, "1000041701202611233040012345678", strings.Repeat("1", 50_000)),
		"hb_type":   with(autumnReceived, "NORMAL", much),
		"receipts":  with(autumnReceived, "</hblist>", strings.Repeat("<hbinfo><openid>"+much[:900]+"</openid><amount>1</amount></hbinfo>", 200)+"</hblist>"),
		"openid":    with(autumnReceived, "<openid>", "<openid>"+much),
	} {
		info := judgeQuery(200, body)
		if size := len(fmt.Sprint(info)); size > 6<<10 {
			t.Errorf("%s: %d bytes of it are kept", name, size)
		}
	}
}

// An answer about another merchant's number says nothing about ours.
func TestAnotherMerchantsAnswer(t *testing.T) {
	for name, body := range map[string]string{
		"sent":  with(autumnSuccess, "<mch_id><![CDATA[1900000109", "<mch_id><![CDATA[1900000110"),
		"taken": with(failure("FATAL_ERROR", "openid和原始单参数不一致"), "</xml>", "<mch_id>1900000110</mch_id></xml>"),
	} {
		if reply := judge(200, body); reply.Class != wxpay.Unknown || reply.Taken || !errors.Is(reply.Err, wxpay.ErrReply) {
			t.Errorf("%s: %+v", name, reply)
		}
	}
	for name, body := range map[string]string{
		"received":  with(autumnReceived, "<mch_id><![CDATA[1900000109", "<mch_id><![CDATA[1900000110"),
		"not found": with(queryFailure("NOT_FOUND", ""), "</xml>", "<mch_id>1900000110</mch_id></xml>"),
	} {
		if info := judgeQuery(200, body); info.Answered || info.NotFound || !errors.Is(info.Err, wxpay.ErrReply) {
			t.Errorf("%s: %+v", name, info)
		}
	}
}

// Connections share one parsed certificate, so whoever tells its names leaves it as it is.
func TestTellingNamesLeavesTheCertificateAlone(t *testing.T) {
	certificate := testAuthority().Issue("platform", func(c *x509.Certificate) { c.DNSNames = []string{"a.example", "b.example", "c.example"} })
	platform := newPlatform(t, succeeding("text/xml"), func(c *tls.Config) { c.Certificates = []tls.Certificate{certificate} })
	elsewhere := platform.client(t, func(c *wxpay.Config) { c.Endpoint = strings.Replace(c.Endpoint, "127.0.0.1", "localhost", 1) })
	reply := elsewhere.Send(t.Context(), autumnParams)
	var host x509.HostnameError
	if !errors.As(reply.Err, &host) || !strings.Contains(reply.Err.Error(), "and 3 more") {
		t.Fatalf("got %v", reply.Err)
	}
	for _, behind := range host.Certificate.DNSNames[len(host.Certificate.DNSNames):cap(host.Certificate.DNSNames)] {
		if behind != "" {
			t.Errorf("%q was written behind the certificate's names", behind)
		}
	}
}

// A platform's own words stay as they are.
func TestShortErrorsAreWhole(t *testing.T) {
	platform := newPlatform(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<xml>"+strings.Repeat("a", 300<<10))
	})
	reply := platform.client(t).Send(t.Context(), autumnParams)
	told(t, "endless", reply.Err, "longer than 262144 bytes")
	if !errors.Is(reply.Err, wxpay.ErrReply) || strings.Contains(reply.Err.Error(), "…") {
		t.Errorf("%+v", reply)
	}
}
