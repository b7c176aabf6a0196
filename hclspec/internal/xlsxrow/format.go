package xlsxrow

import "strings"

// format is what a number format says of the numbers in it.
type format struct {
	day      bool // it displays a year, a month or a day
	clock    bool // it displays a time of day
	elapsed  bool // it displays a duration, whose hours may be more than 24
	zeros    int8 // it is this many zeros and nothing else, as for staff numbers: 00000
	decimals int8 // how many places it displays; -1: as many as there are

	thousands int8   // how often it divides by 1000
	power     bool   // it displays a power of ten: 1.23E+03
	percent   int8   // how often it displays the hundredfold
	dress     string // what it displays, slot in the place of the number; "" if the number alone
}

var general = format{decimals: -1}

// formatOf reads the code of a number format (ECMA-376 part 1, 18.8.31). Only its first section matters, that of positive numbers.
func formatOf(code string) format {
	plain, elapsed := bareCode(code)
	lower := strings.ToLower(plain)
	f := general
	f.dress = dressOf(code)
	f.percent = int8(min(strings.Count(plain, "%"), percentMost))
	if strings.Contains(lower, "general") || strings.Contains(lower, "@") || strings.Contains(plain, generalInChinese) {
		return f
	}
	f.elapsed = elapsed
	f.clock = elapsed || strings.ContainsAny(lower, "hs") || strings.Contains(lower, "am/pm")
	f.day = strings.ContainsAny(lower, "yd") || strings.Contains(lower, "aaa") || strings.Contains(lower, "m") && !f.clock || year(lower)
	if !f.dated() {
		f.takeDigits(plain)
	}
	if len(code) > 1 && len(code) <= digitsKept && strings.Trim(code, "0") == "" {
		f.zeros = int8(len(code))
	}
	return f
}

// dated tells whether numbers of the format are dates, times or durations.
func (f format) dated() bool { return f.day || f.clock }

// year tells whether a format has the e of an era's year, which is not that of 1.00E+00.
func year(lower string) bool {
	for rest := lower; ; {
		_, behind, found := strings.Cut(rest, "e")
		if !found {
			return false
		}
		if !strings.HasPrefix(behind, "+") && !strings.HasPrefix(behind, "-") {
			return true
		}
		rest = behind
	}
}

// bareCode is the first section of a code without what it displays literally, fills or repeats, and without what stands in brackets, which
// are colours, conditions, languages and the units of a duration.
func bareCode(code string) (plain string, elapsed bool) {
	var b strings.Builder
	for i := 0; i < len(code) && code[i] != ';'; i++ {
		switch code[i] {
		case '"':
			i = past(code, i+1, '"')
		case '\\', '_', '*':
			i++
		case '[':
			end := past(code, i+1, ']')
			inside := strings.ToLower(code[i+1 : min(end, len(code))])
			elapsed = elapsed || inside != "" && strings.Trim(inside, inside[:1]) == "" && strings.Contains("hms", inside[:1])
			i = end
		default:
			b.WriteByte(code[i])
		}
	}
	return b.String(), elapsed
}

// past is where a closing mark stands, or the end of the code.
func past(code string, from int, mark byte) int {
	if length := strings.IndexByte(code[from:], mark); length >= 0 {
		return from + length
	}
	return len(code)
}

// takeDigits finds out how a format rounds that shows a number as such or by a power of ten. Percentages and fractions are left as they are.
func (f *format) takeDigits(plain string) {
	const places = "0#?"
	if mantissa, _, found := strings.Cut(strings.ToUpper(plain), "E"); found {
		plain, f.power = mantissa, !strings.Contains(mantissa, "##") // with which Excel shows one to three digits before the point
	}
	end := strings.LastIndexAny(plain, places) + 1
	_, fraction, _ := strings.Cut(plain[:end], ".")
	if end == 0 || strings.ContainsAny(plain, "%/") || strings.Trim(fraction, places) != "" || len(fraction) > digitsKept {
		f.power = false
		return
	}
	f.decimals = int8(len(fraction))
	behind := plain[end:]
	f.thousands = int8(min(len(behind)-len(strings.TrimLeft(behind, ",")), thousandsMost))
}

// What a format can multiply and divide by before nobody can see the number in what it shows.
const (
	percentMost   = 3
	thousandsMost = 5
)

// builtin are the formats that a workbook only names by a number (ECMA-376 part 1, 18.8.30). From 27 on they differ by the language of
// Excel: 32 and 33 are times in all that have them, 34, 35, 55 and 56 in Chinese times and in Japanese dates, so the value decides.
func builtin(id int) format {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id >= 34 && id <= 36, id >= 50 && id <= 58:
		return format{day: true, decimals: -1}
	case id == 22:
		return format{day: true, clock: true, decimals: -1}
	case id >= 18 && id <= 21, id == 32, id == 33, id == 45, id == 47:
		return format{clock: true, decimals: -1}
	case id == 46:
		return format{clock: true, elapsed: true, decimals: -1}
	case id == 1, id == 3, id == 5, id == 6, id == 37, id == 38, id == 41, id == 42:
		return format{decimals: 0}
	case id == 2, id == 4, id == 7, id == 8, id == 39, id == 40, id == 43, id == 44: // 5 to 8, 42 and 44 show the currency of whoever opens the file
		return format{decimals: 2}
	case id == 9, id == 10:
		return format{decimals: -1, percent: 1, dress: slot + "%"}
	case id == 11:
		return format{decimals: 2, power: true}
	}
	return general
}
