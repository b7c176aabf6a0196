package draft

import (
	"slices"
	"strings"
	"unicode"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// role is what a column may be for.
type role struct {
	attribute string
	names     []string  // of columns, folded; the first ones are the better ones
	missing   lang.Text // what is done without such a column
}

// roles are in the order in which a campaign writes them. A column of row numbers is no key: the next list counts its rows anew.
var roles = []role{
	{"key", []string{
		"工号", "员工号", "员工编号", "员工工号", "人员编号", "职工号", "学号", "工號", "員工編號", "編號", "会员号", "会员编号", "会员id", "客户编号", "客户号", "编号", "卡号", "账号",
		"staffid", "staffno", "employeeid", "employeeno", "employeenumber", "memberid", "memberno", "customerid", "userid", "username", "uid", "id", "key", "code",
	}, lang.Both("the openid is the key, because no column is named like one (工号, 编号, id)", "用 openid 作键，因为没有像键的列名（工号、编号、id）")},
	{"openid", []string{"openid", "微信openid", "用户openid", "会员openid", "公众号openid", "wechatopenid", "wxopenid", "useropenid"}, lang.Text{}},
	{"amount", []string{
		"实发红包金额", "实发红包", "实发金额", "实发", "實發金額", "實發", // what is paid, before what is due
		"红包金额", "发放金额", "奖励金额", "返现金额", "金额", "红包", "奖金", "紅包金額", "金額", "紅包",
		"amount", "redpacketamount", "yuan", "money", "bonus", "reward",
		"实发金额分", "金额分", "红包金额分", "发放金额分", "amountfen", "fen",
		"应发金额", "應發金額",
	}, lang.Text{}},
	{"wishing", []string{"祝福语", "红包祝福语", "新年祝福", "祝福", "祝词", "寄语", "贺词", "祝福語", "賀詞", "wishing", "wish", "wishes", "greeting", "greetings", "blessing"}, lang.Both(
		"everybody gets the campaign's wishing, because no column is named like one (祝福语, wishing)", "所有人用活动的祝福语，因为没有像祝福语的列名（祝福语、wishing）")},
	{
		"label",
		[]string{"姓名", "名字", "真实姓名", "员工姓名", "会员姓名", "客户姓名", "昵称", "微信昵称", "称呼", "員工姓名", "暱稱", "name", "fullname", "realname", "employeename", "membername", "nickname"},
		lang.Both("nobody's name is shown, because no column is named like one (姓名, name)", "不显示姓名，因为没有像姓名的列名（姓名、name）"),
	},
}

// folded is the name of a column as roles have them: in lower case, without blanks, signs and brackets.
func folded(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// named is the column with the best name for a role; -1 where none has one.
func (r role) named(header []string) int {
	for _, name := range r.names {
		if i := slices.IndexFunc(header, func(column string) bool {
			column = folded(column)
			return column == name || r.attribute == "amount" && withoutUnit(column) == name
		}); i >= 0 {
			return i
		}
	}
	return -1
}

// rivals are the columns beside the chosen one that are named like amounts, too.
func (r role) rivals(header []string, chosen int) (names []string) {
	for i, column := range header {
		name := folded(column)
		if i != chosen && (r.named(header[i:i+1]) >= 0 || strings.Contains(name, "金额") || strings.Contains(name, "金額") || strings.Contains(name, "amount")) {
			names = append(names, column)
		}
	}
	return names
}

// withoutUnit is the folded name of a column of amounts without the yuan that it says it counts in, as in 金额（元） and Amount (CNY).
func withoutUnit(name string) string {
	for _, unit := range []string{"人民币元", "人民币", "元", "cny", "rmb", "yuan"} {
		if bare, found := strings.CutSuffix(name, unit); found {
			return bare
		}
	}
	return name
}

// inFen tells whether the name of a column says that it counts in fen.
func inFen(name string) bool {
	name = folded(name)
	return strings.HasSuffix(name, "分") || strings.HasSuffix(name, "fen")
}

// headerIn is the row that names the columns: the first one with most of the names that roles know, or else the first row.
func headerIn(rows []hclspec.SurveyRow) int {
	best, most := 0, 0
	for i, row := range rows {
		if known := knownIn(row.Cells); known > most {
			best, most = i, known
		}
	}
	return best
}

// knownIn is how many roles find a column by its name.
func knownIn(header []string) (known int) {
	for _, r := range roles {
		if r.named(header) >= 0 {
			known++
		}
	}
	return known
}

// namesColumns tells whether a row can be that of the names. Where none of them is known, a number in it is somebody's.
func namesColumns(header []string) bool {
	return knownIn(header) > 0 || !slices.ContainsFunc(header, func(cell string) bool {
		_, err := money.ParseWritten(cell)
		return err == nil || hclspec.IsOpenID(cell)
	})
}

// openIDColumns are the columns whose cells are openids, all but a few.
func openIDColumns(header []string, rows []hclspec.SurveyRow) (columns []int) {
	for i := range header {
		openIDs, texts := 0, 0
		for _, row := range rows {
			if i >= len(row.Cells) || row.Cells[i] == "" {
				continue
			}
			texts++
			if hclspec.IsOpenID(row.Cells[i]) {
				openIDs++
			}
		}
		const mostly = 0.8
		if openIDs > 0 && float64(openIDs) >= mostly*float64(texts) {
			columns = append(columns, i)
		}
	}
	return columns
}

// namesOf are the names of some columns, for a text.
func namesOf(columns []int, header []string) lang.Text {
	names := make([]lang.Text, len(columns))
	for i, column := range columns {
		if names[i] = lang.List(header[column : column+1]); names[i].Empty() {
			names[i] = lang.Both("a column without a name", "一个没有名称的列")
		}
	}
	return lang.Join(names, lang.Comma)
}
