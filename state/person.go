package state

import "errors"

// checkPerson is the last guard against paying a person twice: it refuses while another packet of the same openid, in the same
// campaign or in one that it was before, is paid or may still be. The packets are looked at as they stand in this transaction,
// so it does not matter what anybody believed when the change was planned. Numbers that are the person's keep the platform from
// paying twice where the state is lost; this keeps it where keys, lists and forms of numbers have changed.
func (w *writer) checkPerson(self int64, openID, permission, campaign string, former []string) error {
	if permission != "" {
		return nil
	}
	for _, name := range append([]string{campaign}, former...) {
		id, known := w.byName[name]
		if !known {
			continue
		}
		if err := w.aloneIn(id, self, openID); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) aloneIn(campaign, self int64, openID string) (err error) {
	stmt, err := w.statement(selectByPerson, campaign, openID, self)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stmt.Reset()) }()
	for {
		r, another, err := readRow(stmt)
		if err != nil || !another {
			return err
		}
		other, err := w.complete(r)
		if err != nil {
			return err
		}
		if !other.AllowsSecond() {
			return &PersonTakenError{Holder: other}
		}
	}
}
