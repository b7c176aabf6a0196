package view

import (
	"io"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bill"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/reconcile"
	"github.com/cashredpack/redpack/internal/words"
)

// Reconciliation is what list, state and bills came to, and how the folder is written behind a command.
type Reconciliation struct {
	*reconcile.Result
	Folder string // with its space; "" for the one that one stands in
}

// differencesShown is how many differences of a kind a person reads; -json has all.
const differencesShown = 20

// Reconciled writes the verdict, the bills, the sums, and every kind of difference with what to do.
func Reconciled(w io.Writer, r Reconciliation, s page.Style) error {
	p := &page.Page{Style: s}
	verdict(p, r)
	sources(p, r.Result)
	controls(p, r.Result)
	for _, stretch := range r.Stretches {
		account(p, stretch)
	}
	for _, kind := range reconcile.Kinds() {
		if r.Counts[kind].Packets > 0 {
			disagreements(p, r, kind)
		}
	}
	return p.Print(w)
}

// VerdictLine is what it all comes to in a sentence.
func VerdictLine(r *reconcile.Result, s page.Style) lang.Text {
	matched := clauses(words.Counted(r.Matched.Packets, words.Packet), lang.Same(s.Money(r.Matched.Amount)))
	switch r.Verdict() {
	case reconcile.Balanced:
		return lang.Format("Balanced: list, state and bills agree to the fen about %s.", "已对平：名单、状态库和账单分毫不差，共 %s。", matched)
	case reconcile.Differing:
		return lang.Format("%s: list, state and bills do not agree; they do about %s.", "%s：名单、状态库和账单不一致；一致的有 %s。",
			words.Counted(len(r.Differences), words.Difference), matched)
	case reconcile.Incomplete:
	}
	return lang.Format("Incomplete: no difference about %s, but the bills do not cover everything.", "不完整：%s没有差异，但账单没有覆盖全部。", matched)
}

func verdict(p *page.Page, r Reconciliation) {
	mark, ink := "x", page.InkError
	switch r.Verdict() {
	case reconcile.Balanced:
		mark, ink = "+", page.InkGood
	case reconcile.Incomplete:
		mark, ink = "!", page.InkWarning
	case reconcile.Differing:
	}
	p.Headline(mark, VerdictLine(r.Result, p.Style), ink)
	if r.NothingMatches() {
		text := nothingMatches
		if r.OtherMerchant != "" {
			text = text.Then(lang.Blank).Then(lang.Format("Their movements are numbered as those of merchant %s.", "其中收支的编号属于商户 %s。",
				words.MaskMchID(page.Clean(r.OtherMerchant))))
		}
		p.Paragraph(2, text)
	}
	for i, one := range r.Pending {
		if i == words.ListedMax {
			p.More(len(r.Pending))
			break
		}
		p.Bullet(lang.Format("%s, %s: no bill. %s", "%s，%s：没有账单。%s", reconcile.ShowDay(one.Day), one.Account, one.Why))
	}
	if n := r.NotCovered; n.Packets > 0 {
		p.Bullet(lang.Format("%s, %s, left or came back on days that no bill covers.", "%s，共 %s，付出或退回于没有账单的日子。",
			words.Counted(n.Packets, words.Movement), p.Money(n.Amount)))
	}
	if n := r.Timing; n.Packets > 0 {
		p.Bullet(lang.Format("%s, %s, happened within an hour of a day's end and may stand in the bill of the next day, or the one before.",
			"%s，共 %s，发生在日末前后一小时内，可能列在次日或前一日的账单里。", words.Counted(n.Packets, words.Movement), p.Money(n.Amount)))
	}
	if len(r.Uncovered) > 0 {
		p.Bullet(lang.Format("The bills of these days would tell more: %s.", "这些日期的账单能说明更多：%s。", reconcile.ShowDays(r.Uncovered)))
	}
}

// sources lists the bills, or counts them where there are many.
func sources(p *page.Page, r *reconcile.Result) {
	if len(r.Sources) == 0 {
		return
	}
	p.Blank()
	t := &page.Table{Wrap: true, Columns: []page.Column{{Title: lang.Both("Bill", "账单")}, {Title: lang.Both("Account", "账户"), Spare: 1}, {Title: lang.Both("Rows", "行数"), Right: true}, {Title: lang.Both("File", "文件")}}}
	for i, s := range r.Sources {
		if i == differencesShown {
			break
		}
		file := lang.Same(s.File)
		if s.Repeats != "" {
			file = lang.Format("%s (all of it is in %s, too, and counts once)", "%s（全部内容也在 %s 中，只计一次）", s.File, s.Repeats)
		}
		t.Add("", p.Say(sourceDays(&s)), p.Say(s.Account), money.Count(s.Count), p.Say(file))
	}
	t.Print(p)
	if more := len(r.Sources) - differencesShown; more > 0 {
		p.Line("    %s", page.AndMore(more))
	}
}

