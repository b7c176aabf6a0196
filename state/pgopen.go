package state

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
)

// oldestPostgres is the oldest server that the statements are for.
const oldestPostgres = 13

// Create makes the tables of a state in a database, with nothing in it. It is asked for by a person and never done on the way: an address with a
// typing mistake must not look like a state under which nothing was sent yet.
func (p *Postgres) Create(ctx context.Context, o OpenOptions) error {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	m, err := o.newMeta()
	if err != nil {
		return err
	}
	return p.with(ctx, func(c *pgConn) error {
		if err := c.examineServer(); err != nil {
			return err
		}
		return pgx.BeginFunc(ctx, c.Conn, func(tx pgx.Tx) error { return p.createIn(ctx, tx, m) })
	})
}

// createIn makes the tables and the first head in a transaction.
func (p *Postgres) createIn(ctx context.Context, tx pgx.Tx, m meta) error {
	m.schemaCRC = "postgres"
	if err := p.makeTables(ctx, tx); err != nil {
		return err
	}
	h := head{serial: 1}
	for key, value := range m.entries() {
		h.replace(0, metaCRC(key, value))
		if _, err := tx.Exec(ctx, upsertMeta, key, value, int64(metaCRC(key, value))); err != nil {
			return err
		}
	}
	return insertHead(ctx, tx, h)
}

// makeTables makes the tables where they are not there, as when whoever runs the database has made them, and refuses those of a state.
func (p *Postgres) makeTables(ctx context.Context, tx pgx.Tx) error {
	var schemas, tables int
	if err := tx.QueryRow(ctx, "SELECT count(*) FROM information_schema.schemata WHERE schema_name = $1", p.schema).Scan(&schemas); err != nil {
		return err
	}
	if schemas == 0 {
		if _, err := tx.Exec(ctx, "CREATE SCHEMA "+p.ident()); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, p.setSchema()+"; "+setDurable); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, "SELECT count(*) FROM information_schema.tables WHERE table_schema = $1 AND table_name = 'head'", p.schema).Scan(&tables); err != nil {
		return err
	}
	if tables == 0 {
		_, err := tx.Conn().PgConn().Exec(ctx, postgresTables).ReadAll()
		return err
	}
	var heads int
	if err := tx.QueryRow(ctx, "SELECT count(*) FROM head").Scan(&heads); err != nil {
		return err
	}
	if heads > 0 {
		return &ExistsError{Name: p.name}
	}
	return nil
}

func insertHead(ctx context.Context, tx pgx.Tx, h head) error {
	if _, err := tx.Exec(ctx, "INSERT INTO head(id, schema, serial, packets, events, campaigns, runs, sum, crc) VALUES(1, $1, $2, $3, $4, $5, $6, $7, $8)",
		append([]any{int64(schemaVersion)}, h.args()...)...); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "INSERT INTO lease(id, fence, holder, tool, since, until) VALUES(1, 0, '', '', clock_timestamp(), clock_timestamp())")
	return err
}

// ExistsError says that there is a state already where one was to be made.
type ExistsError struct {
	Name  string
	Other bool // what is there is another state than the one that was to be copied
}

func (e *ExistsError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *ExistsError) Said() lang.Text {
	if e.Other {
		return lang.Format("there is another state already: %s. Nothing was changed. Two states cannot become one: finish the campaigns of this one where "+
			"it is and begin the next ones there, or name another schema or file in the redpack block.",
			"那里已经有另一个状态库：%s。没有改动任何内容。两个状态库不能合成一个：这一个的活动在原处做完，以后的活动到那里做；"+
				"或者在 redpack 块里写另一个 schema 或文件。", named(e.Name))
	}
	return lang.Format("there is a state already: %s. Nothing was changed. Use it as it is, or name another schema in the redpack block.",
		"已经有状态库：%s。没有改动任何内容。直接使用它，或者在 redpack 块里写另一个 schema。", named(e.Name))
}

// ServerError says that a server cannot be trusted with a state, or is too old for it.
type ServerError struct {
	Why, Do lang.Text
	Err     error // what it said, may be nil
}

func (e *ServerError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *ServerError) Said() lang.Text {
	return lang.Format("the database server %s. %s", "数据库服务器%s。%s", e.Why, e.Do)
}

// Unwrap yields what the server said.
func (e *ServerError) Unwrap() error { return e.Err }

