package cli_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/cashredpack/redpack/internal/sandbox"
	"github.com/cashredpack/redpack/internal/testkit/authority"
)

// leanServer costs as little as a server can that asks for a certificate and answers each order as sent.
func leanServer(string) (*farMerchant, error) {
	trusted := authority.New(time.Now())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &farMerchant{
		mchID: sandbox.DefaultMchID, appID: sandbox.DefaultAppID, apiKey: sandbox.DefaultKey(sandbox.DefaultMchID),
		endpoint: "https://" + listener.Addr().String(), ca: trusted.PEM(),
	}
	m.cert, m.key = authority.PEM(trusted.Issue(m.mchID))
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(answerLean), TLSConfig: &tls.Config{
		MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{trusted.Issue("platform")},
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: trusted.Pool(),
	}}
	m.close = server.Close
	go func() { _ = server.ServeTLS(listener, "", "") }() // it ends with the process
	return m, nil
}

// farOrders are those that the lean server answered.
var farOrders struct{ count, first, last atomic.Int64 }

// answerLean answers an order; a question about one finds none.
func answerLean(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	number := fieldOf(body, "mch_billno")
	if number == nil || r.URL.Path != "/mmpaymkttransfers/sendredpack" {
		_, _ = io.WriteString(w, "<xml><return_code>SUCCESS</return_code><result_code>FAIL</result_code><err_code>NOT_FOUND</err_code></xml>")
		return
	}
	now := time.Now().UnixNano()
	farOrders.first.CompareAndSwap(0, now)
	farOrders.last.Store(now)
	_, _ = fmt.Fprintf(w, `<xml>
<return_code><![CDATA[SUCCESS]]></return_code>
<return_msg><![CDATA[发放成功]]></return_msg>
<result_code><![CDATA[SUCCESS]]></result_code>
<err_code><![CDATA[SUCCESS]]></err_code>
<err_code_des><![CDATA[发放成功]]></err_code_des>
<mch_billno><![CDATA[%s]]></mch_billno>
<mch_id><![CDATA[%s]]></mch_id>
<wxappid><![CDATA[%s]]></wxappid>
<re_openid><![CDATA[%s]]></re_openid>
<total_amount>%s</total_amount>
<send_listid><![CDATA[10000417012026113030%011d]]></send_listid>
</xml>`, number, sandbox.DefaultMchID, sandbox.DefaultAppID, fieldOf(body, "re_openid"), fieldOf(body, "total_amount"), farOrders.count.Add(1))
}

// fieldOf finds a field of an order.
func fieldOf(body []byte, name string) []byte {
	_, rest, found := bytes.Cut(body, []byte("<"+name+"><![CDATA["))
	if !found {
		return nil
	}
	text, _, _ := bytes.Cut(rest, []byte("]]>"))
	return text
}
