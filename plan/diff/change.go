package diff

import (
	"fmt"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// ChangeKind is what happened to a recipient between two sides. The zero value is invalid.
type ChangeKind uint8

// The kinds in the order in which a diff lists them. A recipient is listed once, under the first that applies.
const (
	_             ChangeKind = iota
	PersonChanged            // another openid under the same key: a different person; the amount may be another, too
	AmountChanged            // the texts may be others, too
	Renamed                  // the same person with the same amount under another key
	Added
	Removed
	TextsChanged // nothing but wishing or remark, or the reason of a supplement

	changeKinds = iota
)

var changeNames = [changeKinds]string{
	PersonChanged: "person_changed", AmountChanged: "amount_changed", Renamed: "renamed", Added: "added", Removed: "removed",
	TextsChanged: "texts_changed",
}

// String is the kind as programs read it.
func (k ChangeKind) String() string {
	if k == 0 || int(k) >= changeKinds {
		return fmt.Sprintf("invalid change %d", uint8(k)) // for programs
	}
	return changeNames[k]
}

// ChangeKinds are all kinds in the order in which a diff lists them.
func ChangeKinds() []ChangeKind {
	all := make([]ChangeKind, 0, changeKinds-1)
	for k := PersonChanged; int(k) < changeKinds; k++ {
		all = append(all, k)
	}
	return all
}

// Terms are what one side says about a recipient.
type Terms struct {
	OpenID          string
	Amount          money.Fen
	Wishing, Remark string
	Group           string // the name of its source: "inline", or the CSV's path
	Label           string // the name that people know; another one is no difference
	// Supplement says beside whose packet this one comes, and why; nil for everybody else.
	Supplement *hclspec.Supplement
}

// Change is one recipient that differs.
type Change struct {
	Kind ChangeKind
	Key  string // on the after side; of a removed one, on the before side
	// WasKey is the key on the before side where it is another one; else "".
	WasKey string
	// Moved: a moved block says so; without one, a renamed packet that was paid would be paid again. An added one with WasKey
	// comes from another campaign, and WasKey is its whole address there; a removed one went to another campaign.
	Moved  bool
	Texts  bool  // wishing or remark differ, by more than those of the campaign, or what a supplement says of itself
	Before Terms // zero for an added one
	After  Terms // zero for a removed one
	// Recorded is what the state knows, where one was laid over; nil where there is no intent.
	Recorded *Recorded
}

// Recorded is what the state knows of a changed recipient. Its methods may be called on nil, where the state knows nothing.
type Recorded struct {
	Address address.Address
	OpenID  string
	Amount  money.Fen
	Status  state.Status
	Doubt   bool      // nobody knows whether it was paid
	At      time.Time // the last request left, or the intent where none did
	Code    string    // why nothing was paid, as the platform said it
	// Correctable: the platform itself said that nothing was paid, so apply sends what the after side says, see plan.Correct.
	Correctable bool
}

// Known reports whether the state has a packet of the recipient.
func (r *Recorded) Known() bool { return r != nil }

// Paid reports whether money certainly left. It may have come back since; Status says so.
func (r *Recorded) Paid() bool { return r.Known() && r.Status.Paid() }

// MayHavePaid reports whether money left, or nobody knows.
func (r *Recorded) MayHavePaid() bool { return r.Known() && (r.Status.Paid() || r.Doubt) }

// AsWanted reports whether the packet went to the person and with the amount that the after side names.
func (c *Change) AsWanted() bool {
	return c.Recorded.Known() && c.Recorded.OpenID == c.After.OpenID && c.Recorded.Amount == c.After.Amount
}

// Corrects reports whether applying the after side sends it in the place of what was recorded, under which nothing was paid.
func (c *Change) Corrects() bool {
	return (c.Kind == PersonChanged || c.Kind == AmountChanged) && c.Recorded.Known() && c.Recorded.Correctable && !c.AsWanted()
}

// PaysTwice reports whether applying the after side as it is would pay the person once more: the packet was paid under the
// key of the before side, and no moved block leads from there to the new key.
func (c *Change) PaysTwice() bool {
	return c.Kind == Renamed && !c.Moved && c.Recorded.MayHavePaid() && c.Recorded.Address.Key == c.WasKey
}

// spent corrects a change's part of the difference of the totals for money that has left: what went to somebody who leaves the
// list is not saved, and an amount that was paid does not change any more.
func (c *Change) spent() money.Fen {
	switch c.Kind {
	case Removed:
		return c.Before.Amount
	case PersonChanged, AmountChanged, TextsChanged:
		return c.Before.Amount - c.After.Amount
	case Renamed:
		if c.PaysTwice() {
			return c.After.Amount
		}
	case Added:
		if c.AsWanted() {
			return -c.After.Amount
		}
	}
	return 0
}
