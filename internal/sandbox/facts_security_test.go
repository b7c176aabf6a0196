package sandbox_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/cashredpack/redpack/internal/sandbox"
)

// The merchant of the published signature vectors.
const (
	vectorKey   = "192006250b4c09247ec02edce69f6a2d"
	vectorAppID = "wx2b8f4d1c7a905e36"
)

func vectorMerchant(o *sandbox.Options) {
	o.MchID, o.AppID, o.MiniAppID, o.Key = "1900000109", vectorAppID, "wx7c31e8f04d96ab52", vectorKey
}

// vectorOrder is the request of the vectors, signed by hand.
func vectorOrder(sign string, changes ...string) map[string]string {
	return with(map[string]string{
		"mch_billno": "1900000109202611230000000001", "mch_id": "1900000109", "wxappid": vectorAppID, "send_name": "青岚书屋",
		"re_openid": "oV7k3tQmWzX1bN5sRfHc8uYpJ2aE", "total_amount": "188", "total_num": "1", "wishing": "新书到店<第3期>&感谢支持",
		"client_ip": "203.0.113.25", "act_name": "秋日读者回馈", "remark": "batch-2026-11", "scene_id": "PRODUCT_2",
		"nonce_str": "q3Zt8LxV0bNc5RkW7yHd2PmS9uEaJ4fG", "sign": sign,
	}, changes...)
}

