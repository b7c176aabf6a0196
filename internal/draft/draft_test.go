package draft_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/draft"
	"github.com/cashredpack/redpack/internal/lang"
)

// expand writes P1 to P9 as openids, so that a list fits on a line.
func expand(text string) string {
	for i := range 10 {
		text = strings.ReplaceAll(text, fmt.Sprintf("P%d", i), fmt.Sprintf("oTEST%023d", i))
	}
	return text
}

func of(t *testing.T, list string) (*draft.Draft, error) {
	t.Helper()
	files := fstest.MapFS{"list.csv": &fstest.MapFile{Data: []byte(expand(list))}}
	survey, err := hclspec.SurveyList(files, "list.csv", "")
	if err != nil {
		t.Fatal(err)
	}
	return draft.Of(files, survey, "2027-02-06", false, lang.English)
}

// What lists look like, which lines the campaign for them has, and to whom it pays how much.
func TestOf(t *testing.T) {
	for _, tt := range []struct{ name, list, lines, people string }{
		{"plain", "id,openid,amount,name\na,P1,8.88,x\nb,P2,6.66,y\n", "key = row.id|openid = row.openid|amount = row.amount|label = row.name|budget = 15.54|max_recipients = 2|max_amount = 8.88", "a x 8.88, b y 6.66"},
		{"Chinese", "序号,工号,姓名,微信OpenID,红包金额(元),祝福语\n1,a,王伟,P1,8.88,新年好\n", "key = row.工号|openid = row.微信OpenID|amount = row[\"红包金额(元)\"]|wishing = row.祝福语|label = row.姓名", "a 王伟 8.88"},
		{"amounts for people", "工号,openid,金额\na,P1,¥8.88\nb,P2,\"1,00.00\"\nc,P3,8.88元\n", "", ""},
		{"amounts for people, all right", "工号,openid,金额\na,P1,¥8.88\nb,P2,8.88元\n", "amount = yuan(row.金额)", "a  8.88, b  8.88"},
		{"fen", "工号,openid,金额（分）\na,P1,888\n", "amount = fen(row[\"金额（分）\"])", "a  8.88"},
		{"a unit", "Employee ID,openid,Amount (CNY)\na,P1,8.88\n", "amount = row[\"Amount (CNY)\"]", "a  8.88"},
		{"a unit in Chinese", "工号,openid,发放金额（人民币元）\na,P1,8.88\n", "amount = row[\"发放金额（人民币元）\"]", "a  8.88"},
		{"traditional", "員工編號,姓名,openid,紅包金額,賀詞\na,x,P1,8.88,新年好\n", "key = row.員工編號|amount = row.紅包金額|wishing = row.賀詞", "a x 8.88"},
		{"no key", "openid,amount\nP1,8.88\n", "openid = row.openid", "oTEST00000000000000000000001  8.88"},
		{"a key that repeats", "工号,openid,amount\na,P1,8.88\na,P2,6.66\n", "!key =", "oTEST00000000000000000000001  8.88, oTEST00000000000000000000002  6.66"},
		{"no amount", "工号,openid\na,P1\n", "amount = 1.00", "a  1.00"},
		{"openids by what they are", "工号,微信,amount\na,P1,8.88\nb,P2,8.88\n", "openid = row.微信", "a  8.88, b  8.88"},
		{"a title and a sum", "名单,,,\n工号,姓名,openid,金额\na,x,P1,8.88\n,,,\n合计,,,8.88\n", "header_row = 2|where = row.工号 != \"合计\"", "a x 8.88"},
		{"semicolons", "工号;openid;金额\na;P1;8.88\n", "delimiter = \";\"", "a  8.88"},
		{"tabs", "工号\topenid\t金额\na\tP1\t8.88\n", `delimiter = "\t"`, "a  8.88"},
		{"blanks in openids", "工号,openid,金额\na, P1 ,8.88\n", "openid = clean(row.openid)", "a  8.88"},
		{"some wishes", "工号,openid,金额,祝福语\na,P1,8.88,新年好\nb,P2,8.88,\n", `wishing = row.祝福语 != "" ? row.祝福语 : "新年快乐，万事如意"`, "a  8.88, b  8.88"},
		{"notes are nobody's business", "工号,openid,金额,备注\na,P1,8.88,待离职\n", "!备注", "a  8.88"},
		{"what is really paid", "工号,openid,应发金额,扣款,实发金额\na,P1,9.00,0.12,8.88\n", "amount = row.实发金额|max_amount = 8.88", "a  8.88"},
		{"really paid, with a unit", "工号,openid,应发,实发（元）\na,P1,9.00,8.88\n", "amount = row[\"实发（元）\"]", "a  8.88"},
		{"nothing but what is due", "工号,openid,应发金额\na,P1,8.88\n", "amount = row.应发金额", "a  8.88"},
		{"a person called like a sum", "工号,openid,姓名,金额\na,P1,小计,8.88\nb,P2,x,6.66\n,,小计,15.54\n", "!where =", ""},
		{"a person called like a sum, typed amounts", "工号,openid,姓名,金额\na,P1,小计,¥8.88\nb,P2,x,6.66\n,,小计,15.54\n", "!where =|amount = yuan(row.金额)", ""},
		{"a sum, and another row that is broken", "工号,openid,姓名,金额\na,P1,x,8.88\nb,P2\n,,小计,15.54\n", "where = row.姓名 != \"小计\"", ""},
		{"two sums", "工号,openid,姓名,金额\na,P1,x,8.88\n,,小计,8.88\n合计,,,8.88\n", "where = row.姓名 != \"小计\" && row.工号 != \"合计\"", "a x 8.88"},
		{"row numbers are no keys", "序号,openid,金额\n1,P1,8.88\n", "!key =", "oTEST00000000000000000000001  8.88"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := of(t, tt.list)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Join(strings.Fields(d.Campaign), " ")
			for _, line := range strings.Split(tt.lines, "|") {
				unwanted, absent := strings.CutPrefix(line, "!")
				if absent && strings.Contains(text, unwanted) || !absent && !strings.Contains(text, line) {
					t.Errorf("%s is wrong in\n%s", line, d.Campaign)
				}
			}
			var people []string
			for _, r := range d.First {
				people = append(people, r.Key+" "+r.Label+" "+r.Amount.Yuan())
			}
			if got := strings.Join(people, ", "); tt.people != "" && got != tt.people {
				t.Errorf("pays %s, want %s", got, tt.people)
			}
			if d.Diags.HasErrors() != (tt.people == "") {
				t.Error(d.Diags)
			}
			if again, _ := hclspec.Format([]byte(d.Campaign), hclspec.StarterFile); string(again) != d.Campaign {
				t.Error("the campaign is not in its canonical form")
			}
		})
	}
}

