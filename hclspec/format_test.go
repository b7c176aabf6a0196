package hclspec_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/hclspec"
)

var formats = []struct{ name, src, want string }{
	{
		"attributes are aligned, blocks are indented, comments stay",
		"campaign \"a\" {\n# who\nmerchant=merchant.main # pays\nsend_name = \"x\" # shown\n  limits {\nbudget=5\n}\n}\n",
		"campaign \"a\" {\n  # who\n  merchant  = merchant.main # pays\n  send_name = \"x\"           # shown\n  limits {\n    budget = 5\n  }\n}\n",
	},
	{
		"recipients are never aligned",
		"campaign \"a\" {\n  recipients = {\n    wang   = { openid=\"o1\",amount = 1 }   # first\n    欧阳静静静 = { openid = \"o2\", amount = 1 } # second\n  }\n}\n",
		"campaign \"a\" {\n  recipients = {\n    wang = { openid = \"o1\", amount = 1 } # first\n    欧阳静静静 = { openid = \"o2\", amount = 1 } # second\n  }\n}\n",
	},
	{
		"a Chinese character is two columns wide",
		"locals {\n  品牌 = 1\n  a = 2\n  abcdef = { x = \"中\" } # c\n}\n",
		"locals {\n  品牌   = 1\n  a      = 2\n  abcdef = { x = \"中\" } # c\n}\n",
	},
	{
		"a line that opens something stands by itself",
		"locals {\n  long_name = 1\n  x = {\n    a = 1\n    bcd = 2\n  }\n}\n",
		"locals {\n  long_name = 1\n  x = {\n    a   = 1\n    bcd = 2\n  }\n}\n",
	},
	{
		"what opens and closes on its line is aligned",
		"locals {\n  a = (1 + (2))\n  bb = [1, [2]]\n  ccc = { x = {} }\n  dddd = \"${a}%{ if b }c%{ endif }\"\n  eeeee = f(1)\n}\n",
		"locals {\n  a     = (1 + (2))\n  bb    = [1, [2]]\n  ccc   = { x = {} }\n  dddd  = \"${a}%{if b}c%{endif}\"\n  eeeee = f(1)\n}\n",
	},
	{
		"after recipients lines are aligned again",
		"campaign \"a\" {\n  recipients = {\n    a = { x = (1) }\n    bbb = { x = 1 }\n  }\n  c = 1 # c\n  dd = 22 # d\n}\n",
		"campaign \"a\" {\n  recipients = {\n    a = { x = (1) }\n    bbb = { x = 1 }\n  }\n  c  = 1  # c\n  dd = 22 # d\n}\n",
	},
	{
		"a heredoc is left alone",
		"locals {\n  x = <<EOT\n a=b # c\nEOT\n  yy = 1\n}\n",
		"locals {\n  x = <<EOT\n a=b # c\nEOT\n  yy = 1\n}\n",
	},
}

func TestFormat(t *testing.T) {
	for _, tt := range formats {
		t.Run(tt.name, func(t *testing.T) {
			got, diags := hclspec.Format([]byte(tt.src), "a.hcl")
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFormatOfBrokenFileChangesNothing(t *testing.T) {
	const src = "campaign   \"x\" {"
	got, diags := hclspec.Format([]byte(src), "a.hcl")
	if !diags.HasErrors() || string(got) != src {
		t.Errorf("Format gave %q, %v", got, diags)
	}
}

// Formatting twice is formatting once, and the tokens stay the same.
func FuzzFormat(f *testing.F) {
	for _, tt := range formats {
		f.Add(tt.src)
	}
	for _, m := range slices.Concat(mistakes, stateMistakes) {
		f.Add(m.files["a.hcl"])
	}
	f.Fuzz(func(t *testing.T, src string) {
		once, diags := hclspec.Format([]byte(src), "a.hcl")
		if diags.HasErrors() {
			return
		}
		twice, diags := hclspec.Format(once, "a.hcl")
		if diags.HasErrors() || !bytes.Equal(once, twice) {
			t.Errorf("once %q\ntwice %q %v", once, twice, diags)
		}
		if !bytes.Equal(nameTokens(src), nameTokens(string(once))) {
			t.Errorf("%q became %q", src, once)
		}
	})
}

// nameTokens are the tokens of a text without the space between them.
func nameTokens(src string) []byte {
	tokens, _ := hclsyntax.LexConfig(bytes.TrimPrefix([]byte(src), []byte("\ufeff")), "", hcl.InitialPos)
	var all []byte
	for _, token := range tokens {
		all = append(all, bytes.TrimRight(token.Bytes, "\r\n")...)
		all = append(all, 0)
	}
	return all
}
