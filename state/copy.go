package state

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Copied is what Copy has done.
type Copied struct {
	From, To        string
	Packets, Events int64
	Serial          int64
	Adopted         []string // campaigns that became the project's of where they went
	Aside           []string // the new names of an older copy that was in the way
}

// MovedError says that a state was copied to another place, where it goes on.
type MovedError struct{ Path, To string }

func (e *MovedError) Error() string {
	return fmt.Sprintf("the state %s was copied to %s and goes on there, so what was sent since then is missing in it. "+
		"Name that one in the redpack block; to go back to this place, copy it back with redpack state copy", e.Path, e.To)
}

func (m *meta) unmoved(name string) error {
	if m.movedTo == "" {
		return nil
	}
	return &MovedError{Path: name, To: m.movedTo}
}

// Copy moves a state to another place, from a file to a database or back: every line with its checksum, and the lineage and serial that saved plans are bound to.
// Nobody may be writing either. What came to be is examined as Check does, before the old state is marked as moved; from then on nothing is sent by it.
// A copy that was cut off is done again by the same call.
func Copy(ctx context.Context, from, to Backend, o OpenOptions) (done Copied, err error) {
	o.MchID, o.AppID, o.Endpoint, o.evenMoved = "", "", "", true // whose it is, it knows itself
	done = Copied{From: from.String(), To: to.String()}
	if done.From == done.To {
		return done, &InvalidError{What: fmt.Sprintf("%s is both states", done.From)}
	}
	source, err := from.open(ctx, o)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	m := &source.Snapshot().meta
	if m.movedTo != "" {
		return done, finishCopy(ctx, m, to, o, &done)
	}
	if err := free(ctx, to, source, o.Owner); err != nil {
		return done, err
	}
	h, err := copyLines(ctx, from, to, o, &done)
	if err != nil {
		return done, err
	}
	done.Packets, done.Events, done.Serial = h.packets, h.events, h.serial
	if err := sameLines(ctx, to, h, m.lineage); err != nil {
		return done, err
	}
	if err := source.do(ctx, lookup{}, func(w *writer) error { return w.putMeta(metaMovedTo, done.To) }); err != nil {
		return done, err
	}
	done.Adopted, err = adoptAll(ctx, to, o)
	return done, err
}

// free refuses a target that somebody is writing. Where it is this very process, and it is of the same lineage, both names are of one state: by another path,
// or by another name of a server. Its lines are there already, so it would be marked as moved to itself, and nothing would ever be sent by it again.
func free(ctx context.Context, to Backend, source *Store, owner string) error {
	holder, since, held, err := Holder(ctx, to)
	if err != nil || !held {
		return err
	}
	if found, err := to.look(ctx); err == nil && found.there && holder == owner {
		if _, s, err := headOf(found); err == nil && s.Lineage() == source.Lineage() {
			return &InvalidError{What: fmt.Sprintf("%s and %s are the same state", source.Name(), to)}
		}
	}
	return &LockedError{Path: to.String(), Holder: holder, Since: since}
}

// finishCopy does what was left of a copy that was cut off after its mark: its lines are there. One that was whole is told to be.
func finishCopy(ctx context.Context, m *meta, to Backend, o OpenOptions, done *Copied) (err error) {
	if m.movedTo == done.To {
		if done.Adopted, err = adoptAll(ctx, to, o); err != nil || len(done.Adopted) > 0 {
			return err
		}
	}
	return m.unmoved(done.From)
}

// copyLines copies all lines of one moment, unless they are there already.
func copyLines(ctx context.Context, from, to Backend, o OpenOptions, done *Copied) (h head, err error) {
	found, err := from.look(ctx)
	if err != nil {
		return h, err
	}
	err = found.reader(func(c connection) error {
		return c.atOnce(func() error {
			var s *Snapshot
			if s, h, err = readAll(c, found.reader, nil, nil); err != nil {
				return err
			}
			if there, err := alreadyThere(ctx, to, h, s.Lineage()); err != nil || there {
				return err
			}
			done.Aside, err = to.receive(ctx, c, s, h, o)
			return err
		})
	})
	return h, err
}

// alreadyThere tells whether a copy of this very moment was made before, and was not written to since.
func alreadyThere(ctx context.Context, to Backend, want head, lineage string) (bool, error) {
	found, err := to.look(ctx)
	if err != nil || !found.there {
		return false, err
	}
	have, s, err := headOf(found)
	if err != nil {
		return false, err
	}
	return s.Lineage() == lineage && s.meta.movedTo == "" && have == want, nil
}

// headOf reads the head and the description of a state, and nothing else.
func headOf(found *finding) (h head, s *Snapshot, err error) {
	s = newSnapshot()
	err = found.reader(func(c connection) error {
		return c.atOnce(func() error {
			if s.schema, err = c.schema(); err != nil {
				return err
			}
			if h, err = readHead(c); err != nil {
				return err
			}
			s.exists, s.serial = true, h.serial
			_, err = s.readFrame(c, h)
			return err
		})
	})
	return h, s, err
}

// sameLines examines the copy, and makes sure that its head is that of what was copied.
func sameLines(ctx context.Context, to Backend, want head, lineage string) error {
	report, err := Check(ctx, to)
	if err != nil {
		return err
	}
	if !report.Sound() {
		return &CorruptError{Path: to.String(), Why: "the copy is not sound: " + report.Problems[0]}
	}
	found, err := to.look(ctx)
	if err != nil {
		return err
	}
	have, s, err := headOf(found)
	if err == nil && (have != want || s.Lineage() != lineage) {
		err = &CorruptError{Path: to.String(), Why: "the copy is not what was copied"}
	}
	return err
}

// adoptAll makes the campaigns that are no project's those of the one that they went to.
func adoptAll(ctx context.Context, to Backend, o OpenOptions) (adopted []string, err error) {
	target, err := to.open(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	if target.project == "" {
		return nil, nil
	}
	return adopted, target.do(ctx, lookup{}, func(w *writer) error {
		for _, c := range w.campaigns {
			if c.Project != "" {
				continue
			}
			if err := w.adopt(c, o.Now()); err != nil {
				return err
			}
			adopted = append(adopted, c.Name)
		}
		return nil
	})
}

// inTheWay refuses to write over a state that is there, but for an older copy of this very one that was moved away: that is set aside.
func inTheWay(ctx context.Context, to Backend, found *finding, s *Snapshot, now time.Time, owner string) (aside []string, err error) {
	_, old, err := headOf(found)
	if err != nil {
		return nil, err
	}
	if old.meta.movedTo == "" || old.Lineage() != s.Lineage() || old.Serial()-1 > s.Serial() { // the mark was its last change
		return nil, &ExistsError{Name: to.String(), Other: true}
	}
	return to.setAside(ctx, now, owner)
}
