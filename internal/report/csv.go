package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"hash"
	"io"
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
	// A million packets have three instants each, and a layout is read anew each time.
	at = at.In(beijing.Zone)
	year, month, day := at.Date()
	hour, minute, second := at.Clock()
	var text [len(ClockLayout)]byte
	b := append(text[:0], byte('0'+year/1000%10), byte('0'+year/100%10))
	for i, n := range [...]int{year % 100, int(month), day, hour, minute, second} {
		if i > 0 {
			b = append(b, "?-- ::"[i])
		}
		b = append(b, byte('0'+n/10), byte('0'+n%10))
	}
	return string(b)
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
	case text == "" || isLetter(text[0]): // a million rows have ten texts each, and most of them begin so
		return text
	case runsAsFormula(text):
		return "'" + text
	case looksLikeNumber(text):
		return "\t" + text
	}
	return text
}

// runsAsFormula reports whether a spreadsheet would run a text (OWASP, CSV Injection). Full-width signs count in some of them.
func runsAsFormula(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}

// looksLikeNumber reports whether a spreadsheet would take a text for a number, a date or a time, and change it: all but a short
// number without a zero in front.
func looksLikeNumber(text string) bool {
	const exact = 15 // digits that a spreadsheet keeps
	if !isDigit(text[0]) {
		return false
	}
	signs := false
	for i := range len(text) {
		if !isDigit(text[i]) {
			if strings.IndexByte(".,eE+-/: ", text[i]) < 0 {
				return false
			}
			signs = true
		}
	}
	return signs || len(text) > exact || text[0] == '0' && len(text) > 1
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
