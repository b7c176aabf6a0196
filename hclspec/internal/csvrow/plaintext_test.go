package csvrow_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
)

// A plain character is in normal form, stays so beside any other, and is no control character.
func TestPlainCharacters(t *testing.T) {
	plain := 0
	for r := range unicode.MaxRune + 1 {
		text := string(r)
		if !csvrow.PlainText(text) {
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

// What is plain is UTF-8. In short the last byte is one at an edge of what may follow.
func TestPlainBytes(t *testing.T) {
	last := []int{0x00, 0x1f, 0x20, 0x7e, 0x7f, 0x80, 0xa9, 0xaa, 0xbf, 0xc0, 0xff}
	if !testing.Short() {
		last = last[:0]
		for c := range 256 {
			last = append(last, c)
		}
	}
	for a := range 256 {
		for b := range 256 {
			for _, c := range last {
				text := string([]byte{byte(a), byte(b), byte(c)})
				if csvrow.PlainText(text) && !utf8.ValidString(text) {
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
			if got, want := csvrow.PlainText(text), b >= ' ' && b <= '~'; got != want {
				t.Errorf("%q: plain %t, want %t", text, got, want)
			}
		}
	}
}

// The delimiter of a row is plain in it, and each character is counted once.
func TestPlainRunes(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 3, "王伟": 2, "a\tb": 3, "12345678": 8, "1234567王8": 9, "，。！": 3, "12345678王伟12345678\t1": 20,
	} {
		if got, plain := csvrow.PlainRunes(text, '\t'); got != want || !plain {
			t.Errorf("%q: %d characters, plain %t", text, got, plain)
		}
	}
	for _, text := range []string{"a\nb", "é", "\x7f", "12345678\x00", "王\xe7\x8e", "\xe7\x8e", "\ufeff", "𠮷", "a\vb"} {
		if got, plain := csvrow.PlainRunes(text, '\t'); got != 0 || plain {
			t.Errorf("%q: %d characters, plain %t", text, got, plain)
		}
	}
}
