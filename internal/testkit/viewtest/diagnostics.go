package viewtest

import (
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/page"
)

// Span is the range of a part of one line.
func Span(file string, source Lines, line int, part string) *hcl.Range {
	start := 0
	for _, before := range source[:line-1] {
		start += len(before) + 1
	}
	before, _, found := strings.Cut(source[line-1], part)
	if !found {
		panic(part + " is not in the line")
	}
	pos := func(text string) hcl.Pos {
		column := 1
		for range page.Characters(text) {
			column++
		}
		return hcl.Pos{Line: line, Column: column, Byte: start + len(text)}
	}
	return &hcl.Range{Filename: file, Start: pos(before), End: pos(before + part)}
}

// SpringLines is a file in which each of Diagnostics has its place.
var SpringLines = Lines{
	`recipient "张三" {`,
	`  wishing = "恭喜发财，大吉大利"`,
	`  amount  = 0.30`,
	"\tremark\t= \"恭喜\", openid = \"" + PlantedOpenID + `", amount = 8.888`,
	`  api_key = "` + plantedKey + `"`,
	`  colour = "红"`,
}

// Diagnostics are diagnostics of every form.
func Diagnostics() hcl.Diagnostics {
	detail := "The amount is 0.30 yuan, and WeChat Pay allows ¥1.00 to ¥200.00 without a scene. Add scene_id to the campaign, or raise the amount."
	return hcl.Diagnostics{
		{Severity: hcl.DiagError, Summary: "Amount out of bounds", Detail: detail, Subject: Span("spring-2027.hcl", SpringLines, 3, "0.30")},
		{
			Severity: hcl.DiagError, Summary: "Not a whole number of fen",
			Detail:  "每个红包的金额必须是整数分，金额不会被四舍五入，请修改后再试（例如：8.88 或 8.89）。The openid is " + PlantedOpenID + ".",
			Subject: Span("spring-2027.hcl", SpringLines, 4, "8.888"),
		},
		{
			Severity: hcl.DiagWarning, Summary: "Attribute is never used", Detail: "Remove it.",
			Subject: Span("spring-2027.hcl", SpringLines, 6, `"红"`),
		},
		{
			Severity: hcl.DiagWarning, Summary: "Many recipients", Detail: "There are 217 more.\nFirst at lines 24, 25, 26.",
		},
	}
}

// Lines is a source that knows one file.
type Lines []string

// Line is the line on which a range begins.
func (l Lines) Line(r hcl.Range) (string, bool) {
	// As the real source does, it finds the line by the byte, so that asking for the line before works.
	offset := 0
	for _, line := range l {
		if r.Start.Byte <= offset+len(line) {
			return line, true
		}
		offset += len(line) + 1
	}
	return "", false
}
