package draft

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
)

// leaveOpen says what the campaign holds in the place of what only people know.
func (d *drafter) leaveOpen() {
	open := func(attribute, expression string, why lang.Text) {
		d.Open = append(d.Open, Choice{attribute, expression, why})
	}
	open("campaign", quoted(campaignName), lang.Both("its name, which begins every packet's address; never change it once something was sent",
		"活动名，每个红包的地址都以它开头；发放过就不要再改"))
	open("send_name", quoted(sendName), lang.Both("who sends, as the recipient sees it", "发送者名称，领取人会看到"))
	open("act_name", quoted(actName), lang.Both("what it is sent for, likewise", "活动名称，领取人也会看到"))
	if own := d.choice("wishing").Expression; own == "" || strings.Contains(own, quoted(wishing)) {
		open("wishing", quoted(wishing), lang.Both("the wish of whoever has none of his own", "没有单独祝福语的人都用它"))
	}
	if d.choice("amount").Expression == amount {
		open("amount", amount, lang.Both("what everybody gets", "每个人的金额"))
		d.Diags = append(d.Diags, d.sameForAll())
	}
	if !d.otherOpenIDs.Empty() {
		d.Diags = append(d.Diags, d.unpaid())
	}
	d.Diags = append(append(d.Diags, d.denied()...), d.otherUnit()...)
	if d.bounded.Packets == 0 {
		open("limits", "-", lang.Both("budget, max_recipients and max_amount: what the list comes to is known once nothing is wrong with it",
			"budget、max_recipients 和 max_amount：名单没有问题之后才知道总额"))
	}
	if d.live {
		open("merchant", "mch_id …", lang.Both("the account that pays: its number, appid, certificate and key", "付款的账户：商户号、appid、证书和密钥"))
	} else {
		open("merchant", "sandbox", lang.Both("the account that pays, once it is for real money: redpack init -live writes such a block",
			"用真实资金时付款的账户：redpack init -live 会写出这样的块"))
	}
}

// caution warns at a place of the campaign.
func caution(at hcl.Range, summary, detail lang.Text) *hcl.Diagnostic {
	one := diag.New(hcl.DiagWarning, summary, detail)
	one.Subject = &at
	return one
}

// sameForAll warns of an amount that nobody has said.
func (d *drafter) sameForAll() *hcl.Diagnostic {
	return caution(d.lineOf("amount"), lang.Both("The same amount for everybody", "所有人金额相同"), lang.Format(
		"No column of %s is named like an amount (金额, amount), so everybody would get %s yuan. Write the amount, or the column that "+
			"holds it: amount = row[\"…\"].",
		"%s 没有像金额的列名（金额、amount），所以每个人都是 %s 元。写明金额，或写明金额所在的列：amount = row[\"…\"]。", d.list.Path, amount))
}

// unpaid warns of people who stand beside those to pay.
func (d *drafter) unpaid() *hcl.Diagnostic {
	return caution(d.lineOf("openid"), lang.Both("Openids in several columns", "有几列都是 openid"), lang.Format(
		"Openids also stand in %s of %s, and whoever is there gets nothing. If those are to be paid, name their column here; if all are, "+
			"write everybody into a row of his own.",
		"%[2]s 的 %[1]s 里也有 openid，那里的人什么也收不到。如果要发给他们，在这里写他们那一列；如果都要发，每个人单独写一行。", d.otherOpenIDs, d.list.Path))
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
			return hcl.Diagnostics{caution(at, lang.Both("Amounts in another unit", "金额用的是别的单位"), lang.Format(
				"By %s of %s the unit is %q, and the campaign takes the amounts for yuan. If they are not, convert them here: "+
					"amount = fen(…) for fen, or row[\"…\"] * 100 and the like.",
				"按 %[2]s %[1]s，单位是 %[3]q，而活动把金额当作元。如果不是元，在这里换算：分用 amount = fen(…)，或者 row[\"…\"] * 100 之类。",
				lineOf(d.list, row.Number), d.list.Path, found[1]))}
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
		diags = append(diags, caution(at, lang.Both("Column that says no", "有一列写着否"), lang.Format(
			"In %s the column %s says %q, and the campaign does not look at it, so whoever stands there is paid like everybody. If "+
				"that is wrong, leave such rows out: where = %s%s != %q",
			"%s的 %s 列写着 %q，而活动不看这一列，那里的人照样会发。如果不该发，排除这样的行：where = %s%s != %q",
			lineOf(d.list, row.Number), name, row.Cells[i], d.andWhere(), hclspec.ColumnExpression(name), row.Cells[i])))
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
