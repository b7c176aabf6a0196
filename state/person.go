package state

import (
	"slices"

	"github.com/cashredpack/redpack/internal/address"
)

// PermissionSupplement is the word in Permission for a supplement. It permits no more than Beside says.
const PermissionSupplement = "supplement"

// permit is what the file allows of several packets for one person. Its fields are those of an Intent.
type permit struct {
	permission string
	former     []string
	upon       int64
	beside     []address.Address
}

func (in *Intent) permit() permit { return permit{in.Permission, in.Former, in.Upon, in.Beside} }
func (re *Resend) permit() permit { return permit{re.Permission, re.Former, re.Upon, re.Beside} }

// checkPerson is the last guard against paying a person twice: it refuses while another packet of the same openid, in the same
// campaign or in one that it was before, is paid or may still be. The packets are looked at as they stand in this transaction,
// so it does not matter what anybody believed when the change was planned. Numbers that are the person's keep the platform from
// paying twice where the state is lost; this keeps it where keys, lists and forms of numbers have changed. A packet that supplements
// come beside may have another attempt while its number failed, and not where its money went out and came back.
func (w *writer) checkPerson(self int64, openID, campaign string, p permit) error {
	if p.upon != 0 || p.permission == PermissionSupplement {
		if err := w.checkUpon(p.upon, openID); err != nil {
			return err
		}
	}
	if p.permission != "" && p.permission != PermissionSupplement {
		return nil
	}
	if p.upon == 0 && len(p.beside) > 0 {
		r, known, err := w.tables.byID(self)
		switch {
		case err != nil:
			return err
		case known && r.status.Paid(): // its money came back, and its supplements may have been made up for that
			p.beside = nil
		}
	}
	for _, name := range append([]string{campaign}, p.former...) {
		id, known := w.byName[name]
		if !known {
			continue
		}
		if err := w.aloneIn(id, self, openID, p.beside); err != nil {
			return err
		}
	}
	return nil
}

// checkUpon refuses a supplement while the packet that it comes beside is not there, not paid, or not the same person's.
func (w *writer) checkUpon(id int64, openID string) error {
	if id == 0 {
		return &SupplementError{}
	}
	r, err := w.byID(id)
	if err != nil {
		return err
	}
	of, err := w.complete(r)
	if err == nil && (of.OpenID != openID || !of.Status.Paid()) {
		return &SupplementError{Of: of}
	}
	return err
}

// aloneIn refuses a packet of the person in a campaign, but for those at the addresses beside.
func (w *writer) aloneIn(campaign, self int64, openID string, beside []address.Address) error {
	others, err := w.tables.others(campaign, openID, self)
	if err != nil {
		return err
	}
	for _, r := range others {
		other, err := w.complete(r)
		if err != nil {
			return err
		}
		if !other.AllowsSecond() && !slices.Contains(beside, other.Address()) {
			return &PersonTakenError{Holder: other}
		}
	}
	return nil
}
