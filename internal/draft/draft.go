// Package draft writes a first campaign for a list of people: it recognises what the columns are for, maps them, and tries the result on
// the whole list, so that what it gives is a campaign that plans. What it guessed it says, with the reason; nothing of it decides about
// money, because the campaign that it writes is a rehearsal until somebody makes it a real one.
package draft

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Draft is a campaign for a list, and what it makes of it.
type Draft struct {
	Campaign string // the file, in HCL
	Header   hclspec.SurveyRow
	Choices  []Choice
	Unused   []string // columns
	Open     []Choice // what the campaign says until somebody says something better
	First    []hclspec.Recipient
	People   money.Tally
	Diags    hcl.Diagnostics // what is wrong with the list all the same
	Project  *hclspec.Project
}

// Choice is what an attribute of the campaign is made of.
type Choice struct {
	Attribute, Expression string
	Why                   lang.Text
}

// FirstMax is how many people a Draft shows.
const FirstMax = 5

// Of writes a campaign for a list in a folder, with comments in a language. The date, yyyy-mm-dd, stands in its bill numbers. A live one has
// a merchant for real money.
func Of(fsys fs.FS, list *hclspec.Survey, date string, live bool, l lang.Language) (*Draft, error) {
	d := &drafter{Draft: &Draft{}, fsys: fsys, list: list, date: date, live: live, lang: l}
	if err := d.guess(); err != nil {
		return nil, err
	}
	d.try()
	if err := d.unread(); err != nil {
		return nil, err
	}
	for _, cure := range cures {
		if cure.applies(d) {
			d.try()
		}
	}
	d.bound()
	d.leaveOpen()
	return d.Draft, nil
}

// drafter makes a Draft.
type drafter struct {
	*Draft
	fsys fs.FS
	list *hclspec.Survey
	date string
	live bool
	lang lang.Language
	max  money.Fen // of one packet

	below []hclspec.SurveyRow // of the list, below the names of its columns

	bounded money.Tally // what the campaign is limited to

	otherOpenIDs lang.Text // the columns of openids that nobody is paid by; empty if there are none
}

// guess maps the columns by their names, and the openids by what they are.
func (d *drafter) guess() error {
	if len(d.list.Rows) == 0 {
		return lang.Errorf("%s has no row", "%s 没有任何行", d.list.Path)
	}
	at := headerIn(d.list.Rows)
	d.Header = d.list.Rows[at]
	d.below = d.list.Rows[at+1:]
	header := d.Header.Cells
	if !namesColumns(header) {
		return noNames(d.list, d.Header.Number)
	}
	used := map[int]bool{}
	for _, r := range roles {
		column, why := r.named(header), byName
		if r.attribute == "openid" {
			var err error
			if column, why, err = d.openIDs(column); err != nil {
				return err
			}
		}
		if column < 0 {
			if err := d.without(r); err != nil {
				return err
			}
			continue
		}
		used[column] = true
		expression := hclspec.ColumnExpression(header[column])
		if r.attribute == "amount" {
			expression, why = amountFrom(r, header, column)
		}
		d.Choices = append(d.Choices, Choice{r.attribute, expression, why})
	}
	for i, name := range header {
		if name != "" && !used[i] {
			d.Unused = append(d.Unused, name)
		}
	}
	return nil
}

// openIDs is the column of the openids to pay to, and why: the one that is named so, or else the only one that has them.
func (d *drafter) openIDs(named int) (column int, why lang.Text, err error) {
	all := openIDColumns(d.Header.Cells, d.below)
	others := slices.DeleteFunc(slices.Clone(all), func(column int) bool { return column == named })
	switch {
	case named >= 0 && len(others) > 0:
		d.otherOpenIDs = namesOf(others, d.Header.Cells)
		return named, byName.Then(lang.Format("; openids stand in %s, too, and whoever is there gets nothing", "；%s 里也有 openid，那里的人什么也收不到",
			d.otherOpenIDs)), nil
	case named >= 0 || len(all) == 0:
		return named, byName, nil
	case len(all) > 1:
		return -1, lang.Text{}, lang.Errorf("openids stand in several columns of %s (%s), and nothing says whose are to be paid. Name the column of those openid",
			"%s 有几列都是 openid（%s），看不出要发给哪一列。把要发的那一列命名为 openid", d.list.Path, namesOf(all, d.Header.Cells))
	}
	return all[0], lang.Both("because openids stand in it", "因为里面是 openid"), nil
}

// amountFrom is the amount of a column, and why.
func amountFrom(r role, header []string, column int) (expression string, why lang.Text) {
	expression, why = hclspec.ColumnExpression(header[column]), byName
	if inFen(header[column]) {
		expression, why = "fen("+expression+")", why.Then(lang.Both(", which says that it counts in fen", "，列名说明单位是分"))
	}
	if rivals := r.rivals(header, column); len(rivals) > 0 {
		why = why.Then(lang.Format("; %s, too, could be one by the name: look which of them is to be paid", "；%s 的列名也像金额：看清要发的是哪一列",
			lang.List(rivals)))
	}
	return expression, why
}

// unread is what says that people stand where no campaign reads them.
func (d *drafter) unread() error {
	for _, one := range d.Diags {
		if one.Summary == "People above the columns" { // for programs
			detail := strings.ToLower(one.Detail[:1]) + strings.TrimSuffix(one.Detail[1:], ".")
			return lang.Errorf("%s: %s", "%s：%s", d.list.Path, lang.Both(detail, strings.TrimSuffix(diag.Detail(one, lang.Chinese), "。")))
		}
	}
	return nil
}

// without goes on without a column for a role, where that can be.
func (d *drafter) without(r role) error {
	names := lang.Both("none has a name", "都没有列名")
	if named := slices.DeleteFunc(slices.Clone(d.Header.Cells), func(name string) bool { return name == "" }); len(named) > 0 {
		names = lang.Format("they are named %s", "列名是 %s", lang.List(named))
	}
	switch r.attribute {
	case "openid":
		return lang.Errorf("no column of %s holds openids (%s). A red packet goes to an openid, which is what the official account calls one of its "+
			"users; names, telephone numbers and WeChat IDs are none. Get the openids, and put them into a column named openid",
			"%s 没有一列是 openid（%s）。红包发给 openid，即公众号对一个用户的称呼；姓名、手机号和微信号都不是。取得 openid，放进名为 openid 的列", d.list.Path, names)
	case "amount":
		d.Choices = append(d.Choices, Choice{"amount", amount, lang.Both(
			"the same for everybody, because no column is named like an amount (金额, amount): change it, or name the column that is one",
			"所有人相同，因为没有像金额的列名（金额、amount）：改掉它，或者给金额列起这样的名字")})
	default:
		d.Choices = append(d.Choices, Choice{r.attribute, "", r.missing})
	}
	return nil
}

// choice is the one for an attribute.
func (d *drafter) choice(attribute string) *Choice {
	i := slices.IndexFunc(d.Choices, func(c Choice) bool { return c.Attribute == attribute })
	return &d.Choices[i]
}
