package sandbox

import (
	"strconv"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
)

// packetInfo is what gethbinfo tells of one order at one moment.
type packetInfo struct {
	packet
	status Status
	at     time.Time
}

// query looks an order up. A state that time alone has reached is put on record before it is told, so that no restart can
// take it back.
func (l *ledger) query(billNo string, f fault, at instant) (packetInfo, verdict, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if f.is(freqStorm) {
		return packetInfo{}, verdict{refusal: freqLimit}, nil
	}
	if !l.queries.admits(at.wall) {
		return packetInfo{}, verdict{refusal: freqLimit}, l.findRate("queries", billNo, at)
	}
	l.queries.note(at.wall)
	if err := l.catchUp(at); err != nil {
		return packetInfo{}, verdict{}, err
	}
	p := l.book.packets[billNo]
	if p == nil || at.virtual.Sub(p.createdAt) > queryReaches {
		return packetInfo{}, verdict{refusal: notFound}, nil
	}
	status, since := p.status(at.virtual)
	v := verdict{refusal: refusal{"SUCCESS", "OK"}, listID: p.listID, seq: p.seq}
	if since.After(l.book.last) {
		if err := l.record(&record{Kind: kindClock}, at); err != nil {
			return packetInfo{}, verdict{}, err
		}
		v.seq = l.book.seq
	}
	return packetInfo{packet: *p, status: status, at: at.virtual}, v, nil
}

const sendTimeLayout = time.DateTime // Beijing time

func platformTime(at time.Time) string { return at.In(beijing.Zone).Format(sendTimeLayout) }

// fields writes the answer in the order of the published samples. wishing, remark and act_name are documented as
// optional and absent in every published log, so they are absent here.
func (p *packetInfo) fields(mchID string, withList bool) reply {
	sentAt := p.createdAt
	if p.paid() {
		sentAt = p.sentAt
	}
	fields := reply{
		text("mch_billno", p.billNo), text("mch_id", mchID), text("detail_id", p.listID), text("status", string(p.status)),
		text("send_type", "API"), text("hb_type", string(p.hbType)), number("total_num", strconv.Itoa(p.num)), fen("total_amount", p.amount),
	}
	if p.status == StatusSending && p.reason != "" {
		fields = append(fields, text("reason", p.reason))
	}
	fields = append(fields, text("send_time", platformTime(sentAt)))
	switch p.status {
	case StatusRefund:
		fields = append(fields, text("refund_time", platformTime(p.refundedAt)), fen("refund_amount", p.amount))
	case StatusReceived:
		if withList {
			fields = append(fields, p.hbList())
		}
	case StatusSending, StatusSent, StatusFailed, StatusRefunding:
	}
	return fields
}

// hbList names who took how much. The others of a group packet are made up; their shares add up to the total.
func (p *packetInfo) hbList() field {
	list := field{name: "hblist"}
	for i, amount := range p.shares() {
		openID := p.openID
		if i > 0 {
			openID = "o" + opaque(p.billNo, strconv.Itoa(i))[:27]
		}
		list.children = append(list.children, field{name: "hbinfo", children: []field{
			text("openid", openID), fen("amount", amount), text("rcv_time", platformTime(p.openAt)),
		}})
	}
	return list
}

// shares splits the total at random, but always alike, into at least one fen each.
func (p *packetInfo) shares() []money.Fen {
	shares, left := make([]money.Fen, 0, p.num), p.amount
	for i := range p.num - 1 {
		others := money.Fen(p.num - 1 - i)
		most := 2 * left / (others + 1)
		share := max(1, min(left-others, money.Fen(draw(0, p.billNo, strconv.Itoa(i))*float64(most))))
		shares, left = append(shares, share), left-share
	}
	return append(shares, left)
}

func fen(name string, amount money.Fen) field {
	return number(name, strconv.FormatInt(int64(amount), 10))
}
