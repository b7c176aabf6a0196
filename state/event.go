package state

import (
	"encoding/binary"
	"hash/crc32"
	"strings"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
)

// Kind says what an event changed.
type Kind string

// The kinds of events. Each but those of campaigns and "rebased" belongs to one packet.
const (
	KindCampaign      Kind = "campaign"       // a campaign is known from now on
	KindCampaignDate  Kind = "campaign date"  // for programs: the date of its bill numbers is frozen; schema 1 only
	KindSeries        Kind = "series"         // what its bill numbers have in common is frozen
	KindCampaignMoved Kind = "campaign moved" // for programs: it has another name
	KindProject       Kind = "project"        // it is a project's from now on
	KindRebased       Kind = "rebased"        // the state belongs to another account or endpoint; every series is open again
	KindIntent        Kind = "intent"         // a packet and its first number; its request leaves right after
	KindAttempt       Kind = "attempt"        // the packet moved on to its next number; its request leaves right after
	KindSending       Kind = "sending"        // the same request leaves once more
	KindRefrozen      Kind = "refrozen"       // the refused request was repaired; same number, openid and amount
	KindOutcome       Kind = "outcome"        // an answer, a time-out, or what a query found
	KindRestored      Kind = "restored"       // rebuilt from what the platform says
	KindAccepted      Kind = "accepted"       // a person decided to leave it as it is
	KindMoved         Kind = "moved"          // the packet has another address
	KindVoided        Kind = "voided"         // its state was rebased: over, and nothing was ever accepted for it
	KindReleased      Kind = "released"       // a person decided that its number is another order's
)

// event is one line of the event table.
type event struct {
	id, packet, run, at int64
	kind                Kind
	detail              Detail
	request             string
}

// checksum is over the whole text of an event, whatever form it is kept by.
func (e *event) checksum(t eventText, scratch []byte) uint32 {
	b := append(scratch[:0], "event\x00"...)
	for _, n := range [...]int64{e.id, e.packet, e.run, e.at} {
		b = binary.AppendVarint(append(b, 'n'), n)
	}
	b = binary.AppendUvarint(append(b, 't'), uint64(len(e.kind)))
	b = append(b, e.kind...)
	b = binary.AppendUvarint(append(b, 't'), uint64(len(t.detail)))
	crc := crc32.Update(crc32.Checksum(b, castagnoli), castagnoli, t.detail)
	b = binary.AppendUvarint(append(b[:0], 't'), uint64(len(t.request)))
	return crc32.Update(crc32.Update(crc, castagnoli, b), castagnoli, t.request)
}

// fold is the one place where an event changes a packet: the writer uses it to make the new row, and a replay of the
// history uses it to make the same row again. Its checksum is left to whoever keeps or compares it.
func fold(r row[string], e *event) (row[string], error) {
	d := &e.detail
	switch e.kind {
	case KindIntent:
		r = row[string]{id: e.packet, campaign: d.CampaignID, key: d.Key}
		r.bind(e)
	case KindAttempt:
		r = row[string]{id: r.id, campaign: r.campaign, key: r.key}
		r.bind(e)
	case KindSending:
		if r.inFlight == 1 || r.status == Unknown {
			r.doubt, r.noOrder = 1, 0
		}
		if r.status != Unknown {
			r.status = Reserved
		}
		r.tries, r.inFlight, r.sendingAt, r.nextTryAt = r.tries+1, 1, e.at, 0
	case KindRefrozen:
		r.request = e.id
	case KindOutcome:
		r.settle(d, e.at)
	case KindRestored:
		r = row[string]{id: e.packet, campaign: d.CampaignID, key: d.Key}
		r.bind(e)
		r.settle(d, d.OutcomeAt)
	case KindAccepted:
		r.accepted = e.id
	case KindMoved:
		r.campaign, r.key = d.CampaignID, d.Key
	case KindVoided:
		r.end(CodeVoided, e.at)
	case KindReleased:
		r.end(CodeReleased, e.at)
	case KindCampaign, KindCampaignDate, KindSeries, KindCampaignMoved, KindProject, KindRebased:
		return r, damage{lang.Format("event %d of kind %q belongs to a packet", "第 %d 条记录的类型 %q 却属于某个红包", e.id, e.kind)}
	default:
		return r, damage{lang.Format("event %d has the unknown kind %q", "第 %d 条记录的类型 %q 不认识", e.id, e.kind)}
	}
	return r, nil
}

// bind gives a row a fresh number whose request is about to leave.
func (r *row[T]) bind(e *event) {
	d := &e.detail
	r.openid, r.amount, r.billno, r.attempt = T(d.OpenID), int64(d.Amount), T(d.BillNo), int64(d.Attempt)
	r.status, r.request, r.tries, r.inFlight = Reserved, e.id, 1, 1
	r.intentAt, r.sendingAt = e.at, e.at
	r.version, r.personal = int64(d.Version), number(d.Personal)
	r.noOrder = number(d.Version != 0)
	if d.Version == 0 {
		r.version = int64(billno.ByKey)
	}
}

// end makes a row failed by a decision of ours.
func (r *row[T]) end(code string, at int64) {
	r.status, r.inFlight, r.doubt, r.outcomeAt, r.nextTryAt = Failed, 0, 0, at, 0
	r.code, r.text = T(code), T("")
}

// settle gives a row an outcome.
func (r *row[T]) settle(d *Detail, at int64) {
	r.status, r.inFlight, r.outcomeAt = parseStatus(d.Status), 0, at
	r.code, r.text, r.nextTryAt = T(d.Code), T(d.Text), d.NextTryAt
	if d.SendListID != "" {
		r.sendListID = T(bounded.Text(d.SendListID, maxShortBytes))
	}
	if d.PlatformStatus != "" {
		r.platformStatus = T(d.PlatformStatus)
	}
	if d.ReceivedAt != 0 {
		r.receivedAt = d.ReceivedAt
	}
	if d.RefundedAt != 0 {
		r.refundedAt = d.RefundedAt
	}
	if d.Named {
		r.named = 1
	}
	// An answer that does not rule an order out, whoever it came from, leaves the possibility of one for ever.
	if !d.NoOrder || r.status == Unknown {
		r.noOrder = 0
	}
	switch {
	case r.status == Unknown:
		r.doubt = 1
	case r.status.Paid() || r.status == Failed:
		r.doubt = 0
	}
}

// storable is a text as every database keeps it: valid UTF-8, without a byte 0.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// maxTextBytes is how much of a platform's words is kept; codes are shorter (maxShortBytes).
const maxTextBytes = 1 << 10

// maxListIDBytes is how much of a send_listid is kept at all. A real one has 31 bytes; the rest is for whoever looks into it.
const maxListIDBytes = 4 << 10

// outcomeDetail keeps only what JSON gives back as it was, so that a replay makes the same row again.
func outcomeDetail(o Outcome) Detail {
	valid := storable
	return Detail{
		Status: o.Status.String(), SendListID: bounded.Text(valid(o.SendListID), maxListIDBytes),
		Code: bounded.Text(valid(o.Code), maxShortBytes), Text: bounded.Text(valid(o.Text), maxTextBytes),
		PlatformStatus: bounded.Text(valid(o.PlatformStatus), maxShortBytes), NextTryAt: millis(o.NextTryAt), ReceivedAt: millis(o.ReceivedAt),
		RefundedAt: millis(o.RefundedAt), Named: o.Named, NoOrder: o.NoOrder,
	}
}