// A list that cannot be paid by is told with the columns that it has.
func TestNoOpenIDs(t *testing.T) {
	_, err := of(t, "工号,姓名,手机,金额\na,x,13800138000,8.88\n")
	if err == nil || !strings.Contains(err.Error(), "工号, 姓名, 手机, 金额") {
		t.Error(err)
	}
}

// What is left out of a list is told with the rest of what was guessed.
func TestWhereIsTold(t *testing.T) {
	d, err := of(t, "工号,openid,金额\na,P1,8.88\n合计,,8.88\n")
	if err != nil {
		t.Fatal(err)
	}
	if last := d.Choices[len(d.Choices)-1]; last.Attribute != "where" || last.Expression != `row.工号 != "合计"` {
		t.Errorf("the last choice is %+v", last)
	}
}

// A list in which somebody stands where a campaign does not look is refused, and not drafted for the others.
func TestPeopleAboveTheNames(t *testing.T) {
	for name, tt := range map[string]struct{ list, want string }{
		"above the names":                       {"b,P2,6.66\n工号,openid,金额\na,P1,8.88\n", "line 1 looks like a person's"},
		"below a title":                         {"名单,,\nb,P2,6.66\n工号,openid,金额\na,P1,8.88\n", "line 2 looks like a person's"},
		"without names":                         {"a,P1,x\nb,P2,y\n", "no line names the columns"},
		"without names, the first one mistyped": {"a,13800138000,x\nb,P2,y\nc,P3,z\nd,P4,x\ne,P5,x\n", "no line names the columns"},
	} {
		if d, err := of(t, tt.list); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %+v", name, err, d)
		}
	}
}

// Which other columns the amount could have been is told.
func TestRivalAmounts(t *testing.T) {
	d, err := of(t, "工号,openid,应发金额,补贴金额,实发金额,奖金说明\na,P1,9.00,1.00,8.88,x\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range d.Choices {
		if want := "by the name of the column; 应发金额, 补贴金额, too, could be one by the name: look which of them is to be paid"; c.Attribute == "amount" && c.Why.English != want {
			t.Errorf("%s: %s", c.Expression, c.Why)
		}
	}
}

// Where everybody gets what nobody has said, it is a warning; and what the draft says in somebody's place is listed.
func TestWhatIsStillToDo(t *testing.T) {
	for _, tt := range []struct{ name, list, open, warned string }{
		{"all guessed", "工号,openid,金额,祝福语\na,P1,8.88,新年好\n", "campaign, send_name, act_name, merchant", ""},
		{"no wishes", "工号,openid,金额\na,P1,8.88\n", "campaign, send_name, act_name, wishing, merchant", ""},
		{"some wishes", "工号,openid,金额,祝福语\na,P1,8.88,新年好\nb,P2,8.88,\n", "campaign, send_name, act_name, wishing, merchant", ""},
		{"no amounts", "工号,openid\na,P1\n", "campaign, send_name, act_name, wishing, amount, merchant", "    amount = 1.00"},
		{"mistakes", "工号,openid,金额\na,P1,八元\n", "campaign, send_name, act_name, wishing, limits, merchant", ""},
	} {
		d, err := of(t, tt.list)
		if err != nil {
			t.Fatal(err)
		}
		var open []string
		for _, c := range d.Open {
			open = append(open, c.Attribute)
		}
		if got := strings.Join(open, ", "); got != tt.open {
			t.Errorf("%s: %s", tt.name, got)
		}
		warned := ""
		for _, diag := range d.Diags {
			if diag.Summary == "The same amount for everybody" {
				warned, _ = d.Project.Line(*diag.Subject)
			}
		}
		if warned != tt.warned {
			t.Errorf("%s: warned at %q: %v", tt.name, warned, d.Diags)
		}
	}
}

