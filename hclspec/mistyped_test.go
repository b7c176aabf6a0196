package hclspec_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/hclspec"
)

// rightlyTyped is a campaign as it should be. It has Chinese signs where they belong, in texts and comments.
const rightlyTyped = `merchant "main" {
  sandbox = true
}

# 注释：里面有“引号”，（括号）。
campaign "spring" {
  merchant  = merchant.main
  send_name = "青岚书屋"
  act_name  = "新春红包"
  wishing   = "“新年”快乐，大家好：）"
  remark    = "2027"

  limits {
    budget = 1000
  }

  recipients = {
    wang_wei = { openid = "oTEST00000000000000000000001", amount = 8.88 }
    li_na = { openid = "oTEST00000000000000000000002", amount = max(8.88, 1) }
  }
}
`

// What was typed wrongly, what is said of it first, in which line and at what, and how many errors are shown at all.
func TestMistyped(t *testing.T) {
	for _, tt := range []struct {
		right, wrong string
		line         int
		at, says     string
		shown        int
	}{
		{`0001", amount = 8.88 }`, `0001"， amount = 8.88 }`, 18, "，", "U+FF0C, FULLWIDTH COMMA is no sign of HCL. Write ,", 1},
		{`8.88 }`, `8.88 }，`, 18, "，", "Write ,", 1},
		{`"青岚书屋"`, `“青岚书屋”`, 8, "“", `U+201C, LEFT DOUBLE QUOTATION MARK is no quote of HCL. A text stands in straight ones: write ".`, 1},
		{`"青岚书屋"`, `"青岚书屋”`, 8, `"`, `ends with U+201D, RIGHT DOUBLE QUOTATION MARK, which HCL takes for a part of it. Write ".`, 1},
		{`"青岚书屋"`, `“青岚书屋"`, 8, "“", `write "`, 1},
		{`"青岚书屋"`, `＂青岚书屋＂`, 8, "＂", `write "`, 1},
		{`"青岚书屋"`, `「青岚，书屋」`, 8, "「", `write "`, 1},
		{`"青岚书屋"`, `'青岚，书屋'`, 8, "'", `in double quotes`, 1},
		{`"青岚书屋"`, `"青岚书屋`, 8, `"`, "does not end on its line", 1},
		{`"青岚书屋"`, `青岚书屋"`, 8, `"`, "put one in front of the text", 1},
		{`wang_wei = { openid = "`, `wang_wei = { openid = `, 18, `"`, "", 1},
		{`00000001", amount`, `00000001, amount`, 18, `"`, "a quote is missing", 1},
		{`budget = 1000`, `budget ＝ 1000`, 14, "＝", "U+FF1D, FULLWIDTH EQUALS SIGN is no sign of HCL. Write =", 1},
		{`budget = 1000`, `budget：1000`, 14, "：", "Write =", 1},
		{`budget = 1000`, `budget: 1000`, 14, ":", "Write budget = …", 1},
		{`budget = 1000`, `budget 1000`, 14, "1000", "Write budget = …", 1},
		{`budget = 1000`, "budget　= 1000", 14, "　", "IDEOGRAPHIC SPACE looks like a blank", 1},
		{`budget = 1000`, "budget\u00a0\u00a0= 1000", 14, "\u00a0", "NO-BREAK SPACE looks like a blank", 1},
		{`budget = 1000`, "bud\u200bget = 1000", 14, "\u200b", "ZERO WIDTH SPACE stands here, which nobody sees. Take it out.", 1},
		{`budget = 1000`, `budget = 1000；`, 14, "；", "Lines end by themselves", 1},
		{`budget = 1000`, `budget = 1，000`, 14, "1，000", "Write 1000.00", 1},
		{`budget = 1000`, `budget = 1,000`, 14, "1,000", "Write 1000", 1},
		{`budget = 1000`, `budget = ¥1,000.00`, 14, "¥1,000.00", "Write 1000.00", 1},
		{`budget = 1000`, `budget = ￥1000`, 14, "￥1000", "Write 1000.00", 1},
		{`budget = 1000`, `budget = 1,000.00元`, 14, "1,000.00元", "Write 1000.00", 1},
		{`budget = 1000`, `budget = 1000元`, 14, "1000元", "Write 1000.00", 1},
		{`budget = 1000`, `budget = １０００`, 14, "１０００", "Write 1000.00", 1},
		{`budget = 1000`, `budget = ８．８８`, 14, "８．８８", "Write 8.88", 1},
		{`amount = 8.88 }`, `amount = 8,88 }`, 18, "8,88", "A comma separates attributes, and a number has a decimal point. Write 8.88", 1},
		{`amount = 8.88 }`, `amount = 8。88 }`, 18, "8。88", "Write 8.88", 1},
		{`limits {`, `limits ｛`, 13, "｛", "Write {", 1},
		{"limits {\n    budget = 1000\n  }\n", "limits {\n    budget = 1000\n", 13, "{", "has no } before line 16", 1},
		{"max(8.88, 1) }\n  }\n", "max(8.88, 1) }\n", 17, "{", "has no } before line 20", 1},
		{"  sandbox = true\n}\n", "  sandbox = true\n", 1, "{", "has no } before line 5", 1},
		{"\n  }\n}\n", "\n  }\n", 6, "{", "has no } to the end of the file", 1},
		{"\n  }\n}\n", "\n  }\n}\n}\n", 22, "}", "ends nothing", 1},
		{`limits {`, `limits`, 13, "limits", "Write a { at the end of this line", 1},
		{`max(8.88, 1)`, `max(8.88, 1`, 19, "(", "has no ) before the } in line 19", 1},
		{`max(8.88, 1)`, `max（8.88, 1)`, 19, "（", "Write (", 1},
		{`wang_wei =`, `wang_wei = =`, 18, "=", "", 1},
	} {
		if !strings.Contains(rightlyTyped, tt.right) {
			t.Fatalf("nothing is %q", tt.right)
		}
		src := strings.Replace(rightlyTyped, tt.right, tt.wrong, 1)
		files := folder{"a.hcl": src}
		_, diags := files.load(t, hclspec.Options{})
		switch {
		case len(diags) == 0:
			t.Errorf("%q is taken", tt.wrong)
		case diags[0].Subject.Start.Line != tt.line || files.pointed(diags[0]) != tt.at || !strings.Contains(diags[0].Detail, tt.says) || len(diags) != tt.shown:
			t.Errorf("%q: %d diagnostics, at %q: %v", tt.wrong, len(diags), files.pointed(diags[0]), diags)
		}
		// fmt says the same.
		if _, formatted := hclspec.Format([]byte(src), "a.hcl"); len(formatted) == 0 || formatted[0].Detail != diags[0].Detail {
			t.Errorf("%q: fmt says %v", tt.wrong, formatted)
		}
	}
}

