package state

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/address"
)

// Bulk writes packets with their outcomes in transactions of thousands, for benchmarks that need a million of them.
func (s *Store) Bulk(ctx context.Context, n int, each func(i int) (Intent, Outcome)) error {
	const perTransaction = 20_000
	for done := 0; done < n; done += perTransaction {
		err := s.do(ctx, lookup{}, func(w *writer) error {
			for i := done; i < min(done+perTransaction, n); i++ {
				in, out := each(i)
				id, err := w.campaign(in.Campaign, in.At)
				if err != nil {
					return err
				}
				d := in.detail()
				d.CampaignID = id
				p, err := w.insert(KindIntent, d, in)
				if err != nil {
					return err
				}
				r, err := w.byID(p.ID)
				if err != nil {
					return err
				}
				if _, err := w.fold(r, &event{kind: KindOutcome, at: millis(out.At), detail: outcomeDetail(out)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Created is a state in a database that comes to be when it is opened first, as a file does.
type Created struct{ *Postgres }

func (c *Created) open(ctx context.Context, o OpenOptions) (*Store, error) {
	if found, err := c.look(ctx); err == nil && !found.there && o.MchID != "" {
		if err := c.Create(ctx, o); err != nil {
			return nil, err
		}
	}
	return c.Postgres.open(ctx, o)
}

// InProject is the same schema as a project sees it.
func (c *Created) InProject(name string) *Created {
	p := *c.Postgres
	p.project, p.now = name, time.Now
	return &Created{Postgres: &p}
}

// Exec runs a statement of whoever else may write to the schema.
func (c *Created) Exec(ctx context.Context, sql string) error {
	return c.with(ctx, func(conn *pgConn) error {
		return conn.transaction(func(tx pgx.Tx) error {
			_, err := tx.Conn().PgConn().Exec(ctx, sql).ReadAll()
			return err
		})
	})
}

// Watch is Abandoned for as long as a test takes.
func (c *Created) Watch(ctx context.Context, l Lease, long time.Duration) error {
	return c.watch(ctx, l, long)
}

// Count runs a statement that counts.
func (c *Created) Count(ctx context.Context, sql string) (n int64, err error) {
	err = c.with(ctx, func(conn *pgConn) error {
		return conn.atOnce(func() error { n, err = queryInt(conn, sql); return err })
	})
	return n, err
}

// Schema is the name of the schema.
func (c *Created) Schema() string { return c.schema }

// Definitions are what Check compares the tables with, and what they are.
func (c *Created) Definitions(ctx context.Context) (want string, have []string, err error) {
	err = c.with(ctx, func(conn *pgConn) error {
		return conn.atOnce(func() error { have, err = conn.definitions(); return err })
	})
	return postgresDefinitions, have, err
}

// Hurry makes the lease and the patience with a server as short as a test is.
func (p *Postgres) Hurry(lease, renew, room, patience, step time.Duration) {
	p.times = times{lease: lease, renew: renew, room: room, patience: patience, step: step}
}

// TextsArray is how texts are told to a server.
func TextsArray(texts []string) []byte { return textsArray(texts) }

// Fit is what is said of a server by its settings.
func Fit(settings map[string]string) error { return fit(settings) }

// exec runs a statement of a forger's, which changes one line.
func (w *writer) exec(sql string, args ...any) error {
	c, err := w.tables.reading()
	if err != nil {
		return err
	}
	return query(c, sql, func(line) error { return nil }, args...)
}

// CampaignDate freezes the date of a campaign as schema 1 did.
func (s *Store) CampaignDate(ctx context.Context, campaign, date string) error {
	return s.do(ctx, lookup{}, func(w *writer) error {
		id, err := w.campaign(campaign, s.opts.Now())
		if err != nil {
			return err
		}
		c := w.campaigns[id-1]
		if c.BillNoDate != "" {
			return nil
		}
		c.BillNoDate = date
		e := &event{kind: KindCampaignDate, at: millis(s.opts.Now()), detail: Detail{CampaignID: id, Date: date}}
		return w.replaceCampaign(c, e)
	})
}

// Upgrade is what Open does to a file of an older schema, once it has found the file sound.
func Upgrade(c *sqlite3.Conn, from int) error {
	_, err := upgrade(fileConn{c}, from, nil)
	return err
}

// CheckHistory is the part of Check that compares the history with the packets.
func CheckHistory(conn *sqlite3.Conn, schema int) error {
	c := fileConn{conn}
	h, err := readHead(c)
	if err != nil {
		return err
	}
	x, p := &examination{schema: schema, head: h}, &part{}
	all := &half{x: x, from: math.MinInt64, to: math.MaxInt64}
	x.halves = append(x.halves, all)
	return errors.Join(all.compare(p, c), x.whole(p, c))
}

// MoveAll carries out several moves in one transaction.
func (s *Store) MoveAll(ctx context.Context, moves ...[2]address.Address) error {
	return s.do(ctx, lookup{}, func(w *writer) error {
		for _, m := range moves {
			if err := w.movePacket(w.byName[m[0].Campaign], m[0], m[1]); err != nil {
				return err
			}
		}
		return nil
	})
}

// Rename gives a packet another key and right checksums, as whoever forges a state can.
func (s *Store) Rename(ctx context.Context, id int64, key string) error {
	return s.do(ctx, lookup{}, func(w *writer) error {
		r, err := w.byID(id)
		if err != nil {
			return err
		}
		before := r.crc
		r.key = key
		r.crc = r.checksum(nil)
		w.head.sum += uint64(r.crc) - uint64(before)
		return w.exec("UPDATE packet SET key = ?, crc = ? WHERE id = ?", key, int64(r.crc), id)
	})
}

// ForgeMeta gives an entry of the description another value and right checksums.
func (s *Store) ForgeMeta(ctx context.Context, key, value string) error {
	return s.do(ctx, lookup{}, func(w *writer) error { return w.putMeta(key, value) })
}

// ForgeCampaign gives a campaign another name and right checksums.
func (s *Store) ForgeCampaign(ctx context.Context, id int64, name string) error {
	return s.do(ctx, lookup{}, func(w *writer) error {
		c := w.campaigns[id-1]
		c.Name = name
		return w.updateCampaign(c)
	})
}

// ForgeEvent gives an event another kind and a right checksum.
func (s *Store) ForgeEvent(ctx context.Context, id int64, kind Kind) error {
	return s.do(ctx, lookup{}, func(w *writer) error {
		e, err := w.tables.event(id)
		if err != nil {
			return err
		}
		e.kind = kind
		detail, err := e.detail.append(nil)
		if err != nil {
			return err
		}
		crc := e.checksum(eventText{detail, []byte(e.request)}, nil)
		if err := w.exec("UPDATE event SET kind = ?, crc = ? WHERE id = ?", string(kind), int64(crc), id); err != nil {
			return err
		}
		return w.putMeta(metaTool, "forger") // what does not change the head is taken back
	})
}

// Replay builds the picture of the state from its history alone, without looking at the packets themselves.
func Replay(ctx context.Context, at Backend) (*Snapshot, error) {
	s := newSnapshot()
	err := whereThere(ctx, at, func(c connection) error { return c.atOnce(func() error { return replayInto(s, c) }) })
	if err != nil {
		return nil, err
	}
	return s, nil
}

func replayInto(s *Snapshot, c connection) error {
	schema, err := c.schema()
	if err != nil {
		return err
	}
	h, err := readHead(c)
	if err != nil {
		return err
	}
	s.exists, s.serial, s.schema = true, h.serial, schema
	if _, err := s.readFrame(c, h); err != nil {
		return err
	}
	campaigns, err := replayCampaigns(c)
	if err != nil {
		return err
	}
	s.campaigns, s.byName = nil, map[string]int64{}
	for _, campaign := range campaigns {
		s.addCampaign(campaign)
	}
	if err := replay(c, func(r *row[string], _ []givenUp) error { r.addTo(&s.packets); return nil }, ofPackets); err != nil {
		return err
	}
	s.packets.finish()
	return s.readAcceptances(c)
}

// CheckPerson is the guard over an intent for the packet of an id, whatever else is wrong with it.
func (s *Store) CheckPerson(ctx context.Context, self int64, in *Intent) error {
	_, err := submit(ctx, s, lookup{}, func(w *writer) (struct{}, error) {
		return struct{}{}, w.checkPerson(self, in.OpenID, in.Campaign, in.permit())
	})
	return err
}

// EncodeDetail is how a detail stands in the file.
func EncodeDetail(d Detail) (string, error) {
	b, err := d.append([]byte("before"))
	return string(b[len("before"):]), err
}

// DecodeDetail reads what EncodeDetail writes.
func DecodeDetail(text string) (d Detail, err error) {
	err = d.parse(text)
	return d, err
}

// Formed keeps texts as a file keeps them, each as detail and request by turns, and reads them back.
func Formed(texts []string) (again []string) {
	known := &forms{}
	l := newLearner(known)
	var words [][]byte
	for i, text := range texts {
		t := eventText{[]byte(text), []byte(texts[i/2])}
		if i%2 == 1 {
			t = eventText{[]byte(texts[i/2]), []byte(text)}
		}
		f, filling := l.formOf(t)
		if f != nil && f.id == 0 {
			l.add(f)
		}
		if f != nil {
			read := newForm(f.id, f.detail, f.request)
			t, words, _ = read.render(filling, nil, words)
		}
		if i%2 == 1 {
			t.detail, t.request = t.request, t.detail
		}
		if string(t.request) != texts[i/2] {
			t.detail = append(t.detail, "; the other one changed"...)
		}
		again = append(again, string(t.detail))
	}
	return again
}

// ReadWhile is Read; meanwhile is called after the first connection has its moment and before the second one does.
func ReadWhile(ctx context.Context, path string, meanwhile func()) (s *Snapshot, err error) {
	other := besideFile(ctx, path, "")
	err = other(func(c connection) error {
		s, _, err = loadWith(c, func(do func(connection) error) error {
			meanwhile()
			return other(do)
		}, nil)
		return err
	})
	return s, err
}

// AllowedRow tells whether Check lets a packet's line pass as one that its table allows, but for the given columns.
func AllowedRow(amount, attempt, inFlight, noOrder int64) bool {
	r := row[string]{status: Sent, amount: amount, attempt: attempt, inFlight: inFlight, noOrder: noOrder}
	return r.allowed()
}

// CopyLines is the first half of a copy, which is cut off then.
func CopyLines(ctx context.Context, from, to Backend, o OpenOptions) error {
	_, err := copyLines(ctx, from, to, o, &Copied{})
	return err
}

// MarkMoved is the second half, without what comes after it.
func (s *Store) MarkMoved(ctx context.Context, to Backend) error {
	return s.do(ctx, lookup{}, func(w *writer) error { return w.putMeta(metaMovedTo, lastingName(to)) })
}
