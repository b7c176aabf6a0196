package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"hash"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/beijing"
)

// Columns are the titles of the items' columns, for people and programs alike. A last one would be added; none changes its meaning.
var Columns = []string{
	"address", "key", "label", "openid", "amount_yuan", "billno", "send_listid", "status", "code", "reason", "intent_at", "sent_at",
	"received_at", "refunded_at", "attempt", "tries", "accepted", "counts_as", "planned_yuan",
	"earlier_billnos", "supplement_of", "supplement_reason",
}

// numbers are the columns of amounts, instants and counts. All others are texts, which no spreadsheet may take for a number, a date or a
// formula.
var numbers = []string{"amount_yuan", "planned_yuan", "intent_at", "sent_at", "received_at", "refunded_at", "attempt", "tries"}

// Values are an item under Columns, appended to a row: amounts in yuan, times in Beijing time. What is not known is empty.
func (one *Item) Values(row []string) []string {
	planned := ""
	if one.Planned != 0 {
		planned = one.Planned.Yuan()
	}
	attempt, tries := "", ""
	if one.BillNo != "" {
		attempt, tries = strconv.Itoa(one.Attempt), strconv.Itoa(one.Tries)
	}
	return append(row, one.Address, one.Key, one.Label, one.OpenID, one.Amount.Yuan(), one.BillNo, one.SendListID, one.Status, one.Code,
		one.Reason, Clock(one.IntentAt), Clock(one.SentAt), Clock(one.ReceivedAt), Clock(one.RefundedAt), attempt, tries, one.Accepted,
		one.Standing.String(), planned, strings.Join(one.Earlier, " "), one.SupplementOf, one.SupplementReason)
}

// ClockLayout is how reports write an instant of Beijing time. Spreadsheets take it for one.
const ClockLayout = "2006-01-02 15:04:05"

// Clock writes an instant in Beijing time; "" where there is none.
func Clock(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	if text, ok := beijing.Clock(at); ok {
		return text
	}
	return at.In(beijing.Zone).Format(ClockLayout)
}

// CSV writes items as comma-separated values (RFC 4180, UTF-8), and sums up what it writes.
//
// By default it is made for spreadsheets, whose Chinese versions need a byte order mark, and which change what they take for a
// number: a bill number would become 1.9E+27, a key 007 the number 7. So texts that look like numbers or dates have a TAB before
// them, which no cell shows, and texts that a spreadsheet would run as a formula have an apostrophe. Programs ask for plain values.
type CSV struct {
	plain bool
	texts []int // the columns that are guarded
	out   *bufio.Writer
	lines *csv.Writer
	sum   hash.Hash
	row   []string
	rows  int
}

// NewCSV writes to w, or with nil only sums up. plain leaves the values as they are: no byte order mark, line ends of Unix.
func NewCSV(w io.Writer, plain bool) *CSV {
	if w == nil {
		w = io.Discard
	}
	c := &CSV{plain: plain, sum: sha256.New()}
	for i, column := range Columns {
		if !plain && !slices.Contains(numbers, column) {
			c.texts = append(c.texts, i)
		}
	}
	c.out = bufio.NewWriterSize(io.MultiWriter(w, c.sum), 1<<16)
	c.lines = csv.NewWriter(c.out)
	c.lines.UseCRLF = !plain
	return c
}

// byteOrderMark tells Excel that a file is UTF-8.
const byteOrderMark = "\uFEFF"

// CSVBegins are how every CSV of items begins, for spreadsheets and for programs.
func CSVBegins() []string {
	return []string{byteOrderMark + Columns[0] + "," + Columns[1], Columns[0] + "," + Columns[1]}
}

// Begin writes the titles.
func (c *CSV) Begin() error {
	if !c.plain {
		if _, err := c.out.WriteString(byteOrderMark); err != nil {
			return err
		}
	}
	return c.lines.Write(Columns)
}

// Item writes one line.
func (c *CSV) Item(one *Item) error {
	c.row = one.Values(c.row[:0])
	for _, i := range c.texts {
		c.row[i] = Guarded(c.row[i])
	}
	c.rows++
	return c.lines.Write(c.row)
}

// Close writes what is left. The file below is somebody else's to close.
func (c *CSV) Close() error {
	c.lines.Flush()
	if err := c.lines.Error(); err != nil {
		return err
	}
	return c.out.Flush()
}

// Sum is the SHA-256 of all that was written, in hexadecimal.
func (c *CSV) Sum() string { return hex.EncodeToString(c.sum.Sum(nil)) }

// Rows is how many items were written.
func (c *CSV) Rows() int { return c.rows }

// Guarded is a text that a spreadsheet shows as it is.
func Guarded(text string) string {
	switch {
	case text == "" || isLetter(text[0]) && !isWordOfValue(text): // a million rows have ten texts each, and most of them begin so
		return text
	case runsAsFormula(text):
		return "'" + text
	case isLetter(text[0]) || looksLikeNumber(text):
		return "\t" + text
	}
	return text
}

// runsAsFormula reports whether a spreadsheet would run a text (OWASP, CSV Injection). Full-width signs count in some of them.
func runsAsFormula(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}

// What a spreadsheet takes for a date or a time in words: MAR1 and 1-Jan become days of this year.
var (
	monthDay = regexp.MustCompile(`^(?i)` + months + `[-/ .,]*[0-9]+([-/ .,]+[0-9]+)?$`)
	dayMonth = regexp.MustCompile(`^(?i)[0-9]+[-/ .,]*` + months + `([-/ .,]*[0-9]+)?$`)
	halfDay  = regexp.MustCompile(`^(?i)[0-9]{1,2}(:[0-9]{2}){0,2} [ap]m?$`)
)

// longestDate is the length up to which a text may be one. Bill numbers are longer, and a million rows have them.
const longestDate = 20

const months = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`

// isWordOfValue reports whether a text that begins with a letter is a date or a truth value to a spreadsheet.
func isWordOfValue(text string) bool {
	if len(text) > longestDate {
		return false
	}
	if isDigit(text[len(text)-1]) {
		return len(text) > 3 && strings.Contains("jan feb mar apr may jun jul aug sep oct nov dec", strings.ToLower(text[:3])) && monthDay.MatchString(text) // for programs
	}
	return strings.EqualFold(text, "true") || strings.EqualFold(text, "false")
}

// looksLikeNumber reports whether a spreadsheet would take a text for a number, an amount, a date or a time, and change it: all but a
// short number without a zero in front.
func looksLikeNumber(text string) bool {
	const exact = 15 // digits that a spreadsheet keeps
	digits, signs := 0, false
	for i := range len(text) {
		switch c := text[i]; {
		case isDigit(c):
			digits++
		case strings.IndexByte(".,eE+-/: %()$", c) >= 0, c >= utf8.RuneSelf:
			signs = true
		default:
			return len(text) <= longestDate && (dayMonth.MatchString(text) || halfDay.MatchString(text))
		}
	}
	foreign := signs && strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf && !strings.ContainsRune("¥￥年月日时分秒", r) })
	return digits > 0 && !foreign && (signs || digits > exact || text[0] == '0' && digits > 1)
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
