package shot_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/shot"
)

func drawn(t testing.TB, screen string, columns int) string {
	t.Helper()
	var b bytes.Buffer
	if err := shot.SVG(&b, screen, columns, false); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSVG(t *testing.T) {
	for _, test := range []struct {
		name, screen string
		want         []string
	}{
		{"size", "a\nb", []string{`width="748" height="68"`}},
		{"Chinese takes two columns", "红a", []string{`<text x="14" y="29" textLength="18" lengthAdjust="spacingAndGlyphs">红</text>`, `<text x="32"`}},
		{"markup is text", "<&", []string{">&lt;</text>", ">&amp;</text>"}},
		{"basic colours", "\x1b[31mr\x1b[91mb\x1b[39mo", []string{`fill="#c8402f">r<`, `fill="#f0645a">b<`, `Glyphs">o<`}},
		{"256 colours", "\x1b[38;5;124mr\x1b[38;5;250mg", []string{`fill="#af0000">r<`, `fill="#bcbcbc">g<`}},
		{"true colour", "\x1b[38;2;1;2;3mr", []string{`fill="#010203">r<`}},
		{"a background is drawn below spaces too", "\x1b[48;2;184;38;28m \x1b[49m ", []string{`<rect x="14" y="14" width="9" height="20" fill="#b8261c"/>`}},
		{"attributes", "\x1b[1;2mx\x1b[22;3my\x1b[0;7mz", []string{
			`font-weight="bold" opacity="0.6">x<`, `font-style="italic">y<`, `height="20" fill="#e8e2dc"/>`, `fill="#1b1719">z<`,
		}},
		{"the pen lasts over the end of a line", "\x1b[1ma\nb", []string{`font-weight="bold">b<`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := drawn(t, test.screen, 80)
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %s in\n%s", want, got)
				}
			}
		})
	}
}

func TestLightTerminal(t *testing.T) {
	var b bytes.Buffer
	if err := shot.SVG(&b, "\x1b[31mr\x1b[0;7mz", 80, true); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`rx="8" fill="#fbf8f4"/>`, `fill="#b8261c">r<`, `fill="#2b2523"/>`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in\n%s", want, b.String())
		}
	}
}

// FuzzSVG: whatever a terminal shows, the picture is well-formed XML.
func FuzzSVG(f *testing.F) {
	for _, seed := range []string{"", "a<b>&", "\x1b[38;5m", "\x1b[48;2;1mx", "\x1b[999mx", "张\x1b[7m三\n", "\x1b]0;title\x07x", "a\x00\x01b", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, screen string) {
		decoder := xml.NewDecoder(strings.NewReader(drawn(t, screen, 80)))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Fatalf("%q: %v", screen, err)
			}
		}
	})
}
