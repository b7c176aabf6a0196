package hclspec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

// identified is a list of one row with these cells.
func identified(attrs, key, openID string) folder {
	files := listOf(fmt.Sprintf("id,openid\n\"%s\",\"%s\"\n", key, openID), `encoding = "utf-8"`)
	for _, attr := range strings.Split(attrs, "\n") {
		if name, _, ok := strings.Cut(attr, " = "); ok {
			files["a.hcl"] = strings.NewReplacer(fmt.Sprintf("%-6s = row.%s", name, map[string]string{"key": "id", "openid": "openid"}[name]), attr).Replace(files["a.hcl"])
		}
	}
	return files
}

const somebody = "oTEST00000000000000000000001"

// A character in a key or an openid that nobody sees is named with its place and with the function that takes it out; and with that written
// the row is taken.
func TestUnseenCharacters(t *testing.T) {
	for _, tt := range []struct{ attr, cell, named, cure string }{
		{"key", "anna ", "U+0020, SPACE, after its 4th character", "key = trimspace(row.id)"},
		{"key", "\u00a0anna", "U+00A0, NO-BREAK SPACE, before its first character", "key = trimspace(row.id)"},
		{"key", "王伟\u3000", "U+3000, IDEOGRAPHIC SPACE, after its 2nd character", "key = trimspace(row.id)"},
		{"key", "李\u200b娜", "U+200B, ZERO WIDTH SPACE, after its 1st character", "key = clean(row.id)"},
		{"key", "anna\u200c", "U+200C, ZERO WIDTH NON-JOINER, after its 4th character", "key = clean(row.id)"},
		{"key", "an\u200dna", "U+200D, ZERO WIDTH JOINER, after its 2nd character", "key = clean(row.id)"},
		{"key", "ann\u2060a", "U+2060, WORD JOINER, after its 3rd character", "key = clean(row.id)"},
		{"key", "an\u00adna", "U+00AD, SOFT HYPHEN, after its 2nd character", "key = clean(row.id)"},
		{"key", "an\u202ena", "U+202E, RIGHT-TO-LEFT OVERRIDE, after its 2nd character", "key = clean(row.id)"},
		{"key", "an\u2067na", "U+2067, RIGHT-TO-LEFT ISOLATE, after its 2nd character", "key = clean(row.id)"},
		{"key", "an\u200ena", "U+200E, LEFT-TO-RIGHT MARK, after its 2nd character", "key = clean(row.id)"},
		{"key", "12345678901\u3164", "U+3164, HANGUL FILLER, after its 11th character", "key = clean(row.id)"},
		{"key", " an\u200bna", "U+0020, SPACE, before its first character", "key = clean(row.id)"},
		{"openid", somebody + " ", "U+0020, SPACE, after its 28th character", "openid = trimspace(row.openid)"},
		{"openid", "\u3000" + somebody, "U+3000, IDEOGRAPHIC SPACE, before its first character", "openid = trimspace(row.openid)"},
		{"openid", "oTEST\u200b00000000000000000000001", "U+200B, ZERO WIDTH SPACE, after its 5th character", "openid = clean(row.openid)"},
		{"openid", "oTEST0000000000000000000000１", "U+FF11, FULLWIDTH DIGIT ONE, after its 27th character", "openid = clean(row.openid)"},
		{"openid", "ｏTEST00000000000000000000001", "U+FF4F, FULLWIDTH LATIN SMALL LETTER O, before its first character", "openid = clean(row.openid)"},
		{"openid", "oTEST＿0000000000000000000001", "U+FF3F, FULLWIDTH LOW LINE, after its 5th character", "openid = clean(row.openid)"},
	} {
		key, openID, summary := tt.cell, somebody, "Invalid key"
		if tt.attr == "openid" {
			key, openID, summary = "k", tt.cell, "Not an openid"
		}
		files := identified("", key, openID)
		_, diags := files.stream(t)
		if summaries(diags) != summary || !strings.Contains(diags[0].Detail, tt.named) || !strings.HasSuffix(diags[0].Detail, " Write\n\n  "+tt.cure) {
			t.Errorf("%q: %v", tt.cell, diags)
		}
		if strings.Contains(fmt.Sprint(diags), "0000000000") {
			t.Errorf("%q is shown: %v", tt.cell, diags)
		}
		people := identified(tt.cure, key, openID).mustStream(t)
		if tt.attr == "key" && people[0].Key != hclspec.Clean(key) {
			t.Errorf("%q: cured it is %q", tt.cell, people[0].Key)
		}
	}
}

