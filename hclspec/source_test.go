package hclspec_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
)

// The line of a range is shown whole or not at all, of whichever file it is.
func TestLine(t *testing.T) {
	gb := gb18030(t, "王伟")
	longest := strings.Repeat("x", 4<<10)
	for name, tt := range map[string]struct {
		rows, more string // of the list
		at         int    // where the range begins
		want       string // "": no line
	}{
		"the first line":           {"id,openid,name\nb", "", 0, "id,openid,name"},
		"its end":                  {"id,openid,name\nb", "", 14, "id,openid,name"},
		"the next one":             {"id,openid,name\na\nb", "", 15, "a"},
		"before a carriage":        {"id,openid,name\r\na", "", 3, "id,openid,name"},
		"the last, without end":    {"id,openid,name\nab", "", 16, "ab"},
		"the very end":             {"id,openid,name\nab", "", 17, "ab"},
		"beyond the end":           {"id,openid,name\nab", "", 18, ""},
		"before the beginning":     {"id,openid,name\nab", "", -1, ""},
		"behind a mark":            {"\ufeffid,openid,name\nab", "", 4, "id,openid,name"},
		"in another encoding":      {"id,openid,name\n" + gb, `encoding = "gb18030"`, 15, "王伟"},
		"the longest":              {"id,openid,name\n" + longest, "", 4000, longest},
		"one longer":               {"id,openid,name\n" + longest + "x", "", 4000, ""},
		"the longest, with an end": {"id,openid,name\n" + longest + "\nx", "", 4000, longest},
		"far away":                 {"id,openid,name\n" + strings.Repeat("abcdefg\n", 20_000), "", 15 + 8*15_000 + 3, "abcdefg"},
	} {
		project := listOf(tt.rows, tt.more).mustLoad(t, hclspec.Options{})
		line, ok := project.Line(hcl.Range{Filename: "people.csv", Start: hcl.Pos{Line: 1, Column: 1, Byte: tt.at}})
		if line != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %q, %t", name, line, ok)
		}
	}
	project := listOf("id,openid,name\n").mustLoad(t, hclspec.Options{})
	for name, at := range map[string]int{"a.hcl": 1 << 20, "other.csv": 0} {
		if line, ok := project.Line(hcl.Range{Filename: name, Start: hcl.Pos{Byte: at}}); ok {
			t.Errorf("%s: %q", name, line)
		}
	}
}
