package xlsxrow

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	slot             = "\x00"   // where a number stands in what a format displays
	generalInChinese = "G/通用格式" // as WPS and old Chinese Excels write General
)

// dressOf is what the format of a code displays, slot in the place of the number; "" where the number stands alone. Where a condition
// chooses between sections that display something different, it is all of them but that for zero, which is no amount.
func dressOf(code string) string {
	sections := sectionsOf(code)
	if conditional(code) {
		sections = slices.DeleteFunc(sections, func(section string) bool { return strings.Contains(section, "[=0]") })
	} else {
		sections = sections[:1]
	}
	var all []string
	for _, section := range sections {
		if text := displayed(section); !slices.Contains(all, text) && (len(all) == 0 || !strings.Contains(section, "@")) {
			all = append(all, text)
		}
	}
	switch text := strings.Join(all, ";"); {
	case text == slot || code == "":
		return ""
	case text == "":
		return " " // the number is hidden
	default:
		return text
	}
}

// sectionsOf cuts a code where a semicolon is none of what it displays.
func sectionsOf(code string) (sections []string) {
	start := 0
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			i = past(code, i+1, '"')
		case '[':
			i = past(code, i+1, ']')
		case '\\', '_', '*':
			i++
		case ';':
			sections, start = append(sections, code[start:i]), i+1
		}
	}
	return append(sections, code[start:])
}

// conditional tells whether a code chooses its sections itself: [>=100].
func conditional(code string) bool {
	return strings.Contains(code, "[<") || strings.Contains(code, "[>") || strings.Contains(code, "[=")
}

// displayed is what a section of a code displays, with one slot for every number, trimmed.
func displayed(section string) string {
	var b strings.Builder
	for rest := section; rest != ""; {
		text, length := token(rest)
		b.WriteString(apart(text))
		rest = rest[length:]
	}
	text := b.String()
	for _, again := range []string{slot + slot, slot + " " + slot} {
		for strings.Contains(text, again) {
			text = strings.ReplaceAll(text, again, slot)
		}
	}
	return strings.TrimSpace(text)
}

// apart is a piece of what a code displays, kept apart from the number where it would be read as a part of it: 0\.00 displays 188 as 1.88.
func apart(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune(".,．，", r) }) {
		return " " + text + " "
	}
	return text
}

// token is what a code begins with displays, and how long it is in the code.
func token(code string) (text string, length int) {
	for _, name := range []string{generalInChinese, "General"} {
		if len(code) >= len(name) && strings.EqualFold(code[:len(name)], name) {
			return slot, len(name)
		}
	}
	_, size := utf8.DecodeRuneInString(code)
	_, next := utf8.DecodeRuneInString(code[size:])
	switch c := code[0]; {
	case c == '"':
		end := past(code, 1, '"')
		return code[1:end], min(end+1, len(code))
	case c == '[':
		end := past(code, 1, ']')
		return currency(code[1:end]), min(end+1, len(code))
	case c == '\\':
		return code[size : size+next], size + next
	case c == '_', c == '*':
		return " ", size + next
	case strings.IndexByte("0123456789#?@.,/", c) >= 0:
		return slot, size
	case strings.IndexByte("Ee", c) >= 0 && len(code) > 1 && (code[1] == '+' || code[1] == '-'):
		return slot, size + next
	}
	return code[:size], size
}

// currency is what brackets display: nothing, or the sign of a currency with the language that it belongs to. The sign of yuan is also
// that of yen.
func currency(inside string) string {
	sign, found := strings.CutPrefix(inside, "$")
	if !found {
		return ""
	}
	sign, language, _ := strings.Cut(sign, "-")
	language = strings.ToLower(language)
	if (sign == "¥" || sign == "￥") && (strings.HasPrefix(language, "ja") || strings.HasSuffix(language, "411")) {
		return "JPY "
	}
	return sign
}

// appendDressed appends a number with what the format displays beside it, if that is anything.
func (f format) appendDressed(to []byte, n float64) []byte {
	if f.dress == "" || n < 0 {
		return to
	}
	return append(to, strings.ReplaceAll(f.dress, slot, f.rounded(n*math.Pow(100, float64(f.percent))))...)
}
