package hclspec_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

// A row for which where has no value is an error at its cell, and the others still come.
func TestWhereThatFails(t *testing.T) {
	rows := expand("id,openid,years\na,P1,3\nb,P2,two\nc,P3,0\nd,P4,1\n")
	for _, where := range []string{"row.years >= 1", "tonumber(row.years) >= 1"} {
		files := listOf(rows, "where = "+where)
		people, diags := files.stream(t)
		if len(diags) != 1 || diags[0].Summary != "Row expression failed" || files.pointed(diags[0]) != "two" || diags[0].Subject.Start.Line != 3 {
			t.Fatal(where, diags)
		}
		if len(people) != 2 || people[0].Key != "a" || people[1].Key != "d" {
			t.Error(where, people)
		}
	}
}

// sheet is a campaign over rows of id, openid and two cells more, n and j, where j is a value in JSON. Attributes replace those it has.
func sheet(attrs map[string]string, rows ...[2]string) folder {
	all := map[string]string{"path": `"people.csv"`, "key": "row.id", "openid": "row.openid", "amount": "8.88"}
	maps.Copy(all, attrs)
	block, list := "recipients_from \"csv\" {\n", "id,openid,n,j\n"
	for name, value := range all {
		block += name + " = " + value + "\n"
	}
	for i, row := range rows {
		list += fmt.Sprintf("u%d,oTEST%023d,%s,%s\n", i, i, row[0], cell(row[1]))
	}
	return folder{"a.hcl": campaign(block + "}"), "people.csv": list}
}

// oneBad requires that of three rows the middle one is an error, once, and that the other two come.
func oneBad(t *testing.T, files folder, summary, at, detail string) {
	t.Helper()
	people, diags := files.stream(t)
	if len(diags) != 1 || diags[0].Summary != summary || !strings.Contains(diags[0].Detail, detail) {
		t.Errorf("want %s (%s), got %v", summary, detail, diags)
		return
	}
	if got := files.pointed(diags[0]); got != at || diags[0].Subject.Filename == "people.csv" && diags[0].Subject.Start.Line != 3 {
		t.Errorf("points at %q in line %d, want %q", got, diags[0].Subject.Start.Line, at)
	}
	if len(people) != 2 || people[0].Source != 0 || people[1].OpenID != "oTEST00000000000000000000002" {
		t.Errorf("recipients %+v", people)
	}
}

// An expression that has no value for one row is one error at the cell that it names, whichever attribute it is and however it fails.
func TestExpressionsThatFailOnOneRow(t *testing.T) {
	const failed = "Row expression failed"
	for _, tt := range []struct{ attr, expr, good, bad, summary, detail string }{
		{"where", "row.n >= 1", "3", "two", failed, "where (line"},
		{"where", "row.n >= 1", "3", "", failed, "where (line"},
		{"where", "!(row.n < 1) && true", "3", "two", failed, ""},
		{"where", "row.n / 2 > 0", "3", "two", failed, ""},
		{"amount", "row.n", "8.88", "8;88", "Not an amount", ""},
		{"amount", "row.n", "8.88", "", "Not an amount", ""},
		{"amount", "row.n", "8.88", "8.885", "Not an amount", "whole number of fen"},
		{"amount", "row.n", "8.88", "0", "Amount below the minimum", ""},
		{"amount", "row.n + 1", "8.88", "two", failed, "amount (line"},
		{"amount", "row.n + 1", "8.88", "0.005", "Not an amount", ""},
		{"amount", "row.n / 2", "8.88", "two", failed, ""},
		{"amount", "fen(row.n)", "888", "8.88", failed, "whole number of fen"},
		{"amount", "row.n * 1", "8.88", "1e999999999", failed, "beyond measure"},
		{"openid", `row.n > 0 ? row.openid : ""`, "1", "two", failed, "openid (line"},
		{"openid", `row.n == "1" ? row.openid : "zhangsan"`, "1", "2", "Not an openid", "8 characters"},
		{"openid", `row.n == "1" ? row.openid : ""`, "1", "2", "Not an openid", "is empty"},
		{"key", `row.n > 0 ? row.id : ""`, "1", "two", failed, "key (line"},
		{"key", `row.n == "1" ? row.id : ""`, "1", "2", "Invalid key", "empty"},
		{"key", `row.n == "1" ? row.id : " x"`, "1", "2", "Invalid key", "spaces"},
		{"wishing", `row.n > 0 ? row.n : ""`, "1", "two", failed, "wishing (line"},
		{"wishing", "row.n", "x", "", "Empty text", "wishing"},
		{"remark", `row.n > 0 ? row.n : ""`, "1", "two", failed, "remark (line"},
		{"remark", "row.n", "x", "", "Empty text", "remark"},
	} {
		t.Run(tt.attr+" = "+tt.expr+" of "+tt.bad, func(t *testing.T) {
			oneBad(t, sheet(map[string]string{tt.attr: tt.expr}, [2]string{tt.good}, [2]string{tt.bad}, [2]string{tt.good}), tt.summary, tt.bad, tt.detail)
		})
	}
}

