package hclspec

import (
	"regexp"
	"slices"
	"strings"
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
func spreadsheetFault(text string) string {
	if slices.Contains(nothings, text) {
		return "it is what a program writes where it has no value; look in the source of the list what belongs there"
	}
	if strings.IndexByte(text, '#') < 0 {
		return ""
	}
	for _, name := range excelErrors {
		if strings.Contains(text, name) {
			return "it holds " + name + ", an error value of Excel: the formula in this cell failed in Excel. Correct it there and save the list anew"
		}
	}
	if len(text) > 1 && strings.Trim(text, "#") == "" {
		return "Excel writes number signs where a column is too narrow for what is in it: widen the column there and save the list anew"
	}
	return ""
}

// shortenedFault tells that a text holds a number whose digits a spreadsheet has thrown away, or "".
func shortenedFault(text string) string {
	if strings.IndexByte(text, '+') < 0 || !shortened.MatchString(text) {
		return ""
	}
	return "Excel has taken it for a number and destroyed it: most of its digits are lost, and nobody can restore them. Give the column the " +
		"format Text in Excel, and fill it anew from its source"
}
