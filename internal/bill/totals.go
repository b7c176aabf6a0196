package bill

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

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
		s.fault("%s is %d, and %s and %s add up to %d", totalCount, all, inCount, outCount, claimed.In.Packets+claimed.Out.Packets)
	}
	if len(s.faults) == 0 && claimed != s.sums {
		s.fault("the totals say %s, and the rows of the file add up to %s: rows are missing or were changed", claimed, s.sums)
	}
	s.ending()
}

// String is for people.
func (t Totals) String() string {
	return fmt.Sprintf("%d in with %s and %d out with %s", t.In.Packets, t.In.Amount, t.Out.Packets, t.Out.Amount)
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
		s.fault("%s is %.40q, no count such as 20.0", title, text)
		return 0
	}
	return int(n)
}

func (s *scanner) amount(title, text string) money.Fen {
	fen, err := money.ParseYuan(text)
	if err != nil {
		s.fault("%s: %v", title, clipped(err))
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
			s.fault("%v", err)
			return
		case strings.Trim(text, " \t,") != "":
			s.fault("something stands behind the totals; a file holds one bill")
			return
		}
	}
}
