package hclspec_test

import (
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
)

// Amounts as people write them are paid to the fen where yuan() reads them, and nothing is paid where it does not.
func TestYuanOfCells(t *testing.T) {
	rows, want := "id,openid,amount\n", []money.Fen(nil)
	for text, fen := range map[string]money.Fen{
		"8.88": 888, "¥8.88": 888, "￥8.88": 888, "8.88元": 888, "RMB 8.88": 888, "人民币8元整": 800, "8.88E+00": 888, "８．８８": 888, " 8.88\u00a0": 888,
		"\u30008.88": 888, "'8.88": 888, "100.5": 10050, "0,100": 0, "1,23": 0, "1.234,56": 0, "八元": 0, "8.885": 0, "(8.88)": 0, "-8.88": 0, "": 0, "#N/A": 0, "8.9E+00": 0,
	} {
		if fen > 0 {
			rows += fmt.Sprintf("k%d,oTEST%023d,\"%s\"\n", len(want), len(want), text)
			want = append(want, fen)
			continue
		}
		one := listOf("id,openid,amount\nk,oTEST00000000000000000000001,\""+text+"\"\n", "")
		one["a.hcl"] = strings.Replace(one["a.hcl"], "amount = 8.88", "amount = yuan(row.amount)", 1)
		if people, diags := one.stream(t); len(people) > 0 || summaries(diags) != "Not an amount" || one.pointed(diags[0]) != `"`+text+`"` {
			t.Errorf("%q: %v, %v", text, people, diags)
		}
	}
	list := listOf(rows)
	list["a.hcl"] = strings.Replace(list["a.hcl"], "amount = 8.88", "amount = yuan(row.amount)", 1)
	for i, r := range list.mustStream(t) {
		if r.Amount != want[i] {
			t.Errorf("%s of %s", r.Amount, strings.Split(rows, "\n")[i+1])
		}
	}
}

// A number is taken where it is a whole number of fen, and not below zero.
func TestYuanOfValues(t *testing.T) {
	for _, tt := range []struct {
		value cty.Value
		want  string
	}{
		{cty.MustParseNumberVal("8.88"), "8.88"},
		{cty.NumberIntVal(0), "0.00"},
		{cty.NumberVal(new(big.Float).SetPrec(512).Quo(big.NewFloat(888), big.NewFloat(100))), "8.88"},
		{cty.StringVal("¥1,234.5"), "1234.50"},
		{cty.MustParseNumberVal("8.885"), ""},
		{cty.MustParseNumberVal("-8.88"), ""},
		{cty.MustParseNumberVal("1e300"), ""},
		{cty.PositiveInfinity, ""},
		{cty.True, ""},
		{cty.NullVal(cty.String), ""},
		{cty.EmptyTupleVal, ""},
		{cty.StringVal("null"), ""},
	} {
		got, err := hclspec.Yuan(tt.value)
		switch {
		case tt.want == "" && err == nil:
			t.Errorf("yuan(%#v) = %#v", tt.value, got)
		case tt.want != "" && (err != nil || !got.RawEquals(cty.MustParseNumberVal(tt.want))):
			t.Errorf("yuan(%#v) = %#v, %v; want %s", tt.value, got, err, tt.want)
		}
	}
	if got, err := hclspec.Yuan(cty.UnknownVal(cty.String)); err != nil || got.IsKnown() {
		t.Errorf("of something unknown: %#v, %v", got, err)
	}
}

// The README lists what yuan() takes and refuses.
func TestReadmeAmounts(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "| written | |\n")
	taken, rest, _ := strings.Cut(rest, "It refuses")
	refused, _, found := strings.Cut(rest, "A number of the language")
	if !found {
		t.Fatal("the README lists no amounts")
	}
	count := 0
	for _, row := range strings.Split(taken, "\n") {
		first, _, _ := strings.Cut(strings.TrimPrefix(row, "|"), "|")
		for _, text := range inBackticks(first) {
			count++
			if _, err := money.ParseWritten(strings.Trim(text, `"`)); err != nil {
				t.Error(err)
			}
		}
	}
	for _, text := range inBackticks(refused) {
		count++
		if got, err := money.ParseWritten(text); err == nil && !strings.HasPrefix(text, "ROUND") {
			t.Errorf("%q is taken as %s", text, got)
		}
	}
	if count < 30 {
		t.Errorf("%d amounts only", count)
	}
}

func inBackticks(text string) (quoted []string) {
	for i, piece := range strings.Split(text, "`") {
		if i%2 == 1 {
			quoted = append(quoted, piece)
		}
	}
	return quoted
}

// FuzzYuan: what yuan() takes is an amount with exactly the digits of the text in their order, the same with blanks around it, the same
// compiled, and what a plain amount is by itself; what it gives, it takes again.
func FuzzYuan(f *testing.F) {
	for _, text := range []string{
		"8.88", "¥8.88", "8.88元", "1,234.00", "8.88E+00", "８．８８", "'8.88", "RMB 8.88", "人民币8元整", "1.234,56", "1,23", "八元", "8.885", "(8.88)", "-", "#N/A", "null",
		"0.00E+00", "1.2345600E+03", "8.00E-02", "1，234", "\u30008.88", "8-10", "8.88 8.88", "999,999,999,999,999.99", "1e400",
	} {
		f.Add(text)
	}
	evaluator := hclspec.NewEvaluator(f)
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		if fast, slow := evaluator.Evaluate(t, "yuan(row.a)", text, ""); fast != slow {
			t.Errorf("yuan(%q): compiled %s, HCL %s", text, fast, slow)
		}
		got, err := hclspec.Yuan(cty.StringVal(text))
		plain, plainErr := money.ParseYuan(text)
		if err != nil {
			if plainErr == nil {
				t.Errorf("yuan(%q): %v", text, err)
			}
			return
		}
		fen, err := hclspec.AmountOf(got)
		if err != nil || plainErr == nil && plain != fen {
			t.Fatalf("yuan(%q) = %#v is %d, %v", text, got, fen, err)
		}
		if got, want := strings.Trim(strings.Replace(fen.Yuan(), ".", "", 1), "0"), writtenDigits(text); got != want {
			t.Errorf("yuan(%q) = %s", text, fen.Yuan())
		}
		for _, same := range []cty.Value{cty.StringVal(" \u3000" + text + "\u00a0"), got, cty.StringVal(fen.String())} {
			if again, err := hclspec.Yuan(same); err != nil || !again.RawEquals(got) {
				t.Errorf("yuan(%q) = %#v, and of %#v it is %#v, %v", text, got, same, again, err)
			}
		}
	})
}

// writtenDigits are the digits of a text in their order, without an exponent and without the zeros around them.
func writtenDigits(text string) string {
	if i := strings.LastIndexAny(text, "eEｅＥ"); i >= 0 {
		text = text[:i]
	}
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return -1
	}, text), "0")
}