// examineServer refuses a server that would acknowledge what is not on disk, that is too old, or that keeps texts in another form.
func (c *pgConn) examineServer() error {
	settings, limits := map[string]string{}, c.at.times.limits()
	names := append(slices.Sorted(maps.Keys(limits)), "fsync", "full_page_writes", "synchronous_commit", "server_version_num", "server_encoding")
	rows, err := c.Query(c.ctx, "SELECT name, setting FROM pg_settings WHERE name = ANY($1)", names)
	if err != nil {
		return err
	}
	var name, setting string
	if _, err := pgx.ForEachRow(rows, []any{&name, &setting}, func() error { settings[name] = setting; return nil }); err != nil {
		return err
	}
	c.lazy, c.limits = settings["synchronous_commit"] == "off" || settings["synchronous_commit"] == "local", nil
	for name, limit := range limits {
		if _, known := settings[name]; known { // its kin lack some
			c.limits = append(c.limits, fmt.Sprintf("SET LOCAL %s TO %d", name, limit))
		}
	}
	return fit(settings)
}

// fit refuses a server by its settings.
func fit(settings map[string]string) error {
	var version int
	_, _ = fmt.Sscan(settings["server_version_num"], &version) // 0 for a server that is none of PostgreSQL's
	const perMajor = 10_000
	switch {
	case version != 0 && version < oldestPostgres*perMajor:
		return &ServerError{
			Why: lang.Format("is PostgreSQL %d", "是 PostgreSQL %d", version/perMajor),
			Do:  lang.Format("redpack needs version %d or newer.", "redpack 需要 %d 或更新的版本。", oldestPostgres),
		}
	case settings["fsync"] == "off" || settings["full_page_writes"] == "off":
		return &ServerError{
			Why: lang.Both("runs with fsync or full_page_writes off, so a power cut could make it forget who was paid",
				"关闭了 fsync 或 full_page_writes，断电后可能忘掉给谁付过款"),
			Do: lang.Both("Switch them on; nothing was sent.", "把它们打开；没有发放任何红包。"),
		}
	case settings["server_encoding"] != "" && settings["server_encoding"] != "UTF8":
		return &ServerError{
			Why: lang.Format("keeps texts in %s", "用 %s 保存文本", settings["server_encoding"]),
			Do:  lang.Both("Use a database made with ENCODING 'UTF8'.", "改用以 ENCODING 'UTF8' 建立的数据库。"),
		}
	}
	return nil
}

// examineTables refuses tables that the server empties after a crash, however durably it has acknowledged what was written to them.
func (c *pgConn) examineTables() error {
	var name string
	err := c.QueryRow(c.ctx, "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "+
		"WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relpersistence <> 'p' ORDER BY 1 LIMIT 1", c.at.schema).Scan(&name)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return &ServerError{
		Why: lang.Format("would empty the table %s after a crash, and forget who was paid, because it is UNLOGGED",
			"崩溃后会清空表 %s，忘掉给谁付过款，因为这个表是 UNLOGGED", name),
		Do: lang.Format("Let whoever runs it use ALTER TABLE %s.%s SET LOGGED; nothing was sent.",
			"让数据库管理员执行 ALTER TABLE %s.%s SET LOGGED；没有发放任何红包。", c.at.ident(), pgx.Identifier{name}.Sanitize()),
	}
}

// open takes the lease and verifies the state.
func (p *Postgres) open(ctx context.Context, o OpenOptions) (_ *Store, err error) {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	seen, witnessed, err := p.readWitness()
	if err != nil {
		return nil, err
	}
	lasting := context.WithoutCancel(ctx)
	c, err := p.connect(lasting)
	if err != nil {
		return nil, err
	}
	store, err := p.openWith(ctx, c, o, seen, witnessed)
	if err != nil {
		_ = c.hangUp()                                     // nothing was said on it that matters
		if missing(err) || errors.Is(err, pgx.ErrNoRows) { // or they are there, and nothing is in them
			err = p.notThere(witnessed)
		}
		return nil, p.explain(err)
	}
	return store, nil
}

// notThere is what is wrong where the tables are missing.
func (p *Postgres) notThere(witnessed bool) error {
	if witnessed {
		return &VanishedError{Path: p.name, Witness: lang.Same(p.witness)}
	}
	return &NotFoundError{Path: p.name, What: aState}
}

