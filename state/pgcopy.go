package state

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
)

// receive fills tables that are empty, in one transaction; where there are none, they are made.
func (p *Postgres) receive(ctx context.Context, c connection, s *Snapshot, h head, o OpenOptions) (aside []string, err error) {
	found, err := p.look(ctx)
	if err != nil {
		return nil, err
	}
	if found.there {
		there, _, err := headOf(found)
		if err != nil {
			return nil, err
		}
		if there.packets+there.events+there.runs > 0 {
			if aside, err = inTheWay(ctx, p, found, s, o.Now(), o.Owner); err != nil {
				return nil, err
			}
			found.there = false
		}
	}
	return aside, p.with(ctx, func(to *pgConn) error {
		if found.there {
			return p.fill(to, c, h, &s.meta, &o)
		}
		if err := to.examineServer(); err != nil {
			return err
		}
		// At once: tables without their lines would be a state under which nothing was sent yet.
		return pgx.BeginFunc(ctx, to.Conn, func(tx pgx.Tx) error {
			if err := p.createIn(ctx, tx, s.meta); err != nil {
				return err
			}
			return p.fillIn(ctx, tx, c, h, &s.meta)
		})
	})
}

// fill writes the lines of another state into one that was made before, under a lease of its own.
func (p *Postgres) fill(to *pgConn, from connection, h head, m *meta, o *OpenOptions) (err error) {
	l, err := p.acquireLease(to.ctx, to, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.endLease(l.fence)) }()
	return to.transaction(func(tx pgx.Tx) error {
		if tag, err := tx.Exec(to.ctx, renewLease, l.fence, p.times.lease.Milliseconds()); err != nil || tag.RowsAffected() != 1 {
			return errors.Join(err, errForeignWriter)
		}
		return p.fillIn(to.ctx, tx, from, h, m)
	})
}

// fillIn writes the lines in a transaction.
func (p *Postgres) fillIn(ctx context.Context, tx pgx.Tx, from connection, h head, m *meta) error {
	if err := describe(ctx, tx, m); err != nil {
		return err
	}
	for i := range copiedTables {
		if err := p.copyTable(ctx, tx, from, &copiedTables[i]); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, "INSERT INTO tally(campaign, packets, sum) SELECT campaign, count(*), sum(crc)::bigint FROM packet GROUP BY campaign"); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, strings.Replace(updatePostgresHead, " AND serial = $8", " AND serial >= $8", 1), append(h.args(), int64(1))...) // for programs
	return err
}

// copyTable copies the lines of one table.
func (p *Postgres) copyTable(ctx context.Context, tx pgx.Tx, from connection, t *copied) (err error) {
	all, err := from.rows("SELECT " + strings.Join(t.columns, ", ") + " FROM " + t.name + " ORDER BY " + t.order)
	if err != nil {
		return err
	}
	defer closing(all, &err)
	_, err = tx.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromFunc(func() ([]any, error) {
		if all.next() {
			return t.values(all, nil), nil
		}
		return nil, all.Err()
	}))
	return err
}

// describe writes what is told of the state over what was told of the empty one in its place, which whoever applies may do. To delete what only the
// empty one had takes more rights; there is such a line only where the empty one was moved before, or knows where it sends to and the other does not.
func describe(ctx context.Context, tx pgx.Tx, m *meta) error {
	var keys []string
	for key, value := range m.entries() {
		if _, err := tx.Exec(ctx, upsertMeta, key, value, int64(metaCRC(key, value))); err != nil {
			return err
		}
		keys = append(keys, key)
	}
	var more bool
	if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM meta WHERE key <> ALL($1))", keys).Scan(&more); err != nil || !more {
		return err
	}
	_, err := tx.Exec(ctx, "DELETE FROM meta WHERE key <> ALL($1)", keys)
	return err
}

// backup writes a verified copy into a new file.
func (p *Postgres) backup(ctx context.Context, to string) (err error) {
	found, err := p.look(ctx)
	if err != nil {
		return err
	}
	if !found.there {
		return p.notThere(false)
	}
	return writeBackup(to, func(path string) error {
		return found.reader(func(c connection) error {
			return c.atOnce(func() error {
				h, err := readHead(c)
				if err != nil {
					return err
				}
				m, _, err := readMeta(c)
				if err != nil {
					return err
				}
				return dbError(ctx, path, copyInto(ctx, path, c, h, &m))
			})
		})
	}, func(path string) error { return verifyCopy(ctx, path, found.seen, found.witnessed) })
}
