package wxpay_test

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// autumnText is the frozen form of the autumn packet: its body without the signature.
const autumnText = `<xml>
<mch_billno><![CDATA[1900000109202611230000000001]]></mch_billno>
<mch_id><![CDATA[1900000109]]></mch_id>
<wxappid><![CDATA[wx2b8f4d1c7a905e36]]></wxappid>
<send_name><![CDATA[青岚书屋]]></send_name>
<re_openid><![CDATA[oV7k3tQmWzX1bN5sRfHc8uYpJ2aE]]></re_openid>
<total_amount><![CDATA[188]]></total_amount>
<total_num><![CDATA[1]]></total_num>
<wishing><![CDATA[新书到店<第3期>&感谢支持]]></wishing>
<client_ip><![CDATA[203.0.113.25]]></client_ip>
<act_name><![CDATA[秋日读者回馈]]></act_name>
<remark><![CDATA[batch-2026-11]]></remark>
<scene_id><![CDATA[PRODUCT_2]]></scene_id>
<nonce_str><![CDATA[q3Zt8LxV0bNc5RkW7yHd2PmS9uEaJ4fG]]></nonce_str>
</xml>`

func TestParamsTextAndBody(t *testing.T) {
	if diff := cmp.Diff(autumnText, autumnParams.Text()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	body := strings.Replace(autumnText, "</xml>", "<sign><![CDATA[A7A5D5B030FC10F4A124F55CC2B64DCF]]></sign>\n</xml>", 1)
	if diff := cmp.Diff(body, wxpay.SignedBody(autumnParams, demoKey)); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	restored, err := wxpay.ParseParams(autumnText)
	if err != nil || wxpay.SignedBody(restored, demoKey) != body {
		t.Errorf("restored: %v, %v", restored, err)
	}
	if got := restored.Get("wishing"); got != "新书到店<第3期>&感谢支持" {
		t.Errorf("wishing = %q", got)
	}
}

func TestParamsPrintNoPersonalData(t *testing.T) {
	if got, want := autumnParams.String(), `request of 13 fields for mch_billno "1900000109202611230000000001"`; got != want {
		t.Errorf("String = %s, want %s", got, want)
	}
}

func TestAwkwardValues(t *testing.T) {
	for value, element := range map[string]string{
		"]]>":        "<remark><![CDATA[]]]]><![CDATA[>]]></remark>",
		"a]]>]]>b":   "<remark><![CDATA[a]]]]><![CDATA[>]]]]><![CDATA[>b]]></remark>",
		"]]":         "<remark><![CDATA[]]]]></remark>",
		"one\r\ntwo": "<remark><![CDATA[one]]>&#13;<![CDATA[\ntwo]]></remark>",
		"<![CDATA[":  "<remark><![CDATA[<![CDATA[]]></remark>",
		"</remark>":  "<remark><![CDATA[</remark>]]></remark>",
		"🧧 & <b>":    "<remark><![CDATA[🧧 & <b>]]></remark>",
	} {
		text := wxpay.ParamsOf("remark", value).Text()
		if want := "<xml>\n" + element + "\n</xml>"; text != want {
			t.Errorf("%q is written as\n%s\nwant\n%s", value, text, want)
		}
		if p, err := wxpay.ParseParams(text); err != nil || p.Get("remark") != value {
			t.Errorf("%q came back as %q, %v", value, p.Get("remark"), err)
		}
		var doc struct {
			Remark string `xml:"remark"`
		}
		if err := xml.Unmarshal([]byte(text), &doc); err != nil || doc.Remark != value {
			t.Errorf("another reader takes %q for %q, %v", value, doc.Remark, err)
		}
	}
}

func TestParseParamsRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":              "",
		"no end":               "<xml>\n",
		"another root":         "<doc>\n</doc>",
		"escaped value":        "<xml>\n<remark>a</remark>\n</xml>",
		"empty value":          "<xml>\n<remark><![CDATA[]]></remark>\n</xml>",
		"twice":                "<xml>\n<remark><![CDATA[a]]></remark>\n<remark><![CDATA[b]]></remark>\n</xml>",
		"signature":            "<xml>\n<sign><![CDATA[a]]></sign>\n</xml>",
		"bare carriage return": "<xml>\n<remark><![CDATA[a\r]]></remark>\n</xml>",
		"needless split":       "<xml>\n<remark><![CDATA[a]]><![CDATA[b]]></remark>\n</xml>",
		"attribute":            "<xml>\n<remark a=\"b\"><![CDATA[a]]></remark>\n</xml>",
		"other end tag":        "<xml>\n<remark><![CDATA[a]]></wishing>\n</xml>",
		"trailing text":        autumnText + "\n",
		"missing line feed":    strings.Replace(autumnText, "</mch_id>\n", "</mch_id>", 1),
	} {
		p, err := wxpay.ParseParams(text)
		if !errors.Is(err, wxpay.ErrFrozen) || p.Get("mch_id") != "" || p.Get("remark") != "" {
			t.Errorf("%s: ParseParams = %v, %v", name, p, err)
		}
	}
}

