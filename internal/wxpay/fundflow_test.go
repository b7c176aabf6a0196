package wxpay_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/wxpay"
)

// The public example (安全规范, 签名算法): the only one of HMAC-SHA256 there is.
func TestSignHMACVector(t *testing.T) {
	p := wxpay.ParamsOf("appid", "wxd930ea5d5a258f4f", "body", "test", "device_info", "1000", "mch_id", "10000100", "nonce_str", "ibuaiVcKdpRxkhJA")
	if got, want := wxpay.SignHMAC(p, demoKey), "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

const dayBill = "\ufeff记账时间,微信支付业务单号\r\n`2026-11-23 10:00:00,`1\r\n"

func packed() string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, dayBill)
	_ = w.Close()
	return b.String()
}

func digestOf(text string) string {
	sum := sha1.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

func refusedBill(fields ...string) string {
	var b strings.Builder
	b.WriteString("<xml>")
	for i := 0; i < len(fields); i += 2 {
		b.WriteString("<" + fields[i] + "><![CDATA[" + fields[i+1] + "]]></" + fields[i] + ">")
	}
	return b.String() + "</xml>"
}

// bill is what a platform answers, and what is to be made of it.
type billCase struct {
	status       int
	body, digest string
	want         func(f wxpay.FundFlow, written string) bool
}

func ready(f wxpay.FundFlow, written string) bool {
	return f.Ready && f.Class == wxpay.Success && f.Err == nil && written == dayBill && !f.NoMovement
}

func failed(class wxpay.Class, code string, err error) func(wxpay.FundFlow, string) bool {
	return func(f wxpay.FundFlow, _ string) bool {
		return !f.Ready && !f.NoMovement && f.Class == class && f.Code == code && !f.Advice.Empty() && (err == nil) == (f.Err == nil) && errors.Is(f.Err, err)
	}
}

var billCases = map[string]billCase{
	"plain":                 {200, dayBill, "SHA=" + digestOf(dayBill), ready},
	"packed":                {200, packed(), "SHA=" + digestOf(dayBill), ready},
	"over the archive":      {200, packed(), "SHA=" + digestOf(packed()), ready},
	"capitals":              {200, dayBill, "sha=" + strings.ToUpper(digestOf(dayBill)), ready},
	"beside another":        {200, dayBill, "MD5=x, SHA=" + digestOf(dayBill), ready},
	"base64":                {200, dayBill, "SHA=" + base64.StdEncoding.EncodeToString(func() []byte { s := sha1.Sum([]byte(dayBill)); return s[:] }()), ready},
	"no digest":             {200, dayBill, "", failed(wxpay.Unknown, "", wxpay.ErrDigest)},
	"another digest":        {200, dayBill, "SHA=" + digestOf("x"), failed(wxpay.Unknown, "", wxpay.ErrDigest)},
	"another algorithm":     {200, dayBill, "MD5=" + digestOf(dayBill), failed(wxpay.Unknown, "", wxpay.ErrDigest)},
	"cut":                   {200, dayBill[:40], "SHA=" + digestOf(dayBill), failed(wxpay.Unknown, "", wxpay.ErrDigest)},
	"a cut archive":         {200, packed()[:30], "SHA=" + digestOf(dayBill), failed(wxpay.Unknown, "", io.ErrUnexpectedEOF)},
	"something behind it":   {200, packed() + "x", "SHA=" + digestOf(dayBill), failed(wxpay.Unknown, "", io.ErrUnexpectedEOF)},
	"nothing":               {200, "", "SHA=" + digestOf(""), failed(wxpay.Unknown, "", wxpay.ErrReply)},
	"a page":                {200, "<html><head><title>login</title></head></html>", "", failed(wxpay.Unknown, "", wxpay.ErrPage)},
	"another status":        {502, dayBill, "SHA=" + digestOf(dayBill), failed(wxpay.Unknown, "", wxpay.ErrStatus)},
	"the certificate's":     {400, noCertificatePage, "", failed(wxpay.Fix, "", wxpay.ErrCertificate)},
	"a success that is XML": {200, refusedBill("return_code", "SUCCESS", "result_code", "SUCCESS", "err_code", "SUCCESS"), "", failed(wxpay.Unknown, "SUCCESS", nil)},
	"unheard of":            {200, refusedBill("return_code", "FAIL", "err_code", "NEW_CODE"), "", failed(wxpay.Unknown, "NEW_CODE", nil)},
	"busy":                  {200, refusedBill("return_code", "SUCCESS", "result_code", "FAIL", "err_code", "SYSTEMERROR"), "", failed(wxpay.Unknown, "SYSTEMERROR", nil)},
	"a wrong signature":     {200, refusedBill("return_code", "FAIL", "err_code", "NO_BILL_EXIST", "sign", "AB"), "", failed(wxpay.Unknown, "", wxpay.ErrReply)},
	"creating": {200, refusedBill("return_code", "FAIL", "return_msg", "Bill Creating"), "", func(f wxpay.FundFlow, _ string) bool {
		return f.Creating && !f.Ready && !f.NoMovement && f.Class == wxpay.Hold && f.Err == nil
	}},
	"no movement": {200, refusedBill("return_code", "SUCCESS", "result_code", "FAIL", "err_code", "NO_BILL_EXIST"), "", func(f wxpay.FundFlow, _ string) bool {
		return f.NoMovement && !f.Ready && !f.Creating && f.Class == wxpay.Success && f.Err == nil
	}},
	"no movement, as of old": {200, refusedBill("return_code", "FAIL", "return_msg", "No Bill Exist", "error_code", "20002"), "", func(f wxpay.FundFlow, _ string) bool {
		return f.NoMovement && f.Code == "NO_BILL_EXIST"
	}},
}

func TestFundFlow(t *testing.T) {
	t.Parallel()
	for name, each := range billCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				if each.digest != "" {
					w.Header().Set("Digest", each.digest)
				}
				w.WriteHeader(each.status)
				_, _ = io.WriteString(w, each.body)
			})
			var to bytes.Buffer
			f := p.client(t).FundFlow(context.Background(), "20261123", wxpay.AccountOperation, &to)
			if !each.want(f, to.String()) {
				t.Errorf("got %+v, %v\n%s", f, f.Err, to.String())
			}
			if f.Err != nil && strings.Contains(f.Err.Error(), "192006250b4c") || p.requests.Load() != 1 {
				t.Errorf("%v, %d requests", f.Err, p.requests.Load())
			}
		})
	}
}

