package hclspec_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/cashredpack/redpack/hclspec"
)

// numbered writes every # as a key and every @ as an openid of its own.
func numbered(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch r {
		case '#':
			fmt.Fprintf(&b, "u%d", i)
		case '@':
			fmt.Fprintf(&b, "oTEST%023d", i)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// linesWithPeople counts lines, whatever ends them for anybody, that have an openid for a cell.
func linesWithPeople(text, delimiter string) int {
	lines := 0
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029", r) }) {
		for _, cell := range strings.Split(line, delimiter) {
			if strings.Trim(cell, `" `) == "@" {
				lines++
				break
			}
		}
	}
	return lines
}

// A list that is accepted gives as many recipients as it has lines with an openid, as anybody would count them.
func FuzzNobodyGoesByUnread(f *testing.F) {
	for i, text := range []string{
		"#,@,x,y\n#,@,x,y\n", "#,@,x,\"y\n#,@,x,y\n#,@,x,y\"\n#,@,x,y", "#,@,\"x\ny\",z\r\n\r\n#,@,x,\"\"\"\"", "#,@,x,y\r#,@,x,y\r", "#,@,x,\"\n#,@,x,\"\n",
		"\"#\",\"@\",\"x\",\"y\"\n", "#,@,x,y\u2028#,@,x,y\n", "#,@,x,y\x00\n\ufeff#,@,x,y", "#,@,\"1\n2\n3\n4\n5\",y\n", ",,,\n   \n", "#,@,王伟,y\n#,@,\"\",\"\n\"\n",
	} {
		f.Add(text, uint(0))
		f.Add(strings.ReplaceAll(text, ",", ";"), uint(1))
		f.Add(strings.ReplaceAll(text, ",", "\t"), uint(2+i%2*3))
	}
	f.Fuzz(func(t *testing.T, text string, form uint) {
		delimiter := []string{",", ";", "\t"}[form%3]
		text = strings.ToValidUTF8(text, "")
		rows, more := numbered(strings.Join([]string{"id", "openid", "name", "note"}, delimiter)+"\n"+text), fmt.Sprintf("delimiter = %q", delimiter)
		if form%6 > 2 {
			encoded, err := simplifiedchinese.GB18030.NewEncoder().String(rows)
			if err != nil {
				return
			}
			rows, more = encoded, more+"\nencoding = \"gb18030\""
		}
		people, diags := listOf(rows, more).stream(t)
		if want := linesWithPeople(text, delimiter); !diags.HasErrors() && len(people) != want {
			t.Errorf("%d recipients of %d lines with people: %q", len(people), want, rows)
		}
	})
}

// A text is sent as it was written, or its list is refused.
func FuzzListEncoding(f *testing.F) {
	for _, text := range []string{"王伟", "伟强", "Jos\u00e9", "𠮷", "x", "\u00b7", "e\u0301", "ΰǿ", "\ufeff", "\u20ac", "鐜嬩紵"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		rows := expand("id,openid,name\na,P1,") + `"` + strings.ReplaceAll(text, `"`, `""`) + "\"\n"
		check := func(rows, more string, refused bool) {
			people, diags := listOf(rows, more, "wishing = row.name").stream(t)
			if !diags.HasErrors() && (refused || len(people) != 1 || people[0].Wishing != hclspec.Normal(text)) {
				t.Errorf("%q with %q gives %+v", rows, more, people)
			}
		}
		ascii := strings.IndexFunc(text, func(r rune) bool { return r > 0x7f }) < 0
		check(rows, "", false)
		check(rows, `encoding = "utf-8"`, false)
		check(rows, `encoding = "gb18030"`, !ascii)
		// The library writes characters of private use otherwise than it reads them.
		private := strings.IndexFunc(text, func(r rune) bool { return unicode.Is(unicode.Co, r) }) >= 0
		if encoded, err := simplifiedchinese.GB18030.NewEncoder().String(rows); err == nil && !private {
			check(encoded, `encoding = "gb18030"`, false)
			check("\x84\x31\x95\x33"+encoded, "", false)
			if !utf8.ValidString(encoded) {
				check(encoded, "", false)
			}
		}
		check("\ufeff"+rows, "", false)
		check(utf16Text(rows, true), "", false)
		check(utf16Text(rows, false), `encoding = "utf-16"`, false)
	})
}