// FuzzParams: whatever the texts of a request hold, its frozen form restores the same fields, and a request that passes
// Check means the same to an independent XML reader.
func FuzzParams(f *testing.F) {
	f.Add("1900000109202611230000000001", "青岚书屋", "新书到店<第3期>&感谢支持", "]]>", "q3Zt8", int64(188), false)
	f.Add("b", "a\rb\n", "]]]]>>", "\x00\xff", "", int64(-1), true)
	f.Fuzz(func(t *testing.T, no, name, wishing, remark, nonce string, fen int64, old bool) {
		r := setting(setting(autumn, "send_name", name), "nick_name", name)
		r.Amount = money.Fen(fen)
		r.BillNo, r.Wishing, r.Remark, r.NonceStr = billno.BillNo(no), wishing, remark, nonce
		protocol := wxpay.ProtocolCurrent
		if old {
			protocol = wxpay.Protocol2015
		}
		p := r.Params(protocol)
		restored, err := wxpay.ParseParams(p.Text())
		if err != nil || restored.Text() != p.Text() || wxpay.Sign(restored, demoKey) != wxpay.Sign(p, demoKey) {
			t.Fatalf("restored %q as %q, %v", p.Text(), restored.Text(), err)
		}
		for name, value := range p.All() {
			if restored.Get(name) != value {
				t.Fatalf("%s = %q, want %q", name, restored.Get(name), value)
			}
		}
		if p.Check() != nil {
			return
		}
		var doc struct {
			SendName string `xml:"send_name"`
			Wishing  string `xml:"wishing"`
			Remark   string `xml:"remark"`
			Sign     string `xml:"sign"`
		}
		if err := xml.Unmarshal([]byte(wxpay.SignedBody(p, demoKey)), &doc); err != nil {
			t.Fatal(err)
		}
		if doc.SendName != name || doc.Wishing != wishing || doc.Remark != remark || doc.Sign != wxpay.Sign(p, demoKey) {
			t.Fatalf("the server reads %+v", doc)
		}
	})
}

// FuzzParseParams: a text is either refused or is exactly what its fields are written as.
func FuzzParseParams(f *testing.F) {
	f.Add(autumnText)
	f.Add("<xml>\n<remark><![CDATA[]]]]><![CDATA[>]]>&#13;<![CDATA[b]]></remark>\n</xml>")
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := wxpay.ParseParams(text); err == nil && p.Text() != text {
			t.Fatalf("%q became %q", text, p.Text())
		}
	})
}

// Whoever has seen enough of a request is shown no more of it.
func TestFieldsAreToldInOrderUntilEnough(t *testing.T) {
	var names []string
	for name, value := range autumnParams.All() {
		if names = append(names, name); value == "" || len(names) == 3 {
			break
		}
	}
	all := 0
	for range autumnParams.All() {
		all++
	}
	if len(names) != 3 || all <= 3 || autumnParams.Get(names[2]) == "" || autumnParams.Get("no_such_field") != "" {
		t.Errorf("%q of %d fields", names, all)
	}
}
