package state

import (
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
)

// Errors that refuse a change. Nothing was written.

// BillNoTakenError says that a number already belongs to another address of this state. Holder is that packet as it
// stands; where it has moved on since, with the number asked for and status Failed.
type BillNoTakenError struct {
	BillNo billno.BillNo
	Holder Packet
}

func (e *BillNoTakenError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *BillNoTakenError) Said() lang.Text {
	return lang.Format("bill number %s belongs to %s/%s (%s)", "商户订单号 %s 属于 %s/%s（%s）", e.BillNo, e.Holder.Campaign, e.Holder.Key, e.Holder.Status)
}

// AddressTakenError says that an address already has a packet, so that no second one may be made for it.
type AddressTakenError struct{ Holder Packet }

func (e *AddressTakenError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *AddressTakenError) Said() lang.Text {
	return lang.Format("%s/%s already has a packet: %s, attempt %d, bill number %s", "%s/%s 已经有红包：%s，第 %d 次尝试，商户订单号 %s",
		e.Holder.Campaign, e.Holder.Key, e.Holder.Status, e.Holder.Attempt+1, e.Holder.BillNo)
}

// PersonTakenError says that a person has another packet in the campaign, or in one that it was before, that is paid or may
// still pay, and that nothing permits one more.
type PersonTakenError struct{ Holder Packet }

func (e *PersonTakenError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *PersonTakenError) Said() lang.Text {
	return lang.Format("the same person already has %s/%s, which is %s (bill number %s): sending would pay them twice",
		"同一个人已经有 %s/%s（%s，商户订单号 %s）：再发放就是重复付款", e.Holder.Campaign, e.Holder.Key, e.Holder.Status, e.Holder.BillNo)
}

// SupplementError says that a supplement must not be sent, because the packet that it comes beside is not paid or is another person's; or
// because there is none, and then Of is zero.
type SupplementError struct{ Of Packet }

func (e *SupplementError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *SupplementError) Said() lang.Text {
	if e.Of.ID == 0 {
		return lang.Both("it comes beside a packet that the state does not know: a supplement is sent only while the first packet of the same person counts as paid",
			"它所补的红包不在状态库里：只有同一个人的第一个红包算作已付，才会补发")
	}
	return lang.Format("it comes beside %s/%s (bill number %s), which is %s now: a supplement is sent only while the first packet of the same "+
		"person counts as paid",
		"它所补的是 %s/%s（商户订单号 %s），现在的状态是“%s”：只有同一个人的第一个红包算作已付，才会补发",
		e.Of.Campaign, e.Of.Key, e.Of.BillNo, e.Of.Status)
}

// RebaseError says that a state of another account was opened because nothing was ever accepted under it, and that nothing may
// be sent with it before it is rebased.
type RebaseError struct{ Foreign *ForeignError }

func (e *RebaseError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *RebaseError) Said() lang.Text {
	f := e.Foreign
	return lang.Format("nothing may be sent with the state %s yet: all that is in it was refused under %s %s. Its packets and their numbers have "+
		"to be given up before it can serve %s %s",
		"状态库 %s 还不能用来发放：里面的红包在 %s %s 下全部被拒。要先放弃这些红包和它们的商户订单号，它才能用于 %s %s",
		named(f.Path), f.Field, f.Have, f.Field, f.Want)
}

// Unwrap yields what is foreign about it.
func (e *RebaseError) Unwrap() error { return e.Foreign }

// TransitionError says that a change is not legal for the packet as it stands. Nothing was written.
type TransitionError struct {
	Packet Packet
	Change lang.Text // "record sent for", "send", "move to attempt 2" and the like
	Why    lang.Text
}

func (e *TransitionError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *TransitionError) Said() lang.Text {
	return lang.Format("cannot %s %s/%s, which is %s: %s", "%[2]s/%[3]s 现在的状态是“%[4]s”，不能%[1]s：%[5]s",
		e.Change, e.Packet.Campaign, e.Packet.Key, e.Packet.Status, e.Why)
}

// InvalidError says that a value may not be stored. Nothing was written.
type InvalidError struct{ What lang.Text }

func (e *InvalidError) Error() string { return e.What.English }

// Said is the error in every language.
func (e *InvalidError) Said() lang.Text { return e.What }
