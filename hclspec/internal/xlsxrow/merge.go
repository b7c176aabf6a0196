package xlsxrow

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/place"
)

// merge is a merged range. Only its first cell has a value that Excel displays.
type merge struct{ top, bottom, left, right int32 }

func (l *list) merge(ref []byte) error {
	from, to, several := bytes.Cut(ref, []byte(":"))
	left, top, ok := reference(from)
	if !ok || !several {
		return nil // it covers no other cell
	}
	right, bottom, ok := reference(to)
	if !ok || right < left || bottom < top {
		return damaged(lang.Format("the sheet %q has the merged range %.40q",
			"工作表 %q 有合并区域 %.40q", l.sheet.Name, ref))
	}
	l.merged = append(l.merged, merge{int32(top), int32(bottom), int32(left), int32(right)})
	return l.book.arena.take(perMark)
}

func (m merge) String() string {
	return fmt.Sprintf("%s%d:%s%d", place.Column(int(m.left)+1), m.top, place.Column(int(m.right)+1), m.bottom)
}

// cover marks the rows in which wide ranges begin, and every cell of the list whose value stands in another one.
func (l *list) cover() error {
	rows := l.sheet.rows
	for _, m := range l.merged {
		if int(m.left) >= l.width {
			continue
		}
		fault := m.String()
		i, _ := slices.BinarySearchFunc(rows, m.top, func(r Row, number int32) int { return cmp.Compare(r.Number, number) })
		for ; i < len(rows) && rows[i].Number <= m.bottom; i++ {
			first := rows[i].Number == m.top
			rows[i].Merged = rows[i].Merged || first && m.left < m.right
			if err := l.coverRow(m, i, first, fault); err != nil {
				return err
			}
		}
	}
	slices.SortStableFunc(l.sheet.faults, func(a, b mark) int { return a.compare(int(b.row), int(b.column)) })
	return nil
}

func (l *list) coverRow(m merge, row int, first bool, fault string) error {
	column := int(m.left)
	if first {
		column++
	}
	for ; column <= int(m.right) && column < l.width; column++ {
		l.sheet.faults = append(l.sheet.faults, mark{fault, int32(row), int16(column)})
		if err := l.book.arena.take(perMark + int64(len(fault))); err != nil {
			return err
		}
	}
	return nil
}
