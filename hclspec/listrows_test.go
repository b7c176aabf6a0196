package hclspec_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/text/encoding/traditionalchinese"
)

// utf16Text is a text behind the mark of UTF-16.
func utf16Text(text string, lowFirst bool) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		if lowFirst {
			out = append(out, byte(unit), byte(unit>>8))
		} else {
			out = append(out, byte(unit>>8), byte(unit))
		}
	}
	return string(out)
}

// How a list is written is found out: nobody has to know what an encoding is.
func TestEncodingsAreRecognised(t *testing.T) {
	const rows = "id,openid,name\r\na,P1,王伟\r\nb,P2,\"欧阳,静\"\r\nc,P3,𠮷田\r\n"
	want := "a 王伟, b 欧阳,静, c 𠮷田"
	long := "id,openid,name,note\n" + strings.Repeat(",,,\n", 100_000) + "a,P1,王伟,x\n"
	for _, tt := range []struct{ name, rows, more, want string }{
		{"UTF-8", rows, "", want},
		{"UTF-8 with its mark", "\ufeff" + rows, "", want},
		{"UTF-8, declared", rows, `encoding = "utf-8"`, want},
		{"UTF-16, low byte first", utf16Text(rows, true), "", want},
		{"UTF-16, high byte first", utf16Text(rows, false), "", want},
		{"UTF-16, declared", utf16Text(rows, true), `encoding = "utf-16"`, want},
		{"UTF-16 with tabs, as Excel writes it", utf16Text(strings.NewReplacer(",", "\t", `"欧阳,静"`, "欧阳静").Replace(rows), true), `delimiter = "\t"`, "a 王伟, b 欧阳静, c 𠮷田"},
		{"gb18030", gb18030(t, rows), "", want},
		{"gb18030 with its mark", gb18030(t, "\ufeff"+rows), "", want},
		{"gb18030 with its mark, declared", gb18030(t, "\ufeff"+rows), `encoding = "gb18030"`, want},
		{"gb18030 far down", gb18030(t, long), "", "a 王伟"},
		{"UTF-8 far down", long, "", "a 王伟"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			people, diags := listOf(expand(tt.rows), tt.more, `wishing = row.name`).stream(t)
			if strings.HasPrefix(tt.rows, "\xff\xfe") || strings.HasPrefix(tt.rows, "\xfe\xff") {
				people, diags = listOf(wideExpanded(tt.rows), tt.more, `wishing = row.name`).stream(t)
			}
			if diags.HasErrors() {
				t.Fatal(diags[0].Summary, diags[0].Detail)
			}
			var got []string
			for _, r := range people {
				got = append(got, r.Key+" "+r.Wishing)
			}
			if strings.Join(got, ", ") != tt.want {
				t.Errorf("got %s, want %s", strings.Join(got, ", "), tt.want)
			}
		})
	}
}

// wideExpanded is expand for a text in UTF-16.
func wideExpanded(text string) string {
	lowFirst := strings.HasPrefix(text, "\xff\xfe")
	var units []uint16
	for i := 2; i+1 < len(text); i += 2 {
		unit := uint16(text[i])<<8 | uint16(text[i+1])
		if lowFirst {
			unit = unit<<8 | unit>>8
		}
		units = append(units, unit)
	}
	return utf16Text(expand(string(utf16.Decode(units))), lowFirst)
}

// What the file says of its encoding and what the campaign says must be one.
func TestEncodingIsAnAssertion(t *testing.T) {
	const rows = "id,openid,name\na,P1,王伟\n"
	big5, err := traditionalchinese.Big5.NewEncoder().String("id,openid,name\na,P1,陳怡君\nb,P2,林志明\nc,P3,張家豪\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, rows, more, detail string }{
		{"UTF-8 with a mark as gb18030", "\ufeff" + rows, `encoding = "gb18030"`, "mark of UTF-8, so it is not gb18030"},
		{"UTF-8 with a mark as UTF-16", "\ufeff" + rows, `encoding = "utf-16"`, "mark of UTF-8, so it is not utf-16"},
		{"UTF-16 as UTF-8", utf16Text(rows, true), `encoding = "utf-8"`, "mark of UTF-16, so it is not utf-8"},
		{"UTF-8 as UTF-16", rows, `encoding = "utf-16"`, "does not begin with the mark of UTF-16"},
		{"gb18030 with a mark as UTF-8", gb18030(t, "\ufeff"+rows), `encoding = "utf-8"`, "mark of GB18030, so it is not utf-8"},
		{"half of a character in UTF-16", utf16Text(rows, true) + "\x00", "", "not UTF-16 to its end"},
		{"Big5, which would be read as gb18030", big5, "", "may be Big5"},
		{"UTF-8 as gb18030", rows, `encoding = "gb18030"`, "everything in it is UTF-8"},
		{"gb18030 as UTF-8", gb18030(t, rows), `encoding = "utf-8"`, "not UTF-8"},
	} {
		if _, diags := listOf(expandBytes(tt.rows), tt.more).stream(t); !diags.HasErrors() || !strings.Contains(diags[0].Detail, tt.detail) {
			t.Errorf("%s: %v", tt.name, diags)
		}
	}
}

