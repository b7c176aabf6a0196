package hclspec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/place"
)

// A wish from which something is missing, or in which a spreadsheet or a template has left something, is warned of where it stands.
func TestOddTexts(t *testing.T) {
	const (
		gap      = "Gap in a text"
		leftover = "Leftover in a text"
		whole    = `wishing = row.name`
		trimmed  = `wishing = "祝${trimspace(row.name)}新年快乐"`
		chosen   = `wishing = "${row.name == "" ? "" : row.name}新年快乐"`
	)
	for _, tt := range []struct {
		cell, more string
		summary    string // "" where nothing is to be said
	}{
		{"王伟", wishName, ""},
		{"", wishName, gap},
		{" ", wishName, gap},
		{"\u3000", wishName, gap},
		{" 王伟", wishName, ""},
		{"null", wishName, leftover},
		{"None", wishName, leftover},
		{"#N/A", wishName, leftover},
		{"{name}", wishName, leftover},
		{"Nan", wishName, ""},
		{"Nullmeyer", wishName, ""},
		{"", trimmed, gap},
		{"王伟", trimmed, ""},
		{"", chosen, ""},

		{"0", wishName, gap},
		{"0，新年快乐", whole, gap},
		{"0: hello", whole, gap},
		{"0", whole, gap},
		{"0元复始", whole, ""},
		{"0.88", whole, ""},
		{"00后", whole, ""},

		{"，新年快乐", whole, gap},
		{",Happy New Year", whole, gap},
		{"！新年快乐", whole, gap},
		{"新年快乐，！", whole, gap},
		{"亲爱的、，你好", whole, gap},
		{" ", whole, gap},
		{"#REF!", whole, leftover},
		{"亲爱的#VALUE!，新年快乐", whole, leftover},
		{"#NAME?", whole, leftover},
		{"Dear null, hello", whole, leftover},
		{"亲爱的undefined，你好", whole, leftover},
		{"NaN", whole, leftover},
		{"None，新年快乐", whole, leftover},
		{"亲爱的None", whole, leftover},
		{"${name}，新年快乐", whole, leftover},
		{"{{name}}", whole, leftover},
		{"亲爱的{姓名}", whole, leftover},
		{"$｛name}，新年快乐", whole, leftover},
		{"＄{name}，新年快乐", whole, leftover},
		{"＄｛name｝，新年快乐", whole, leftover},
		{"亲爱的｛姓名｝", whole, leftover},
		{"亲爱的｛姓名}", whole, leftover},
		{"亲爱的{姓名｝，你好", whole, leftover},
		{"｛｛name｝｝", whole, leftover},

		{"恭喜发财，大吉大利", whole, ""},
		{"新年快乐！！！", whole, ""},
		{"……新年快乐", whole, ""},
		{"...and a happy new year", whole, ""},
		{"!!! 666 !!!", whole, ""},
		{":) Happy New Year", whole, ""},
		{"(｡･ω･｡)ﾉ♡", whole, ""},
		{"#新年快乐#", whole, ""},
		{"No. 1, second to None!", whole, ""},
		{"None of us forgets you", whole, ""},
		{"Unison, nullify, Nancy", whole, ""},
		{"什么？！红包！", whole, ""},
		{"「新年快乐」", whole, ""},
		{"~ 2027 ~", whole, ""},
		{"$8.88 {hi there}", whole, ""},
		{"＄８.８８ ｛新年，快乐｝", whole, ""},
		{"｛｝新年快乐｛", whole, ""},
		{"新年快乐＄", whole, ""},
		{"，，，", whole, gap},
		{"“新年”，快乐。", whole, ""},
		{"-5°C，注意保暖", whole, ""},
		{"祝您、您的家人：平安", whole, ""},
	} {
		f := listOf(expand("id,openid,name\nwang,P1,"+quotedCell(tt.cell)+"\n"), tt.more)
		_, diags := f.stream(t)
		switch {
		case diags.HasErrors():
			t.Errorf("%q: %v", tt.cell, diags)
		case tt.summary == "" && len(diags) > 0 || tt.summary != "" && (len(diags) != 1 || diags[0].Summary != tt.summary):
			t.Errorf("%q by %s: %v, want %q", tt.cell, tt.more, diags, tt.summary)
		case tt.summary != "" && (!strings.Contains(diags[0].Detail, `"wang"`) || !strings.Contains(diags[0].Detail, "cannot be called back")):
			t.Errorf("%q: %q does not say whose it is, or why it matters", tt.cell, diags[0].Detail)
		case tt.summary != "" && (diags[0].Subject.Filename != "people.csv" || diags[0].Subject.Start.Line != 2):
			t.Errorf("%q: the warning is at %v", tt.cell, diags[0].Subject)
		}
	}
}

