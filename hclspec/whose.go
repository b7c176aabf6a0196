package hclspec

import (
	"fmt"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// tellWhose says in what was reported of a row of a workbook since then whose row it is: of a workbook one cell is shown, and a cell tells
// nobody by whom it stands.
func (feed *listFeed) tellWhose(s *stream, x *rowContext, row *cutRow, since int) {
	if !feed.inSheet() || len(s.problems.diags) == since {
		return
	}
	key := feed.soundKey(x, row)
	if key == "" {
		return
	}
	quoted := fmt.Sprintf("%q", key)
	for _, d := range s.problems.diags[since:] {
		if !strings.Contains(d.Detail, quoted) {
			retold(d, lang.Format("It is the row of %q. ", "这是 %q 的行。", key).Then)
		}
	}
}

// soundKey is the key of a row, where it is a cell of its own with nothing wrong and nothing personal in it; or else "".
func (feed *listFeed) soundKey(x *rowContext, row *cutRow) string {
	a := feed.attrs.key
	if a == nil || a.cell == nil || !feed.held.sheet.Fault(int(row.Offset), *a.cell).Empty() {
		return ""
	}
	key := x.cell(*a.cell)
	if _, secret := feed.campaign.rows.sources.guard.known.Find(key); secret || isOpenID(key) || !writtenByProgram(key).Empty() || !keyFault(key).Empty() {
		return ""
	}
	return key
}