// One mistake in every line is told some times and then counted, and so is all that one mistake brings with it.
func TestMistypedOften(t *testing.T) {
	people := strings.Repeat(`    # = { openid = "oTEST00000000000000000000003"， amount = 8.88 }`+"\n", 600)
	for i := range 600 {
		people = strings.Replace(people, "#", fmt.Sprintf("k%d", i), 1)
	}
	src := strings.Replace(rightlyTyped, "    li_na", people+"    li_na", 1)
	_, diags := folder{"a.hcl": src}.load(t, hclspec.Options{})
	if len(diags) != 10 || diags[0].Subject.Start.Line != 19 || !strings.Contains(diags[9].Detail, "590 more mistakes") {
		t.Errorf("%d: %v", len(diags), diags)
	}
	src = strings.Replace(strings.ReplaceAll(src, "，", ","), `"青岚书屋"`, `"青岚书屋`, 1)
	_, diags = folder{"a.hcl": src, "b.hcl": "locals {\n  x = “y”\n}\n"}.load(t, hclspec.Options{})
	if len(diags) != 2 || diags[0].Subject.Start.Line != 8 || !strings.Contains(diags[0].Detail, "more errors.") || diags[1].Subject.Filename != "b.hcl" {
		t.Errorf("%d: %v", len(diags), diags)
	}
}

// A file of variables and a variable on the command line are read alike.
func TestMistypedVariables(t *testing.T) {
	const src = "variable \"bonus\" {\n  type = number\n}\n"
	_, diags := folder{"a.hcl": src + rightlyTyped, "x.rpvars": "bonus = ８.８８\n"}.load(t, hclspec.Options{VarFiles: []string{"x.rpvars"}})
	if len(diags) != 1 || diags[0].Subject.Filename != "x.rpvars" || !strings.Contains(diags[0].Detail, "Write 8.88") {
		t.Error(diags)
	}
}

// wide are signs of ASCII and their kin.
var wide = map[string]string{
	"=": "＝", "{": "｛", "}": "｝", "(": "（", ")": "）", ",": "，", "\"": "”", ".": "．", "8": "８", " ": "　",
}

// Whatever sign outside of texts is typed wide, the first thing that is said is about its line.
func FuzzMistyped(f *testing.F) {
	for i := range 40 {
		f.Add(uint(i*7), uint(i))
	}
	f.Fuzz(func(t *testing.T, token, line uint) {
		tokens, _ := hclsyntax.LexConfig([]byte(rightlyTyped), "a.hcl", hcl.InitialPos)
		tokens = slices.DeleteFunc(tokens, func(t hclsyntax.Token) bool { return wide[string(t.Bytes)] == "" })
		wrong := tokens[token%uint(len(tokens))]
		src := rightlyTyped[:wrong.Range.Start.Byte] + wide[string(wrong.Bytes)] + rightlyTyped[wrong.Range.End.Byte:]
		_, diags := folder{"a.hcl": src}.load(t, hclspec.Options{})
		if len(diags) == 0 {
			t.Fatalf("taken: %s", src)
		}
		if first := diags[0].Subject; first.Start.Line != wrong.Range.Start.Line {
			t.Errorf("%s typed wide in line %d is told in line %d: %v", wrong.Bytes, wrong.Range.Start.Line, first.Start.Line, diags[0])
		}
	})
}