// Every row of the table, by its code.
func TestFundFlowRules(t *testing.T) {
	want := map[string]wxpay.Class{
		"NO_BILL_EXIST": wxpay.Success, "BILL_CREATING": wxpay.Hold, "SYSTEMERROR": wxpay.Unknown, "FREQ_LIMIT": wxpay.Hold, "PARAM_ERROR": wxpay.Fix,
		"SIGNERROR": wxpay.Fix, "SIGN_ERROR": wxpay.Fix, "NO_AUTH": wxpay.Fix, "CA_ERROR": wxpay.Fix, "XML_ERROR": wxpay.Fix,
	}
	rules := wxpay.FundFlowRules()
	if len(rules) != len(want) {
		t.Errorf("the table has %d rows, the test %d", len(rules), len(want))
	}
	for _, r := range rules {
		if r.Class != want[r.Code] || r.Advice.Empty() {
			t.Errorf("%+v", r)
		}
	}
}

func TestFundFlowAsksAsDocumented(t *testing.T) {
	t.Parallel()
	asked := make(chan map[string]string, 1)
	p := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/pay/downloadfundflow" || r.Method != http.MethodPost {
			t.Errorf("asked %s %s", r.Method, r.URL.Path)
		}
		fields, name := map[string]string{}, ""
		for d := xml.NewDecoder(r.Body); ; {
			token, err := d.Token()
			if err != nil {
				break
			}
			switch token := token.(type) {
			case xml.StartElement:
				name = token.Name.Local
			case xml.CharData:
				fields[name] += strings.TrimSpace(string(token))
			}
		}
		asked <- fields
		w.WriteHeader(http.StatusBadGateway)
	})
	p.client(t).FundFlowBackup(context.Background(), "20261123", wxpay.AccountBasic, io.Discard)
	got := <-asked
	var pairs []string
	for _, name := range []string{"appid", "mch_id", "nonce_str", "sign_type", "bill_date", "account_type", "tar_type"} {
		pairs = append(pairs, name, got[name])
	}
	if sign := wxpay.SignHMAC(wxpay.ParamsOf(pairs...), demoKey); sign != got["sign"] {
		t.Errorf("signed %s, want %s", got["sign"], sign)
	}
	values := []string{got["appid"], got["mch_id"], got["sign_type"], got["bill_date"], got["account_type"], got["tar_type"]}
	if want := []string{"wx2b8f4d1c7a905e36", "1900000109", "HMAC-SHA256", "20261123", "Basic", "GZIP"}; !slices.Equal(values, want) || len(got["nonce_str"]) != 31 {
		t.Errorf("asked %v", got)
	}
}

// An answer that does not end is given up, and so is one whose reader fails.
func TestFundFlowWritesToAFullDisk(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Digest", "SHA="+digestOf(dayBill))
		_, _ = io.WriteString(w, dayBill)
	})
	full := errors.New("no space left on device")
	f := p.client(t).FundFlow(context.Background(), "20261123", wxpay.AccountOperation, failingWriter{full})
	if f.Ready || !errors.Is(f.Err, full) {
		t.Errorf("got %+v", f)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }
