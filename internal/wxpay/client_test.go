package wxpay_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/wxpay"
)

func TestSend(t *testing.T) {
	var got struct{ method, path, proto, body, certificate string }
	platform := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got.method, got.path, got.proto, got.body = r.Method, r.URL.Path, r.Proto, string(body)
		got.certificate = r.TLS.PeerCertificates[0].Subject.CommonName
		w.Header().Set("Date", "Mon, 23 Nov 2026 02:05:12 GMT")
		_, _ = io.WriteString(w, autumnSuccess)
	})
	reply := platform.client(t).Send(t.Context(), autumnParams)
	want := wxpay.Reply{
		Class: wxpay.Success, Scope: wxpay.ScopeRecipient, Code: "SUCCESS", Text: "发放成功",
		SendListID: "1000041701202611233040012345678", HTTPStatus: 200, Left: true,
		Date: time.Date(2026, 11, 23, 2, 5, 12, 0, time.UTC),
	}
	if diff := cmp.Diff(want, reply); diff != "" {
		t.Errorf("reply (-want +got):\n%s", diff)
	}
	if got.method != "POST" || got.path != "/mmpaymkttransfers/sendredpack" || got.proto != "HTTP/1.1" || got.certificate != "1900000109" {
		t.Errorf("the server saw %+v", got)
	}
	if !strings.Contains(got.body, "<sign><![CDATA[A7A5D5B030FC10F4A124F55CC2B64DCF]]></sign>\n</xml>") {
		t.Errorf("the body does not end in the signature:\n%s", got.body)
	}
}

func TestQuery(t *testing.T) {
	var path, body string
	platform := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		path, body = r.URL.Path, string(b)
		_, _ = io.WriteString(w, autumnReceived)
	})
	info := platform.client(t, func(c *wxpay.Config) { c.Nonce = zeroes{} }).Query(t.Context(), autumn.BillNo)
	if info.Date.IsZero() {
		t.Error("the server's Date is missing")
	}
	info.Date = time.Time{}
	want := wxpay.Info{
		Answered: true, Status: wxpay.StatusReceived, DetailID: "1000041701202611233040012345678", SendType: "API",
		HBType: "NORMAL", TotalAmount: 188, SendTime: time.Date(2026, 11, 23, 10, 5, 12, 0, beijing.Zone),
		Received: []wxpay.Receipt{{
			OpenID: "oV7k3tQmWzX1bN5sRfHc8uYpJ2aE", Amount: 188, RcvTime: time.Date(2026, 11, 23, 10, 6, 40, 0, beijing.Zone),
		}},
		Class: wxpay.Success, Scope: wxpay.ScopeRecipient, Code: "SUCCESS", Text: "OK", HTTPStatus: 200,
	}
	if diff := cmp.Diff(want, info); diff != "" {
		t.Errorf("info (-want +got):\n%s", diff)
	}
	wantBody := "<xml>\n<mch_billno><![CDATA[1900000109202611230000000001]]></mch_billno>\n<mch_id><![CDATA[1900000109]]></mch_id>\n" +
		"<appid><![CDATA[wx2b8f4d1c7a905e36]]></appid>\n<bill_type><![CDATA[MCHT]]></bill_type>\n" +
		"<nonce_str><![CDATA[0000000000000000000000000000000]]></nonce_str>\n<sign><![CDATA["
	if path != "/mmpaymkttransfers/gethbinfo" || !strings.HasPrefix(body, wantBody) {
		t.Errorf("posted to %s:\n%s", path, body)
	}
}

// zeroes is a random source without randomness.
type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// What an overloaded server asks for is told; a moment counts from its own clock, and other answers ask for nothing.
func TestRetryAfter(t *testing.T) {
	for _, tt := range []struct {
		status int
		header string
		want   time.Duration
	}{
		{503, "30", 30 * time.Second},
		{429, "0", 0},
		{429, "Mon, 23 Nov 2026 02:07:12 GMT", 2 * time.Minute},
		{503, "Mon, 23 Nov 2026 01:00:00 GMT", 0},
		{503, "999999999", 24 * time.Hour},
		{503, "-3", 0},
		{503, "soon", 0},
		{503, "", 0},
		{500, "30", 0},
		{200, "30", 0},
	} {
		platform := newPlatform(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", "Mon, 23 Nov 2026 02:05:12 GMT")
			w.Header().Set("Retry-After", tt.header)
			w.WriteHeader(tt.status)
		})
		client := platform.client(t)
		if reply := client.Send(t.Context(), autumnParams); reply.RetryAfter != tt.want || reply.Class != wxpay.Unknown {
			t.Errorf("%d %q: %s for a request, want %s", tt.status, tt.header, reply.RetryAfter, tt.want)
		}
		if info := client.Query(t.Context(), autumn.BillNo); info.RetryAfter != tt.want {
			t.Errorf("%d %q: %s for a query, want %s", tt.status, tt.header, info.RetryAfter, tt.want)
		}
	}
}
