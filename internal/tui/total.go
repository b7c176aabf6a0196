package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// total is the bar over all packets of the run, below one over everybody in the campaign where that is not the same.
func total(f *facts, l look, width int) []string {
	run := progress{done: f.settled(), shares: f.shares()}
	if f.wholeCampaign() {
		return []string{run.line(l, width)}
	}
	paid, all := f.account.Delivered().Packets, f.account.Planned().Packets
	campaign := progress{name: l.Say(lang.Both("campaign  ", "活动  ")), done: share(paid, all), shares: shares{paid: share(paid, all)}}
	run.name = l.Say(lang.Both("this run  ", "本次  "))
	if width >= barsFrom {
		campaign.count = money.Count(paid) + "/" + money.Count(all) + "  "
		run.count = page.PadLeft(money.Count(f.done())+"/"+money.Count(f.open.Packets)+"  ", len(campaign.count))
		campaign.count = page.PadLeft(campaign.count, len(run.count))
	}
	return []string{campaign.line(l, width), run.line(l, width)}
}

// wholeCampaign reports whether the run set out to pay everybody in the campaign.
func (f *facts) wholeCampaign() bool {
	return f.Plan.Tally(plan.Done).Packets == 0 && f.Plan.Recipients() == f.open.Packets
}

// progress is a line that says how far something is.
type progress struct {
	name, count string
	done        float64 // from 0 to 1
	shares      shares
}

func (p progress) line(l look, width int) string {
	percent := fmt.Sprintf("%s%3d %%  ", p.name, int(p.done*100))
	return indent + l.strong.Render(percent) + p.count + l.bar(p.shares, width-2*len(indent)-page.Width(percent)-len(p.count))
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// shares are the parts of a bar, each from 0 to 1: what is paid, what needs a person, and what is not paid yet and settles itself.
type shares struct{ paid, needy, waits float64 }

// shares are the parts of the run's bar.
func (f *facts) shares() shares {
	needy, waits := 0, 0
	for i := range f.Reasons {
		if r := &f.Reasons[i]; f.actorOf(r) == person {
			needy += r.Packets
		} else {
			waits += r.Packets
		}
	}
	return shares{share(f.paid.Packets, f.open.Packets), share(needy, f.open.Packets), share(waits, f.open.Packets)}
}

// bar draws how far something is. In colour its cells are coloured spaces, which every terminal draws one column wide; otherwise it is
// ASCII.
func (l look) bar(s shares, width int) string {
	if !l.Colour {
		inner := max(0, width-2)
		full, needy, waits := cells(s, inner)
		return "[" + strings.Repeat("#", full) + strings.Repeat(person.sign(), needy) + strings.Repeat(redpack.sign(), waits) +
			strings.Repeat("-", inner-full-needy-waits) + "]"
	}
	full, needy, waits := cells(s, width)
	return painted(l.paid, full) + painted(l.needy, needy) + painted(l.waits, waits) + painted(l.track, width-full-needy-waits)
}

func painted(s lipgloss.Style, width int) string {
	if width <= 0 {
		return ""
	}
	return s.Render(strings.Repeat(" ", width))
}

// cells divides the width of a bar. It is full only when nothing is left, and what is not paid shows as one cell at least.
func cells(s shares, width int) (full, needy, waits int) {
	room := max(0, width)
	used := min(max(0, int((s.paid+s.needy+s.waits)*float64(width)+1e-9)), room)
	part := func(share float64) int {
		if share <= 1e-9 {
			return 0
		}
		n := min(max(1, int(share*float64(width)+0.5)), room)
		room -= n
		return n
	}
	needy = part(s.needy)
	waits = part(s.waits)
	return max(0, used-needy-waits), needy, waits
}

// counts says what became of the packets.
func counts(f *facts, l look, width int) []string {
	tallied := func(what lang.Text, t money.Tally) string {
		return l.Say(what) + " " + money.Count(t.Packets) + " " + l.Money(t.Amount)
	}
	parts := []fragment{{tallied(paid, f.SentNow.Plus(f.Found)), l.gold}}
	if f.Found.Packets > 0 {
		parts = append(parts, fragment{tallied(lang.Both("of which found", "其中查明"), f.Found), l.plain})
	}
	if before := f.account.Before; before.Packets > 0 {
		if width >= barsFrom { // elsewhere it is what is missing from the sum
			parts = append(parts, fragment{tallied(lang.Both("before", "此前"), before), l.plain})
		}
		parts = append(parts, fragment{tallied(lang.Both("delivered", "已送达"), f.account.Delivered()), l.gold})
	}
	if back := f.account.CameBack; back.Packets > 0 {
		parts = append(parts, fragment{tallied(lang.Both("came back", "已退回"), back), l.plain})
	}
	for _, o := range f.unpaid {
		parts = append(parts, fragment{l.Say(o.status.Said()) + " " + money.Count(o.Packets), f.actorFor(o.status).style(l)})
	}
	return flow(width, append(parts, fragment{l.Say(lang.Format("left %s %s", "剩余 %s %s", money.Count(f.left), l.Money(f.amountLeft()))), l.plain})...)
}

// timing says how fast the run is and when it will be over.
func timing(f *facts, l look, width int) []string {
	var parts []fragment
	say := func(text lang.Text, style lipgloss.Style) { parts = append(parts, fragment{l.Say(text), style}) }
	if f.pace > 0 {
		say(perSecond(f.pace), l.strong)
	}
	parts = append(parts, rate(f, l))
	say(lang.Format("%s in flight", "在途 %s", money.Count(f.inFlight())), l.plain)
	switch {
	case f.left == 0:
	case !f.end.at.IsZero():
		say(lang.Format("%s left", "还需 %s", words.Span(f.end.at.Sub(f.now))), l.strong)
		say(lang.Format("ends %s", "预计 %s 完成", moment(f.end.at, f.now)), l.plain)
	case !f.end.closes.IsZero():
		say(lang.Both("the schedule ends before all is sent", "发放时段结束前发不完"), l.bad)
	}
	if !f.end.closes.IsZero() {
		say(lang.Format("closes %s", "时段 %s 关闭", moment(f.end.closes, f.now)), l.strong)
	}
	return flow(width, parts...)
}

// rate is what the run may send, and why it is not more: the platform's complaints or a person's wish lower it.
func rate(f *facts, l look) fragment {
	limit := plan.RateOf(f.Plan.Campaign).PerMinute
	if f.PerMinute < limit {
		return fragment{l.Say(lang.Format("slowed to %s of %s a minute", "已降速：每分钟 %s 个，上限 %s 个", money.Count(f.PerMinute), money.Count(limit))), l.warn}
	}
	return fragment{l.Say(lang.Format("limit %s a minute", "上限每分钟 %s 个", money.Count(limit))), l.plain}
}

// perSecond writes a pace with the digits that matter.
func perSecond(pace float64) lang.Text {
	if pace >= 100 {
		return lang.Format("%s/s", "%s 个/秒", money.Count(int(pace+0.5)))
	}
	return lang.Format("%.1f/s", "%.1f 个/秒", pace)
}
