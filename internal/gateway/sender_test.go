package gateway_test

import (
	"context"
	"io"
	"net/http"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
)

// cut ends the connection where an answer should come.
func cut(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// Only what the platform's own words prove is anything but unknown.
func TestWhatAnAnswerProves(t *testing.T) {
	success := "<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code><mch_billno>" + number +
		"</mch_billno><send_listid>1000041701202702200000000001</send_listid><total_amount>188</total_amount><re_openid>" + openID + "</re_openid></xml>"
	for name, test := range map[string]struct {
		status int
		body   string
		want   apply.Answer
	}{
		"paid":             {200, success, apply.Answer{Class: apply.Success, SendListID: "1000041701202702200000000001"}},
		"busy":             {200, refusal("SYSTEMERROR"), apply.Answer{Class: apply.Unknown, Code: "SYSTEMERROR"}},
		"in work":          {200, refusal("PROCESSING"), apply.Answer{Class: apply.Unknown, Code: "PROCESSING", AskLater: 20 * time.Minute}},
		"a code of nobody": {200, refusal("NEW_CODE"), apply.Answer{Class: apply.Unknown, Code: "NEW_CODE"}},
		"another order's":  {200, refusal("FATAL_ERROR"), apply.Answer{Class: apply.Unknown, Code: "FATAL_ERROR", Taken: true}},
		"no money":         {200, refusal("NOTENOUGH"), apply.Answer{Class: apply.Hold, Scope: apply.AllPackets, Code: "NOTENOUGH"}},
		"too fast":         {200, refusal("FREQ_LIMIT"), apply.Answer{Class: apply.Hold, Scope: apply.Pace, Code: "FREQ_LIMIT"}},
		"enough today":     {200, refusal("SENDNUM_LIMIT"), apply.Answer{Class: apply.Hold, NextDay: true, Code: "SENDNUM_LIMIT"}},
		"a wrong field":    {200, refusal("PARAM_ERROR"), apply.Answer{Class: apply.Fix, Scope: apply.AllPackets, Code: "PARAM_ERROR", NoOrder: true}},
		"a stranger":       {200, refusal("OPENID_ERROR"), apply.Answer{Class: apply.User, Code: "OPENID_ERROR", NoOrder: true}},
		"burnt":            {200, refusal("SEND_FAILED"), apply.Answer{Class: apply.Dead, Code: "SEND_FAILED"}},
		"a broken server":  {502, success, apply.Answer{Class: apply.Unknown, Code: "HTTP error"}},
		"nonsense":         {200, "<html>", apply.Answer{Class: apply.Unknown, Code: "unreadable answer"}},
		"about another":    {200, strings.ReplaceAll(success, number, "1900000109202702200000000002"), apply.Answer{Class: apply.Unknown, Code: "unreadable answer"}},
	} {
		t.Run(name, func(t *testing.T) {
			sender := connected(t, saying(t, test.status, test.body))
			got := sender.Send(t.Context(), frozen(t, sender))
			got.Text, got.Advice, got.ServerTime = "", lang.Same(""), time.Time{}
			if got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

// What never came, or nobody waited for, is told by the reason, and proves nothing.
func TestWhyThereIsNoAnswer(t *testing.T) {
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		ctx  context.Context
		host string
		want string
	}{
		{t.Context(), answering(t, cut), "connection reset"},
		{t.Context(), "https://127.0.0.1:1", "connection refused"},
		{gone, answering(t, cut), "interrupted"},
	} {
		sender := connected(t, test.host)
		sent, asked := sender.Send(test.ctx, frozen(t, sender)), sender.Query(test.ctx, number)
		if sent.Code != test.want || sent.Class != apply.Unknown || sent.Text == "" || sent.NoOrder {
			t.Errorf("%s: sending: %+v", test.want, sent)
		}
		if asked.Code != test.want || asked.Platform != apply.NoAnswer || asked.Text == "" {
			t.Errorf("%s: asking: %+v", test.want, asked)
		}
	}
}

// A status proves what the documentation says of it; every other answer proves nothing.
func TestWhatAQueryProves(t *testing.T) {
	status := func(word string) string {
		return "<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code><mch_billno>" + number +
			"</mch_billno><mch_id>1900000109</mch_id><detail_id>10000417</detail_id><status>" + word + "</status><total_amount>188</total_amount></xml>"
	}
	for name, test := range map[string]struct {
		status int
		body   string
		want   apply.Platform
		broken bool
	}{
		"SENDING":     {200, status("SENDING"), apply.Sending, false},
		"SENT":        {200, status("SENT"), apply.Offered, false},
		"RECEIVED":    {200, status("RECEIVED"), apply.Received, false},
		"RFUND_ING":   {200, status("RFUND_ING"), apply.Refunding, false},
		"REFUND":      {200, status("REFUND"), apply.Refunded, false},
		"FAILED":      {200, status("FAILED"), apply.FailedThere, false},
		"no word":     {200, status("LOST"), apply.NoAnswer, false},
		"not found":   {200, refusal("NOT_FOUND"), apply.NotFound, false},
		"a wrong key": {200, refusal("SIGN_ERROR"), apply.NoAnswer, true},
		"busy":        {200, refusal("SYSTEMERROR"), apply.NoAnswer, false},
		"broken":      {500, status("FAILED"), apply.NoAnswer, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := connected(t, saying(t, test.status, test.body)).Query(t.Context(), number)
			if got.Platform != test.want || got.Broken != test.broken {
				t.Errorf("got %+v", got)
			}
			if proved := test.want != apply.NoAnswer && test.want != apply.NotFound; proved && (got.Amount != 188 || got.SendListID != "10000417") {
				t.Errorf("amount %s and number %q of %+v", got.Amount, got.SendListID, got)
			}
		})
	}
}

// A number about which a host is silent goes to the other host, unchanged; the numbers beside it stay where they are.
func TestSilentHostIsLeft(t *testing.T) {
	var first, second []string
	silent := answering(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		first = append(first, string(body))
		cut(w, r)
	})
	other := answering(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		second = append(second, string(body))
		_, _ = io.WriteString(w, refusal("SYSTEMERROR"))
	})
	sender := connected(t, silent, other)
	request := frozen(t, sender)
	beside := strings.ReplaceAll(request, number, "1900000109202702200000000002")
	for _, each := range []string{request, request, beside, request} {
		sender.Send(t.Context(), each)
	}
	if len(first) != 2 || len(second) != 2 || first[0] != second[0] || first[0] != second[1] {
		t.Errorf("the first host got %q, the other one %q", first, second)
	}
}

// Where only the other host lives, a query that it answered does not send the number back to the dead one: nothing would ever be sent.
func TestAnsweringHostIsStayedWith(t *testing.T) {
	var asked []string
	other := answering(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, path.Base(r.URL.Path))
		_, _ = io.WriteString(w, refusal("NOT_FOUND"))
	})
	sender := connected(t, "https://127.0.0.1:1", other)
	request := frozen(t, sender)
	sender.Send(t.Context(), request)
	sender.Query(t.Context(), number)
	sender.Send(t.Context(), request)
	if got := strings.Join(asked, " "); got != "gethbinfo sendredpack" {
		t.Errorf("the other host was asked %q", got)
	}
}