// A value of a type that an attribute does not take, or none, is an error of that row.
func TestValuesOfAnotherTypeInOneRow(t *testing.T) {
	const failed, noAmount = "Row expression failed", "Not an amount"
	for attr, good := range map[string]string{"where": "true", "amount": `"8.88"`, "openid": "", "key": "", "wishing": `"x"`, "remark": `"x"`} {
		expr := "jsondecode(row.j)"
		if good == "" { // an openid or a key of the row's own
			good, expr = `"`+attr+`"`, `jsondecode(row.j) == "`+attr+`" ? row.`+map[string]string{"openid": "openid", "key": "id"}[attr]+" : jsondecode(row.j)"
		}
		for bad, want := range map[string][2]string{
			"null": {failed, "null"}, "5": {failed, "number"}, "true": {failed, "bool"}, `"x"`: {failed, "string"}, "[]": {failed, ""}, "{}": {failed, ""}, "{": {failed, "jsondecode"},
		} {
			switch {
			case attr == "where" && bad == "true", attr == "amount" && bad == "5", (attr == "wishing" || attr == "remark") && bad == `"x"`:
				continue
			case attr == "amount" && bad != "{":
				want = [2]string{noAmount, ""}
			case attr == "openid" && strings.Contains(`5 true "x"`, bad):
				want = [2]string{"Not an openid", ""}
			case attr == "key" && strings.Contains(`5 true "x"`, bad):
				continue // the condition makes a text of them
			case attr == "openid" || attr == "key":
				want = [2]string{failed, ""}
			}
			t.Run(attr+" of "+bad, func(t *testing.T) {
				oneBad(t, sheet(map[string]string{attr: expr}, [2]string{"", good}, [2]string{"", bad}, [2]string{"", good}), want[0], cell(bad), want[1])
			})
		}
	}
}

// What is wrong with a recipient in the HCL is an error at its value, and the others still come.
func TestInlineExpressionsThatFail(t *testing.T) {
	row := func(i int, attrs string) string {
		openID := fmt.Sprintf("openid = \"oTEST%023d\", ", i)
		if strings.HasPrefix(attrs, "openid") {
			openID = ""
		}
		return fmt.Sprintf("u%d = { %s%s }\n", i, openID, attrs)
	}
	const failed = "Row expression failed"
	for _, tt := range []struct{ attrs, at, summary, detail string }{
		{`amount = "x" + 1`, `"x"`, failed, "Invalid operand"},
		{"amount = null", "null", "Not an amount", ""},
		{"amount = true", "true", "Not an amount", "bool"},
		{`amount = jsondecode("[]")`, `jsondecode("[]")`, "Not an amount", ""},
		{"amount = 1e-300", "1e-300", "Not an amount", "whole number of fen"},
		{"openid = 5, amount = 1", "5", failed, "openid"},
		{"openid = null, amount = 1", "null", failed, "null"},
		{`openid = "x", amount = 1`, `"x"`, "Not an openid", "1 bytes"},
		{"amount = 1, wishing = null", "null", failed, "wishing"},
		{"amount = 1, wishing = 5", "5", failed, "tostring()"},
		{`amount = 1, wishing = ""`, `""`, "Empty text", "wishing"},
		{`amount = 1, remark = upper(null)`, "null", failed, "Invalid function argument"},
		{`amount = 1, remark = ""`, `""`, "Empty text", "remark"},
		{`amount = 1, remark = "a\u0007"`, `"a\u0007"`, "Control character in a text", "U+0007"},
		{`amount = 1, remark = "\u0007a"`, `"\u0007a"`, "Control character in a text", "U+0007"},
	} {
		t.Run(tt.attrs, func(t *testing.T) {
			oneBad(t, folder{"a.hcl": people(row(0, "amount = 1") + row(1, tt.attrs) + row(2, "amount = 1"))}, tt.summary, tt.at, tt.detail)
		})
	}
}

// Where neither the campaign nor its list has a text, the list says so once, however many rows it has.
func TestTextsThatNobodyWrote(t *testing.T) {
	for attr, written := range map[string]string{"wishing": `wishing   = "新年快乐"`, "remark": `remark    = "2027"`} {
		files := sheet(map[string]string{}, [2]string{"x"}, [2]string{"y"})
		files["a.hcl"] = strings.Replace(files["a.hcl"], written, "", 1)
		if people, diags := files.stream(t); len(people) != 0 || summaries(diags) != "Missing attribute" || !strings.Contains(diags[0].Detail, attr+" = \"…\"") {
			t.Errorf("%s: %v", attr, diags)
		}
		files["a.hcl"] = strings.Replace(files["a.hcl"], "openid =", attr+" = row.n\nopenid =", 1)
		if people, diags := files.stream(t); len(people) != 2 || len(diags) > 0 {
			t.Errorf("%s: %v", attr, diags)
		}
	}
}

// A stream that is stopped asks nothing of the whole of the rows.
func TestStoppedStream(t *testing.T) {
	files := sheet(nil, [2]string{"x"}, [2]string{"y"}, [2]string{"z"})
	files["a.hcl"] = strings.Replace(files["a.hcl"], "recipients_from", "limits {\n  max_recipients = 1\n}\nrecipients_from", 1)
	c := files.mustLoad(t, hclspec.Options{}).Campaigns[0]
	for stop, want := range map[int]string{1: "", 2: "", 3: "", 4: "Too many recipients"} {
		n := 0
		diags := c.Recipients(nil, func(*hclspec.Recipient) bool { n++; return n < stop })
		if summaries(diags) != want || n != min(stop, 3) {
			t.Errorf("stopped at %d: %d recipients, %v", stop, n, diags)
		}
	}
}