// Whom nobody has said to pay is asked, and who stands in another column of openids gets nothing without a word.
func TestSeveralColumnsOfOpenIDs(t *testing.T) {
	const told, warned = "by the name of the column; openids stand in %s, too, and whoever is there gets nothing", "Openids in several columns"
	for _, tt := range []struct{ name, list, refused, why string }{
		{"inviters", "推荐人,被推荐人,金额\nP1,P2,8.88\nP3,P4,8.88\n", "推荐人, 被推荐人", ""},
		{"named for both", "邀请人openid,受邀人openid,金额\nP1,P2,8.88\n", "邀请人openid, 受邀人openid", ""},
		{"side by side", "工号,openid,金额,,工号2,openid2,金额2\na,P1,8.88,,b,P2,6.66\n", "", fmt.Sprintf(told, "openid2")},
		{"without a name", "工号,openid,金额,,备注\na,P1,8.88,P2,x\n", "", fmt.Sprintf(told, "a column without a name")},
		{"one", "工号,openid,金额\na,P1,8.88\n", "", "by the name of the column"},
		{"one by what it is", "工号,微信,金额\na,P1,8.88\n", "", "because openids stand in it"},
	} {
		d, err := of(t, tt.list)
		if tt.refused != "" {
			if err == nil || !strings.Contains(err.Error(), tt.refused) {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Choices[1]; got.Attribute != "openid" || got.Why.English != tt.why {
			t.Errorf("%s: %+v", tt.name, got)
		}
		if found := strings.Contains(d.Diags.Error(), warned); found != strings.Contains(tt.why, ";") || d.Diags.HasErrors() {
			t.Errorf("%s: %v", tt.name, d.Diags)
		}
	}
}

// A column that says no to somebody is not passed over without a word: he would be paid like everybody.
func TestColumnsThatSayNo(t *testing.T) {
	for _, tt := range []struct{ list, want string }{
		{"工号,openid,金额,是否发放\na,P1,8.88,是\nb,P2,8.88,否\n", `In line 3 the column 是否发放 says "否", and the campaign does not look at it, so whoever stands there is paid like everybody. ` +
			`If that is wrong, leave such rows out: where = row.是否发放 != "否"`},
		{"工号,openid,金额,状态 (HR)\na,P1,8.88,在职\nb,P2,8.88, 已离职\n", `where = row["状态 (HR)"] != "已离职"`},
		{"id,openid,amount,paid\na,P1,8.88,No\n", `where = row.paid != "No"`},
		{"名单,,,\n工号,openid,金额,领取\na,P1,8.88,√\nb,P2,8.88,×\n", `In line 4 the column 领取 says "×"`},
		{"工号,openid,金额,是否发放\na,P1,8.88,是\nb,P2,8.88,否\n合计,,17.76,\n", `where = row.工号 != "合计" && row.是否发放 != "否"`},
		{"工号,openid,金额,是否发放\na,P1,8.88,是\n", ""},
		{"工号,openid,金额,备注\na,P1,8.88,否则\n", ""},
		{"工号,openid,金额,姓名\na,P1,8.88,否\n", ""},
	} {
		d, err := of(t, tt.list)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, diag := range d.Diags {
			if diag.Summary == "Column that says no" {
				got = diag.Detail
			}
		}
		if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s", tt.list, got)
		}
	}
}

// A unit that stands above the columns is that of the amounts, and is told where it is not the yuan.
func TestUnitAbove(t *testing.T) {
	for above, want := range map[string]string{
		"单位：分": "分", "金额单位: 万元": "万元", "单位（角）": "角", "币种：美元": "美元", "单位：元": "", "单位：人民币元": "", "单位:元/人": "", "单位：天虹百货": "", "币种：人民币": "", "填报单位：分公司": "",
	} {
		if d, err := of(t, above+",,\n工号,openid,金额(分)\na,P1,888\n"); err != nil || len(d.Diags) > 0 {
			t.Errorf("%s, with fen: %v, %v", above, err, d.Diags)
		}
		d, err := of(t, above+",,\n工号,openid,金额\na,P1,88\n")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, diag := range d.Diags {
			if diag.Summary == "Amounts in another unit" {
				got = diag.Detail
			}
		}
		if (got == "") != (want == "") || !strings.Contains(got, fmt.Sprintf("%q", want)) && want != "" {
			t.Errorf("%s: %s", above, got)
		}
	}
}