func sourceDays(s *reconcile.Source) lang.Text {
	switch s.From {
	case "":
		return lang.Both("no rows", "没有行")
	case s.To:
		return lang.Same(reconcile.ShowDay(s.From))
	}
	return lang.Same(reconcile.ShowDay(s.From) + ".." + reconcile.ShowDay(s.To))
}

// sums is a table of counts and money, and behind them what they are.
func sums(what lang.Text) *page.Table {
	return &page.Table{Wrap: true, Columns: []page.Column{{Title: lang.Both("Rows", "行数"), Right: true}, {Title: lang.Both("Amount", "金额"), Right: true}, {Title: what}}}
}

// controls are what the three say of packets.
func controls(p *page.Page, r *reconcile.Result) {
	p.Blank()
	t := sums(lang.Both("Packets", "红包"))
	add := func(what lang.Text, n money.Tally, always bool) {
		if always || n.Packets > 0 {
			t.Add("", money.Count(n.Packets), p.Money(n.Amount), p.Say(what))
		}
	}
	add(lang.Both("approved list", "已核准名单"), r.Listed, true)
	add(lang.Both("of these paid as it says, by the state", "其中状态库显示已照此付款"), r.ListedPaid, true)
	t.Rule()
	add(lang.Both("state and bill agree: paid", "状态库与账单一致：已付"), r.Matched, true)
	add(lang.Both("state and bill agree: came back", "状态库与账单一致：已退回"), r.Refunds, true)
	add(lang.Both("not paid in the end: out and in again", "最终未付：付出后又退回"), r.CameBack, false)
	add(lang.Both("movements of other campaigns", "其他活动的收支"), r.Elsewhere, false)
	add(lang.Both("near the end of a day", "临近日末"), r.Timing, false)
	add(lang.Both("on days without a bill", "在没有账单的日子"), r.NotCovered, false)
	for _, kind := range reconcile.Kinds() {
		add(kind.What(), r.Counts[kind], false)
	}
	t.Print(p)
	var columns []lang.Text
	for _, c := range bill.Columns() {
		if n := r.Columns[c]; n > 0 {
			columns = append(columns, lang.Format("%s %s", "%s %s", c, money.Count(n)))
		}
	}
	if len(columns) > 0 {
		p.Wrapped(strings.Repeat(" ", page.TableIndent), lang.Format("Numbers were found in: %s", "在这些列中找到商户订单号：%s", listOf(columns)))
	}
}

// account explains the balance of an account.
func account(p *page.Page, s *reconcile.Stretch) {
	p.Blank()
	name := lang.Same(s.Account)
	if name.Empty() {
		name = lang.Both("account", "账户")
	}
	days := reconcile.ShowDay(s.From)
	if s.To != s.From {
		days += ".." + reconcile.ShowDay(s.To)
	}
	t := sums(clauses(name, lang.Same(days)))
	t.Add("", "", p.Money(s.Opening), p.Say(lang.Both("opening balance", "期初余额")))
	for _, line := range []struct {
		mark string
		what lang.Text
		sum  money.Tally
	}{
		{"+", lang.Both("put in", "充值"), s.TopUps},
		{"+", lang.Both("packets that came back", "退回的红包"), s.Back},
		{"+", lang.Both("packets unknown to the state that came back", "状态库中没有的红包退回"), s.ForeignBack},
		{"+", lang.Both("fees returned", "退回的手续费"), s.FeesBack},
		{"+", lang.Both("other income", "其他收入"), s.OtherIn},
		{"-", lang.Both("packets", "红包"), s.Packets},
		{"-", lang.Both("packets unknown to the state", "状态库中没有的红包"), s.Foreign},
		{"-", lang.Both("fees", "手续费"), s.Fees},
		{"-", lang.Both("taken out", "提现"), s.Withdrawals},
		{"-", lang.Both("other expenses", "其他支出"), s.OtherOut},
	} {
		if line.sum.Packets > 0 {
			t.Add(line.mark, money.Count(line.sum.Packets), p.Money(line.sum.Amount), p.Say(line.what))
		}
	}
	if s.Unexplained != 0 {
		t.Add("?", "", p.Money(s.Unexplained), p.Say(lang.Both("not explained by any row", "没有任何行能说明")))
	}
	t.Rule()
	t.Add("=", "", p.Money(s.Closing), p.Say(lang.Both("closing balance", "期末余额")))
	t.Print(p)
}

