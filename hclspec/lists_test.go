package hclspec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/cashredpack/redpack/hclspec"
)

// listOf is a campaign over people.csv that uses id, openid and, in its wishing, name. What the block says besides is added.
func listOf(rows string, more ...string) folder {
	block := strings.Replace(rowsFrom, "amount = row.amount", "amount = 8.88\n"+strings.Join(more, "\n"), 1)
	return folder{"a.hcl": campaign(block), "people.csv": rows}
}

// expand writes P1 to P9 as openids, so that a list fits on a line.
func expand(text string) string {
	for i := range 10 {
		text = strings.ReplaceAll(text, fmt.Sprintf("P%d", i), fmt.Sprintf("oTEST%023d", i))
	}
	return text
}

func gb18030(t testing.TB, text string) string {
	t.Helper()
	encoded, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

const wishName = `wishing = "${row.name}，新年快乐"`

// Lists in which somebody or some text would go by unread: what is said, in which line, and at what it points.
func TestNobodyGoesByUnread(t *testing.T) {
	const (
		lone    = "Carriage return in a row"
		inside  = "Rows inside a quoted cell"
		broken  = "Broken quotes"
		strange = "Control character in a list"
		other   = "Text in another encoding"
		unclear = "Encoding not clear"
		cells   = "Wrong number of cells"
	)
	const gb, utf8 = `encoding = "gb18030"`, `encoding = "utf-8"`
	latin := "id,openid,name\na,P1,Jos\u00e9\n"
	for _, tt := range []struct {
		name, rows, more string
		summary          string
		line             int
		at               string
	}{
		// Line ends.
		{"CR only", "id,openid,name\ra,P1,x\rb,P2,x\r", "", lone, 1, "id,openid,name"},
		{"CR only, no column of it used", "name\ra\rb", "", lone, 1, "name"},
		{"CR only, over more than a window", "id,openid,name\r" + strings.Repeat("a,P1,x\r", 40_000), "", lone, 1, "id,openid,name"},
		{"CR only, then LF", "id,openid,name\ra,P1,x\nb,P2,x\n", "", lone, 1, "id,openid,name"},
		{"LF, then CR only", "id,openid,name\na,P1,x\rb,P2,x\rc,P3,x\n", "", lone, 2, "a,P1,x"},
		{"CRLF, then CR only up to the end", "id,openid,name\r\na,P1,x\r\nb,P2,x\rc,P3,x\r", "", lone, 3, "b,P2,x"},
		{"CR CR LF", "id,openid,name\r\r\na,P1,x\r\r\n", "", lone, 1, "id,openid,name"},
		{"CR in a cell", "id,openid,name\na,P1,x\ry\n", "", lone, 2, "a,P1,x"},
		{"CR behind a quoted cell", "id,openid,name\na,P1,\"x\"\rb,P2,\"y\"\n", "", lone, 2, "a,P1,\"x\""},
		{"CR in gb18030", gb18030(t, "id,openid,name\na,P1,王\rb,P2,李\n"), gb, lone, 2, gb18030(t, "a,P1,王")},
		{"line separator in the first line", "id,openid,name\u2028a,P1,x\u2028b,P2,x", "", strange, 1, "name\u2028a"},
		{"next line in the first line", "id,openid,name\u0085a,P1,x\n", "", strange, 1, "name\u0085a"},
		{"vertical tab", "id,openid,name\na,P1,x\vb,P2,x\n", "", strange, 2, "x\vb"},
		{"form feed in a quoted cell", "id,openid,name\na,P1,\"x\fb,P2,x\"\n", "", strange, 2, "\"x\fb,P2,x\""},
		{"next line in gb18030", gb18030(t, "id,openid,name\na,P1,王\u0085b\n"), gb, strange, 2, gb18030(t, "王\u0085b")},

		// Quotes.
		{"two stray quotes", "id,openid,name\na,P1,\"x\nb,P2,x\nc,P3,x\"\nd,P4,x\n", "", inside, 2, "\"x\nb,P2,x\nc,P3,x\""},
		{"two rows", "id,openid,name\na,P1,\"x\nb,P2,x\"\n", "", inside, 2, "\"x\nb,P2,x\""},
		{"an empty last cell opens", "id,openid,name\na,P1,\"\nb,P2,x\"\n", "", inside, 2, "\"\nb,P2,x\""},
		{"an empty last cell closes", "id,openid,name\na,P1,\"x\nb,P2,\"\nc,P3,x\n", "", inside, 2, "\"x\nb,P2,\""},
		{"CRLF", "id,openid,name\r\na,P1,\"x\r\nb,P2,x\"\r\nc,P3,x\r\n", "", inside, 2, "\"x\r\nb,P2,x\""},
		{"CR only inside of quotes", "id,openid,name\na,P1,\"x\rb,P2,x\"\n", "", inside, 2, "\"x\rb,P2,x\""},
		{"at the very end, no line feed", "id,openid,name\na,P1,x\nb,P2,\"x\nc,P3,x\"", "", inside, 3, "\"x\nc,P3,x\""},
		{"semicolons", "id;openid;name\na;P1;\"x\nb;P2;x\"\n", `delimiter = ";"`, inside, 2, "\"x\nb;P2;x\""},
		{"tabs", "id\topenid\tname\na\tP1\t\"x\nb\tP2\tx\"\n", `delimiter = "\t"`, inside, 2, "\"x\nb\tP2\tx\""},
		{"in the middle of broken rows", "id,openid,name,city,team\na,P1,\"x,y\nb,P2,x\",y,z\n", "", inside, 2, "\"x,y\nb,P2,x\""},
		{"in the middle of rows", "id,openid,name,city,team\na,P1,\"x,y,z\nb,P2,x\",y,z\n", "", inside, 2, "\"x,y,z\nb,P2,x\""},
		{"the swallowed row is short", "id,openid,name,city\na,P1,x,\"y\nb,P2,x\"\n", "", inside, 2, "\"y\nb,P2,x\""},
		{"a quote written twice inside", "id,openid,name\na,P1,\"x\nb,P2,\"\"\nc,P3,x\"\n", "", inside, 2, "\"x\nb,P2,\"\"\nc,P3,x\""},
		{"after a cell of two lines", "id,openid,note,name\na,P1,\"x\ny\",\"x\nb,P2,x,x\"\n", "", inside, 3, "\"x\nb,P2,x,x\""},
		{"too many lines", "id,openid,name\na,P1,\"1\n2\n3\n4\n5\n6\"\n", "", inside, 2, "\"1\n2\n3\n4\n5\n6\""},
		{"in the first line", "id,openid,\"name\na,P1,x\nb,P2,x\"\n", "", inside, 1, "\"name\na,P1,x\nb,P2,x\""},
		{"never closed", "id,openid,name\na,P1,x\nb,P2,\"x\nc,P3,x\n", "", broken, 3, "\"x\nc,P3,x\n"},
		{"never closed, the last cell", "id,openid,name\na,P1,x\nb,P2,\"", "", broken, 3, "\""},
		{"one column", "openid\n\"P1\nP2\"\n", "key = row.openid", inside, 2, "\"P1\nP2\""},

		// Encodings.
		{"UTF-8 as gb18030", "id,openid,name\na,P1,王伟\nb,P2,刘洋\n", gb, other, 2, "王伟"},
		{"UTF-8 as gb18030, late", "id,openid,name\n" + strings.Repeat("a,P1,x\n", 200) + "b,P2,王伟\n", gb, other, 202, "王伟"},
		{"UTF-8 as gb18030, one accent", latin, gb, other, 2, "Jos\u00e9"},
		{"UTF-8 as gb18030, in the first line only", "id,openid,name,城市\na,P1,x,y\n", gb, other, 1, "城市"},
		{"UTF-8 as gb18030, in a column that is not used", "id,openid,name,city\na,P1,x,北京\n", gb, other, 2, "北京"},
		{"UTF-8 as gb18030, in quotes", "id,openid,name\na,P1,\"王伟\"\n", gb, other, 2, "\"王伟\""},
		{"gb18030 as UTF-8", gb18030(t, "id,openid,name\na,P1,王伟\n"), utf8, other, 2, gb18030(t, "a,P1,王伟")},
		{"gb18030 as UTF-8, in the first line", gb18030(t, "id,openid,姓名\na,P1,x\n"), utf8, other, 1, gb18030(t, "id,openid,姓名")},
		{"a line of gb18030 in UTF-8", "id,openid,name\na,P1,张敏\nb,P2,李娜\n" + gb18030(t, "c,P3,王伟\n"), "", other, 4, gb18030(t, "c,P3,王伟")},
		{"a line of UTF-8 in gb18030", gb18030(t, "id,openid,name\na,P1,张敏\nb,P2,李娜\n") + "c,P3,王伟\n", "", other, 4, "王伟"},
		{"gb18030 that happens to be UTF-8", gb18030(t, "id,openid,name\na,P1,伟强\n"), "", unclear, 2, gb18030(t, "伟强")},
		{"neither said nor clear", latin, "", unclear, 2, "Jos\u00e9"},
		{"half a character at the end", gb18030(t, "id,openid,name\na,P1,王") + "\xcd", gb, other, 2, ""},
		{"half a character before a delimiter", "id,name,openid\na,\xcd,P1\n", gb, other, 2, ""},
		{"half a character before a quote", "id,openid,name\na,P1,\"\xcd\"\n", gb, other, 2, ""},
		{"UTF-8 that lost a byte, one row", "id,openid,name\na,P1,王\xe4\xbc\n", "", other, 2, "a,P1,王\xe4\xbc"},
		{"UTF-8 that lost a byte, in the first line", "id,openid,姓\xe5\x90\na,P1,x\n", "", other, 1, "id,openid,姓\xe5\x90"},
		{"UTF-8 that was cut off", "id,openid,name\na,P1,新年快乐\nb,P2,新年快\xe4", "", other, 3, "b,P2,新年快\xe4"},
		{"U+FFFD", "id,openid,name\na,P1,\ufffd\n", "", strange, 2, "\ufffd"},
		{"zeros", "id,openid,name\na,P1,x\x00\n", "", strange, 2, "x\x00"},
		{"UTF-16 without its mark, cut off", "id,openid,name\na,P1,x\n\x00b\x00,\x00\n", "", strange, 3, "\x00b\x00"},
		{"end of a DOS file", "id,openid,name\na,P1,x\n\x1ab,P2,x\n", "", strange, 3, "\x1ab"},

		// Files put together.
		{"a second mark", "id,openid,name\na,P1,x\n\ufeffid,openid,name\nb,P2,x\n", "", strange, 3, "\ufeffid"},
		{"two marks", "\ufeff\ufeffid,openid,name\na,P1,x\n", "", strange, 1, "\ufeffid"},
		{"a second header", "id,openid,name\na,P1,x\nid,openid,name\nb,P2,x\n", "", "Not an openid", 3, "openid"},
		{"no line feed between", "id,openid,name\na,P1,xid,openid,name\nb,P2,x\n", "", cells, 2, ""},

		// Rows without anything.
		{"a comma too many alone", "id,openid,name\na,P1,x\n,,x\n", "", "Not an openid", 3, ""},
		{"cut off", "id,openid,name\na,P1,x\nb,P2", "", cells, 3, "b,P2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := listOf(expand(tt.rows), tt.more)
			if strings.Contains(tt.more, "key") {
				files["a.hcl"] = strings.Replace(files["a.hcl"], "key    = row.id\n", "", 1)
			}
			project, diags := files.load(t, hclspec.Options{})
			if !diags.HasErrors() {
				diags = project.Campaigns[0].Recipients(nil, func(*hclspec.Recipient) bool { return true })
			}
			for _, d := range diags {
				if d.Summary != tt.summary || d.Severity != hcl.DiagError || d.Subject.Filename != "people.csv" || d.Subject.Start.Line != tt.line {
					continue
				}
				if at := files.pointed(d); tt.at != "" && at != expand(tt.at) {
					t.Errorf("points at %q", at)
				}
				return
			}
			t.Errorf("%d diagnostics, none is %q in line %d:", len(diags), tt.summary, tt.line)
			for _, d := range diags {
				t.Errorf("line %d: %s: %s", d.Subject.Start.Line, d.Summary, d.Detail)
			}
		})
	}
}

