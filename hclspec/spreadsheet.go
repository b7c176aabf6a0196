package hclspec

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// spreadsheetErrors are what every spreadsheet writes into a cell whose formula has no value.
var spreadsheetErrors = []string{"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}

// excelErrors are those, and what Excel and its kin write besides.
var excelErrors = append(slices.Clone(spreadsheetErrors),
	"#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!",
	"#UNKNOWN!", "#PYTHON!", "#GETTING_DATA", "#ERROR!",
)

// nothings are what programs write where they have nothing, as a whole cell. "nan" and "None" are no part of it: there are people whose
// key is their name.
var nothings = []string{"null", "NULL", "(null)", "<nil>", "undefined", "NaN"}

// shortened is a number as a spreadsheet writes it that has more digits than it shows: 1.9E+27. Whatever stands around it in a text,
// it is no part of a longer word or number.
var shortened = regexp.MustCompile(`(^|[^0-9A-Za-z.])[1-9](\.[0-9]+)?[Ee]\+[0-9]{2,3}($|[^0-9A-Za-z.])`)

// spreadsheetFault tells that a text is what a program wrote in place of a value, or "". It is a phrase about the text.
func spreadsheetFault(text string) lang.Text {
	if slices.Contains(nothings, text) {
		return lang.Both("it is what a program writes where it has no value; look in the source of the list what belongs there",
			"程序没有值时才会这样写；到名单的来源查看这里应该是什么")
	}
	if strings.IndexByte(text, '#') < 0 {
		return lang.Text{}
	}
	for _, name := range excelErrors {
		if strings.Contains(text, name) {
			return errorValue(name)
		}
	}
	if len(text) > 1 && strings.Trim(text, "#") == "" {
		return lang.Both("Excel writes number signs where a column is too narrow for what is in it: widen the column there and save the list anew",
			"列宽不够时 Excel 会显示井号：在 Excel 中加宽这一列，重新保存名单")
	}
	return lang.Text{}
}

// shortenedFault tells that a text holds a number whose digits a spreadsheet has thrown away, or "".
func shortenedFault(text string) lang.Text {
	if strings.IndexByte(text, '+') < 0 || !shortened.MatchString(text) {
		return lang.Text{}
	}
	return digitsDestroyed()
}