// disagreements lists those of a kind, and what to do about them.
func disagreements(p *page.Page, r Reconciliation, kind reconcile.Kind) {
	p.Blank()
	n := r.Counts[kind]
	p.Headline("x", lang.Format("%s: %s, %s", "%s：%s 笔，共 %s",
		beginning(kind.What()), money.Count(n.Packets), p.Money(n.Amount)), page.InkStrong)
	shown, command := 0, ""
	for i := range r.Differences {
		d := &r.Differences[i]
		if d.Kind != kind {
			continue
		}
		if shown++; shown > differencesShown {
			continue
		}
		difference(p, d)
		next := r.Next(d)
		if kind.Command() == reconcile.ShowPacket && next != "" {
			p.Line("      -> %s", page.Clean(maskedCommand(p.Style, next, d)))
		}
		command = next
	}
	if more := shown - differencesShown; more > 0 {
		p.Line("    %s", lang.Format("and %s more; -json tells all", "另有 %s 个；用 -json 查看全部", money.Count(more)))
	}
	p.Paragraph(2, kind.Advice())
	if kind.Command() != reconcile.ShowPacket && command != "" {
		p.Line("  -> %s", page.Clean(command))
	}
}

// difference is one, on a line or two.
func difference(p *page.Page, d *reconcile.Difference) {
	var about []string
	if d.Address.Key != "" {
		about = append(about, p.Address(d.Address.Campaign, d.Address.Key))
	}
	switch {
	case d.Recorded == 0:
	case d.Kind == reconcile.Unpaid: // another sum may have been recorded, before the line was corrected, or none at all
		about = append(about, p.Say(lang.Format("listed %s", "名单 %s", p.Money(d.Recorded))))
	default:
		about = append(about, p.Say(lang.Format("recorded %s", "记录 %s", p.Money(d.Recorded))))
	}
	if d.Billed != 0 {
		about = append(about, p.Say(lang.Format("billed %s", "账单 %s", p.Money(d.Billed))))
	}
	if d.OpenID != "" {
		about = append(about, p.OpenID(d.OpenID))
	}
	if !d.Note.Empty() {
		about = append(about, p.Told(p.Own(p.Say(d.Note))))
	}
	p.Wrapped("    ", strings.Join(about, "  "))
	var where []string
	if d.Number != "" {
		where = append(where, page.Clean(p.Number(d.Number)))
	}
	if d.File != "" {
		where = append(where, d.At.In(beijing.Zone).Format(time.DateTime))
	}
	if len(where) > 0 {
		p.Wrapped("      ", strings.Join(where, "  "))
	}
	if d.File != "" { // in one piece, to be copied
		p.Line("      %s:%d", page.Clean(d.File), d.Line)
	}
}

// Next is the command that looks further into a difference; "" where there is none.
func (r Reconciliation) Next(d *reconcile.Difference) string {
	switch d.Kind.Command() {
	case reconcile.ShowPacket:
		if d.Address.Key == "" {
			return ""
		}
		return "redpack state show " + words.ShellWord(d.Address.String()) + r.Folder // for programs
	case reconcile.Refresh:
		return "redpack refresh" + r.Folder // for programs
	case reconcile.Rebuild:
		return "redpack state rebuild" + r.Folder // for programs
	case reconcile.ShowPlan:
		return "redpack plan" + r.Folder // for programs
	case reconcile.NoCommand:
	}
	return ""
}

// maskedCommand is a command for a screen: a key that is an openid is masked like any other.
func maskedCommand(s page.Style, command string, d *reconcile.Difference) string {
	return strings.ReplaceAll(command, d.Address.Key, s.Key(d.Address.Key))
}

var nothingMatches = lang.Both("No movement in these bills is about a packet of this state. Are they another merchant's, or of an account that pays no packets?",
	"账单中没有一笔收支与这个状态库的红包有关。它们是别的商户的账单，或不付红包的账户的账单吗？")
