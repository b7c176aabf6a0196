package csvrow_test

import (
	"testing"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
)

// What rows tell about the encoding of a file: whether one proves it, which is the first that fits both, and how many are odd.
func TestEvidence(t *testing.T) {
	gb := func(text string) string { return gb18030(t, text) }
	for _, tt := range []struct {
		name   string
		coding csvrow.Encoding
		rows   []string
		proved bool
		both   string
		odd    string
		odds   int
	}{
		{"nothing but ASCII", csvrow.UTF8, []string{"a", "b"}, false, "", "", 0},
		{"Chinese in UTF-8", csvrow.UTF8, []string{"a", "王伟"}, true, "", "", 0},
		{"the sign of yuan in UTF-8", csvrow.UTF8, []string{"a,¥8.88", "b,¥ 6.66"}, false, "", "", 0},
		{"what is 楼 without a number", csvrow.UTF8, []string{"a,¥8.88", "b,¥"}, false, "b,¥", "", 0},
		{"accents in UTF-8", csvrow.UTF8, []string{"a", "é", "ü"}, false, "é", "", 0},
		{"accents after Chinese", csvrow.UTF8, []string{"王伟", "é"}, true, "", "", 0},
		{"accents before Chinese", csvrow.UTF8, []string{"é", "王伟"}, true, "é", "", 0},
		{"the last letter of two bytes", csvrow.UTF8, []string{"\u07ff"}, false, "\u07ff", "", 0},
		{"the first of three", csvrow.UTF8, []string{"\u0800"}, true, "", "", 0},
		{"Chinese in gb18030", csvrow.GB18030, []string{"a", gb("王伟")}, true, "", "", 0},
		{"UTF-8 as gb18030", csvrow.GB18030, []string{"王伟", "李娜"}, false, "王伟", "王伟", 2},
		{"both of them", csvrow.GB18030, []string{gb("王伟"), "李娜", gb("张敏"), "王芳"}, true, "李娜", "李娜", 2},
		{"an accent as gb18030", csvrow.GB18030, []string{"é"}, false, "é", "", 0},
	} {
		e := csvrow.Evidence{Coding: tt.coding}
		for _, row := range tt.rows {
			e.Take(csvrow.Row{Text: row})
		}
		if e.Proved != tt.proved || e.Both.Text != tt.both || e.Odd.Text != tt.odd || e.Odds != tt.odds {
			t.Errorf("%s: %+v", tt.name, e)
		}
	}
}
