package wxpay

import (
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// PacketStatus is the platform's word for where a packet is. A word that is not listed here is kept as it came and
// proves nothing.
type PacketStatus string

// The statuses of gethbinfo (查询红包记录, 2024); RFUND_ING is spelled so.
const (
	StatusSending   PacketStatus = "SENDING"   // not paid yet, for the reason given; the same number may still be paid
	StatusSent      PacketStatus = "SENT"      // offered to the user
	StatusFailed    PacketStatus = "FAILED"    // will never be paid under this number
	StatusReceived  PacketStatus = "RECEIVED"  // taken by the user
	StatusRefunding PacketStatus = "RFUND_ING" // not taken in 24 hours, on its way back
	StatusRefunded  PacketStatus = "REFUND"    // back in the merchant's account
)

// Known reports whether the word is one of the documented statuses.
func (s PacketStatus) Known() bool {
	switch s {
	case StatusSending, StatusSent, StatusFailed, StatusReceived, StatusRefunding, StatusRefunded:
		return true
	}
	return false
}

// Info is what a query came to.
type Info struct {
	// Answered: the platform knows the number and Status is its word. Everything below up to Received is set only then,
	// and only as far as the platform says it.
	Answered bool
	// NotFound: the platform does not know the number now. It is no proof that nothing was or will be paid.
	NotFound bool

	Status       PacketStatus
	DetailID     string // equals Reply.SendListID
	Reason       string // why the order is not paid, for people
	SendType     string
	HBType       string
	TotalAmount  money.Fen
	SendTime     time.Time // zero where absent or unreadable, as are the other times
	RefundTime   time.Time
	RefundAmount money.Fen
	Received     []Receipt // may be empty even when Status is RECEIVED

	// Class, Scope, Wait, Advice, Code and Text are the rule of the answer's err_code, see Rule. Class is Success exactly
	// when Answered.
	Class  Class
	Scope  Scope
	Wait   Wait
	Code   string
	Text   string
	Advice lang.Text

	HTTPStatus int
	RetryAfter time.Duration // as Reply.RetryAfter
	Date       time.Time     // of the server's clock; zero where no answer came
	Err        error         // as Reply.Err
}

// Receipt is one user's taking of a packet.
type Receipt struct {
	OpenID  string
	Amount  money.Fen
	RcvTime time.Time
}

func (i *Info) apply(rule Rule, err error) {
	i.Class, i.Scope, i.Wait = rule.Class, rule.Scope, rule.Wait
	i.Code, i.Text, i.Advice, i.Err = rule.Code, rule.Text, rule.Advice, shortened(err)
	if i.Advice == askAgain {
		i.Advice = lang.Both("The query got no clear answer; try again later.",
			"查询没有得到明确的应答；稍后再试。")
	}
}

// judgeQuery reads the answer to a query about no.
func judgeQuery(no billno.BillNo, mchID string, key Secret, a answer) Info {
	info := Info{HTTPStatus: a.status, Date: a.date, RetryAfter: a.retryAfter}
	if advice, title, ok := a.refusal(); ok {
		info.apply(Rule{Class: Fix, Scope: ScopeRun, Text: title, Advice: advice}, ErrCertificate)
		return info
	}
	doc, err := a.document(key)
	if err != nil {
		info.apply(a.unreadable(), err)
		return info
	}
	rule, err := judge(doc, queryRules)
	if err == nil {
		err = echoes(doc, lang.Both("asked", "查询"), []field{{"mch_billno", string(no)}, {"mch_id", mchID}}, rule)
	}
	if err == nil && rule.Class == Success {
		var found Info
		if found, err = readPacket(doc); err == nil {
			found.HTTPStatus, found.Date = info.HTTPStatus, info.Date
			info = found
		}
	}
	if err != nil {
		rule = a.unreadable().about(rule)
	}
	info.apply(rule, err)
	info.Answered = rule.Class == Success
	info.NotFound = err == nil && rule.Code == "NOT_FOUND" && doc.get("return_code") == "SUCCESS"
	return info
}

// readPacket reads the packet's own fields. Money and status must be readable; times are for people.
func readPacket(doc *element) (Info, error) {
	info := Info{
		Status:     PacketStatus(bounded.Text(doc.get("status"), maxCodeBytes)),
		DetailID:   bounded.Text(doc.get("detail_id"), maxIDBytes),
		Reason:     bounded.Text(doc.get("reason"), maxTextBytes),
		SendType:   bounded.Text(doc.get("send_type"), maxCodeBytes),
		HBType:     bounded.Text(doc.get("hb_type"), maxCodeBytes),
		SendTime:   platformTime(doc.get("send_time")),
		RefundTime: platformTime(doc.get("refund_time")),
	}
	if info.Status == "" {
		return Info{}, lang.Errorf("%w: it has no status", "%w：其中没有 status", ErrReply)
	}
	var err error
	if info.TotalAmount, err = doc.fen("total_amount"); err == nil {
		info.RefundAmount, err = doc.fen("refund_amount")
	}
	if err == nil {
		info.Received, err = readReceipts(doc.child("hblist"))
	}
	if err != nil {
		return Info{}, lang.Errorf("%w: %w", "%w：%w", ErrReply, err)
	}
	return info, nil
}

func readReceipts(list *element) ([]Receipt, error) {
	if list == nil {
		return nil, nil
	}
	var receipts []Receipt
	for _, entry := range list.children {
		if entry.name != "hbinfo" {
			continue
		}
		amount, err := entry.fen("amount")
		if err != nil {
			return nil, err
		}
		if len(receipts) == maxListed {
			return nil, lang.Errorf("more than %d people have taken it",
				"领取的人超过 %d 位", maxListed)
		}
		receipts = append(receipts, Receipt{
			OpenID: bounded.Text(entry.get("openid"), maxCodeBytes), Amount: amount, RcvTime: platformTime(entry.get("rcv_time")),
		})
	}
	return receipts, nil
}

// platformTime reads the API's Beijing time stamps.
func platformTime(text string) time.Time {
	at, err := time.ParseInLocation(time.DateTime, text, beijing.Zone)
	if err != nil {
		return time.Time{}
	}
	return at
}