// What stands in a list and is nobody: what is said of it, how gravely, in which line, and who is paid all the same.
func TestRowsThatAreNobody(t *testing.T) {
	const (
		empty = "Empty rows left out"
		total = "Total row in a list"
	)
	for _, tt := range []struct {
		name, rows, more string
		summary, detail  string
		line             int
		people           string
	}{
		{"delimiters below the list", "id,openid,name\na,P1,x\n,,\n,,\n", "", empty, "2 empty rows were left out", 3, "a"},
		{"quotes and blanks", "id,openid,name\n\" \",\t,\"\"\na,P1,x\n", "", empty, "An empty row was left out", 2, "a"},
		{"wide blanks", "id,openid,name\na,P1,x\n\u3000,\u00a0,\n", "", empty, "An empty row", 3, "a"},
		{"fewer delimiters", "id,openid,name\na,P1,x\n,\n  \n", "", empty, "2 empty rows", 3, "a"},
		{"many", "id,openid,name\na,P1,x\n" + strings.Repeat(",,\n", 50), "", empty, "50 empty rows", 3, "a"},
		{"delimiters above the names", ",,\nid,openid,name\na,P1,x\n", "", "", "", 0, "a"},

		{"a sum", "id,openid,name\na,P1,x\n合计,,8.88\n", "", total, "Or leave out every row that says so, whoever stands there:\n  where = row.id != \"合计\"", 3, ""},
		{"a sum with blanks", "id,openid,name\na,P1,x\n,,合　计：\n", "", total, `where = row.name != "合\u3000计："`, 3, ""},
		{"a sum in English", "id,openid,name\na,P1,x\nTotal,1,8.88\n", "", total, `row.id != "Total"`, 3, ""},
		{"a sum beside a condition", "id,openid,name\na,P1,x\nSubtotal:,,\n", `where = row.id != ""`, total, `where = … && row.id != "Subtotal:"`, 3, ""},
		{"a sum of money", "id,openid,name\na,P1,x\n合计金额（元）：,,\n", "", total, `row.id != "合计金额（元）："`, 3, ""},
		{"a sum with its number", "id,openid,name\na,P1,x\n,,小计3人\n", "", total, `row.name != "小计3人"`, 3, ""},
		{"a sum of two words", "id,openid,name\na,P1,x\nTotal Amount,,\n", "", total, `row.id != "Total Amount"`, 3, ""},
		{"a firm", "id,openid,name\na,P1,x\nb,,总和贸易公司\n", "", "Not an openid", "", 3, ""},
		{"a firm named like a unit", "id,openid,name\na,P1,x\nb,,合计元宵店\n", "", "Not an openid", "", 3, ""},
		{"a person called so", "id,openid,name\na,P1,x\nb,,Sumeet\n", "", "Not an openid", "", 3, ""},
		{"the sum left out", "id,openid,name\na,P1,x\n总计,,\n", `where = row.id != "总计"`, "", "", 0, "a"},
		{"a person with the name of a sum", "id,openid,name\n合计,P1,总计\n", "", "", "", 0, "合计"},
		{"somebody else without an openid", "id,openid,name\na,P1,x\nTotalis,,x\n", "", "Not an openid", "empty", 3, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			people, diags := listOf(expand(tt.rows), tt.more).stream(t)
			var keys []string
			for _, r := range people {
				keys = append(keys, r.Key)
			}
			if got := strings.Join(keys, ","); tt.people != "" && got != tt.people {
				t.Errorf("paid %q", got)
			}
			switch {
			case tt.summary == "" && len(diags) > 0:
				t.Errorf("said %s: %s", diags[0].Summary, diags[0].Detail)
			case tt.summary == "":
			case len(diags) != 1 || diags[0].Summary != tt.summary || !strings.Contains(diags[0].Detail, tt.detail) || diags[0].Subject.Start.Line != tt.line:
				t.Errorf("said %v", diags)
			case (diags[0].Severity == hcl.DiagWarning) != (tt.summary == empty):
				t.Errorf("severity %d", diags[0].Severity)
			}
		})
	}
}

