package xlsxrow_test

import (
	"fmt"
	"strings"
	"testing"
)

// Every cell becomes the text that it holds, whatever wrote it; what Excel did to it is said beside it.
func TestCells(t *testing.T) {
	const uncalculated, digits = "never calculated; open the file in Excel", "more than 15 digits, of which Excel keeps 15"
	for _, tt := range []struct {
		name, cell string
		want       string
		fault      string
		shown      string
	}{
		{"a shared text", `<c r="A2" t="s"><v>0</v></c>`, "王伟", "", ""},
		{"a rich text", `<c r="A2" t="s"><v>1</v></c>`, "新年快乐", "", ""},
		{"a text with its reading", `<c r="A2" t="s"><v>2</v></c>`, "東京", "", ""},
		{"a text with blanks", `<c r="A2" t="s"><v>3</v></c>`, " a\tb ", "", ""},
		{"an empty shared text", `<c r="A2" t="s"><v>4</v></c>`, "", "", ""},
		{"a text of two lines", `<c r="A2" t="s"><v>5</v></c>`, "a\nb", "", ""},
		{"an escaped carriage return", `<c r="A2" t="s"><v>6</v></c>`, "a\r\nb", "", ""},
		{"an escaped escape", `<c r="A2" t="s"><v>7</v></c>`, "_x000D_", "", ""},
		{"an escaped emoji", `<c r="A2" t="s"><v>8</v></c>`, "🧧_x1_", "", ""},
		{"half an emoji", `<c r="A2" t="s"><v>9</v></c>`, "\ufffd!", "", ""},
		{"the separator", `<c r="A2" t="s"><v>10</v></c>`, "a\ufffdb", "U+001F", ""},
		{"no number of a shared text", `<c r="A2" t="s"/>`, "", "", ""},
		{"a text in the cell", `<c r="A2" t="inlineStr"><is><t>8.80 &lt;&amp;&#x5143;&#20803;&gt;</t></is></c>`, "8.80 <&元元>", "", ""},
		{"a rich text in the cell", `<c r="A2" t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>`, "ab", "", ""},
		{"CDATA", `<c r="A2" t="inlineStr"><is><t><![CDATA[a<b]]>c<!-- d --></t></is></c>`, "a<bc", "", ""},
		{"a formula of text", `<c r="A2" t="str"><f>B2</f><v>a_x000D_</v></c>`, "a\r", "", ""},
		{"a formula of no text", `<c r="A2" t="str"><f>""</f><v></v></c>`, "", "", ""},
		{"a formula of text without a value", `<c r="A2" t="str"><f>B2</f></c>`, "", uncalculated, ""},
		{"a formula of a number", `<c r="A2"><f>1.1*8</f><v>8.8000000000000007</v></c>`, "8.8", "", ""},
		{"a shared formula", `<c r="A2"><f t="shared" si="0"/><v>2</v></c>`, "2", "", ""},
		{"an array formula", `<c r="A2"><f t="array" ref="A2:A9">B2:B9</f><v>2</v></c>`, "2", "", ""},
		{"a formula without a value", `<c r="A2"><f>1+1</f></c>`, "", uncalculated, ""},
		{"a formula with an empty value", `<c r="A2"><f>1+1</f><v/></c>`, "", uncalculated, ""},
		{"an error", `<c r="A2" t="e"><f>B9</f><v>#N/A</v></c>`, "#N/A", "", ""},
		{"yes", `<c r="A2" t="b"><v>1</v></c>`, "TRUE", "", ""},
		{"no", `<c r="A2" t="b"><f>FALSE()</f><v>0</v></c>`, "FALSE", "", ""},
		{"nothing but a style", `<c r="A2" s="1"/>`, "", "", ""},

		{"8.8", `<c r="A2"><v>8.8</v></c>`, "8.8", "", ""},
		{"8.8 said to be a number", `<c r="A2" t="n"><v> 8.80 </v></c>`, "8.8", "", ""},
		{"an error of binary numbers", `<c r="A2"><f>0.1*3</f><v>0.30000000000000004</v></c>`, "0.3", "", ""},
		{"another one", `<c r="A2"><v>8.880000000000003</v></c>`, "8.88", "", ""},
		{"one that is none", `<c r="A2"><v>8.880000000000001</v></c>`, "8.88", "", ""},
		{"fifteen digits of a third decimal", `<c r="A2"><v>8.8800000000000097</v></c>`, "8.88000000000001", "", ""},
		{"almost sixteen digits", `<c r="A2"><v>999999999999999.88</v></c>`, "1E+15", digits, ""},
		{"a negative zero", `<c r="A2"><v>-0</v></c>`, "0", "", ""},
		{"a small number", `<c r="A2"><v>1E-7</v></c>`, "0.0000001", "", ""},
		{"fifteen digits", `<c r="A2"><v>1.23456789012345E+14</v></c>`, "123456789012345", "", ""},
		{"sixteen digits", `<c r="A2"><v>1234567890123450</v></c>`, "1.23457E+15", digits, ""},
		{"an identity card", `<c r="A2" s="3"><v>4.2010619900101101E+17</v></c>`, "4.20106E+17", digits, ""},
		{"an order", `<c r="A2"><v>1.9E+27</v></c>`, "1.9E+27", digits, ""},
		{"a round one", `<c r="A2"><v>-1e15</v></c>`, "-1E+15", digits, ""},
		{"no number", `<c r="A2"><v>8,8</v></c>`, "8,8", "none", ""},
		{"infinity", `<c r="A2"><v>Inf</v></c>`, "Inf", "none", ""},
		{"a number of Go", `<c r="A2"><v>0x1p4</v></c>`, "0x1p4", "none", ""},
		{"too large a number", `<c r="A2"><v>1e999</v></c>`, "1e999", "none", ""},

		{"a staff number", `<c r="A2" s="3"><v>123</v></c>`, "123", "", "00123"},
		{"a long one", `<c r="A2" s="3"><v>1234567</v></c>`, "1234567", "", ""},
		{"a negative one", `<c r="A2" s="3"><v>-1</v></c>`, "-1", "", ""},
		{"rounded to cents", `<c r="A2" s="2"><v>2.6666666666666665</v></c>`, "2.66666666666667", "", "2.67"},
		{"rounded from a half", `<c r="A2" s="2"><v>1.005</v></c>`, "1.005", "", "1.01"},
		{"rounded down", `<c r="A2" s="2"><v>1.004</v></c>`, "1.004", "", "1.00"},
		{"rounded to yuan", `<c r="A2" s="4"><v>8.5</v></c>`, "8.5", "", "9"},
		{"rounded away from zero", `<c r="A2" s="4"><v>-8.5</v></c>`, "-8.5", "", "-9"},
		{"the same in another dress", `<c r="A2" s="5"><v>1234.5</v></c>`, "1234.5", "", ""},

		{"a date", `<c r="A2" s="1"><v>46424</v></c>`, "2027-02-06", "", ""},
		{"a date and a time", `<c r="A2" s="6"><v>46424.375</v></c>`, "2027-02-06 09:00:00", "", ""},
		{"midnight", `<c r="A2" s="6"><v>46424</v></c>`, "2027-02-06 00:00:00", "", ""},
		{"a time that the format hides", `<c r="A2" s="1"><v>46424.375</v></c>`, "2027-02-06 09:00:00", "", ""},
		{"almost midnight", `<c r="A2" s="1"><v>46423.9999999</v></c>`, "2027-02-06", "", ""},
		{"a time", `<c r="A2" s="7"><v>0.375</v></c>`, "09:00:00", "", ""},
		{"a time of a day", `<c r="A2" s="7"><v>46424.375</v></c>`, "2027-02-06 09:00:00", "", ""},
		{"a duration", `<c r="A2" s="8"><v>1.5</v></c>`, "36:00:00", "", ""},
		{"the first day", `<c r="A2" s="1"><v>1</v></c>`, "1900-01-01", "", ""},
		{"the day that never was", `<c r="A2" s="1"><v>60</v></c>`, "1900-02-29", "", ""},
		{"the day behind it", `<c r="A2" s="1"><v>61</v></c>`, "1900-03-01", "", ""},
		{"the last day", `<c r="A2" s="1"><v>2958465</v></c>`, "9999-12-31", "", ""},
		{"the day behind that", `<c r="A2" s="1"><v>2958466</v></c>`, "2958466", "none that Excel can display", ""},
		{"the last moment rounded", `<c r="A2" s="1"><v>2958465.9999999</v></c>`, "2958465.9999999", "none that Excel can display", ""},
		{"no day", `<c r="A2" s="1"><v>0</v></c>`, "0", "none that Excel can display", ""},
		{"a day before all days", `<c r="A2" s="1"><v>-1</v></c>`, "-1", "none that Excel can display", ""},
		{"a strict date", `<c r="A2" t="d"><v>2027-02-06</v></c>`, "2027-02-06", "", ""},
		{"a strict moment", `<c r="A2" t="d"><v>2027-02-06T09:00:00.000</v></c>`, "2027-02-06 09:00:00", "", ""},
		{"a strict time", `<c r="A2" t="d"><v>09:00:00</v></c>`, "09:00:00", "", ""},
		{"no strict date", `<c r="A2" t="d"><v>2027-02-30</v></c>`, "2027-02-30", "none that Excel can display", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := rowsOf(`<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="B1" t="inlineStr"><is><t>y</t></is></c></row>`+
				`<row r="2">`+tt.cell+`<c r="B2"><v>1</v></c></row>`).
				styled(`<numFmt numFmtId="164" formatCode="00000"/>`, "0", "14", "4", "164", "1", "44", "22", "20", "46").
				shared(`<si><t>王伟</t></si><si><r><rPr><b/></rPr><t>新年</t></r><r><t>快乐</t></r></si>` +
					`<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>` +
					`<si><t xml:space="preserve"> a` + "\t" + `b </t></si><si/><si><t>a` + "\r\n" + `b</t></si><si><t>a_x000D_` + "\n" + `b</t></si><si><t>_x005F_x000D_</t></si>` +
					`<si><t>_xD83E__xDDE7__x1_</t></si><si><t>_xD83E_!</t></si><si><t>a_x001F_b</t></si>`).read(t)
			if got := s.Row(1).Text; got != tt.want+"\x1f1" {
				t.Errorf("%q, want %q", got, tt.want)
			}
			if got := s.Fault(1, 0).English; got != tt.fault && (tt.fault == "" || !strings.Contains(got, tt.fault)) {
				t.Errorf("fault %q, want %q", got, tt.fault)
			}
			if got := s.Shown(1, 0); got != tt.shown {
				t.Errorf("shown %q, want %q", got, tt.shown)
			}
			if got := s.Fault(1, 1).English + s.Shown(1, 1) + s.Fault(0, 0).English; got != "" {
				t.Errorf("the cells beside it: %q", got)
			}
		})
	}
}

