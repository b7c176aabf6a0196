package hclspec

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
)

// judgeEncoding says at the end of a file what its texts as a whole tell about its encoding.
func (feed *listFeed) judgeEncoding(s *stream, e *csvrow.Evidence) {
	switch {
	case !e.Proved && e.Both.Text != "" && feed.coding == csvrow.GB18030:
		at, asGB, asUTF8 := feed.readings(e.Both)
		s.broken++
		s.problems.diags = append(s.problems.diags, fault(ruleEncoding.summary, at, "The list is declared gb18030, and everything in it is UTF-8 as "+
			"well: this is %q in UTF-8, and %q in gb18030. If UTF-8 is right, remove the attribute encoding; if gb18030 is, save the list as "+
			"UTF-8 and remove it too. A packet with the wrong text cannot be called back.", asUTF8, asGB))
	case !e.Proved && e.Both.Text != "" && !feed.declared:
		at, asGB, asUTF8 := feed.readings(e.Both)
		s.broken++
		s.problems.diags = append(s.problems.diags, fault("Encoding not clear", at, "Everything in the list can be read in two encodings: this is %q in "+
			"UTF-8, and %q in gb18030, which Excel in Chinese writes. Say which one is right: encoding = \"utf-8\" or encoding = \"gb18030\".", asUTF8, asGB))
	case e.Proved && e.Odds > 0 && !feed.declared:
		at, asGB, asUTF8 := feed.readings(e.Odd)
		s.broken++
		s.problems.diags = append(s.problems.diags, fault(ruleEncoding.summary, at, "Some rows of the list can only be gb18030, and %d can be UTF-8 as well, of "+
			"which this is the first: %q, and %q in gb18030. If two lists were put together, save all of it in one encoding; if all of it is "+
			"gb18030, say so: encoding = \"gb18030\".", e.Odds, asUTF8, asGB))
	case e.Proved && e.Odds > 0:
		at, asGB, asUTF8 := feed.readings(e.Odd)
		s.problems.diags = append(s.problems.diags, caution("Two encodings in a list", at, "The list is gb18030, but %d of its rows can be read as UTF-8, of "+
			"which this is the first: %q, and %q in gb18030. If UTF-8 is right there, two lists were put together: save all of it in one encoding.",
			e.Odds, asUTF8, asGB))
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