// While both are silent they are asked in turn, and a query goes on where a send left off.
func TestSilentHostsTakeTurns(t *testing.T) {
	var asked []string
	host := func(name string) string {
		return answering(t, func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, name)
			cut(w, r)
		})
	}
	sender := connected(t, host("first"), host("second"))
	request := frozen(t, sender)
	sender.Send(t.Context(), request)
	sender.Query(t.Context(), number)
	sender.Send(t.Context(), request)
	sender.Query(t.Context(), number)
	if got := strings.Join(asked, " "); got != "first second first second" {
		t.Errorf("asked %s", got)
	}
}

// A request that was kept back here is no answer, and says nothing of the host: the next one goes where this one would have gone.
func TestNotPermittedAnyMore(t *testing.T) {
	var asked []string
	host := func(name string) string {
		return answering(t, func(w http.ResponseWriter, _ *http.Request) {
			asked = append(asked, name)
			_, _ = io.WriteString(w, refusal("SYSTEMERROR"))
		})
	}
	permitted := false
	sender := connectedWhile(t, func() bool { return permitted }, host("first"), host("second"))
	request := frozen(t, sender)
	if kept := sender.Send(t.Context(), request); kept.Class != apply.Unknown || kept.Scope != apply.ThisPacket || kept.NoOrder || kept.Code != "not permitted any more" {
		t.Errorf("%+v", kept)
	}
	permitted = true
	if sent := sender.Send(t.Context(), request); sent.Code != "SYSTEMERROR" || strings.Join(asked, " ") != "first" {
		t.Errorf("asked %v: %+v", asked, sent)
	}
}