// A number is a date where its format says so, and in no other case.
func TestFormats(t *testing.T) {
	const day, moment, plain = "2027-02-06", "2027-02-06 00:00:00", "46424"
	for _, tt := range []struct{ format, want string }{
		{"General", plain},
		{"0", plain},
		{"@", plain},
		{"#,##0.00_);[Red]\\(#,##0.00\\)", plain},
		{"0.00E+00", plain},
		{"0.0%", plain},
		{"# ?/?", plain},
		{`"days of the year" 0`, plain},
		{`\d0`, plain},
		{"_d0*y", plain},
		{"[Red]0", plain},
		{"[$USD-409] #,##0.00", plain},
		{"[DBNum1][$-804]General", plain},
		{"[>=100]0;[<0]d", plain},
		{`0;"d"d`, plain},
		{"G/通用格式", plain},
		{`0"`, plain},
		{`0\`, plain},
		{"0[", plain},
		{"[]0", plain},

		{"yyyy-mm-dd", day},
		{"YYYY/M/D", day},
		{`yyyy"年"m"月"d"日"`, day},
		{"yyyy年m月d日", day},
		{"[$-804]aaaa", day},
		{`[$-F800]dddd\,\ mmmm\ dd\,\ yyyy`, day},
		{"mmm", day},
		{`[$-411]ggge"年"m"月"d"日"`, day},
		{"e", day},
		{"m/d/yy h:mm", moment},
		{"yyyy-mm-dd hh:mm:ss;@", moment},
		{"h:mm AM/PM", moment},
		{`上午/下午h"时"mm"分"`, moment},
		{"[h]:mm:ss", "1114176:00:00"},
		{"[mm]:ss", "1114176:00:00"},
	} {
		if got := formatted(t, fmt.Sprintf(`<numFmt numFmtId="170" formatCode="%s"/>`, attribute.Replace(tt.format)), "170"); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.format, got, tt.want)
		}
	}
	for want, ids := range map[string][]string{
		day: {"14", "17", "27", "31", "34", "36", "50", "58"}, moment: {"18", "21", "22", "32", "33", "45", "47"}, "1114176:00:00": {"46"},
		plain: {"0", "1", "13", "23", "26", "37", "44", "48", "49", "59", "163"},
	} {
		for _, id := range ids {
			if got := formatted(t, "", id); got != want {
				t.Errorf("%s: %q, want %q", id, got, want)
			}
		}
	}
}

var attribute = strings.NewReplacer(`"`, "&quot;", "<", "&lt;", ">", "&gt;")

// formatted is a day in a format.
func formatted(t *testing.T, formats, id string) string {
	t.Helper()
	return rowsOf(`<row><c s="0"><v>46424</v></c></row>`).styled(formats, id).read(t).Row(0).Text
}

// What Excel displays of a number follows from the code of its format.
func TestShown(t *testing.T) {
	for _, tt := range []struct{ format, value, want string }{
		{"0000000", "12", "0000012"},
		{"&quot;No.&quot;000", "12", ""},
		{"0.0", "2.25", "2.3"},
		{"&quot;¥&quot;#,##0.00", "2.6666", "2.67"},
		{"#,##0.00\\ [$€-407]", "2.6666", "2.67"},
		{"#,##0.00 元", "2.6666", "2.67"},
		{"0.0%", "0.12345", ""},
		{"0.00E+00", "2.6666", "2.67E+00"},
		{"0.00E+00", "1234", "1.23E+03"},
		{"0.00E+00", "8.88", ""},
		{"0.00,", "2.6666", "0.00"},
		{"0,", "8600", "9"},
		{"0.0,,&quot;M&quot;", "8600000", "8.6"},
		{".00", "0.666", "0.67"},
		{"# ?/?", "2.6666", ""},
		{"@", "2.6666", ""},
		{"General", "2.6666", ""},
	} {
		s := rowsOf(`<row><c s="0"><v>`+tt.value+`</v></c></row>`).styled(`<numFmt numFmtId="170" formatCode="`+tt.format+`"/>`, "170").read(t)
		if got := s.Shown(0, 0); got != tt.want {
			t.Errorf("%s of %s: %q, want %q", tt.value, tt.format, got, tt.want)
		}
	}
}

// What Excel writes beside a number stands in the code of its format.
func TestDressed(t *testing.T) {
	for _, tt := range []struct{ format, value, want string }{
		{"General", "8.88", ""},
		{"@", "8.88", ""},
		{"", "8.88", ""},
		{"#,##0.00_);[Red](#,##0.00)", "8.88", ""},
		{"_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * &quot;-&quot;??_ ;_ @_ ", "8.88", ""},
		{"[Red]0.00", "8.88", ""},
		{"[DBNum2][$-804]General", "8.88", ""},
		{"[&lt;60][Red]0;0", "8.88", ""},
		{"##0.0E+0", "8.88", ""},
		{"# ?/?", "8.5", ""},
		{"# ?/16", "8.5", ""},
		{"yyyy&quot;年&quot;", "8", ""},
		{"0.00;&quot;$&quot;-0.00", "8.88", ""},

		{"&quot;¥&quot;#,##0.00", "8.88", "¥8.88"},
		{"_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ", "8.88", "¥ 8.88"},
		{"_￥0", "8", ""},
		{"[$¥-804]#,##0.00", "8.88", "¥8.88"},
		{"[$￥-804]0", "8.88", "￥9"},
		{"[$¥-zh-CN]0", "8", "¥8"},
		{"[$¥-411]0", "8", "JPY 8"},
		{"[$￥-ja-JP]0", "8", "JPY 8"},
		{"#,##0.00\\ &quot;元&quot;", "2.6666", "2.67 元"},
		{"0!元", "8", "8!元"},
		{"G/通用格式&quot;元&quot;", "8.8", "8.8元"},
		{"GENERAL&quot;元&quot;", "8.8", "8.8元"},

		{"[$$-409]#,##0.00", "8.88", "$8.88"},
		{"$0", "8", "$8"},
		{"_($* #,##0.00_);_($* (#,##0.00);_($* &quot;-&quot;??_);_(@_)", "8.88", "$ 8.88"},
		{"#,##0.00\\ [$€-407]", "8.88", "8.88 €"},
		{"[$USD] 0.00", "8.88", "USD 8.88"},
		{"0.00%", "1", "100%"},
		{"0%", "0.07", "7%"},
		{"0\\%", "7", "7%"},
		{"0&quot;分&quot;", "888", "888分"},
		{"0&quot;元&quot;00&quot;分&quot;", "888", "888元888分"},
		{"0.0,&quot;千元&quot;", "8600", "8.6千元"},
		{"0.00E+00&quot;元&quot;", "8.88", "8.88E+00元"},
		{"[&gt;=100]0&quot;元&quot;;0&quot;分&quot;", "888", "888元;888分"},
		{"[&lt;9]0&quot;元&quot;;0&quot;元&quot;", "888", "888元"},
		{"[=0]&quot;-&quot;;0.00", "8.88", ""},
		{"[=0]&quot;&quot;;General", "8.88", ""},
		{"[Red][=0]&quot;免&quot;;0.00&quot;元&quot;", "8.88", "8.88元"},
		{"[=0]&quot;免&quot;", "8.88", " "},
		{"[=1]&quot;免&quot;;0", "1", "免;1"},
		{"&quot;免", "8", "免"},

		{"0\\.00", "188", "188 . 188"}, // Excel shows 1.88
		{"0&quot;.&quot;00", "188", "188 . 188"},
		{"0．00", "188", "188 ． 188"},
		{"0&quot;0&quot;", "8", "8 0"},
		{"&quot;1&quot;0.00", "8", "1 8.00"},
		{"0&quot;E+01&quot;", "8", "8 E+01"},
		{"0&quot;,000&quot;", "8", "8 ,000"},
		{"0.00&quot;０&quot;", "8", "8.00 ０"},
		{";;;", "8", " "},
	} {
		s := rowsOf(`<row><c s="0"><v>`+tt.value+`</v></c></row>`).styled(`<numFmt numFmtId="170" formatCode="`+tt.format+`"/>`, "170").read(t)
		if got := s.Dressed(0, 0); got != tt.want {
			t.Errorf("%s of %s: %q, want %q", tt.value, tt.format, got, tt.want)
		}
	}
	for id, want := range map[string]string{"0": "", "4": "", "5": "", "8": "", "9": "88%", "10": "88%", "11": "", "37": "", "44": "", "49": ""} {
		if got := rowsOf(`<row><c s="0"><v>0.88</v></c></row>`).styled("", id).read(t).Dressed(0, 0); got != want {
			t.Errorf("format %s: %q, want %q", id, got, want)
		}
	}
}

// Workbooks of old Macs count their days from 1904.
func TestDates1904(t *testing.T) {
	for value, want := range map[string]string{"44962": "2027-02-06", "0": "1904-01-01", "0.5": "1904-01-01 12:00:00", "2957003": "9999-12-31"} {
		s := rowsOf(`<row><c s="0"><v>`+value+`</v></c></row>`).styled("", "14").with(parts{
			"xl/workbook.xml": workbookXML(`<workbookPr date1904="1"/><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets>`),
		}).read(t)
		if got := s.Row(0).Text; got != want {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
}

// A program that asks Excel to calculate all did not do it itself: XlsxWriter leaves 0 in every formula.
func TestRecompute(t *testing.T) {
	s := rowsOf(`<row><c><v>1</v></c><c><f>A1</f><v>0</v></c></row>`).with(parts{
		"xl/workbook.xml": workbookXML(`<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets><calcPr calcId="124519" fullCalcOnLoad="1"/>`),
	}).read(t)
	if s.Row(0).Text != "1\x1f0" || s.Fault(0, 0).English != "" || !strings.Contains(s.Fault(0, 1).English, "never calculated") {
		t.Errorf("%q, faults %q and %q", s.Row(0).Text, s.Fault(0, 0).English, s.Fault(0, 1).English)
	}
}