// Where the names of the columns stand, if not on the first line.
func TestHeaderRow(t *testing.T) {
	const rows = "新春红包名单,,\n2027年1月,,\nid,openid,name\na,P1,x\n"
	for _, tt := range []struct{ name, rows, more, summary, detail string }{
		{"a title, not said", rows, "", "Title above the columns", "Line 1 is a title: the columns are named in line 3. Write header_row = 3"},
		{"a title, said", rows, "header_row = 3", "", ""},
		{"said wrongly", rows, "header_row = 2", "Unknown column", `The columns of people.csv are named "2027年1月".`},
		{"below the end", rows, "header_row = 30", "File cannot be read", "no row that begins on line 30"},
		{"on a line without a row", "\n\nid,openid,name\na,P1,x\n", "header_row = 2", "File cannot be read", "no row begins on line 2"},
		{"none of the first lines", "x,y,z\na,P1,x\n", "", "Unknown column", `There is no row.id. The columns of people.csv are named "x", "y", "z".`},
		{"no count", rows, "header_row = 0", "Not a count", "at least 1"},
		{"names in other letters", "ID,OpenID,Name\na,P1,x\n", "", "Unknown column", `The columns of people.csv are named "ID", "OpenID", "Name".`},
		{"full-width commas", "id，openid，name\na，P1，x\n", "", "One column only", `full of "，"`},
		{"semicolons for Excel", "sep=;\nid;openid;name\na;P1;x\n", "", "Line for Excel in a list", "sep=;"},
		{"semicolons for Excel, in quotes", "\"sep=;\"\r\nid;openid;name\r\na;P1;x\r\n", "", "Line for Excel in a list", "sep=;"},
		{"semicolons for Excel, with a mark", "\ufeffSEP=;\nid;openid;name\na;P1;x\n", `delimiter = ";"`, "Line for Excel in a list", "sep=;"},
		{"semicolons for Excel, below a title", "sep=;\n名单;;\nid;openid;name\na;P1;x\n", "header_row = 3", "Line for Excel in a list", "sep=;"},
		{"semicolons for Excel, as an editor counts", "sep=;\nid;openid;name\na;P1;x\n", "header_row = 2", "Line for Excel in a list", "sep=;"},
		{"semicolons for Excel, as Excel counts", "sep=;\nid;openid;name\na;P1;x\n", "header_row = 1", "File cannot be read", "begins with the line sep=;, which Excel does not show: row 1 of Excel is line 2 of the file. Write header_row = 2"},
		{"semicolons for Excel, as Excel counts below a title", "sep=;\n名单;;\nid;openid;name\na;P1;x\n", "header_row = 2", "Line for Excel in a list", "header_row counts it, and Excel does not"},
		{"another delimiter than said", "sep=;\nid;openid;name\na;P1;x\n", `delimiter = ","`, "File cannot be read", "remove the attribute"},
		{"a delimiter that is none", "sep=|\nid|openid|name\na|P1|x\n", "", "File cannot be read", "sep=|"},
	} {
		people, diags := listOf(expand(tt.rows), tt.more).stream(t)
		switch {
		case tt.summary == "":
			if len(diags) > 0 || len(people) != 1 {
				t.Errorf("%s: %v", tt.name, diags)
			}
		case len(diags) == 0 || diags[0].Summary != tt.summary || !strings.Contains(diags[0].Detail, tt.detail):
			t.Errorf("%s: %v", tt.name, diags)
		case diags.HasErrors() == (len(people) == 1):
			t.Errorf("%s: %d people", tt.name, len(people))
		}
	}
}

// expandBytes is expand for a text that is not UTF-8.
func expandBytes(text string) string {
	for _, p := range []string{"P1", "P2", "P3"} {
		text = strings.ReplaceAll(text, p, expand(p))
	}
	return text
}
