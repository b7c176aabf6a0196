package state

import (
	"context"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
)

// Reserve makes an intent durable before its request leaves; the first request counts as leaving with it. The address
// must be new, or its packet Failed and the attempt a later one. Numbers are people's, so the attempts of another openid under
// the same address begin anew; and so do those of a voided packet, which may also take a number that it had. With a ground, a
// Refunded packet gets a later attempt for the same person and amount, and a Correctable one whatever differs: then the same
// person keeps the number, which the platform pays once. A number that another packet has is a *BillNoTakenError; a person who has
// another packet, without permission for one more, is a *PersonTakenError, and a supplement of what is not paid a *SupplementError;
// and nothing is written.
func (s *Store) Reserve(ctx context.Context, in Intent) (Packet, error) {
	return submit(ctx, s, in.lookup(), func(w *writer) (Packet, error) {
		if err := in.check(); err != nil {
			return Packet{}, err
		}
		if err := w.own(in.Campaign); err != nil {
			return Packet{}, err
		}
		r, taken, err := w.at(address.Address{Campaign: in.Campaign, Key: in.Key})
		if err != nil {
			return Packet{}, err
		}
		if taken && !r.mayBeginAnew(&in) {
			return Packet{}, &AddressTakenError{Holder: w.packet(r)}
		}
		if err := w.mayBind(r, &in); err != nil {
			return Packet{}, err
		}
		if taken {
			return w.bind(r, in, r.why())
		}
		id, err := w.campaign(in.Campaign, in.At)
		if err != nil {
			return Packet{}, err
		}
		d := in.detail()
		d.CampaignID = id
		return w.insert(KindIntent, d, in)
	})
}

// Packet reads one packet as it stands, with its frozen request.
func (s *Store) Packet(ctx context.Context, id int64) (Packet, error) {
	return submit(ctx, s, lookup{id: id}, func(w *writer) (Packet, error) {
		r, err := w.byID(id)
		if err != nil {
			return Packet{}, err
		}
		return w.complete(r)
	})
}

// Knows reports whether any packet has a number, or had it.
func (s *Store) Knows(ctx context.Context, no billno.BillNo) (bool, error) {
	return submit(ctx, s, lookup{no: string(no)}, func(w *writer) (bool, error) {
		if _, taken, err := w.tables.byBillNo(string(no)); err != nil || taken {
			return taken, err
		}
		_, retired, err := w.tables.retired(string(no))
		return retired, err
	})
}

// Refreeze replaces the request of a Held packet by a repaired one with the same number, openid and amount. The platform
// keeps no record of requests that it refused for their form, so this is safe as long as no request is in doubt.
func (s *Store) Refreeze(ctx context.Context, id int64, request string) (Packet, error) {
	return submit(ctx, s, lookup{id: id}, func(w *writer) (Packet, error) {
		r, err := w.byID(id)
		if err != nil {
			return Packet{}, err
		}
		change := lang.Both("repair the request of", "修正请求")
		switch {
		case r.status != Held:
			return Packet{}, &TransitionError{w.packet(r), change, lang.Both("only a held packet was refused for its form",
				"只有暂缓的红包才是因为请求格式被拒的")}
		case r.doubt == 1:
			return Packet{}, &TransitionError{w.packet(r), change, lang.Both("an earlier request of its number may have paid; ask the platform first",
				"这个商户订单号以前的请求可能已经付款；先向平台查询")}
		case request == "" || storable(request) != request || len(request) > valueMax:
			return Packet{}, &InvalidError{What: lang.Both("a frozen request is a text in UTF-8, not empty and not longer than any is",
				"冻结的请求必须是 UTF-8 文本，不能为空，也不能超过长度上限")}
		}
		return w.fold(r, &event{kind: KindRefrozen, at: millis(s.opts.Now()), request: request})
	})
}

