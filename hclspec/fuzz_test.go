package hclspec_test

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
)

// mistyped are what is said of files that are no HCL, and of no others.
var mistyped = []string{
	"Wrong sign", "Wrong quote", "Wrong heredoc", "Missing quote", "Missing bracket", "Missing =", "Missing value", "Bracket too many",
	"Heredoc without an end", "Comment without an end", "Quote inside of a text", "Not a number of HCL",
}

// Loading never panics, every diagnostic points inside its file, and nothing is called mistyped that is HCL.
func FuzzLoad(f *testing.F) {
	for _, m := range slices.Concat(mistakes, stateMistakes) {
		f.Add(m.files["a.hcl"], m.files["people.csv"])
	}
	for _, m := range supplementMistakes {
		files := supplementFolder(m.files, m.rows)
		f.Add(files["a.hcl"], files["people.csv"])
	}
	for _, text := range []string{"＃ \"", "／＊ ＊／", "/* ＊/", "<<E\n${a，\nE\n", "“a” '", "8，88", "¥ 8.88 元", "{for x in y:x=>", "%{if a}%{endif}\"", "${{[(", "a=!!-1+1?2:3[0][*].b", "try(can(1))", "<<X\n%{for a in b}\nX\n"} {
		f.Add("locals {\n a = \""+text+"\"\n b = "+text+"\n}\n", "openid,amount\n")
	}
	f.Fuzz(func(t *testing.T, text, rows string) {
		files := folder{"a.hcl": text, "people.csv": rows}
		_, diags := files.stream(t)
		_, errs := hclsyntax.ParseConfig([]byte(text), "a.hcl", hcl.InitialPos)
		for _, d := range diags {
			if slices.Contains(mistyped, d.Summary) && !errs.HasErrors() {
				t.Errorf("%s is said of what is HCL", d.Summary)
			}
			if d.Subject == nil {
				continue
			}
			r := *d.Subject
			if size := len(files[r.Filename]); r.Start.Byte < 0 || r.Start.Byte > r.End.Byte || r.End.Byte > size {
				t.Errorf("%s points at %d to %d of %d bytes of %q", d.Summary, r.Start.Byte, r.End.Byte, size, r.Filename)
			}
		}
	})
}

// An amount is exact or refused: a text and the same text as a number of HCL mean the same, and what is accepted is what
// exact arithmetic says.
func FuzzAmount(f *testing.F) {
	for _, text := range []string{"8.88", "8.880", "4.35", "0.29", "1.005", "200.01", "1e3", "8,88", "0x10", "999999999999999.99", "0.0000000001", "1e-400", "1e-404077", "1e404077", "92233720368547758.08"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		number, err := cty.ParseNumberVal(text)
		if err == nil && (number.AsBigFloat().MantExp(nil) > 4096 || number.AsBigFloat().MantExp(nil) < -4096) {
			if fen, err := hclspec.AmountOf(number); err == nil {
				t.Errorf("%q gives %d fen", text, fen)
			}
			return // exact arithmetic would write out all its zeros
		}
		exact, ok := new(big.Rat).SetString(text)
		fromText, textErr := hclspec.AmountOf(cty.StringVal(text))
		if textErr == nil && (!ok || exact.Cmp(big.NewRat(int64(fromText), 100)) != 0) {
			t.Errorf("the text %q gives %d fen", text, fromText)
		}
		if err != nil || !ok || len(text) > 40 {
			return
		}
		fen, err := hclspec.AmountOf(number)
		switch hundredfold := exact.Mul(exact, big.NewRat(100, 1)); {
		case err == nil && hundredfold.Cmp(big.NewRat(int64(fen), 1)) != 0:
			t.Errorf("the number %q gives %d fen", text, fen)
		case err == nil && textErr == nil && fen != fromText:
			t.Errorf("%q is %d fen as a number and %d as a text", text, fen, fromText)
		case err != nil && textErr == nil && !errors.Is(err, money.ErrRange):
			t.Errorf("%q is an amount as a text, but as a number: %v", text, err)
		}
	})
}
