package hclspec_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/cashredpack/redpack/hclspec"
)

// A plain character is in normal form, stays so beside any other, and is no control character.
func TestPlainCharacters(t *testing.T) {
	plain := 0
	for r := range unicode.MaxRune + 1 {
		text := string(r)
		if !hclspec.PlainText(text) {
			continue
		}
		plain++
		if !norm.NFC.IsNormalString(text) || !norm.NFC.PropertiesString(text).BoundaryBefore() || unicode.IsControl(r) || r == utf8.RuneError {
			t.Errorf("%U is plain", r)
		}
	}
	if plain < 20_992+95 {
		t.Errorf("only %d characters are plain", plain)
	}
}

// What is plain is UTF-8.
func TestPlainBytes(t *testing.T) {
	for a := range 256 {
		for b := range 256 {
			for c := range 256 {
				text := string([]byte{byte(a), byte(b), byte(c)})
				if hclspec.PlainText(text) && !utf8.ValidString(text) {
					t.Fatalf("%x is plain", text)
				}
			}
		}
	}
}

// Eight bytes at a time give what one at a time give.
func TestPlainWords(t *testing.T) {
	for at := range 8 {
		for b := range 256 {
			text := strings.Repeat("x", at) + string([]byte{byte(b)}) + strings.Repeat("~ ", 4)[at:]
			if got, want := hclspec.PlainText(text), b >= ' ' && b <= '~'; got != want {
				t.Errorf("%q: plain %t, want %t", text, got, want)
			}
		}
	}
}

// However a row is written, and however far from the first, its openid and key are known again.
func TestDuplicatesInOtherWriting(t *testing.T) {
	const openID = "oUpF8uMuAJO_M2pxb1Q9zNjWe01o"
	for _, distance := range []int{0, 1, 70, 20_000} {
		for _, second := range []string{
			"é1," + openID + ",王伟,1.00",
			`"é1","` + openID + `","王,伟",1.00`,
			"e\u03011," + openID + ",王伟,1.00",
		} {
			var rows strings.Builder
			rows.WriteString(header + "é1," + openID + ",王伟,1.00\n")
			for i := range distance {
				fmt.Fprintf(&rows, "u%d,oTEST%023d,王伟,1.00\n", i, i)
			}
			rows.WriteString(second + "\n")
			people, diags := folder{"a.hcl": campaign(rowsFrom), "people.csv": rows.String()}.stream(t)
			if got := summaries(diags); got != "Duplicate openid; Duplicate key" || len(people) != distance+1 {
				t.Errorf("%q after %d rows: %s, %d rows", second, distance, got, len(people))
			}
		}
	}
}
