package bill

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// The titles of the totals.
const (
	totalCount = "资金流水总笔数"
	inCount    = "收入笔数"
	inAmount   = "收入金额"
	outCount   = "支出笔数"
	outAmount  = "支出金额"
)

func isTotalsHeader(line string) bool {
	return strings.HasPrefix(strings.TrimLeft(line, "`\""), totalCount)
}

// totals reads the end of a bill and holds it against the rows.
func (s *scanner) totals(header string) {
	at := map[string]int{}
	for i, title := range separate(header) {
		at[plainTitle(title)] = i
	}
	text, err := s.next()
	for err == nil && strings.TrimSpace(text) == "" {
		text, err = s.next()
	}
	if err != nil {
		s.broken(err, truncated)
		return
	}
	fields := separate(text)
	count := func(title string) int { return s.count(title, cell(fields, at, title)) }
	sum := func(title string) money.Fen { return s.amount(title, cell(fields, at, title)) }
	claimed := Totals{In: money.Tally{Packets: count(inCount), Amount: sum(inAmount)}, Out: money.Tally{Packets: count(outCount), Amount: sum(outAmount)}}
	if all := count(totalCount); all != claimed.In.Packets+claimed.Out.Packets {
		s.fault(lang.Errorf("%s is %d, and %s and %s add up to %d", "%s 是 %d，而 %s 与 %s 相加是 %d", totalCount, all, inCount, outCount,
			claimed.In.Packets+claimed.Out.Packets))
	}
	if len(s.faults) == 0 && claimed != s.sums {
		s.fault(lang.Errorf("the totals say %s, and the rows of the file add up to %s: rows are missing or were changed",
			"合计是%s，而文件各行相加是%s：缺少行，或行被改过", claimed, s.sums))
	}
	s.ending()
}

// String is for people.
func (t Totals) String() string { return t.Said().English }

// Said is String in every language.
func (t Totals) Said() lang.Text {
	return lang.Format("%d in with %s and %d out with %s", "收入 %d 笔 %s，支出 %d 笔 %s", t.In.Packets, t.In.Amount, t.Out.Packets, t.Out.Amount)
}

func cell(fields []string, at map[string]int, title string) (text string) {
	if i, ok := at[title]; ok && i < len(fields) {
		text = strings.TrimPrefix(strings.TrimSpace(fields[i]), "`")
	}
	return text
}

// count reads a count, which the platform prints as 20.0.
func (s *scanner) count(title, text string) int {
	digits, fraction, dotted := strings.Cut(text, ".")
	n, err := strconv.ParseUint(digits, 10, 31)
	if err != nil || !isDigits(digits) || dotted && strings.Trim(fraction, "0") != "" {
		s.fault(lang.Errorf("%s is %.40q, no count such as 20.0", "%s 是 %.40q，不是 20.0 这样的笔数", title, text))
		return 0
	}
	return int(n)
}

func (s *scanner) amount(title, text string) money.Fen {
	fen, err := money.ParseYuan(text)
	if err != nil {
		s.fault(lang.Errorf("%s: %w", "%s：%w", title, clipped(err)))
	}
	return fen
}

// ending refuses what stands behind the totals: two bills in one file, for one.
func (s *scanner) ending() {
	for {
		text, err := s.next()
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, errEnough):
			return
		case err != nil:
			s.fault(err)
			return
		case strings.Trim(text, " \t,") != "":
			s.fault(lang.Errorf("something stands behind the totals; a file holds one bill", "合计之后还有内容；一个文件只放一份账单"))
			return
		}
	}
}
