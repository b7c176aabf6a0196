package state

import (
	"cmp"
	"context"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
)

// NothingAccepted reports whether nothing ever came of any packet: each failed, or every request of its number was refused
// before the platform made an order of it. Such a state binds nobody to the account or endpoint that it was made for.
func (s *Snapshot) NothingAccepted() bool {
	if s.elsewhere > 0 {
		return false // nobody has looked at those of other projects
	}
	for p := range s.ByID() {
		if !p.nothingAccepted() {
			return false
		}
	}
	return true
}

func (p *Packet) nothingAccepted() bool {
	switch p.Status {
	case Failed:
		return true
	case Held, Refused:
		return p.NoOrder && !p.Doubt && !p.InFlight
	case Reserved, Unknown, Sent, Received, Refunding, Refunded:
		return false
	}
	return false
}

// Foreign says what is foreign about a state that was opened for another account or endpoint because nothing was ever accepted
// under its own; nil for any other. Until Rebase, nothing may be sent with it.
func (s *Store) Foreign() *ForeignError {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.foreign
}

// Rebase gives a state that is Foreign to the account and endpoint that it was opened for. Every packet is voided, those that
// failed included, because the platform that failed their numbers is not the one that is asked from now on: their people begin
// anew, and their numbers stay theirs. Every series is open again. Snapshot shows the outcome.
func (s *Store) Rebase(ctx context.Context) error {
	if s.Foreign() == nil {
		return nil
	}
	if err := s.do(ctx, lookup{}, (*writer).rebase); err != nil {
		return err
	}
	s.mu.Lock()
	s.foreign = nil
	s.mu.Unlock()
	_, err := s.Reload(ctx)
	return err
}

func (w *writer) rebase() error {
	if w.foreign == nil {
		return nil // another caller was faster
	}
	now, before := millis(w.opts.Now()), w.meta
	for id := int64(1); id <= w.head.packets; id++ {
		r, err := w.byID(id)
		if err != nil {
			return err
		}
		if p := w.packet(r); !p.nothingAccepted() {
			return &TransitionError{p, lang.Both("give up", "放弃"), lang.Both("something may have come of it", "它可能已经发出去了")}
		}
	}
	for id := int64(1); id <= w.head.packets; id++ {
		if err := w.void(id, now, before); err != nil {
			return err
		}
	}
	return w.handOver(now)
}

func (w *writer) void(id, at int64, under meta) error {
	r, err := w.byID(id)
	if err != nil || r.voided() {
		return err
	}
	_, err = w.fold(r, &event{kind: KindVoided, at: at, detail: Detail{MchID: under.mchID, AppID: under.appID, Endpoint: under.endpoint}})
	return err
}

// handOver changes whose state it is.
func (w *writer) handOver(at int64) error {
	o, m := w.opts, w.meta
	m.mchID, m.appID, m.endpoint = o.MchID, cmp.Or(o.AppID, m.appID), cmp.Or(o.Endpoint, m.endpoint)
	if err := w.append(&event{kind: KindRebased, at: at, detail: Detail{MchID: m.mchID, AppID: m.appID, Endpoint: m.endpoint}}); err != nil {
		return err
	}
	for _, c := range w.campaigns {
		c.freeze(billno.Series{})
		if err := w.updateCampaign(c); err != nil {
			return err
		}
	}
	for key, value := range m.entries() {
		if value == w.meta.entries()[key] {
			continue
		}
		if err := w.putMeta(key, value); err != nil {
			return err
		}
	}
	w.meta, w.foreign = m, nil
	return nil
}
