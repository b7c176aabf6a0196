package xlsxrow_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec/internal/xlsxrow"
	"github.com/cashredpack/redpack/internal/place"
)

// people is a workbook of so many rows of six columns, with the texts shared, as Excel writes them, or in the cells.
func people(tb testing.TB, rows int, sharing bool) []byte {
	tb.Helper()
	var data, shared strings.Builder
	texts := 0
	say := func(ref, text string) {
		if !sharing {
			fmt.Fprintf(&data, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, text)
			return
		}
		fmt.Fprintf(&data, `<c r="%s" t="s"><v>%d</v></c>`, ref, texts)
		fmt.Fprintf(&shared, `<si><t>%s</t></si>`, text)
		texts++
	}
	fmt.Fprint(&data, `<row r="1">`)
	for i, name := range []string{"工号", "姓名", "openid", "金额", "祝福语", "序号"} {
		say(place.Column(i+1)+"1", name)
	}
	for i := 2; i <= rows; i++ {
		fmt.Fprintf(&data, `</row><row r="%d" spans="1:6" x14ac:dyDescent="0.2">`, i)
		say(fmt.Sprint("A", i), fmt.Sprintf("%06d", i))
		say(fmt.Sprint("B", i), fmt.Sprint("王伟", i))
		say(fmt.Sprint("C", i), fmt.Sprintf("oField%022d", i))
		fmt.Fprintf(&data, `<c r="D%d" s="1"><v>%v</v></c>`, i, 1+float64(i%20000)/100)
		say(fmt.Sprint("E", i), "新年快乐，万事如意")
		fmt.Fprintf(&data, `<c r="F%d"><v>%d</v></c>`, i, i)
	}
	data.WriteString(`</row>`)
	return rowsOf(data.String()).styled("", "0", "4").shared(shared.String()).zip(tb)
}

func BenchmarkRead(b *testing.B) {
	const rows = 100_000
	for _, bench := range []struct {
		name    string
		sharing bool
	}{{"shared strings", true}, {"inline strings", false}} {
		b.Run(bench.name, func(b *testing.B) {
			file := people(b, rows, bench.sharing)
			b.ReportAllocs()
			for b.Loop() {
				s, err := read(file, xlsxrow.Choice{})
				if err != nil {
					b.Fatal(err)
				}
				if s.Len() != rows {
					b.Fatal(s.Len())
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}