// Sending notes durably that the frozen request leaves once more. While its person has another packet, without permission for
// more than one, that is a *PersonTakenError; of a supplement of what is not paid, a *SupplementError.
func (s *Store) Sending(ctx context.Context, id int64, re Resend) (Packet, error) {
	return submit(ctx, s, lookup{id: id}, func(w *writer) (Packet, error) {
		r, err := w.byID(id)
		if err != nil {
			return Packet{}, err
		}
		if !r.status.sendable() {
			return Packet{}, &TransitionError{
				w.packet(r), lang.Both("send", "发放"),
				lang.Both("only a reserved, unknown, held or refused packet may be sent", "只有已预留、结果未知、暂缓或被拒的红包才能发放"),
			}
		}
		if w.foreign != nil {
			return Packet{}, &RebaseError{w.foreign}
		}
		if err := w.own(w.campaigns[r.campaign-1].Name); err != nil {
			return Packet{}, err
		}
		if err := w.checkPerson(r.id, r.openid, w.campaigns[r.campaign-1].Name, re.permit()); err != nil {
			return Packet{}, err
		}
		return w.fold(r, &event{kind: KindSending, at: millis(re.At), detail: Detail{Permission: re.Permission}})
	})
}

// Record makes an outcome durable.
func (s *Store) Record(ctx context.Context, id int64, o Outcome) (Packet, error) {
	return submit(ctx, s, lookup{id: id}, func(w *writer) (Packet, error) {
		r, err := w.byID(id)
		if err != nil {
			return Packet{}, err
		}
		if !r.status.CanBecome(o.Status) {
			return Packet{}, &TransitionError{
				w.packet(r), lang.Format("record %s for", "记为“%s”", o.Status),
				lang.Both("that is not how a packet lives", "红包的状态不能这样变化"),
			}
		}
		if err := o.check(); err != nil {
			return Packet{}, err
		}
		d := outcomeDetail(o)
		d.Answers = r.inFlight == 1
		return w.fold(r, &event{kind: KindOutcome, at: millis(o.At), detail: d})
	})
}

// byID reads a packet that must exist.
func (w *writer) byID(id int64) (row[string], error) {
	r, ok, err := w.tables.byID(id)
	if err == nil && !ok {
		err = &InvalidError{What: lang.Format("packet %d does not exist", "红包 %d 不存在", id)}
	}
	return r, err
}

// at finds the packet of an address.
func (w *writer) at(a address.Address) (r row[string], taken bool, err error) {
	id, known := w.byName[a.Campaign]
	if !known {
		return r, false, nil
	}
	return w.tables.byAddress(id, a.Key)
}

// mayBeginAnew reports whether the packet of an address may get the number of an intent.
func (r *row[T]) mayBeginAnew(in *Intent) bool {
	later, another := int64(in.Attempt) > r.attempt, string(r.openid) != in.OpenID
	p := r.packet()
	if p.Status == Failed {
		return r.voided() || another || later
	}
	if p.Status == Refunded {
		return in.Ground == AfterRefund && later && !another && p.Amount == in.Amount
	}
	return in.Ground == Correction && p.Correctable() && (another || p.Amount != in.Amount)
}

// keeps reports whether an intent takes the very number that the packet of its address has.
func (r *row[T]) keeps(in *Intent) bool {
	return r.voided() || in.Ground == Correction && r.status != Failed && string(r.billno) == string(in.BillNo)
}

// why is what permits the next number of a packet, in the words that the history keeps.
func (r *row[T]) why() string {
	switch {
	case string(r.code) == CodeVoided:
		return "nothing was ever accepted under the account that the state had before" // for programs
	case string(r.code) == CodeReleased:
		return "a person decided that the number is another order's" // for programs
	case r.status == Refunded:
		return "the platform says that the money came back" // for programs
	case r.status != Failed:
		return "the platform refused every request of the number, and the file was corrected" // for programs
	}
	return "the platform says that the number failed" // for programs
}

// mayBind refuses an intent whose number is another packet's or whose person has another packet. A new address is the zero row.
func (w *writer) mayBind(r row[string], in *Intent) error {
	if w.foreign != nil {
		return &RebaseError{w.foreign}
	}
	if err := w.checkNumber(in, r); err != nil {
		return err
	}
	return w.checkPerson(r.id, in.OpenID, in.Campaign, in.permit())
}