// Where nothing can be cleaned the character is named all the same, and an openid is shown by its ends only, also as a key.
func TestCharactersWithoutACure(t *testing.T) {
	for openID, want := range map[string]string{
		"\u043eTEST00000000000000000000001": "U+043E, CYRILLIC SMALL LETTER O, before its first character. An openid has 28 characters",
		"zhang san":                         "U+0020, SPACE, after its 5th character. An openid has 28 characters",
		"张三":                                "has 6 bytes (2 characters). An openid has",
	} {
		if _, diags := identified("", "k", openID).stream(t); summaries(diags) != "Not an openid" || !strings.Contains(diags[0].Detail, want) {
			t.Errorf("%q: %v", openID, diags)
		}
	}
	files := identified("key = row.openid", "k", somebody+"\u200b")
	if _, diags := files.stream(t); summaries(diags) != "Not an openid; Invalid key" || strings.Contains(fmt.Sprint(diags), "0000000000") {
		t.Error(diags)
	}
	inline := folder{"a.hcl": people("\"an\u200bna\" = { openid = \"" + somebody + " \", amount = 8.88 }")}
	_, diags := inline.stream(t)
	if summaries(diags) != "Not an openid; Invalid key" || !strings.Contains(diags[0].Detail, "Take it out") || !strings.Contains(diags[1].Detail, "Take it out") {
		t.Error(diags)
	}
}

// Keys that people have stay keys: names with blanks in them, wide ones too, full-width digits, and emoji.
func TestKeysThatStay(t *testing.T) {
	for _, key := range []string{
		"王　伟", "王 伟", "王\u00a0伟", "１２３", "ＡＢ", "👨\u200d👩\u200d👧", "❤\ufe0f", "葛\U000e0100", "nan", "None", "E+05", "1E05", "A#1", "#1", "C+2", "Jos\u00e9", "Привет", "(北京)", "3e-7",
	} {
		if people, diags := identified("", key, somebody).stream(t); len(diags) > 0 || len(people) != 1 || people[0].Key != hclspec.Normal(key) {
			t.Errorf("%q: %v", key, diags)
		}
	}
	moved := identified("", "anna", somebody)
	moved["a.hcl"] += "\nmoved {\n  from = \"new_year/an\u200bna\"\n  to   = \"new_year/anna\"\n}\n"
	if _, diags := moved.stream(t); len(diags) > 0 {
		t.Errorf("a key that was valid once cannot be moved: %v", diags)
	}
}

// What a program wrote in the place of a key or an openid is named as that.
func TestValuesThatAreGone(t *testing.T) {
	for cell, want := range map[string]string{
		"1.9E+27": "Excel has taken it for a number and destroyed it", "4.2E+17": "nobody can restore them. Give the column the format Text", "1.9e+27": "destroyed it", "4E+100": "destroyed it",
		"hr-4.2E+17": "destroyed it", "#N/A": "It holds #N/A, an error value of Excel: the formula in this cell failed in Excel", "hr-#N/A": "the formula in this cell failed",
		"#REF!": "the formula in this cell failed", "#VALUE!": "the formula in this cell failed", "#NAME?": "the formula in this cell failed", "#DIV/0!": "the formula in this cell failed",
		"#NUM!": "the formula in this cell failed", "#NULL!": "the formula in this cell failed", "#SPILL!": "the formula in this cell failed", "null": "where it has no value", "NULL": "where it has no value",
		"undefined": "where it has no value", "NaN": "where it has no value", "######": "too narrow",
	} {
		if _, diags := identified("", cell, somebody).stream(t); summaries(diags) != "Invalid key" || !strings.Contains(diags[0].Detail, want) {
			t.Errorf("key %q: %v", cell, diags)
		}
		if _, diags := identified("", "k", cell).stream(t); summaries(diags) != "Not an openid" || !strings.Contains(diags[0].Detail, want) {
			t.Errorf("openid %q: %v", cell, diags)
		}
		typed := folder{"a.hcl": people(fmt.Sprintf("%q = { openid = %q, amount = 8.88 }", cell, somebody))}
		if _, diags := typed.stream(t); summaries(diags) != "Invalid key" || !strings.Contains(diags[0].Detail, want) {
			t.Errorf("typed key %q: %v", cell, diags)
		}
	}
}
