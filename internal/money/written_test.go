package money_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/money"
)

var writtenAmounts = map[string]money.Fen{
	"8.88": 888, "8.8": 880, "8": 800, "8.880": 888, "0008.88": 888, "0": 0, "0.00": 0,
	" 8.88": 888, "8.88\t": 888, "\u00a08.88\u00a0": 888, "\u30008.88\u3000": 888, "\u20098.88\u202f": 888,
	"¥8.88": 888, "￥8.88": 888, "¥ 8.88": 888, "RMB8.88": 888, "RMB 8.88": 888, "CNY\u00a08.88": 888, "cny 8.88": 888, "rmb8.88": 888,
	"人民币8.88": 888, "人民币 8.88元": 888, "¥8.88元": 888, "ＲＭＢ８．８８": 888,
	"8.88元": 888, "8.88 元": 888, "8元整": 800, "8圆": 800, "8圆整": 800, "8.88RMB": 888, "8.88 CNY": 888,
	"1,234.00": 123400, "1,234": 123400, "12,345.6": 1234560, "1,234,567.89": 123456789, "1，234.00": 123400, "¥1,008.88": 100888, "123,456": 12345600,
	"８．８８": 888, "１，２３４．００": 123400, "￥８．８８元": 888,
	"8.88E+00": 888, "8.88e0": 888, "8.88E00": 888, "1.2345600E+03": 123456, "1.23456E+03": 123456, "8.80E-01": 88, "8.880E+00": 888, "8.00E-02": 8, "0.00E+00": 0,
	"８．８８Ｅ＋００": 888, "¥8.88E+00": 888,
	"'8.88": 888, "'¥1,234.00": 123400, " '8.88 ": 888,
	"999,999,999,999,999.99": 99999999999999999,
}

func TestParseWritten(t *testing.T) {
	for text, want := range writtenAmounts {
		if got, err := money.ParseWritten(text); got != want || err != nil {
			t.Errorf("ParseWritten(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
}

// unwritten are texts that are no amount, by the reason that people read.
var unwritten = map[string][]string{
	"no number":                     {"", "  ", "¥", "元", "'", "待定", "#N/A", ".."},
	"a dash is no number":           {"-", "—", " ¥ - ", "--"},
	"two ways to read it":           {"1.234,56", "1.234,567", "1.234.567,89"},
	"write 1.23":                    {"1,23"},
	"write 8.88":                    {"8,88", "8，88"},
	"write 8.8":                     {"¥8,8"},
	"write 0.888":                   {"0,888"},
	"write 1234.56":                 {"1234,56"},
	"groups of three digits, as in": {"12,34.56", "1,2,3", ",888", "1,234,56", "1,,234", "0,001,234", "1234,567.00"},
	"as a word":                     {"八元", "捌元整", "拾", "1.2万", "8百", "人民币捌元捌角捌分"},
	"units of its own":              {"8元8角", "8角", "8块8"},
	"it is negative":                {"-8.88", "−8.88", "¥-8.88", "－８．８８", "-8.88E+00"},
	"a sign":                        {"+8.88"},
	"a negative one":                {"(8.88)", "（8.88）", "(1,234.00)"},
	"another currency":              {"$8.88", "US$8.88", "HK$8.88", "€8.88", "8.88美元", "8.88 usd", "港币8.88", "8.88日元", "＄8.88", "8.88£"},
	"a share":                       {"8%", "8.88％", "8‰"},
	"a range":                       {"8-10", "8~10", "8.00–10.00", "8至10", "8到10元"},
	"more than one number":          {"8.88 8.88", "8.88/6.66", "1 234.00", "8.88\n6.66", "2×8.88", "1,234.00E+00", "0x10", "1p4"},
	`"元/人"`:                         {"8.88元/人"},
	`"约"`:                           {"约8.88"},
	`"\u200b"`:                      {"8.88\u200b"},
	`"''"`:                          {"8.88''"},
	`"¥"`:                           {"¥¥8.88"},
	`"元"`:                           {"8.88元元"},
	`"'"`:                           {"''8.88"},
	`"。"`:                           {"8。"},
	"more than one point":           {"1.2.3"},
	"missing beside its point":      {".5", "5.", "¥.88"},
	"too few digits":                {"8.9E+00", "1.23E+03", "1E+02"},
	"exponent":                      {"1.9E+27", "8.88E+99999999999", "8.88E", "8.88E+-1", "8.88EE0"},
}

func TestUnwritten(t *testing.T) {
	for why, texts := range unwritten {
		for _, text := range texts {
			got, err := money.ParseWritten(text)
			if got != 0 || !errors.Is(err, money.ErrWritten) || !strings.Contains(err.Error(), why) {
				t.Errorf("ParseWritten(%q) = %d, %v; want %q", text, got, err, why)
			}
		}
	}
	for text, want := range map[string]error{
		"8.885": money.ErrPrecision, "¥2.66666666666667": money.ErrPrecision, "8.885元": money.ErrPrecision, "8.88E-01": money.ErrPrecision, "1,234.005": money.ErrPrecision, "8.0000000001": money.ErrPrecision,
		"1,000,000,000,000,000": money.ErrRange, strings.Repeat("9", 400): money.ErrRange, "¥" + strings.Repeat("9", 16): money.ErrRange,
	} {
		if got, err := money.ParseWritten(text); got != 0 || !errors.Is(err, want) {
			t.Errorf("ParseWritten(%q) = %d, %v; want %v", text, got, err, want)
		}
	}
}

// digitsOf are the digits of a text in their order, without an exponent and without the zeros around them.
func digitsOf(text string) string {
	mantissa := text
	if i := strings.LastIndexAny(text, "eEｅＥ"); i >= 0 {
		mantissa = text[:i]
	}
	var digits strings.Builder
	for _, r := range mantissa {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case r >= '０' && r <= '９':
			digits.WriteRune(r - '０' + '0')
		}
	}
	return strings.Trim(digits.String(), "0")
}

// FuzzParseWritten: whatever is taken has exactly the digits of its text, is taken with blanks around as the same, and printed in any way
// of redpack's own it is read again; a plain number is what ParseYuan says.
func FuzzParseWritten(f *testing.F) {
	for text := range writtenAmounts {
		f.Add(text)
	}
	for _, texts := range unwritten {
		for _, text := range texts {
			f.Add(text)
		}
	}
	for _, tt := range yuanTexts {
		f.Add(tt.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fen, err := money.ParseWritten(text)
		if plain, plainErr := money.ParseYuan(text); plainErr == nil && (err != nil || plain != fen) {
			t.Fatalf("%q is %d as a plain number, and %d, %v as it is written", text, plain, fen, err)
		}
		if err != nil {
			if fen != 0 {
				t.Fatalf("ParseWritten(%q) failed and still returned %d", text, fen)
			}
			return
		}
		if !utf8.ValidString(text) {
			t.Errorf("%q is taken", text)
		}
		if got, want := strings.Trim(strings.Replace(fen.Yuan(), ".", "", 1), "0"), digitsOf(text); got != want {
			t.Errorf("%q is %s, with the digits %s instead of %s", text, fen.Yuan(), got, want)
		}
		for _, same := range []string{"\u00a0\u3000 " + text + "\t\u00a0", fen.String(), fen.Yuan(), fen.Yuan() + "元"} {
			if again, err := money.ParseWritten(same); err != nil || again != fen {
				t.Errorf("%q is %d, but %q is %d, %v", text, fen, same, again, err)
			}
		}
	})
}
