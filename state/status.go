package state

import (
	"fmt"

	"github.com/cashredpack/redpack/internal/lang"
)

// Status is what is known about one packet. It is redpack's own word, never the platform's, which PlatformStatus keeps.
type Status uint8

// The statuses of a packet. The drawing in the package comment shows which may follow which.
const (
	_         Status = iota
	Reserved         // the intent is durable; a request may have left, its outcome is not recorded
	Unknown          // a request left and may have paid; only the platform can tell
	Held             // the platform refused for a reason that passes; the same number may be tried again
	Refused          // the platform refused this recipient; a person has to look
	Failed           // the platform says that this number failed for good; only a new attempt can pay
	Sent             // the platform has accepted the packet
	Received         // the recipient has opened it
	Refunding        // not opened in time, the money is on its way back
	Refunded         // the money is back
)

var statusNames = [...]string{
	Reserved: "reserved", Unknown: "unknown", Held: "held", Refused: "refused", Failed: "failed",
	Sent: "sent", Received: "received", Refunding: "refunding", Refunded: "refunded",
}

var chineseStatuses = [...]string{
	Reserved: "已预留", Unknown: "结果未知", Held: "暂缓", Refused: "被拒", Failed: "发放失败",
	Sent: "已发放", Received: "已领取", Refunding: "退款中", Refunded: "已退款",
}

// Statuses lists every status in the order of a packet's life.
func Statuses() []Status {
	return []Status{Reserved, Unknown, Held, Refused, Failed, Sent, Received, Refunding, Refunded}
}

// String is the word in the file, and on the screen in English.
func (s Status) String() string {
	if s == 0 || int(s) >= len(statusNames) {
		return fmt.Sprintf("status(%d)", uint8(s))
	}
	return statusNames[s]
}

// Said is the status in every language.
func (s Status) Said() lang.Text {
	if s == 0 || int(s) >= len(statusNames) {
		return lang.Format("%s", "未知状态（%s）", s.String())
	}
	return lang.Both(statusNames[s], chineseStatuses[s])
}

// Paid reports whether money left for this packet. A refunded packet was paid and came back.
func (s Status) Paid() bool {
	switch s {
	case Sent, Received, Refunding, Refunded:
		return true
	case Reserved, Unknown, Held, Refused, Failed:
		return false
	}
	return false
}

// Delivered reports whether the money of a packet is with its recipient, or waits there to be opened.
func (s Status) Delivered() bool { return s == Sent || s == Received }

// CameBack reports whether the money of a packet was paid and is back, or on its way back.
func (s Status) CameBack() bool { return s == Refunding || s == Refunded }

// ParseStatus reads the word of a status, as events have it; 0 for anything else.
func ParseStatus(word string) Status { return parseStatus(word) }

// parseStatus reads the word of the file; 0 for anything else.
func parseStatus[T text](word T) Status {
	for s := Reserved; int(s) < len(statusNames); s++ {
		if statusNames[s] == string(word) {
			return s
		}
	}
	return 0
}

// legal lists for each status the outcomes that may be recorded over it. What the platform says about paid money can
// always be recorded, even over a status that had excluded it; nothing leads from paid back to not paid except the
// platform's own FAILED for a packet that was accepted and never received.
var legal = map[Status][]Status{
	Reserved:  {Unknown, Held, Refused, Failed, Sent, Received, Refunding, Refunded},
	Unknown:   {Unknown, Held, Refused, Failed, Sent, Received, Refunding, Refunded},
	Held:      {Unknown, Held, Failed, Sent, Received, Refunding, Refunded},
	Refused:   {Unknown, Refused, Failed, Sent, Received, Refunding, Refunded},
	Failed:    {Failed, Sent, Received, Refunding, Refunded},
	Sent:      {Failed, Sent, Received, Refunding, Refunded},
	Received:  {Received},
	Refunding: {Refunding, Refunded},
	Refunded:  {Refunded},
}

// CanBecome reports whether an outcome may be recorded over this status.
func (s Status) CanBecome(next Status) bool {
	for _, to := range legal[s] {
		if to == next {
			return true
		}
	}
	return false
}

// sendable reports whether a request of a packet in this status may leave.
func (s Status) sendable() bool {
	switch s {
	case Reserved, Unknown, Held, Refused:
		return true
	case Failed, Sent, Received, Refunding, Refunded:
		return false
	}
	return false
}
