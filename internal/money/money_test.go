package money_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cashredpack/redpack/internal/money"
)

var yuanTexts = []struct {
	text string
	want money.Fen
	err  error
}{
	{"8.88", 888, nil},
	{"8.880", 888, nil},
	{"8.8", 880, nil},
	{"8", 800, nil},
	{"0", 0, nil},
	{"0.99", 99, nil},
	{"4.35", 435, nil},
	{"0.29", 29, nil},
	{"0008.88", 888, nil},
	{"200.01", 20001, nil},
	{"999999999999999.99", 99999999999999999, nil},
	{"1000000000000000.00", 0, money.ErrRange},
	{"1.005", 0, money.ErrPrecision},
	{"8.8799999999999999999999", 0, money.ErrPrecision},
	{"", 0, money.ErrSyntax},
	{".5", 0, money.ErrSyntax},
	{"5.", 0, money.ErrSyntax},
	{"-1", 0, money.ErrSyntax},
	{"+1", 0, money.ErrSyntax},
	{"1e3", 0, money.ErrSyntax},
	{"8,88", 0, money.ErrSyntax},
	{"¥8.88", 0, money.ErrSyntax},
	{"８.８８", 0, money.ErrSyntax},
	{"0x10", 0, money.ErrSyntax},
	{" 1", 0, money.ErrSyntax},
	{"1.2.3", 0, money.ErrSyntax},
}

func TestParseYuan(t *testing.T) {
	for _, tt := range yuanTexts {
		got, err := money.ParseYuan(tt.text)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("ParseYuan(%q) = %d, %v; want %d, %v", tt.text, got, err, tt.want, tt.err)
		}
	}
}

// FuzzParseYuan: what parses prints back to a text that parses to the same amount; what fails yields zero.
func FuzzParseYuan(f *testing.F) {
	for _, tt := range yuanTexts {
		f.Add(tt.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fen, err := money.ParseYuan(text)
		if err != nil {
			if fen != 0 {
				t.Fatalf("ParseYuan(%q) failed and still returned %d", text, fen)
			}
			return
		}
		again, err := money.ParseYuan(fen.Yuan())
		if err != nil || again != fen {
			t.Fatalf("%q → %d → %q → %d, %v", text, fen, fen.Yuan(), again, err)
		}
	})
}

func TestString(t *testing.T) {
	for fen, want := range map[money.Fen]string{
		0: "¥0.00", 5: "¥0.05", 888: "¥8.88", 99999: "¥999.99", 100000: "¥1,000.00",
		1533600: "¥15,336.00", 123456789012: "¥1,234,567,890.12", -1: "-¥0.01", -123456: "-¥1,234.56",
		math.MinInt64: "-¥92,233,720,368,547,758.08",
	} {
		if got := fen.String(); got != want {
			t.Errorf("Fen(%d).String() = %q, want %q", int64(fen), got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1212: "1,212", 1000000: "1,000,000", -1212: "-1,212"} {
		if got := money.Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestAdd(t *testing.T) {
	for _, tt := range []struct {
		a, b money.Fen
		ok   bool
	}{{1, 2, true}, {0, 0, true}, {math.MaxInt64, 0, true}, {math.MaxInt64, 1, false}, {math.MinInt64, -1, false}, {5, -7, true}} {
		sum, ok := tt.a.Add(tt.b)
		if ok != tt.ok || ok && sum != tt.a+tt.b {
			t.Errorf("%d + %d = %d, %v", tt.a, tt.b, sum, ok)
		}
	}
}

// What Count writes is read again; groups are of three digits or there is none, and there is no sign.
func TestParseCount(t *testing.T) {
	for text, want := range map[string]int{
		"0": 0, "12": 12, "1212": 1212, "1,212": 1212, " 1,212\t": 1212, "1，212": 1212, "１２": 12, "12,345,678": 12345678, "0012": 12,
		"": -1, "many": -1, "-12": -1, "+12": -1, "1,2": -1, "12,12": -1, "1212,": -1, ",212": -1, "0,012": -1, "12.0": -1, "1 212": -1, "99999999999999999999": -1,
	} {
		got, err := money.ParseCount(text)
		if want < 0 && (!errors.Is(err, money.ErrCount) || got != 0) || want >= 0 && (err != nil || got != want) {
			t.Errorf("ParseCount(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, n := range []int{0, 7, 999, 1000, 1212, 123456, math.MaxInt} {
		if got, err := money.ParseCount(money.Count(n)); got != n || err != nil {
			t.Errorf("ParseCount(%q) = %d, %v", money.Count(n), got, err)
		}
	}
}
