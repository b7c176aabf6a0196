package state

import (
	"encoding/json"
	"fmt"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/money"
)

// Kind says what an event changed.
type Kind string

// The kinds of events. Each but the campaign ones belongs to one packet.
const (
	KindCampaign      Kind = "campaign"       // a campaign is known from now on
	KindCampaignDate  Kind = "campaign date"  // the date of its bill numbers is frozen
	KindCampaignMoved Kind = "campaign moved" // it has another name
	KindIntent        Kind = "intent"         // a packet and its first number; its request leaves right after
	KindAttempt       Kind = "attempt"        // the packet moved on to its next number; its request leaves right after
	KindSending       Kind = "sending"        // the same request leaves once more
	KindRefrozen      Kind = "refrozen"       // the refused request was repaired; same number, openid and amount
	KindOutcome       Kind = "outcome"        // an answer, a time-out, or what a query found
	KindRestored      Kind = "restored"       // rebuilt from what the platform says
	KindAccepted      Kind = "accepted"       // a person decided to leave it as it is
	KindMoved         Kind = "moved"          // the packet has another address
)

// Detail is what an event holds beyond its kind. Which fields are set depends on the kind.
type Detail struct {
	CampaignID     int64     `json:"campaign,omitempty"`
	Name           string    `json:"name,omitempty"`
	Date           string    `json:"date,omitempty"`
	Key            string    `json:"key,omitempty"`
	OpenID         string    `json:"openid,omitempty"`
	Amount         money.Fen `json:"amount_fen,omitempty"`
	BillNo         string    `json:"billno,omitempty"`
	Attempt        int       `json:"attempt,omitempty"`
	Evidence       string    `json:"evidence,omitempty"` // why the packet may move on to another number
	Status         string    `json:"status,omitempty"`
	Answers        bool      `json:"answers,omitempty"` // this outcome ended a request in flight
	SendListID     string    `json:"send_listid,omitempty"`
	Code           string    `json:"err_code,omitempty"`
	Text           string    `json:"err_text,omitempty"`
	PlatformStatus string    `json:"platform_status,omitempty"`
	OutcomeAt      int64     `json:"outcome_at,omitempty"` // times in milliseconds since 1970
	NextTryAt      int64     `json:"next_try_at,omitempty"`
	ReceivedAt     int64     `json:"received_at,omitempty"`
	RefundedAt     int64     `json:"refunded_at,omitempty"`
	Reason         string    `json:"reason,omitempty"`
	By             string    `json:"by,omitempty"`
	Second         bool      `json:"second,omitempty"`
}

// event is one line of the event table.
type event struct {
	id, packet, run, at int64
	kind                Kind
	detail              Detail
	request             string
}

const eventColumns = "id, packet, run, at, kind, detail, request, crc"

// encode yields the values of eventColumns.
func (e *event) encode() ([]any, error) {
	detail, err := json.Marshal(e.detail)
	if err != nil {
		return nil, err
	}
	crc := fieldsCRC("event", e.id, e.packet, e.run, e.at, string(e.kind), string(detail), e.request)
	return []any{
		e.id, intOrNull(e.packet), intOrNull(e.run), e.at, string(e.kind), string(detail), textOrNull(e.request), int64(crc),
	}, nil
}

// scanEvent reads the event under a statement over eventColumns and checks it.
func scanEvent(s *sqlite3.Stmt) (event, error) {
	e := event{
		id: s.ColumnInt64(0), packet: s.ColumnInt64(1), run: s.ColumnInt64(2), at: s.ColumnInt64(3),
		kind: Kind(s.ColumnText(4)), request: s.ColumnText(6),
	}
	detail := s.ColumnText(5)
	crc := fieldsCRC("event", e.id, e.packet, e.run, e.at, string(e.kind), detail, e.request)
	if int64(crc) != s.ColumnInt64(7) {
		return event{}, damage{fmt.Sprintf("event %d does not match its checksum", e.id)}
	}
	if err := json.Unmarshal([]byte(detail), &e.detail); err != nil {
		return event{}, damage{fmt.Sprintf("event %d cannot be read: %v", e.id, err)}
	}
	return e, nil
}

// fold is the one place where an event changes a packet: the writer uses it to make the new row, and a replay of the
// history uses it to make the same row again.
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
			r.doubt = 1
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
	case KindCampaign, KindCampaignDate, KindCampaignMoved:
		return r, damage{fmt.Sprintf("event %d of kind %q belongs to a packet", e.id, e.kind)}
	default:
		return r, damage{fmt.Sprintf("event %d has the unknown kind %q", e.id, e.kind)}
	}
	r.crc = r.checksum(nil)
	return r, nil
}

// bind gives a row a fresh number whose request is about to leave.
func (r *row[T]) bind(e *event) {
	d := &e.detail
	r.openid, r.amount, r.billno, r.attempt = T(d.OpenID), int64(d.Amount), T(d.BillNo), int64(d.Attempt)
	r.status, r.request, r.tries, r.inFlight = Reserved, e.id, 1, 1
	r.intentAt, r.sendingAt = e.at, e.at
}

// settle gives a row an outcome.
func (r *row[T]) settle(d *Detail, at int64) {
	r.status, r.inFlight, r.outcomeAt = parseStatus(d.Status), 0, at
	r.code, r.text, r.nextTryAt = T(d.Code), T(d.Text), d.NextTryAt
	if d.SendListID != "" {
		r.sendListID = T(d.SendListID)
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
	switch {
	case r.status == Unknown:
		r.doubt = 1
	case r.status.Paid() || r.status == Failed:
		r.doubt = 0
	}
}

func outcomeDetail(o Outcome) Detail {
	return Detail{
		Status: o.Status.String(), SendListID: o.SendListID, Code: o.Code, Text: o.Text, PlatformStatus: o.PlatformStatus,
		NextTryAt: millis(o.NextTryAt), ReceivedAt: millis(o.ReceivedAt), RefundedAt: millis(o.RefundedAt),
	}
}
