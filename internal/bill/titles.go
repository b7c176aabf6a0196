package bill

import (
	"encoding/csv"
	"slices"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// The titles that are needed, without the unit behind some of them.
const (
	bookedAt  = "记账时间"
	payment   = "微信支付业务单号"
	flow      = "资金流水单号"
	name      = "业务名称"
	kindOf    = "业务类型"
	direction = "收支类型"
	amount    = "收支金额"
	balance   = "账户结余"
	voucher   = "业务凭证号"
)

var needed = []string{bookedAt, payment, flow, name, kindOf, direction, amount, balance, voucher}

// The words of 收支类型.
const (
	income  = "收入"
	expense = "支出"
)

const (
	maxTextBytes   = 64
	maxNumberBytes = 128 // 微信支付业务单号, 资金账单结构
)

// titles tell where each column stands.
type titles struct {
	count int
	at    map[string]int
}

// readTitles reads the first line.
func readTitles(line string) (titles, error) {
	fields := separate(line)
	t := titles{count: len(fields), at: make(map[string]int, len(fields))}
	for i, title := range fields {
		title = plainTitle(title)
		if _, twice := t.at[title]; twice && slices.Contains(needed, title) {
			return t, lang.Errorf("the title %s stands in the first line twice", "第一行里标题 %s 出现两次", title)
		}
		t.at[title] = i
	}
	var missing []string
	for _, title := range needed {
		if _, ok := t.at[title]; !ok {
			missing = append(missing, title)
		}
	}
	switch {
	case len(missing) == 0:
		return t, nil
	case t.at["交易时间"] > 0 || strings.HasPrefix(line, "交易时间"):
		return t, lang.Errorf("this is the trade bill (交易账单), in which no packet stands; download the fund-flow bill (资金账单)",
			"这是交易账单，里面没有红包；下载资金账单")
	case len(missing) == len(needed):
		return t, lang.Errorf("the first line has none of the titles of a fund-flow bill (资金账单), such as %s", "第一行没有资金账单的标题，比如 %s", bookedAt)
	}
	return t, lang.Errorf("the first line lacks %s", "第一行缺少 %s", lang.List(missing))
}

// plainTitle is a title without its unit.
func plainTitle(title string) string {
	title = strings.TrimPrefix(strings.TrimSpace(title), "`")
	for _, unit := range []string{"(元)", "（元）"} {
		title = strings.TrimSuffix(title, unit)
	}
	return title
}

// fields are the fields of a row, each still behind its back-tick where it has one.
func (t *titles) fields(line string) ([]string, error) {
	fields := separate(line)
	if len(fields) < t.count { // a spreadsheet has taken the back-tick of some
		fields = commas(line)
	}
	for len(fields) > t.count && strings.TrimSpace(fields[len(fields)-1]) == "" {
		fields = fields[:len(fields)-1] // spreadsheets fill lines up
	}
	if len(fields) != t.count {
		return nil, lang.Errorf("the line has %d fields and the first line %d", "这一行有 %d 个字段，而第一行有 %d 个", len(fields), t.count)
	}
	return fields, nil
}

// separate cuts a line into its fields. Behind back-ticks a text may hold commas; a program that has written the file anew puts such
// texts into quotes.
func separate(line string) []string {
	const tick = "`"
	if strings.HasPrefix(line, tick) && !strings.Contains(line, `"`+tick) {
		fields := strings.Split(line, ","+tick)
		for i := 1; i < len(fields); i++ {
			fields[i] = tick + fields[i]
		}
		if last := fields[len(fields)-1]; strings.HasSuffix(last, ",") { // empty fields that a spreadsheet has added
			fields[len(fields)-1] = strings.TrimRight(last, ",")
		}
		return fields
	}
	return commas(line)
}

// commas cuts a line as spreadsheets write them.
func commas(line string) []string {
	reader := csv.NewReader(strings.NewReader(line))
	reader.FieldsPerRecord = -1
	fields, err := reader.Read()
	if err != nil {
		return strings.Split(line, ",")
	}
	return fields
}

// read makes a row of the fields.
func (t *titles) read(fields []string, r *Row) (err error) {
	field := func(title string) string { return strings.TrimPrefix(strings.TrimSpace(fields[t.at[title]]), "`") }
	*r = Row{Name: field(name), Type: field(kindOf)}
	if r.At, err = readTime(field(bookedAt)); err != nil {
		return err
	}
	switch word := field(direction); word {
	case income:
		r.In = true
	case expense:
	default:
		return lang.Errorf("%s is %.40q, neither %s nor %s", "%s 是 %.40q，既不是%s也不是%s", direction, word, income, expense)
	}
	if r.Amount, err = money.ParseYuan(field(amount)); err != nil {
		return lang.Errorf("%s: %w", "%s：%w", amount, clipped(err))
	}
	if r.Balance, err = signed(field(balance)); err != nil {
		return lang.Errorf("%s: %w", "%s：%w", balance, clipped(err))
	}
	number := func(title string) string {
		text, fault := readNumber(title, strings.TrimSpace(fields[t.at[title]]))
		if err == nil {
			err = fault
		}
		return text
	}
	r.Payment, r.Flow, r.Voucher = number(payment), number(flow), number(voucher)
	return err
}

func clipped(err error) error {
	clip := func(text string) string { return bounded.Text(text, 200) }
	return lang.New(lang.Both(err.Error(), lang.Error(err, lang.Chinese).Error()).Each(clip))
}

// signed reads an amount that may be below zero.
func signed(text string) (money.Fen, error) {
	digits, negative := strings.CutPrefix(text, "-")
	fen, err := money.ParseYuan(digits)
	if negative {
		fen = -fen
	}
	return fen, err
}

// readTime reads Beijing time as the platform writes it, and as a spreadsheet does that took it for a date.
func readTime(text string) (time.Time, error) {
	for _, layout := range []string{time.DateTime, "2006/1/2 15:04:05", "2006/1/2 15:04"} {
		if at, err := time.ParseInLocation(layout, text, beijing.Zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, lang.Errorf("%s is %.40q, no time such as 2027-02-06 09:30:00", "%s 是 %.40q，不是 2027-02-06 09:30:00 这样的时间", bookedAt, text)
}

// readNumber reads a number and refuses one of which a spreadsheet has lost digits.
func readNumber(title, raw string) (string, error) {
	number, ticked := strings.CutPrefix(raw, "`")
	switch {
	case len(number) > maxNumberBytes:
		return "", lang.Errorf("%s has %d bytes, more than %d", "%s 有 %d 字节，超过 %d", title, len(number), maxNumberBytes)
	case rounded(number, ticked):
		return "", lang.Errorf("%s is %s: a spreadsheet has taken the number for an amount, and its last digits are lost. Give the file as it was "+
			"downloaded; a look at it in Excel without saving does no harm",
			"%s 是 %s：表格软件把订单号当成了金额，末几位已丢失。用下载时的原文件；在 Excel 里看一眼而不保存没有关系", title, number)
	}
	return number, nil
}

// rounded tells a number that went through a spreadsheet, which keeps fifteen digits: 1.9E+27, or zeros behind the fifteenth.
func rounded(number string, ticked bool) bool {
	const kept = 15
	mantissa, exponent, scientific := strings.Cut(strings.ToUpper(number), "E+")
	if scientific && isDigits(exponent) && isDigits(strings.Replace(mantissa, ".", "", 1)) {
		return true
	}
	return !ticked && isDigits(number) && len(number) > kept+3 && strings.Trim(number[kept:], "0") == ""
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