func quotedCell(cell string) string { return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"` }

// A gap points at the empty cell and names its column; a remark, the campaign's own wishing and one in the file are looked at, too.
func TestOddTextsEverywhere(t *testing.T) {
	f := listOf(expand("id,openid,name\nwang,P1,\nli,P2,李娜\n"), `remark = "给${row.name}的"`, `wishing = "好"`)
	_, diags := f.stream(t)
	if len(diags) != 1 || diags[0].Subject.Start.Column != len("wang,oTEST00000000000000000000001,")+1 ||
		!strings.Contains(diags[0].Detail, `The remark of "wang" has nothing where row.name belongs, and reads "给的"`) {
		t.Errorf("an empty cell: %v at %v", diags, diags[0].Subject)
	}
	own := folder{"a.hcl": strings.Replace(people(`wang = { openid = "oXAMPLE000000000000000000001", amount = 8.88, wishing = "null" }`),
		"wishing", `wishing = "{name}，新年快乐" #`, 1)}
	_, diags = own.stream(t)
	if len(diags) != 2 || diags[0].Severity != hcl.DiagWarning || !strings.Contains(diags[0].Detail, `"wang" holds "null"`) ||
		!strings.Contains(diags[1].Detail, `of the campaign holds "{name}"`) {
		t.Errorf("texts in the file: %v", diags)
	}
}

// What a block has written for all of its rows is told once, where it stands.
func TestOddTextsOfABlock(t *testing.T) {
	for _, tt := range []struct{ wishing, says string }{
		{`"${row.name}，新年快乐"`, ""},
		{`"$｛row.name}，新年快乐"`, `"$｛"`},
		{`"＄{row.name}，新年快乐"`, `"＄{"`},
		{`"｛row.name｝，新年快乐"`, `"｛row.name｝"`},
		{`"祝${row.name}和{家人}新年快乐"`, `"{家人}"`},
		{`trimspace("$${row.name}，新年快乐 ")`, `"${"`},
		{`replace("{name}，新年快乐", "{name}", row.name)`, ""},
	} {
		f := listOf(expand("id,openid,name\nwang,P1,王伟\nli,P2,李娜\n"), "wishing = "+tt.wishing)
		_, diags := f.stream(t)
		switch {
		case tt.says == "" && len(diags) > 0 || tt.says != "" && (len(diags) != 1 || diags.HasErrors()):
			t.Errorf("%s: %v", tt.wishing, diags)
		case tt.says != "" && (f.pointed(diags[0]) != tt.wishing || diags[0].Summary != "Leftover in a text" || !strings.Contains(diags[0].Detail, "holds "+tt.says)):
			t.Errorf("%s: at %q: %v", tt.wishing, f.pointed(diags[0]), diags)
		}
	}
}

// Of a thousand empty cells ten are told, and the rest in one line; nothing is said of what was promised already, and nothing twice.
func TestOddTextsAreFoldedAndNews(t *testing.T) {
	rows := "id,openid,name\n"
	for i := range 1000 {
		rows += expandRow(i)
	}
	f := listOf(rows, wishName)
	c := f.mustLoad(t, hclspec.Options{}).Campaigns[0]
	reading, diags := c.Read(nil, func(*hclspec.Recipient) bool { return true })
	if len(diags) != 11 || diags.HasErrors() || !strings.HasPrefix(diags[10].Detail, "990 more recipients have a text with a gap") {
		t.Errorf("a thousand gaps: %d diagnostics, the last %v", len(diags), diags[len(diags)-1])
	}
	if diags := reading.Again(func(*hclspec.Recipient) bool { return true }); len(diags) > 0 {
		t.Errorf("read again: %v", diags)
	}
	paid := func(string) (money.Fen, bool) { return 888, true }
	if diags := c.Recipients(paid, func(*hclspec.Recipient) bool { return true }); len(diags) > 0 {
		t.Errorf("paid already: %v", diags)
	}
}

func expandRow(i int) string { return fmt.Sprintf("p%d,oTEST%023d,\n", i, i) }

// In a workbook the warning points at the cell by its name.
func TestOddTextsOfAWorkbook(t *testing.T) {
	_, diags := fromWorkbook(workbook(t, [][]any{
		{"工号", "openid", "姓名", "金额"}, {"1", expand("P1"), "王伟", 8.88}, {"2", expand("P2"), "", 8.88},
	})).stream(t)
	if len(diags) != 1 || diags[0].Summary != "Gap in a text" || place.At(*diags[0].Subject) != "名单.xlsx 员工!C3" {
		t.Errorf("%v at %v", diags, place.At(*diags[0].Subject))
	}
}
