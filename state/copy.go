package state

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
)

// Copied is what Copy has done.
type Copied struct {
	From, To        string
	Packets, Events int64
	Serial          int64
	Adopted         []string // campaigns that became the project's of where they went
	Aside           []string // the new names of an older copy that was in the way
}

// MovedError says that a state is not the one to be used: it was copied to another place, where it goes on, or is a copy that was cut off.
type MovedError struct {
	Path, To   string
	Unfinished bool // it is a copy of To
}

func (e *MovedError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *MovedError) Said() lang.Text {
	if e.Unfinished {
		return lang.Format("the state %s is a copy of %s that was cut off before the old one was marked, so nothing is sent by it. Run redpack state copy once "+
			"more, from that one to this one",
			"状态库 %s 是 %s 的副本，复制在旧状态库打上标记之前就中断了，所以不会用它发放。再运行一次 redpack state copy，从旧的复制到这里", named(e.Path), named(e.To))
	}
	return lang.Format("the state %s was copied to %s and goes on there, so what was sent since then is missing in it. "+
		"Name that one in the redpack block; to go back to this place, copy it back with redpack state copy",
		"状态库 %s 已复制到 %s，在那里继续使用，所以此后发放的红包，它没有记录。在 redpack 块里写那一个；要回到这里，用 redpack state copy 复制回来",
		named(e.Path), named(e.To))
}

// unfinished stands before the name of where a state was copied from, until that one is marked: of two states of one lineage, one at the most is used.
const unfinished = "unfinished: "

func (m *meta) unmoved(name string) error {
	from, cutOff := strings.CutPrefix(m.copiedFrom, unfinished)
	switch {
	case m.movedTo != "":
		return &MovedError{Path: name, To: m.movedTo}
	case cutOff:
		return &MovedError{Path: name, To: from, Unfinished: true}
	}
	return nil
}

// lastingName names a state wherever somebody stands.
func lastingName(at Backend) string {
	if f, ofFile := at.(File); ofFile {
		if path, err := filepath.Abs(string(f)); err == nil {
			return path
		}
	}
	return at.String()
}

// Copy moves a state to another place, from a file to a database or back: every line with its checksum, and the lineage and serial that saved plans
// are bound to. Nobody may be writing either. What came to be is examined as Check does; then the old state is marked as moved, and only then is the new one
// used. A copy that was cut off is finished by the same call.
func Copy(ctx context.Context, from, to Backend, o OpenOptions) (done Copied, err error) {
	o.MchID, o.AppID, o.Endpoint, o.evenMoved = "", "", "", true // whose it is, it knows itself
	done = Copied{From: from.String(), To: to.String()}
	if done.From == done.To {
		return done, &InvalidError{What: lang.Format("%s is both states", "两边都是 %s", named(done.From))}
	}
	source, err := from.open(ctx, o)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	m := &source.Snapshot().meta
	if m.movedTo != "" {
		return done, finishCopy(ctx, m, from, to, o, &done)
	}
	if err := m.unmoved(done.From); err != nil {
		return done, err
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
	if err := source.do(ctx, lookup{}, func(w *writer) error { return w.putMeta(metaMovedTo, lastingName(to)) }); err != nil {
		return done, err
	}
	_, err = arrive(ctx, from, to, o, m.lineage, &done)
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
			return &InvalidError{What: lang.Format("%s and %s are the same state", "%s 和 %s 是同一个状态库", named(source.Name()), to)}
		}
	}
	return &LockedError{Path: to.String(), Holder: holder, Since: since}
}

// finishCopy does what was left of a copy that was cut off after its mark: its lines are there. One that was whole is told to be.
func finishCopy(ctx context.Context, m *meta, from, to Backend, o OpenOptions, done *Copied) error {
	if m.movedTo == lastingName(to) {
		if finished, err := arrive(ctx, from, to, o, m.lineage, done); err != nil || finished {
			return err
		}
	}
	return m.unmoved(done.From)
}

// copyLines copies all lines of one moment, unless they are there already, and yields the head that they have there.
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
			s.meta.cutOff(&h, lastingName(from))
			if there, err := alreadyThere(ctx, to, h, s); err != nil || there {
				return err
			}
			done.Aside, err = to.receive(ctx, c, s, h, o)
			return err
		})
	})
	return h, err
}

// cutOff describes a copy as one that is not used yet, with the head that it has then.
func (m *meta) cutOff(h *head, from string) {
	before := uint32(0)
	if m.copiedFrom != "" {
		before = metaCRC(metaCopied, m.copiedFrom)
	}
	m.copiedFrom = unfinished + from
	h.replace(before, metaCRC(metaCopied, m.copiedFrom))
}

// alreadyThere tells whether a copy of this very moment was made before.
func alreadyThere(ctx context.Context, to Backend, want head, of *Snapshot) (bool, error) {
	found, err := to.look(ctx)
	if err != nil || !found.there {
		return false, err
	}
	have, s, err := headOf(found)
	if err != nil {
		return false, err
	}
	return s.meta == of.meta && have == want, nil
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
		return &CorruptError{Path: to.String(), Why: lang.Format("the copy is not sound: %s", "副本有问题：%s", report.Problems[0])}
	}
	found, err := to.look(ctx)
	if err != nil {
		return err
	}
	have, s, err := headOf(found)
	if err == nil && (have != want || s.Lineage() != lineage) {
		err = &CorruptError{Path: to.String(), Why: lang.Both("the copy is not what was copied", "副本和原来的不一样")}
	}
	return err
}

// arrive lets a copy be used whose old state is marked, and makes the campaigns that are no project's those of the one that they went to. It tells
// whether anything of that was left to do.
func arrive(ctx context.Context, from, to Backend, o OpenOptions, lineage string, done *Copied) (finished bool, err error) {
	target, err := to.open(ctx, o)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	if target.Lineage() != lineage {
		return false, nil
	}
	err = target.do(ctx, lookup{}, func(w *writer) error {
		if w.meta.copiedFrom == unfinished+lastingName(from) {
			finished = true
			if err := w.putMeta(metaCopied, lastingName(from)); err != nil {
				return err
			}
		}
		for _, c := range w.campaigns {
			if c.Project != "" || w.project == "" {
				continue
			}
			if err := w.adopt(c, o.Now()); err != nil {
				return err
			}
			finished, done.Adopted = true, append(done.Adopted, c.Name)
		}
		return nil
	})
	return finished, err
}

// inTheWay refuses to write over a state that is there, but for an older copy of this very one that was moved away, or cut off: that is set aside.
func inTheWay(ctx context.Context, to Backend, found *finding, s *Snapshot, now time.Time, owner string) (aside []string, err error) {
	_, old, err := headOf(found)
	if err != nil {
		return nil, err
	}
	if old.meta.unmoved("") == nil || old.Lineage() != s.Lineage() || old.Serial()-1 > s.Serial() { // the mark was its last change
		return nil, &ExistsError{Name: to.String(), Other: true}
	}
	return to.setAside(ctx, now, owner)
}
