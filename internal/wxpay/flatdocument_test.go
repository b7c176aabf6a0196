package wxpay_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/wxpay"
)

// The replies that come by the thousand are read the short way; whatever is unusual is left to the whole reader.
func TestFlatDocument(t *testing.T) {
	plain := strings.NewReplacer("<![CDATA[", "", "]]>", "").Replace(autumnSuccess)
	for name, tt := range map[string]struct {
		body string
		flat bool
	}{
		"documentation":         {autumnSuccess, true},
		"bare texts":            {plain, true},
		"spaces":                {"\n " + autumnSuccess + "\n", true},
		"no element":            {"<xml></xml>", true},
		"an element of no text": {"<xml><a></a><b><![CDATA[]]></b></xml>", true},
		"references":            {with(plain, "SUCCESS", "&#83;UCCESS"), false},
		"two sections":          {"<xml><a><![CDATA[b]]><![CDATA[c]]></a></xml>", false},
		"a deeper element":      {"<xml><a><b>c</b></a></xml>", false},
		"an attribute":          {`<xml a="b"><c>d</c></xml>`, false},
		"a comment":             {"<xml><!-- a --><c>d</c></xml>", false},
		"a declaration":         {`<?xml version="1.0"?><xml><c>d</c></xml>`, false},
		"a carriage return":     {"<xml><a>b\r\nc</a></xml>", false},
		"a control character":   {"<xml><a><![CDATA[\x01]]></a></xml>", false},
		"no character":          {"<xml><a>\uFFFF</a></xml>", false},
		"text in the root":      {"<xml>b<a>c</a></xml>", false},
		"closed by another":     {"<xml><a>b</c></xml>", false},
		"cut off":               {"<xml><a>b</a>", false},
		"two roots":             {"<xml></xml><xml></xml>", false},
		"a prefix":              {"<xml><a:b>c</a:b></xml>", false},
	} {
		if _, flat := wxpay.Flat([]byte(tt.body)); flat != tt.flat {
			t.Errorf("%s: read the short way %t", name, flat)
		}
	}
}

// What the short way reads, the whole reader reads as the same.
func FuzzFlatDocument(f *testing.F) {
	f.Add([]byte(autumnSuccess))
	f.Add([]byte("<xml><a>b</a><a><![CDATA[<&>]]></a> <c></c>\n</xml> "))
	f.Add([]byte("<xml><a>]]></a></xml>"))
	f.Add([]byte("<xml><a>\u00a0\ufffd</a></xml>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		flat, ok := wxpay.Flat(body)
		if !ok {
			return
		}
		if whole, err := wxpay.Whole(body); err != nil || whole != flat {
			t.Fatalf("%q\nread as %s\nand as  %s, %v", body, flat, whole, err)
		}
	})
}
