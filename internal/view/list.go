package view

import (
	"bufio"
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/plan"
)

// List writes the packets of plans, each on one line at any width as they come, so that a list can be searched and counted:
// action, amount, openid, bill number, group, address with label, wishing. Who, how much and the number belong together: where something is
// recorded, they are the recorded ones, whatever the file says by now. What may be Chinese stands last.
type List struct {
	out   *bufio.Writer
	style page.Style
	group int // width of the column
	sums  plan.Totals
	err   error
}

// groupMax is the room for the names of groups; longer ones are cut.
const groupMax = 24

// NewList begins a list of the packets of some plans.
func NewList(w io.Writer, plans []*plan.Plan, s page.Style) *List {
	l := &List{out: bufio.NewWriter(w), style: s, group: len("GROUP")}
	for _, of := range plans {
		for i := range of.Groups {
			l.group = min(groupMax, max(l.group, page.Width(page.Clean(of.Groups[i].Name))))
		}
	}
	say := func(english, chinese string) string { return s.Say(lang.Both(english, chinese)) }
	l.line(say("ACTION", "动作"), say("AMOUNT", "金额"), "OPENID", say("BILL NUMBER", "商户订单号"), say("GROUP", "分组"), say("ADDRESS", "地址"),
		say("WISHING", "祝福语"))
	return l
}

// Packet writes one packet.
func (l *List) Packet(of *plan.Plan, packet *plan.Packet) {
	l.sums[packet.Action] = l.sums[packet.Action].With(packet.Amount())
	at := packet.AddressIn(of)
	l.line(l.style.Say(packet.Action.Said()), l.style.Money(packet.Amount()), l.style.OpenID(packet.OpenID()), string(packet.BillNo()),
		page.Fit(page.Clean(packet.GroupIn(of)), l.group), l.style.NamedAddress(at.Campaign, at.Key, packet.Recipient.Label),
		wished(l.style, packet))
}

func (l *List) line(action, amount, openid, number, group, address, wishing string) {
	width := len("oX12..9f3K")
	if l.style.ShowOpenID {
		width = 28
	}
	if l.err == nil {
		_, l.err = plain.Fprintf(l.out, "%s  %s  %s  %s  %s  %s\n", page.Pad(action, l.action()), page.PadLeft(amount, amountWidth), page.Pad(openid, width),
			page.Pad(number, billNoWidth), page.Pad(group, l.group), strings.TrimRight(address+"  "+wishing, " "))
	}
}

// action is the width of the column, which in Chinese has room for 名单外记录.
func (l *List) action() int {
	if l.style.Lang == lang.Chinese {
		return 10
	}
	return len("conflict")
}

// Close writes the sums.
func (l *List) Close() error {
	if l.err == nil {
		_, l.err = plain.Fprintf(l.out, "\n%s\n", l.style.Say(lang.Format("%s.", "%s。", counted(l.sums))))
	}
	if l.err != nil {
		return l.err
	}
	return l.out.Flush()
}
