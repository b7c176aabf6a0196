package bill_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bill"
	"github.com/cashredpack/redpack/internal/money"
)

const (
	titles = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号\n"
	out    = "`2027-02-06 09:00:01,`1000041701202702063000000000001,`19000001092027020600000001,`现金红包,`现金红包,`支出,`8.88,`991.12,`API,`红包, 新年,`1900000109202702060000000001\n"
	back   = "`2027-02-06 10:00:00,`1000041701202702063000000000002,`19000001092027020600000002,`现金红包退回,`现金红包,`收入,`1.00,`992.12,`system,`,`1900000109202702060000000002\n"
	ends   = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\n"
	sums   = "`2.0,`1.0,`1.00,`1.0,`8.88\n"
	whole  = titles + out + back + ends + sums
)

func TestReadTakesWhatThePlatformAndExcelWrite(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(whole)
	if err != nil {
		t.Fatal(err)
	}
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write([]byte(whole)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	saved := strings.NewReplacer("`红包, 新年", "\"`红包, 新年\"", "支出金额\n", "支出金额,,,,,,\n", "`8.88\n", "`8.88,,,,,,\n").Replace(whole)
	bare := strings.NewReplacer("`红包, 新年", `"红包, 新年"`, "`", "", "2027-02-06 0", "2027/2/6 ", "2027-02-06 1", "2027/2/6 1",
		"19000001092027020600000001", "F1900000109202702060001", "1900000109202702060000000001", "190000010920270206ab00000001",
		"19000001092027020600000002", "F1900000109202702060002", "1000041701202702063000000000001", "L1000041701202702063001",
		"1000041701202702063000000000002", "L1000041701202702063002").Replace(whole)
	moved := strings.ReplaceAll(strings.Replace(whole, "记账时间,", "新栏目,记账时间,", 1), "`2027", "`neu,`2027")
	for name, text := range map[string]string{
		"as downloaded": whole, "with a mark": "\ufeff" + whole, "lines of Windows": strings.ReplaceAll(whole, "\n", "\r\n"),
		"GB18030": gb, "gzip": zipped.String(), "saved by Excel": saved, "back-ticks lost": bare, "a new column": moved,
		"full-width brackets": strings.ReplaceAll(strings.ReplaceAll(whole, "(元)", "（元）"), "收支金额(", "收支金额("),
		"no end of line":      strings.TrimSuffix(whole, "\n"), "blank lines": strings.ReplaceAll(whole, "\n", "\n\n"),
	} {
		t.Run(name, func(t *testing.T) {
			b, err := bill.Read("day.csv", strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if len(b.Rows) != 2 || b.In != (money.Tally{Packets: 1, Amount: 100}) || b.Out != (money.Tally{Packets: 1, Amount: 888}) {
				t.Fatalf("got %+v", b)
			}
			r := b.Rows[0]
			at := time.Date(2027, 2, 6, 9, 0, 1, 0, beijing.Zone)
			if !r.At.Equal(at) || r.In || r.Amount != 888 || r.Balance != 99112 || r.Name != "现金红包" || r.Kind() != bill.PacketOut {
				t.Errorf("got %+v", r)
			}
			if b.Rows[1].Kind() != bill.PacketBack || b.Rows[1].Signed() != 100 || r.Signed() != -888 {
				t.Errorf("got %+v", b.Rows[1])
			}
		})
	}
}

func TestReadAnEmptyDay(t *testing.T) {
	b, err := bill.Read("day.csv", strings.NewReader(titles+ends+"`0.0,`0.0,`0.00,`0.0,`0.00\n"))
	if err != nil || len(b.Rows) != 0 {
		t.Fatal(b, err)
	}
}

func TestReadNamesEveryFaultAndItsLine(t *testing.T) {
	for name, each := range map[string]struct{ text, want string }{
		"nothing":                {"", "day.csv:1: the file is empty"},
		"no totals":              {titles + out + back, "day.csv:4: the file ends before its totals"},
		"no numbers of totals":   {titles + out + back + ends, "day.csv:5: the file ends before its totals"},
		"a row is missing":       {titles + out + ends + sums, "day.csv:4: the totals say 1 in with ¥1.00 and 1 out with ¥8.88, and the rows of the file add up to 0 in"},
		"an amount changed":      {strings.Replace(whole, "`8.88,`991", "`8.89,`991", 1), "day.csv:5: the totals say"},
		"counts that lie":        {strings.Replace(whole, "`2.0,", "`3.0,", 1), "资金流水总笔数 is 3, and"},
		"cut in a row":           {titles + out[:60], "day.csv:2: the line has"},
		"no direction":           {strings.Replace(whole, "`支出", "`out", 1), `day.csv:2: 收支类型 is "out"`},
		"parts of a fen":         {strings.Replace(whole, "`8.88,`991", "`8.888,`991", 1), "not a whole number of fen"},
		"a negative amount":      {strings.Replace(whole, "`8.88,`991", "`-8.88,`991", 1), "收支金额: "},
		"no time":                {strings.Replace(whole, "`2027-02-06 09", "`2027-13-06 09", 1), "no time such as"},
		"1.9E+27":                {strings.NewReplacer(", 新年", "", "`1900000109202702060000000001", "1.9E+27").Replace(whole), "day.csv:2: 业务凭证号 is 1.9E+27: a spreadsheet has taken the number for an amount"},
		"fifteen digits":         {strings.NewReplacer(", 新年", "", "`1900000109202702060000000001", "1900000109202700000000000000").Replace(whole), "its last digits are lost"},
		"the trade bill":         {"交易时间,公众账号ID,商户号\n", "day.csv:1: this is the trade bill (交易账单)"},
		"something else":         {"openid,amount\n", "none of the titles of a fund-flow bill"},
		"a title is missing":     {strings.Replace(whole, ",业务凭证号", ",凭证", 1), "the first line lacks 业务凭证号"},
		"a title stands twice":   {strings.Replace(whole, ",备注,", ",业务凭证号,", 1), "stands in the first line twice"},
		"two bills":              {whole + whole, "day.csv:6: something stands behind the totals"},
		"a workbook":             {"PK\x03\x04rest", "it is a ZIP archive or an Excel workbook"},
		"UTF-16":                 {"\xff\xfe\xb0\x8b", "UTF-16"},
		"broken gzip":            {"\x1f\x8b\x08", "cannot be unpacked"},
		"an endless line":        {titles + "`" + strings.Repeat("x", 1<<17), "longer than"},
		"an endless number":      {strings.Replace(whole, "`1900000109202702060000000001", "`"+strings.Repeat("9", 200), 1), "业务凭证号 has 200 bytes"},
		"bytes that are no text": {strings.Replace(whole, "红包, 新年", "\xff\xfe", 1), "day.csv:2: the line is not UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := bill.Read("day.csv", strings.NewReader(each.text))
			var faults bill.Faults
			if b != nil || !errors.As(err, &faults) || !strings.Contains(err.Error(), each.want) {
				t.Errorf("got %+v, %v, want %s", b, err, each.want)
			}
		})
	}
}

func TestReadStopsAtManyFaults(t *testing.T) {
	_, err := bill.Read("day.csv", strings.NewReader(titles+strings.Repeat("x\n", 1000)))
	var faults bill.Faults
	if !errors.As(err, &faults) || len(faults) != 20 || faults[19].Line != 21 {
		t.Errorf("got %d faults: %v", len(faults), err)
	}
}

// Every line of the table of kinds, by words that the platform could use.
func TestKinds(t *testing.T) {
	for _, each := range []struct {
		name, kind string
		in         bool
		want       bill.Kind
	}{
		{"现金红包", "现金红包", false, bill.PacketOut},
		{"普通红包", "营销", false, bill.PacketOut},
		{"其他", "企业红包", false, bill.PacketOut},
		{"现金红包退款", "退款", true, bill.PacketBack},
		{"红包手续费", "手续费", false, bill.Fee},
		{"手续费返还", "手续费", true, bill.Fee},
		{"充值", "充值", true, bill.TopUp},
		{"账户互转转入", "转入", true, bill.TopUp},
		{"提现", "提现", false, bill.Withdrawal},
		{"账户互转转出", "转出", false, bill.Withdrawal},
		{"交易", "交易", true, bill.Trade},
		{"退款", "退款", false, bill.Trade},
		{"商家转账", "商家转账", false, bill.Trade},
		{"商家转账退回", "转账", true, bill.Trade},
		{"企业付款", "企业付款到零钱", false, bill.Trade},
		{"企业付款退回", "企业付款", true, bill.Trade},
		{"技术服务", "其他", false, bill.Other},
		{"充值", "充值", false, bill.Other},
	} {
		r := bill.Row{Name: each.name, Type: each.kind, In: each.in}
		if got := r.Kind(); got != each.want {
			t.Errorf("%s/%s, in %t: got %v, want %v", each.name, each.kind, each.in, got, each.want)
		}
	}
}

// FuzzRead states: nothing panics; of what is accepted, the totals are the sums of the rows; and what is refused yields no row.
func FuzzRead(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("\ufeff" + strings.ReplaceAll(whole, "`", "")))
	f.Add([]byte(titles + ends + "`0.0,`0.0,`0.00,`0.0,`0.00\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		b, err := bill.Read("f", bytes.NewReader(content))
		if err != nil {
			if b != nil {
				t.Fatal("a refused bill has rows")
			}
			return
		}
		var in, out money.Tally
		for i := range b.Rows {
			r := &b.Rows[i]
			if r.Amount < 0 || r.At.IsZero() || r.Line < 2 {
				t.Fatalf("row %+v", r)
			}
			sum := &out
			if r.In {
				sum = &in
			}
			if err := sum.Add(r.Amount); err != nil {
				t.Fatal(err)
			}
		}
		if in != b.In || out != b.Out {
			t.Fatalf("the rows add up to %v and %v, the totals say %v", in, out, b.Totals)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var text strings.Builder
	const rows = 100_000
	text.WriteString(titles)
	for i := range rows {
		text.WriteString(strings.Replace(out, "0000000001\n", fmt.Sprintf("%010d\n", i), 1))
	}
	fmt.Fprintf(&text, "%s`%d.0,`0.0,`0.00,`%d.0,`%s\n", ends, rows, rows, (money.Fen(888) * rows).Yuan())
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := bill.Read("f", strings.NewReader(text.String())); err != nil {
			b.Fatal(err)
		}
	}
}