// checkNumber refuses a number that any packet has or had, but for its own where it keeps it, and for one that was given up
// although it was this person's and nothing was ever paid under it: that one has to be used before any later one, or a search for a
// lost state would end at it.
func (w *writer) checkNumber(in *Intent, of row[string]) error {
	no := in.BillNo
	r, taken, err := w.tables.byBillNo(string(no))
	if err != nil {
		return err
	}
	if taken && r.id == of.id && of.keeps(in) {
		return nil
	}
	if taken {
		holder, err := w.complete(r)
		if err != nil {
			return err
		}
		return &BillNoTakenError{BillNo: no, Holder: holder}
	}
	by, retired, err := w.tables.retired(string(no))
	if err != nil || !retired || by.packet == of.id && of.voided() {
		return err
	}
	if _, err = w.byID(by.packet); err != nil { // a row that is not sound is noticed here as everywhere
		return err
	}
	c, err := w.tables.reading()
	if err != nil {
		return err
	}
	if r, err = formerly(c, by.packet, string(no)); err != nil {
		return err
	}
	holder := w.packet(r)
	if holder.OpenID == in.OpenID && holder.Status != Failed && holder.Correctable() {
		return nil
	}
	holder.BillNo, holder.Attempt = no, int(by.attempt)
	return &BillNoTakenError{BillNo: no, Holder: holder}
}

// bind gives a packet its next number, which mayBind, and retires the old one.
func (w *writer) bind(r row[string], in Intent, evidence string) (Packet, error) {
	if string(in.BillNo) != r.billno {
		if err := w.tables.retire(r.billno, r.id, r.attempt); err != nil {
			return Packet{}, err
		}
	}
	d := in.detail()
	d.Key, d.Evidence = "", evidence
	return w.fold(r, &event{kind: KindAttempt, at: millis(in.At), detail: d, request: in.Request})
}

// insert appends the first event of a packet and the packet itself.
func (w *writer) insert(kind Kind, d Detail, in Intent) (Packet, error) {
	e := &event{kind: kind, packet: w.head.packets + 1, at: millis(in.At), detail: d, request: in.Request}
	if err := w.append(e); err != nil {
		return Packet{}, err
	}
	r, err := fold(row[string]{}, e)
	if err != nil {
		return Packet{}, err
	}
	r.crc = r.checksum(nil)
	w.head.packets++
	w.head.replace(0, r.crc)
	p := w.packet(r)
	p.Request = in.Request
	return p, w.tables.insertPacket(&r)
}

// fold appends an event of a packet and stores the row that it leads to.
func (w *writer) fold(before row[string], e *event) (Packet, error) {
	e.packet = before.id
	if err := w.append(e); err != nil {
		return Packet{}, err
	}
	r, err := fold(before, e)
	if err != nil {
		return Packet{}, err
	}
	r.crc = r.checksum(nil)
	if err := w.tables.updatePacket(&before, &r); err != nil {
		return Packet{}, err
	}
	w.head.replace(before.crc, r.crc)
	return w.complete(r)
}

// append adds an event to the history, and its form where that is a new one.
func (w *writer) append(e *event) (err error) {
	w.head.events++
	e.id, e.run = w.head.events, w.run
	if w.scratch, err = e.detail.append(w.scratch[:0]); err != nil {
		return err
	}
	detailEnd := len(w.scratch)
	w.scratch = append(w.scratch, e.request...)
	t := eventText{w.scratch[:detailEnd], w.scratch[detailEnd:]}
	f, filling := w.forms.formOf(t)
	if f != nil && f.id == 0 {
		if err := w.addForm(f); err != nil {
			return err
		}
	}
	var head [128]byte
	line := eventLine{event: e, crc: e.checksum(t, head[:])}
	if f != nil {
		line.kept, line.form = string(filling), f.id
	} else {
		line.kept, line.request = string(t.detail), e.request
	}
	return w.tables.insertEvent(&line)
}

// addForm appends a form to the file. Where its transaction fails the writer is poisoned, so none is used that is not there.
func (w *writer) addForm(f *form) error {
	w.forms.add(f)
	return w.tables.insertForm(f)
}

// packet is a row with the name of its campaign.
func (w *writer) packet(r row[string]) Packet {
	p := r.packet()
	p.Campaign = w.campaigns[r.campaign-1].Name
	return p
}

// complete is a row with everything that lies elsewhere.
func (w *writer) complete(r row[string]) (Packet, error) {
	p := w.packet(r)
	e, err := w.tables.event(r.request)
	if err != nil {
		return p, err
	}
	p.Request = e.request
	if r.accepted != 0 {
		if e, err = w.tables.event(r.accepted); err != nil {
			return p, err
		}
		p.Accepted = e.acceptance()
	}
	return p, nil
}
