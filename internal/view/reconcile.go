package view

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bill"
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
func VerdictLine(r *reconcile.Result, s page.Style) string {
	matched := s.Own(fmt.Sprintf("%s, %s", words.Counted(r.Matched.Packets, words.Packet).English, r.Matched.Amount))
	switch r.Verdict() {
	case reconcile.Balanced:
		return "Balanced: list, state and bills agree to the fen about " + matched + "."
	case reconcile.Differing:
		return fmt.Sprintf("%s: list, state and bills do not agree; they do about %s.", words.Counted(len(r.Differences), words.Difference).English, matched)
	case reconcile.Incomplete:
	}
	return "Incomplete: no difference about " + matched + ", but the bills do not cover everything."
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
		text := "No movement in these bills is about a packet of this state. Are they another merchant's, or of an account that pays no packets?"
		if r.OtherMerchant != "" {
			text += " Their movements are numbered as those of merchant " + words.MaskMchID(page.Clean(r.OtherMerchant)) + "."
		}
		p.Paragraph(2, text)
	}
	for i, one := range r.Pending {
		if i == words.ListedMax {
			p.More(len(r.Pending))
			break
		}
		p.Bullet(fmt.Sprintf("%s, %s: no bill. %s", reconcile.ShowDay(one.Day), one.Account, one.Why))
	}
	if n := r.NotCovered; n.Packets > 0 {
		p.Bullet(p.Own(fmt.Sprintf("%s, %s, left or came back on days that no bill covers.", words.Counted(n.Packets, words.Movement).English, n.Amount)))
	}
	if n := r.Timing; n.Packets > 0 {
		p.Bullet(p.Own(fmt.Sprintf("%s, %s, happened within an hour of a day's end and may stand in the bill of the next day, or the one before.",
			words.Counted(n.Packets, words.Movement).English, n.Amount)))
	}
	if len(r.Uncovered) > 0 {
		p.Bullet("The bills of these days would tell more: " + reconcile.ShowDays(r.Uncovered) + ".")
	}
}

// sources lists the bills, or counts them where there are many.
func sources(p *page.Page, r *reconcile.Result) {
	if len(r.Sources) == 0 {
		return
	}
	p.Blank()
	t := &page.Table{Wrap: true, Columns: []page.Column{{Title: "Bill"}, {Title: "Account", Spare: 1}, {Title: "Rows", Right: true}, {Title: "File"}}}
	for i, s := range r.Sources {
		if i == differencesShown {
			break
		}
		file := s.File
		if s.Repeats != "" {
			file += " (all of it is in " + s.Repeats + ", too, and counts once)"
		}
		t.Add("", sourceDays(&s), s.Account, money.Count(s.Count), file)
	}
	t.Print(p)
	if more := len(r.Sources) - differencesShown; more > 0 {
		p.Line("    and %s more", money.Count(more))
	}
}

func sourceDays(s *reconcile.Source) string {
	switch s.From {
	case "":
		return "no rows"
	case s.To:
		return reconcile.ShowDay(s.From)
	}
	return reconcile.ShowDay(s.From) + ".." + reconcile.ShowDay(s.To)
}

// sums is a table of counts and money, and behind them what they are.
func sums(what string) *page.Table {
	return &page.Table{Wrap: true, Columns: []page.Column{{Title: "Rows", Right: true}, {Title: "Amount", Right: true}, {Title: what}}}
}

// controls are what the three say of packets.
func controls(p *page.Page, r *reconcile.Result) {
	p.Blank()
	t := sums("Packets")
	add := func(what string, n money.Tally, always bool) {
		if always || n.Packets > 0 {
			t.Add("", money.Count(n.Packets), p.Money(n.Amount), what)
		}
	}
	add("approved list", r.Listed, true)
	add("of these paid as it says, by the state", r.ListedPaid, true)
	t.Rule()
	add("state and bill agree: paid", r.Matched, true)
	add("state and bill agree: came back", r.Refunds, true)
	add("not paid in the end: out and in again", r.CameBack, false)
	add("movements of other campaigns", r.Elsewhere, false)
	add("near the end of a day", r.Timing, false)
	add("on days without a bill", r.NotCovered, false)
	for _, kind := range reconcile.Kinds() {
		add(kind.What(), r.Counts[kind], false)
	}
	t.Print(p)
	var columns []string
	for _, c := range bill.Columns() {
		if n := r.Columns[c]; n > 0 {
			columns = append(columns, c.String()+" "+money.Count(n))
		}
	}
	if len(columns) > 0 {
		p.Wrapped(strings.Repeat(" ", page.TableIndent), "Numbers were found in: "+strings.Join(columns, ", "))
	}
}

// account explains the balance of an account.
func account(p *page.Page, s *reconcile.Stretch) {
	p.Blank()
	name := s.Account
	if name == "" {
		name = "account"
	}
	days := reconcile.ShowDay(s.From)
	if s.To != s.From {
		days += ".." + reconcile.ShowDay(s.To)
	}
	t := sums(name + ", " + days)
	t.Add("", "", p.Money(s.Opening), "opening balance")
	for _, line := range []struct {
		mark, what string
		sum        money.Tally
	}{
		{"+", "put in", s.TopUps},
		{"+", "packets that came back", s.Back},
		{"+", "packets unknown to the state that came back", s.ForeignBack},
		{"+", "fees returned", s.FeesBack},
		{"+", "other income", s.OtherIn},
		{"-", "packets", s.Packets},
		{"-", "packets unknown to the state", s.Foreign},
		{"-", "fees", s.Fees},
		{"-", "taken out", s.Withdrawals},
		{"-", "other expenses", s.OtherOut},
	} {
		if line.sum.Packets > 0 {
			t.Add(line.mark, money.Count(line.sum.Packets), p.Money(line.sum.Amount), line.what)
		}
	}
	if s.Unexplained != 0 {
		t.Add("?", "", p.Money(s.Unexplained), "not explained by any row")
	}
	t.Rule()
	t.Add("=", "", p.Money(s.Closing), "closing balance")
	t.Print(p)
}

// disagreements lists those of a kind, and what to do about them.
func disagreements(p *page.Page, r Reconciliation, kind reconcile.Kind) {
	p.Blank()
	n := r.Counts[kind]
	p.Headline("x", p.Own(fmt.Sprintf("%s: %s, %s", words.Capital(kind.What()), money.Count(n.Packets), n.Amount)), page.InkStrong)
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
		p.Line("    and %s more; -json tells all", money.Count(more))
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
		about = append(about, "listed "+p.Money(d.Recorded))
	default:
		about = append(about, "recorded "+p.Money(d.Recorded))
	}
	if d.Billed != 0 {
		about = append(about, "billed "+p.Money(d.Billed))
	}
	if d.OpenID != "" {
		about = append(about, p.OpenID(d.OpenID))
	}
	if d.Note != "" {
		about = append(about, p.Told(p.Own(d.Note)))
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
		return "redpack state show " + words.ShellWord(d.Address.String()) + r.Folder
	case reconcile.Refresh:
		return "redpack refresh" + r.Folder
	case reconcile.Rebuild:
		return "redpack state rebuild" + r.Folder
	case reconcile.ShowPlan:
		return "redpack plan" + r.Folder
	case reconcile.NoCommand:
	}
	return ""
}

// maskedCommand is a command for a screen: a key that is an openid is masked like any other.
func maskedCommand(s page.Style, command string, d *reconcile.Difference) string {
	return strings.ReplaceAll(command, d.Address.Key, s.Key(d.Address.Key))
}
