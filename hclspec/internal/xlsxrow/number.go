package xlsxrow

import (
	"math"
	"strconv"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// What is wrong with a cell, and what to do. The English is what stands in a mark.
var (
	faultUncalculated = lang.Both("it holds a formula that was never calculated; open the file in Excel and save it",
		"它是从未计算过的公式；在 Excel 中打开文件并保存")
	faultDigits = lang.Both("it is a number of more than 15 digits, of which Excel keeps 15 and has destroyed the rest; format the column as Text and fill it anew from where the numbers come from",
		"它是超过 15 位的数字，Excel 只保留 15 位，其余已被破坏；把这一列设为文本格式，再从数字的来源重新填写")
	faultNoNumber = lang.Both("it is said to be a number and is none; write it anew",
		"它被标为数字，却不是数字；重新填写")
	faultNoDate = lang.Both("it is formatted as a date or a time and is none that Excel can display; write it anew",
		"它的格式是日期或时间，但 Excel 显示不出来；重新填写")
	faultSeparator = lang.Both("it holds the control character U+001F; write it anew without",
		"它含有控制字符 U+001F；去掉后重新填写")
)

// told is the fault of a mark in every language: one of these, or the merged range that covers the cell.
func told(fault string) lang.Text {
	for _, known := range []lang.Text{faultUncalculated, faultDigits, faultNoNumber, faultNoDate, faultSeparator, {}} {
		if known.English == fault {
			return known
		}
	}
	return covered(fault)
}

// covered says of a cell that a merged range covers it.
func covered(by string) lang.Text {
	return lang.Format("it is covered by the merged range %s, whose value stands in its first cell alone; unmerge it and fill every cell",
		"它被合并区域 %s 盖住，值只在区域的第一个单元格里；取消合并，逐格填写", by)
}

// digitsKept is how many digits of a number Excel keeps.
const digitsKept = 15

// parsed is a number as the format writes it, with the digits that Excel displays at most: of 1.1*3 it writes 3.3000000000000003, and shows
// nobody anything but 3.3. What else strconv takes, such as Inf, 0x1p-2 and 1_000, is none.
func parsed(raw []byte) (float64, bool) {
	for _, c := range raw {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	n, err := strconv.ParseFloat(string(raw), 64)
	if len(raw) > digitsKept {
		n = kept(n)
	}
	return n, err == nil
}

// appendNumber appends the shortest decimal that is the number; one of more digits than Excel keeps as Excel displays it, with ok false.
func appendNumber(to []byte, n float64) (text []byte, ok bool) {
	switch {
	case n == 0:
		return append(to, '0'), true // not -0
	case math.Abs(n) < 1e15:
		return strconv.AppendFloat(to, n, 'f', -1, 64), true
	}
	mantissa, power, _ := strings.Cut(strconv.FormatFloat(n, 'E', 5, 64), "E")
	mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	return append(append(append(to, mantissa...), 'E'), power...), false
}

// appendShown appends what Excel displays for a number of the format, where that is another number than its text says.
func (f format) appendShown(to []byte, n float64, text []byte) []byte {
	if whole := n == math.Trunc(n); whole && f.thousands == 0 && !f.power {
		if n < 0 || len(text) >= int(f.zeros) {
			return to
		}
		return append(append(to, strings.Repeat("0", int(f.zeros)-len(text))...), text...)
	}
	rounded := f.rounded(n)
	if other, err := strconv.ParseFloat(rounded, 64); err != nil || other == n {
		return to
	}
	return append(to, rounded...)
}

// rounded is a number with the digits that Excel displays of it.
func (f format) rounded(n float64) string {
	switch {
	case f.power:
		return strconv.FormatFloat(n, 'E', int(f.decimals), 64)
	case f.decimals >= 0:
		return halfUp(n/math.Pow(1000, float64(f.thousands)), int(f.decimals))
	}
	return strconv.FormatFloat(kept(n), 'f', -1, 64)
}

// kept is a number with the digits that Excel keeps.
func kept(n float64) float64 {
	short, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', digitsKept, 64), 64)
	if err != nil {
		return n
	}
	return short
}

// halfUp rounds as Excel does: what its 15 digits say, and a half away from zero, so that 1.005 becomes 1.01.
func halfUp(n float64, places int) string {
	n = kept(n)
	text := strconv.FormatFloat(n, 'f', -1, 64)
	cut := strings.IndexByte(text, '.') + 1 + places
	if cut > places && cut < len(text) && text[cut] >= '5' {
		// The digit is raised, because the nearest binary number of a half may lie below it.
		n, _ = strconv.ParseFloat(text[:cut]+"9", 64)
	}
	return strconv.FormatFloat(n, 'f', places, 64)
}
