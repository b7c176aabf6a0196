package hclspec

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/internal/lang"
)

// judgeEncoding says at the end of a file what its texts as a whole tell about its encoding.
func (feed *listFeed) judgeEncoding(s *stream, e *csvrow.Evidence) {
	switch {
	case !e.Proved && e.Both.Text != "" && feed.coding == csvrow.GB18030:
		at, asGB, asUTF8 := feed.readings(e.Both)
		s.broken++
		s.problems.diags = append(s.problems.diags, wrong(ruleEncoding.title, at, declaredButBoth(asUTF8, asGB)))
	case !e.Proved && e.Both.Text != "" && !feed.declared:
		at, asGB, asUTF8 := feed.readings(e.Both)
		s.broken++
		s.problems.diags = append(s.problems.diags, wrong(lang.Both("Encoding not clear", "编码不明确"), at, encodingNotClear(asUTF8, asGB)))
	case e.Proved && e.Odds > 0 && !feed.declared:
		at, asGB, asUTF8 := feed.readings(e.Odd)
		s.broken++
		s.problems.diags = append(s.problems.diags, wrong(ruleEncoding.title, at, mixedEncodings(e.Odds, asUTF8, asGB)))
	case e.Proved && e.Odds > 0:
		at, asGB, asUTF8 := feed.readings(e.Odd)
		s.problems.diags = append(s.problems.diags, warning(lang.Both("Two encodings in a list", "名单里有两种编码"), at, oddRows(e.Odds, asUTF8, asGB)))
	}
}

// readings are the first cell beyond ASCII of a row, where it stands, and what it is in both encodings.
func (file *listFile) readings(row csvrow.Row) (at hcl.Range, asGB, asUTF8 string) {
	cells, err := csvrow.Split(row, file.comma, nil)
	i := slices.IndexFunc(cells, func(cell string) bool { return !csvrow.IsASCII(cell) })
	if err != nil || i < 0 {
		return file.rowRange(row), csvrow.GB18030.DecodeLossy(row.Text), csvrow.UTF8.DecodeLossy(row.Text)
	}
	return file.cellRange(row, i), csvrow.GB18030.DecodeLossy(cells[i]), csvrow.UTF8.DecodeLossy(cells[i])
}
