package view

import (
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// section is how a plan lists the packets of one action. what follows the count in its title.
type section struct {
	action  plan.Action
	mark    string
	what    func(n int) lang.Text
	columns []page.Column
	cells   func(s page.Style, p *plan.Packet) []string
}

// foldAfter is how many packets of one action are listed one by one. Of conflicts and of unknown ones everybody wants to see
// each, so they are folded only where nobody would read on.
const (
	foldAfter      = 20
	foldWorstAfter = 1000
)

func foldLimit(a plan.Action) int {
	if a == plan.Conflict || a == plan.Resolve || a == plan.Correct {
		return foldWorstAfter
	}
	return foldAfter
}

func fixed(text lang.Text) func(int) lang.Text { return func(int) lang.Text { return text } }

// sections are the actions that a plan lists, worst first. Their last column holds the key, which may be Chinese.
var sections = []section{
	{
		action: plan.Conflict, mark: "!", what: conflictTitle, cells: differences,
		columns: []page.Column{recordedColumn, fileSaysColumn, {Title: lang.Both("Status", "状态"), Spare: 1}, recipientColumn},
	},
	{
		action: plan.Correct, mark: "~", what: fixed(toCorrectTitle),
		columns: []page.Column{
			{Title: recordedColumn.Title, Right: true, Spare: 2},
			fileSaysColumn,
			{Title: lang.Both("Not paid because", "未付原因"), Spare: 1},
			recipientColumn,
		},
		cells: func(s page.Style, p *plan.Packet) []string {
			recorded, wanted := differing(s, p)
			return []string{recorded, wanted, s.Say(statusCode(p.Recorded.Status, p.Recorded.Code)), named(s, p) + lineOf(p)}
		},
	},
	{
		action: plan.Resend, mark: "+", what: fixed(toResendTitle),
		columns: []page.Column{
			amountColumn, {Title: lang.Both("Came back", "退回时间"), Spare: 1}, {Title: lang.Both("Attempt", "尝试"), Right: true}, recipientColumn,
		},
		cells: func(s page.Style, p *plan.Packet) []string {
			return []string{s.Money(p.Amount()), backAt(&p.Recorded), money.Count(p.Attempt + 1), named(s, p)}
		},
	},
	{
		action: plan.Resolve, mark: "?", what: fixed(toResolveTitle),
		columns: []page.Column{
			amountColumn,
			{Title: lang.Both("Bill number", "商户订单号"), Spare: 2},
			{Title: sinceTitle, Spare: 1},
			{Title: whyTitle, Spare: 3},
			recipientColumn,
		},
		cells: func(s page.Style, p *plan.Packet) []string {
			return []string{s.Money(p.Amount()), string(p.Recorded.BillNo), since(&p.Recorded), s.Say(why(&p.Recorded)), named(s, p) + correction(s, p) + unheard(s, p)}
		},
	},
	{action: plan.Retry, mark: "^", what: fixed(toRetryTitle), columns: whyColumns, cells: amountWhyKey},
	{
		action: plan.Held, mark: "|", what: fixed(heldTitle),
		columns: []page.Column{amountColumn, {Title: lang.Both("Not before", "不早于"), Spare: 1}, {Title: whyTitle, Spare: 2}, recipientColumn},
		cells: func(s page.Style, p *plan.Packet) []string {
			return []string{s.Money(p.Amount()), s.Say(notBefore(p)), s.Say(why(&p.Recorded)), named(s, p) + correction(s, p)}
		},
	},
	{action: plan.Refused, mark: "x", what: fixed(refusedTitle), columns: whyColumns, cells: amountWhyKey},
	{action: plan.Failed, mark: "x", what: fixed(failedTitle), columns: whyColumns, cells: amountWhyKey},
	{
		action: plan.Orphan, mark: "-", what: orphanTitle, columns: sinceColumns,
		cells: func(s page.Style, p *plan.Packet) []string {
			return []string{s.Money(p.Amount()), s.Say(p.Recorded.Status.Said()), since(&p.Recorded), named(s, p)}
		},
	},
}

// The columns that several sections have.
var (
	sinceTitle = lang.Both("Since", "起始时间")
	whyTitle   = lang.Both("Why", "原因")

	amountColumn    = page.Column{Title: lang.Both("Amount", "金额"), Right: true}
	recordedColumn  = page.Column{Title: lang.Both("Recorded", "已记录"), Right: true}
	fileSaysColumn  = page.Column{Title: lang.Both("File says", "文件写明"), Right: true}
	recipientColumn = page.Column{Title: lang.Both("Recipient", "领取人")}

	whyColumns   = []page.Column{amountColumn, {Title: whyTitle, Spare: 1}, recipientColumn}
	sinceColumns = []page.Column{amountColumn, {Title: lang.Both("Status", "状态")}, {Title: sinceTitle, Spare: 1}, recipientColumn}
)

// differences shows what differs: the persons, or else the amounts. The diagnostics that follow a plan say it all.
func differences(s page.Style, p *plan.Packet) []string {
	recorded, wanted := differing(s, p)
	return []string{recorded, wanted, s.Say(p.Recorded.Status.Said()), named(s, p) + supplementOf(s, p) + lineOf(p)}
}

// lineOf is where the file names the recipient of a packet, behind the name.
func lineOf(p *plan.Packet) string { return page.Clean("  (" + place.Short(p.Recipient.Range) + ")") }

// aside is a remark behind a name.
func aside(s page.Style, text lang.Text) string {
	return s.Say(lang.Format("  (%s)", "  （%s）", text))
}

// differing is what is recorded and what the file says: the persons where those differ, and the amounts where those do.
func differing(s page.Style, p *plan.Packet) (recorded, wanted string) {
	recorded, wanted = s.Money(p.Recorded.Amount), s.Money(p.Recipient.Amount)
	if p.Recipient.OpenID == p.Recorded.OpenID {
		return recorded, wanted
	}
	before, now := s.OpenID(p.Recorded.OpenID), s.OpenID(p.Recipient.OpenID)
	if p.Recipient.Amount == p.Recorded.Amount {
		return before, now
	}
	return before + " " + recorded, now + " " + wanted
}

// backAt is when the money of a packet came back.
func backAt(r *state.Packet) string {
	if r.RefundedAt.IsZero() {
		return beijing.Format(r.OutcomeAt)
	}
	return beijing.Format(r.RefundedAt)
}

// named is the key of a packet and the name that people know, which only the file has.
func named(s page.Style, p *plan.Packet) string { return s.Named(p.Key(), p.Recipient.Label) }

func amountWhyKey(s page.Style, p *plan.Packet) []string {
	key := named(s, p) + correction(s, p)
	if text := p.Recorded.Text; text != "" && text != p.Recorded.Code {
		key += "  " + s.Told(text)
	}
	return []string{s.Money(p.Amount()), s.Say(why(&p.Recorded)), key}
}

// correction is what the file says of a packet that was recorded with something else, behind whose supplement it is. What is recorded is
// not sent any more.
func correction(s page.Style, p *plan.Packet) string {
	text := supplementOf(s, p)
	switch {
	case !p.Differs():
		return text
	case p.Recipient.OpenID != p.Recorded.OpenID:
		return text + aside(s, lang.Both("the file names another person", "文件写的是另一个人"))
	default:
		return text + aside(s, lang.Format("the file says %s", "文件写的是 %s", s.Money(p.Recipient.Amount)))
	}
}

// unheard says how a number is sent that nobody has heard of since its state was lost.
func unheard(s page.Style, p *plan.Packet) string {
	if !p.AskOnly || !p.Recorded.Unheard() {
		return ""
	}
	return aside(s, lang.Both("sent only with -retry-failed", "仅在使用 -retry-failed 时发放"))
}

// notBefore is when a held packet may be tried again. One that a person left as it is never is.
func notBefore(p *plan.Packet) lang.Text {
	if p.Differs() {
		return lang.Both("never: left as it is", "不再重试：保持原样")
	}
	return lang.Same(beijing.Format(p.Recorded.NextTryAt))
}

// since is when the last request of a packet left, or its intent where none is known to have.
func since(r *state.Packet) string {
	if !r.SendingAt.IsZero() {
		return beijing.Format(r.SendingAt)
	}
	return beijing.Format(r.IntentAt)
}

func why(r *state.Packet) lang.Text {
	if r.Code == "" {
		return r.Status.Said()
	}
	return state.Spoken(r.Code).Each(page.Clean)
}

// listed prints every section that has packets.
func (p *planPage) listed(of *plan.Plan) {
	byAction := map[plan.Action][]*plan.Packet{}
	for i := range of.Listed {
		packet := &of.Listed[i]
		if len(byAction[packet.Action]) < foldLimit(packet.Action) {
			byAction[packet.Action] = append(byAction[packet.Action], packet)
		}
	}
	for _, section := range sections {
		if packets := byAction[section.action]; len(packets) > 0 {
			p.section(section, of.Tally(section.action), packets)
		}
	}
	if back := &of.Returned; back.Packets > 0 {
		var packets []*plan.Packet
		for i := range back.First[:min(len(back.First), foldAfter)] {
			packets = append(packets, &back.First[i])
		}
		p.section(returnedAs(back), back.Tally, packets)
	}
}

// returned is how a plan lists those who did not open their packets. They are done: nobody is paid again by itself.
var returned = section{
	action: plan.Done, mark: "<",
	what: fixed(cameBackTitle.Then(sendsAgainTitle)), columns: sinceColumns,
	cells: func(s page.Style, p *plan.Packet) []string {
		status := p.Recorded.Status.Said()
		if p.Replaced {
			status = clauses(status, lang.Both("supplemented", "已补发"))
		}
		return []string{s.Money(p.Amount()), s.Say(status), beijing.Format(lastChange(&p.Recorded)), named(s, p)}
	},
}

// returnedAs says who of them is not sent again even where somebody asks for it.
func returnedAs(back *plan.Returned) section {
	of := returned
	switch {
	case back.Replaced == back.Packets:
		of.what = fixed(cameBackTitle.Then(notBesideTitle))
	case back.Replaced > 0:
		of.what = fixed(cameBackTitle.Then(sendsAgainTitle).Then(lang.Format(", but for %s beside a supplement, which may stand in its place",
			"，但其中 %s 个已另有补发，可能由补发代替", money.Count(back.Replaced))))
	}
	return of
}

func (p *planPage) section(of section, tally money.Tally, packets []*plan.Packet) {
	p.Blank()
	colour := page.InkNone
	if of.action == plan.Conflict {
		colour = page.InkError
	}
	text := lang.Format("%s %s", "%s 个%s", money.Count(tally.Packets), of.what(tally.Packets))
	if of.action == plan.Done {
		text = lang.Format("%s: %s", "%s：共 %s", text, p.Money(tally.Amount))
	}
	p.Headline(of.mark, text, colour)
	t := &page.Table{Columns: of.columns}
	for _, packet := range packets {
		t.Add("", of.cells(p.Style, packet)...)
	}
	t.Print(&p.Page)
	if more := tally.Packets - len(packets); more > 0 {
		p.Line("    %s", seeMore(more, "redpack show -list")) // for programs
	}
}

// seeMore counts those that are not listed, and names the command that does.
func seeMore(more int, command string) lang.Text {
	return lang.Format("%s: %s", "%s：%s", page.AndMore(more), command)
}