// Every parameter of a request is there from the beginning, and no secret is.
func TestFrozenRequest(t *testing.T) {
	sender := connected(t, saying(t, 200, refusal("SYSTEMERROR")))
	request, another := frozen(t, sender), frozen(t, sender)
	for _, want := range []string{
		number, openID, "188", "平安", "谢谢", "青岚书屋", "秋日读者回馈", "PRODUCT_2", "203.0.113.25", "1900000109", "wx2b8f4d1c7a905e36",
	} {
		if !strings.Contains(request, want) {
			t.Errorf("%s is not in %s", want, request)
		}
	}
	if strings.Contains(request, key) || strings.Contains(request, "<sign>") {
		t.Errorf("a secret is in %s", request)
	}
	if request == another {
		t.Error("two requests have one nonce")
	}
}

// A request is frozen by the table of the campaign's own merchant, from which its parameters come.
func TestFreezeFollowsTheCampaign(t *testing.T) {
	sender := connected(t, "https://127.0.0.1:1")
	for _, test := range []struct {
		protocol            hclspec.Protocol
		setting, has, hasNo string
	}{
		{hclspec.Current, `scene_id = "PRODUCT_1"`, "scene_id", "nick_name"},
		{hclspec.Protocol2015, `nick_name = "天虹"`, "nick_name", "scene_id"},
	} {
		request, err := sender.Freeze(orderUnder(t, test.protocol, test.setting))
		if err != nil || !strings.Contains(request, test.has) || strings.Contains(request, test.hasNo) {
			t.Errorf("protocol %s: %v, %s", test.protocol, err, request)
		}
	}
}

// What cannot be sent is said before there is a request, and a request that cannot be read is not sent.
func TestUnsendable(t *testing.T) {
	calls := 0
	sender := connected(t, answering(t, func(http.ResponseWriter, *http.Request) { calls++ }))
	wrong := order(t)
	wrong.Recipient.Wishing = "平安 " + key
	if request, err := sender.Freeze(wrong); err == nil || request != "" || strings.Contains(err.Error(), key) {
		t.Errorf("a wishing with the key in it: %q, %v", request, err)
	}
	if answer := sender.Send(t.Context(), "no request"); answer.Class != apply.Fix || answer.Code != "FROZEN_REQUEST" || answer.NoOrder {
		t.Errorf("got %+v", answer)
	}
	if calls != 0 {
		t.Errorf("%d requests left", calls)
	}
}

// Only a refusal that comes before an order is made lets a request be written anew.
func TestRepairable(t *testing.T) {
	sender := connected(t, "https://127.0.0.1:1")
	for code, want := range map[string]bool{
		"PARAM_ERROR": true, "SIGN_ERROR": true, "CA_ERROR": true, "MONEY_LIMIT": true, "API_METHOD_CLOSED": true,
		"OPENID_ERROR": false, "SYSTEMERROR": false, "FATAL_ERROR": false, "NO_AUTH": false, "NEW_CODE": false, "": false,
	} {
		if sender.Repairable(code) != want {
			t.Errorf("%q: %v", code, !want)
		}
	}
}