// Lists that are well, and whom they name by which texts.
func TestListsThatAreRead(t *testing.T) {
	for _, tt := range []struct{ name, rows, more, want string }{
		{"no line feed at the end", "id,openid,name\na,P1,x\nb,P2,y", "", "a x, b y"},
		{"CR at the very end", "id,openid,name\r\na,P1,x\r", "", "a x"},
		{"blank lines", "\nid,openid,name\r\n\r\na,P1,x\n\n\n", "", "a x"},
		{"an address of two lines", "id,openid,name,address\na,P1,x,\"Room 5, Tower 3\n建国路1号\"\nb,P2,y,\"建国路\r\n1号\"\n", "", "a x, b y"},
		{"an address of five lines in the middle", "id,openid,address,name\na,P1,\"1\n2\n3\n4\n5\",x\n", "", "a x"},
		{"the number of a payment in a note", "id,openid,name,note\na,P1,x,\"order\n4200001234202701011234567890\"\n", "", "a x"},
		{"two lines in the name of a column", "id,openid,name,\"地址\n(邮寄)\"\na,P1,x,y\n", "", "a x"},
		{"quotes and delimiters in quotes", "id,openid,name\na,P1,\"x, \"\"y\"\"\"\n", "", "a x, \"y\""},
		{"a tab", "id,openid,name,note\na,P1,x,y\tz\n", "", "a x"},
		{"gb18030", gb18030(t, "id,openid,name\na,P1,王伟\nb,P2,伟强\nc,P3,𠮷\n"), `encoding = "gb18030"`, "a 王伟, b 伟强, c 𠮷"},
		{"gb18030, one character that is not UTF-8", gb18030(t, "id,openid,name\na,P1,王\n"), `encoding = "gb18030"`, "a 王"},
		{"gb18030, in the first line only", gb18030(t, "id,openid,name,姓名\na,P1,x,y\n"), `encoding = "gb18030"`, "a x"},
		{"ASCII declared gb18030", "id,openid,name\na,P1,x\n", `encoding = "gb18030"`, "a x"},
		{"accents, declared", "id,openid,name\na,P1,Jos\u00e9\n", `encoding = "utf-8"`, "a Jos\u00e9"},
		{"accents, with a mark", "\ufeffid,openid,name\na,P1,Jos\u00e9\n", "", "a Jos\u00e9"},
		{"accents beside Chinese", "id,openid,name\na,P1,Jos\u00e9\nb,P2,王伟\n", "", "a Jos\u00e9, b 王伟"},
		{"accents beside Chinese in the first line", "id,openid,name,城市\na,P1,Jos\u00e9,x\n", "", "a Jos\u00e9"},
		{"middle dot", "id,openid,name\na,P1,阿凡提·买买提\n", "", "a 阿凡提·买买提"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			people, diags := listOf(expand(tt.rows), tt.more, `wishing = row.name`).stream(t)
			if len(diags) > 0 {
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

// Rows that look like UTF-8 in a list that is gb18030 are pointed out. They may be what they seem, so it is no error.
func TestTwoEncodingsInAList(t *testing.T) {
	rows := expand(gb18030(t, "id,openid,name\na,P1,王伟\n") + "b,P2,刘洋\n" + gb18030(t, "c,P3,李娜\n") + "d,P4,王伟\n")
	people, diags := listOf(rows, `encoding = "gb18030"`, wishName).stream(t)
	if len(people) != 4 || len(diags) != 1 || diags[0].Summary != "Two encodings in a list" || diags[0].Severity != hcl.DiagWarning {
		t.Fatal(len(people), diags)
	}
	if d := diags[0]; d.Subject.Start.Line != 3 || !strings.Contains(d.Detail, "2 of its rows") || !strings.Contains(d.Detail, `"刘洋", and "鍒樻磱"`) {
		t.Error(d.Subject, d.Detail)
	}
}

// A list of which nobody is taken, beside others that go on, is said.
func TestNobodyInAList(t *testing.T) {
	second := strings.ReplaceAll(rowsFrom, "people.csv", "more.csv")
	for _, tt := range []struct{ name, more, block, at, want string }{
		{"no row", header, second, `"more.csv"`, "more.csv has nobody below"},
		{"where leaves out all", header + "x,P2,x,1\ny,P3,x,1\n", strings.Replace(second, "amount =", "where = row.id == \"z\"\namount =", 1), `row.id == "z"`, "all 2 rows of more.csv"},
	} {
		files := folder{"a.hcl": campaign(rowsFrom + "\n" + tt.block), "people.csv": expand(header + "a,P1,x,1\n"), "more.csv": expand(tt.more)}
		people, diags := files.stream(t)
		if len(people) != 1 || len(diags) != 1 || diags[0].Summary != "Nobody in a list" || diags[0].Severity != hcl.DiagWarning {
			t.Fatal(tt.name, len(people), diags)
		}
		if files.pointed(diags[0]) != tt.at || !strings.Contains(diags[0].Detail, tt.want) {
			t.Errorf("%s: at %s: %s", tt.name, files.pointed(diags[0]), diags[0].Detail)
		}
	}
}