var securityFacts = []fact{
	{"7.2 the vector of sendredpack", func(t *testing.T) {
		b := start(t, vectorMerchant)
		b.wantCode(b.post("sendredpack", cdata(vectorOrder("A7A5D5B030FC10F4A124F55CC2B64DCF"))), "SUCCESS")
		b.wantCode(b.post("sendredpack", cdata(vectorOrder("A7A5D5B030FC10F4A124F55CC2B64DCE"))), "SIGN_ERROR")
	}},
	{"7.2 the vector of gethbinfo", func(t *testing.T) {
		b := start(t, vectorMerchant)
		b.wantCode(b.post("gethbinfo", cdata(map[string]string{
			"nonce_str": "H6vKx1TqYw8rBn3ZcPd7MgLs0eUa5jFi", "mch_billno": "1900000109202611230000000001", "mch_id": "1900000109",
			"appid": vectorAppID, "bill_type": "MCHT", "sign": "40C0AF245000381AC1C91D88FF692CF5",
		})), "NOT_FOUND")
	}},
	{"7.2 the vector of sendminiprogramhb", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { vectorMerchant(o); o.AppID, o.MiniAppID = "wxother", vectorAppID })
		order := vectorOrder("71CB3A057C4D0EC7F203AE8CD931EA3C", "mch_billno", "1900000109202611230000000003", "notify_way", "MINI_PROGRAM_JSAPI")
		b.wantCode(b.post("sendminiprogramhb", cdata(without(order, "client_ip"))), "SUCCESS")
	}},
	{"7.2 the vector of sendgroupredpack", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { vectorMerchant(o); o.Rules = sandbox.Rules2015 })
		order := vectorOrder("C2A5C7EA16C89DD278D4498240A25D77", "mch_billno", "1900000109202611230000000002",
			"total_amount", "900", "total_num", "3", "amt_type", "ALL_RAND")
		b.wantCode(b.post("sendgroupredpack", cdata(without(order, "client_ip"))), "SUCCESS")
	}},
	{"7.4 a signed field that is not documented breaks the signature", func(t *testing.T) {
		b := start(t, nil)
		for _, name := range []string{"sign_type", "appid", "sub_appid", "trade_type", "msgappid2"} {
			b.wantCode(b.later(with(b.packet(1), name, "MD5")), "SIGN_ERROR")
		}
		b.wantFinding(sandbox.RuleFields)
		b.wantNothingPaid()
	}},
	{"7.4 an unsigned field that is not documented is ignored", func(t *testing.T) {
		b := start(t, nil)
		b.wantCode(b.post("sendredpack", cdata(with(sign(b.packet(1), b.server.APIKey()), "trade_type", "X"))), "SUCCESS")
		b.wantFinding(sandbox.RuleFields)
	}},
	{"7.1 empty fields are not signed", func(t *testing.T) {
		b := start(t, nil)
		b.wantCode(b.send(with(b.packet(1), "scene_id", "", "risk_info", "")), "SUCCESS")
	}},
	{"7.5 answers carry no signature", func(t *testing.T) {
		b := start(t, nil)
		if reply := b.send(b.packet(1)); strings.Contains(reply.body, "<sign>") {
			t.Error(reply.body)
		}
	}},
	{"8 without a certificate: HTTP 400 and its page", func(t *testing.T) {
		b := start(t, nil)
		b.wantPage(tls.Certificate{}, "400 No required SSL certificate was sent")
	}},
	{"8 with an expired certificate: HTTP 400 and its page", func(t *testing.T) {
		b := start(t, nil)
		b.wantPage(b.certificate(b.server, "1900000109", noon.Add(-time.Hour), noon.Add(-time.Second)), "400 The SSL certificate error")
	}},
	{"8 with a foreign certificate: HTTP 400 and its page", func(t *testing.T) {
		b, foreign := start(t, nil), start(t, nil)
		b.wantPage(b.certificate(foreign.server, "1900000109", noon, noon.Add(time.Hour)), "400 The SSL certificate error")
	}},
	{"8 a certificate that expires during a campaign", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "cert-expired@10m-20m") })
		b.wantCode(b.send(b.packet(1)), "SUCCESS")
		b.clock.pass(10 * time.Minute)
		if reply := b.send(b.packet(2)); reply.status != 400 || !strings.Contains(reply.body, "<title>400 The SSL certificate error</title>") {
			t.Error(reply)
		}
		b.clock.pass(10 * time.Minute)
		b.wantCode(b.send(b.packet(2)), "SUCCESS")
	}},
	{"8 another merchant's certificate: CA_ERROR", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.CheckCommonName = true })
		b.wantCode(b.send(b.packet(1)), "SUCCESS")
		b.http = clientWith(b.server, b.certificate(b.server, "1900000777", noon, noon.Add(time.Hour)))
		b.wantCode(b.send(b.packet(2)), "CA_ERROR")
	}},
	{"8 the PKCS#12 password is mch_id", func(t *testing.T) {
		b := start(t, nil)
		for _, legacy := range []bool{true, false} {
			p12, err := b.server.ClientP12(legacy)
			if err != nil {
				t.Fatal(err)
			}
			if _, leaf, _, err := pkcs12.DecodeChain(p12, b.server.MchID()); err != nil || leaf.Subject.CommonName != b.server.MchID() {
				t.Errorf("legacy %v: %v", legacy, err)
			}
			if _, _, err := pkcs12.Decode(p12, "wrong"); !errors.Is(err, pkcs12.ErrIncorrectPassword) {
				t.Errorf("legacy %v with a wrong password: %v", legacy, err)
			}
		}
	}},
	{"8 HTTP/1.1 and HTTP/2", func(t *testing.T) {
		b := start(t, nil)
		for no, major := range []int{1, 2} {
			transport := &http.Transport{TLSClientConfig: b.server.ClientTLS(), ForceAttemptHTTP2: major == 2}
			reply, err := (&http.Client{Transport: transport}).Post(b.server.Endpoint()+"/mmpaymkttransfers/sendredpack", "",
				strings.NewReader(cdata(sign(b.packet(no), b.server.APIKey()))))
			if err != nil {
				t.Fatal(err)
			}
			if reply.Body.Close(); reply.ProtoMajor != major {
				t.Errorf("got HTTP/%d, want HTTP/%d", reply.ProtoMajor, major)
			}
			transport.CloseIdleConnections()
		}
		if paid := b.report().Paid; paid != 2 {
			t.Errorf("paid %d", paid)
		}
	}},
}

// certificate is one more of the server's own authority.
func (b *bench) certificate(of *sandbox.Server, commonName string, from, to time.Time) tls.Certificate {
	b.t.Helper()
	certPEM, keyPEM, err := of.IssueClient(commonName, from, to)
	if err != nil {
		b.t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		b.t.Fatal(err)
	}
	return pair
}

// clientWith shows the given certificate, or none.
func clientWith(server *sandbox.Server, pair tls.Certificate) *http.Client {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(server.CAPEM())
	config := &tls.Config{RootCAs: roots, GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
}

func (b *bench) wantPage(pair tls.Certificate, title string) {
	b.t.Helper()
	b.http = clientWith(b.server, pair)
	reply := b.send(b.packet(1))
	if reply.status != http.StatusBadRequest || !strings.Contains(reply.body, "<title>"+title+"</title>") {
		b.t.Fatal(reply)
	}
	b.wantNothingPaid()
}
