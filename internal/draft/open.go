package draft

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
)

// leaveOpen says what the campaign holds in the place of what only people know.
func (d *drafter) leaveOpen() {
	open := func(attribute, expression, why string) {
		d.Open = append(d.Open, Choice{attribute, expression, why})
	}
	open("campaign", quoted(campaignName), "its name, which begins every packet's address; never change it once something was sent")
	open("send_name", quoted(sendName), "who sends, as the recipient sees it")
	open("act_name", quoted(actName), "what it is sent for, likewise")
	if own := d.choice("wishing").Expression; own == "" || strings.Contains(own, quoted(wishing)) {
		open("wishing", quoted(wishing), "the wish of whoever has none of his own")
	}
	if d.choice("amount").Expression == amount {
		open("amount", amount, "what everybody gets")
		d.Diags = append(d.Diags, d.sameForAll())
	}
	if d.otherOpenIDs != "" {
		d.Diags = append(d.Diags, d.unpaid())
	}
	d.Diags = append(append(d.Diags, d.denied()...), d.otherUnit()...)
	if d.bounded.Packets == 0 {
		open("limits", "-", "budget, max_recipients and max_amount: what the list comes to is known once nothing is wrong with it")
	}
	if d.live {
		open("merchant", "mch_id …", "the account that pays: its number, appid, certificate and key")
	} else {
		open("merchant", "sandbox", "the account that pays, once it is for real money: redpack init -live writes such a block")
	}
}

// sameForAll warns of an amount that nobody has said.
func (d *drafter) sameForAll() *hcl.Diagnostic {
	at := d.lineOf("amount")
	return &hcl.Diagnostic{
		Severity: hcl.DiagWarning, Summary: "The same amount for everybody", Subject: &at,
		Detail: fmt.Sprintf("No column of %s is named like an amount (金额, amount), so everybody would get %s yuan. Write the amount, or the column that "+
			"holds it: amount = row[\"…\"].", d.list.Path, amount),
	}
}

// unpaid warns of people who stand beside those to pay.
func (d *drafter) unpaid() *hcl.Diagnostic {
	at := d.lineOf("openid")
	return &hcl.Diagnostic{
		Severity: hcl.DiagWarning, Summary: "Openids in several columns", Subject: &at,
		Detail: fmt.Sprintf("Openids also stand in %s of %s, and whoever is there gets nothing. If those are to be paid, name their column here; if all are, "+
			"write everybody into a row of his own.", d.otherOpenIDs, d.list.Path),
	}
}

// unitAbove is a unit of money that is not the yuan, as it stands above a table: 单位：分.
var unitAbove = regexp.MustCompile(`(?:单位|币种|單位|幣種)\s*[:：(（]\s*(?:人民币)?\s*(分|角|百元|千元|万元|萬元|美元|美金|港币|港元|港幣|欧元|日元|台币)(?:[^\p{L}]|$)`)

// otherUnit warns of amounts that count something else than yuan by what stands above the columns.
func (d *drafter) otherUnit() hcl.Diagnostics {
	at := d.lineOf("amount")
	if amount := d.choice("amount").Expression; !strings.Contains(amount, "row") || strings.HasPrefix(amount, "fen(") {
		return nil
	}
	for _, row := range d.list.Rows {
		if row.Number >= d.Header.Number {
			break
		}
		if found := unitAbove.FindStringSubmatch(strings.Join(row.Cells, " ")); found != nil {
			return hcl.Diagnostics{{
				Severity: hcl.DiagWarning, Summary: "Amounts in another unit", Subject: &at,
				Detail: fmt.Sprintf("By %s %d of %s the unit is %q, and the campaign takes the amounts for yuan. If they are not, convert them here: "+
					"amount = fen(…) for fen, or row[\"…\"] * 100 and the like.", d.list.LineWord(), row.Number, d.list.Path, found[1]),
			}}
		}
	}
	return nil
}

// denials are what lists say of those who are not to be paid, in lower case.
var denials = []string{
	"否", "不", "不发", "不发放", "不参与", "不参加", "离职", "已离职", "已发", "已发放", "已领", "已领取", "取消", "已取消", "作废", "无效", "不合格", "未通过",
	"離職", "已離職", "已發", "已發放", "已領取", "無效", "no", "false", "×", "✗", "✘", "❌", "cancelled", "canceled", "inactive", "left",
}

// denied warns of each column that says no to somebody and that nobody has looked at.
func (d *drafter) denied() (diags hcl.Diagnostics) {
	at := d.lineOf("recipients_from")
	for i, name := range d.Header.Cells {
		if name == "" || !slices.Contains(d.Unused, name) {
			continue
		}
		no := slices.IndexFunc(d.below, func(row hclspec.SurveyRow) bool {
			return i < len(row.Cells) && slices.Contains(denials, strings.ToLower(row.Cells[i]))
		})
		if no < 0 {
			continue
		}
		row := d.below[no]
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagWarning, Summary: "Column that says no", Subject: &at,
			Detail: fmt.Sprintf("In %s %d the column %s says %q, and the campaign does not look at it, so whoever stands there is paid like everybody. If "+
				"that is wrong, leave such rows out: where = %s%s != %q", d.list.LineWord(), row.Number, name, row.Cells[i], d.andWhere(),
				hclspec.ColumnExpression(name), row.Cells[i]),
		})
	}
	return diags
}

// andWhere is what a condition is added to.
func (d *drafter) andWhere() string {
	for _, c := range d.Choices {
		if c.Attribute == "where" {
			return c.Expression + " && "
		}
	}
	return ""
}

// lineOf is where an attribute of the campaign stands.
func (d *drafter) lineOf(attribute string) hcl.Range {
	at, number := 0, 1
	for line := range strings.Lines(d.Campaign) {
		text := strings.TrimLeft(line, " ")
		if name, _, _ := strings.Cut(text, " "); name == attribute {
			indent := len(line) - len(text)
			length := len(strings.TrimRight(text, "\n"))
			start := hcl.Pos{Line: number, Column: 1 + indent, Byte: at + indent}
			return hcl.Range{Filename: hclspec.StarterFile, Start: start, End: hcl.Pos{Line: number, Column: start.Column + length, Byte: start.Byte + length}}
		}
		at, number = at+len(line), number+1
	}
	return hcl.Range{Filename: hclspec.StarterFile, Start: hcl.InitialPos, End: hcl.InitialPos}
}