func (p *Postgres) openWith(ctx context.Context, c *pgConn, o OpenOptions, seen witness, witnessed bool) (*Store, error) {
	if err := c.examineServer(); err != nil {
		return nil, err
	}
	if err := c.examineTables(); err != nil {
		return nil, err
	}
	held, err := p.acquireLease(ctx, c, &o)
	if err != nil {
		return nil, err
	}
	t := &pgTables{at: p, ctx: c.ctx, opts: &o, conn: c, lease: held, recent: newRecent()}
	store, err := t.start(ctx, seen, witnessed)
	switch {
	case err == nil:
		return store, nil
	case store != nil: // its writer is at work
		return nil, errors.Join(err, store.Close())
	}
	_ = t.close(nil) // the lease ends by itself where this fails
	return nil, err
}

// start verifies the state while the lease is kept, and sets the writer to work.
func (t *pgTables) start(ctx context.Context, seen witness, witnessed bool) (*Store, error) {
	kept := t.keepLease()
	snapshot, h, err := t.verify(ctx)
	if err := errors.Join(err, kept()); err != nil {
		return nil, err
	}
	if witnessed {
		if err := seen.compare(h.serial, snapshot.Lineage()); err != nil {
			return nil, err
		}
	}
	if err := snapshot.meta.unmoved(t.at.name); err != nil && !t.opts.evenMoved {
		return nil, err
	}
	store := &Store{name: t.at.name, project: t.at.project, opts: *t.opts, release: func() error { return nil }, snapshot: snapshot}
	if store.foreign, err = t.opts.compareOwner(t.at.name, snapshot); err != nil {
		return nil, err
	}
	t.opts, t.head, t.lineage = &store.opts, h, snapshot.Lineage()
	t.events = newEventReader(t.conn)
	if err := t.conn.atOnce(t.events.forms.read); err != nil {
		return nil, err
	}
	if err := t.at.writeWitness(witness{serial: h.serial, lineage: t.lineage}); err != nil {
		return nil, &WriteError{Path: t.at.witness, Err: err}
	}
	store.w = newWriter(store, t, h, &t.events.forms)
	return store, store.tellEndpoint(ctx)
}

// tellEndpoint notes where packets are sent to, in a state that nobody has told yet.
func (s *Store) tellEndpoint(ctx context.Context) error {
	if m := &s.snapshot.meta; m.endpoint != "" || s.foreign != nil || s.opts.Endpoint == "" {
		return nil
	}
	return s.do(ctx, lookup{}, func(w *writer) error {
		w.meta.endpoint, s.snapshot.meta.endpoint = s.opts.Endpoint, s.opts.Endpoint
		return w.putMeta(metaEndpoint, s.opts.Endpoint)
	})
}

// verify reads the state, of which nobody writes anything meanwhile.
func (t *pgTables) verify(ctx context.Context) (s *Snapshot, h head, err error) {
	f := t.at.finding(ctx)
	err = f.reader(func(c connection) error {
		return c.atOnce(func() error {
			s, h, err = f.picture(c, extent{})
			return err
		})
	})
	return s, h, err
}

// keepLease renews the lease until the function that it returns is called, which tells what went wrong with that.
func (t *pgTables) keepLease() (stop func() error) {
	end, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		tick := time.NewTicker(t.at.times.renew)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				if err := t.renew(); err != nil {
					ended <- err
					return
				}
			case <-end:
				ended <- nil
				return
			}
		}
	}()
	return func() error { close(end); return <-ended }
}

// setAside renames the schema.
func (p *Postgres) setAside(ctx context.Context, now time.Time, owner string) (moved []string, err error) {
	to := p.schema + "_aside_" + now.UTC().Format("20060102t150405z")
	err = p.with(ctx, func(c *pgConn) error {
		o := &OpenOptions{Owner: owner, Now: func() time.Time { return now }}
		l, err := p.acquireLease(ctx, c, o)
		if missing(err) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, "ALTER SCHEMA "+p.ident()+" RENAME TO "+pgx.Identifier{to}.Sanitize()); err != nil {
			return errors.Join(err, c.endLease(l.fence))
		}
		moved = append(moved, to)
		return nil
	})
	if err != nil {
		return moved, err
	}
	// What this machine saw of that state speaks against every other one.
	aside := p.witness + ".aside-" + now.UTC().Format("20060102T150405Z")
	if err := osfile.Rename(p.witness, aside); err == nil {
		moved = append(moved, aside)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return moved, fileError(p.witness, lang.Both("cannot be renamed", "无法改名"), err)
	}
	return moved, nil
}
