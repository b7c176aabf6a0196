package draft

import (
	"fmt"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
)

// What a campaign says until somebody writes something better.
const (
	campaignName = "hello"
	sendName     = "青岚书屋"
	actName      = "新年红包"
	wishing      = "新年快乐，万事如意"
	amount       = "1.00"
)

// text is the campaign as it is drafted now.
func (d *drafter) text() string {
	var b strings.Builder
	line := func(format string, args ...any) { _, _ = b.WriteString(fmt.Sprintf(format, args...) + "\n") }
	said := func(text lang.Text) string { return text.In(d.lang) }
	opening := lang.Both("Try it as it is, nothing in it costs money:", "可以直接试用，不花一分钱：")
	if d.live {
		opening = lang.Both("It is for real money:", "用于真实资金：")
	}
	line("%s", said(lang.Format("# A campaign for the people of %s. %s", "# 给 %s 中的人发红包的活动。%s", d.list.Path, opening)))
	line("%s", said(hclspec.StarterMerchant(d.live)))
	line("campaign %q {", campaignName)
	line("merchant  = merchant.main")
	line("date      = %q # %s", d.date, said(lang.Both("stands in every bill number; never change it once something was sent", "写进每个商户订单号；发放过就不要再改")))
	line("send_name = %q # %s", sendName, said(lang.Both("change it: shown to the recipient, at most 32 bytes", "要改：领取人会看到，最多 32 字节")))
	line("act_name  = %q # %s", actName, said(lang.Both("change it: likewise", "要改：同上")))
	line("wishing   = %q # %s", wishing, said(lang.Both("change it: at most 128 bytes", "要改：最多 128 字节")))
	line("remark    = %q", d.date[:4])
	if d.bounded.Packets > 0 {
		line("\nlimits {")
		line("budget         = %s # %s", d.bounded.Amount.Yuan(), said(lang.Both("yuan: what the list comes to today; plan and apply refuse to go beyond it",
			"元：名单今天的总额；redpack plan 和 redpack apply 不会超过它")))
		line("max_recipients = %d", d.bounded.Packets)
		line("max_amount     = %s", d.max.Yuan())
		line("}")
	}
	line("\nrecipients_from %q {", d.list.Form)
	for _, attribute := range d.block() {
		line("%s", attribute)
	}
	line("}\n}")
	formatted, _ := hclspec.Format([]byte(b.String()), hclspec.StarterFile)
	return string(formatted)
}

// block are the lines of recipients_from.
func (d *drafter) block() []string {
	lines := []string{fmt.Sprintf("path = %s", quoted(d.list.Path))}
	if d.list.Form == "xlsx" {
		lines = append(lines, "sheet = "+quoted(d.list.Sheet))
	} else if d.list.Delimiter != "," {
		lines = append(lines, "delimiter = "+quoted(d.list.Delimiter))
	}
	if len(d.list.Rows) > 0 && d.Header.Number != d.list.Rows[0].Number {
		lines = append(lines, fmt.Sprintf("header_row = %d", d.Header.Number))
	}
	label := ""
	for _, c := range d.Choices {
		if c.Expression != "" {
			lines = append(lines, c.Attribute+" = "+c.Expression)
		}
		if c.Attribute == "label" {
			label = c.Expression
		}
	}
	if label != "" && d.choice("wishing").Expression == "" {
		lines = append(lines, fmt.Sprintf("# wishing = \"${%s}，新年快乐！\"", label))
	}
	return lines
}

// quoted is a text as HCL writes it.
func quoted(text string) string {
	text = fmt.Sprintf("%q", text)
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(text)
}

// bound writes the campaign with what the list comes to, which is known only now.
func (d *drafter) bound() {
	if d.People.Packets > 0 && !d.Diags.HasErrors() {
		d.bounded = d.People
		d.try()
	}
}
