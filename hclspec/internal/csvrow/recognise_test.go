package csvrow_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
)

func TestRecognise(t *testing.T) {
	gb := func(text string) string { return gb18030(t, text) }
	far := strings.Repeat("id,openid,name\n", csvrow.WindowSize/10)
	for name, tt := range map[string]struct {
		text string
		want csvrow.Encoding
	}{
		"nothing":                       {"", csvrow.UTF8},
		"ASCII":                         {"a\nb\n", csvrow.UTF8},
		"UTF-8":                         {"a\n王伟\n", csvrow.UTF8},
		"gb18030":                       {gb("a\n王伟\n"), csvrow.GB18030},
		"gb18030 without a line end":    {gb("王伟"), csvrow.GB18030},
		"gb18030 behind a window":       {far + gb("王伟\n"), csvrow.GB18030},
		"UTF-8 behind a window":         {far + "王伟\n", csvrow.UTF8},
		"UTF-8 with a damaged line":     {"王伟\n李娜\n张\xe6\n", csvrow.UTF8},
		"gb18030 with a line of UTF-8":  {gb("王伟\n李娜\n") + "张敏\n", csvrow.GB18030},
		"half of each is a damaged one": {gb("王伟\n") + "张敏\n", csvrow.UTF8},
		"one line of UTF-8, damaged":    {"王\xe4\xbc\n", csvrow.UTF8},
		"one line, a byte lost inside":  {"新年快乐，\xe5\xbc 敏\n", csvrow.UTF8},
		"a few lines, all damaged":      {"a,王伟,新年快\x90\nb,李\xe5\xa8\n", csvrow.UTF8},
		"cut off at the end":            {"a,王伟,新年快\xe4", csvrow.UTF8},
		"gb18030 with a name of two":    {gb("id,name\na,李娜\n"), csvrow.GB18030},
		"gb18030 with one of UTF-8":     {gb("王伟和李娜,") + "张敏\n", csvrow.GB18030},
		"a long line":                   {strings.Repeat("王", csvrow.WindowSize), csvrow.UTF8},
	} {
		for _, src := range []io.Reader{strings.NewReader(tt.text), iotest.HalfReader(strings.NewReader(tt.text))} {
			if got, err := csvrow.Recognise(src); got != tt.want || err != nil {
				t.Errorf("%s: %s, %v", name, got, err)
			}
		}
	}
	big5, err := traditionalchinese.Big5.NewEncoder().String("工號,姓名\nA1,陳怡君\nA2,林志明\nA3,張家豪\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := csvrow.Recognise(strings.NewReader(big5)); !errors.Is(err, csvrow.ErrStrangeText) {
		t.Errorf("Big5: %v", err)
	}
	if _, err := csvrow.Recognise(strings.NewReader("id,name\na,\xe7\x8e\n")); !errors.Is(err, csvrow.ErrStrangeText) {
		t.Errorf("two bytes of 王: %v", err)
	}
	for _, names := range []string{"王喆\n", "陶喆,朱镕基,李堃\n张三,李四\n", "𠮷田,王伟,李娜\n"} {
		if got, err := csvrow.Recognise(strings.NewReader(gb(names))); got != csvrow.GB18030 || err != nil {
			t.Errorf("%s: %s, %v", names, got, err)
		}
	}
	if _, err := csvrow.Recognise(iotest.ErrReader(errors.New("gone"))); err == nil {
		t.Error("an error of reading is lost")
	}
}

// What is UTF-8 to its end is taken for it, and a text in gb18030 that is not UTF-8 by chance for gb18030, wherever its windows end.
func FuzzRecognise(f *testing.F) {
	for _, text := range []string{"王伟\n李娜", "a\n\n", "𠮷\r\n", "\ufffd", "é"} {
		f.Add(text, uint(0))
		f.Add(text, uint(csvrow.WindowSize-2))
	}
	f.Fuzz(func(t *testing.T, text string, before uint) {
		lead := strings.Repeat("x\n", int(before%csvrow.WindowSize)/2+1)
		text = strings.ToValidUTF8(text, "")
		if got, err := csvrow.Recognise(strings.NewReader(lead + text)); got != csvrow.UTF8 || err != nil {
			t.Errorf("UTF-8 is %s, %v", got, err)
		}
		lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
		for i, line := range lines {
			encoded := gb18030(t, line)
			if utf8.ValidString(encoded) || strings.ContainsFunc(encoded, func(r rune) bool { return r >= 0x800 && r != utf8.RuneError }) {
				return // one line may be either, or be either with some damage
			}
			lines[i] = encoded
		}
		if len(lines) == 0 {
			return
		}
		if got, err := csvrow.Recognise(strings.NewReader(lead + strings.Join(lines, "\n"))); got != csvrow.GB18030 || err != nil && !errors.Is(err, csvrow.ErrStrangeText) {
			t.Errorf("gb18030 is %s, %v", got, err)
		}
	})
}
