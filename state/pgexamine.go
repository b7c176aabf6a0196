package state

import (
	"context"
	"crypto/tls"
	"errors"
)

// Examination is what a database tells of itself as the place of a state. It is found out without changing anything.
type Examination struct {
	Version string // of the server: "15.18"
	TLS     string // "TLS 1.3"; "" where the connection is not encrypted
	Unfit   error  // a *ServerError where nothing can be kept there
	// Lazy: by itself the server answers before what it was told is on disk. Each transaction of redpack's asks it to be sure.
	Lazy     bool
	There    bool // a state was made
	MayWrite bool // this user, on this server: which is none that only follows another one
	Standby  bool
	Lease    Lease
}

// Examine looks at the server, at what this user may do, and at the lease.
func (p *Postgres) Examine(ctx context.Context) (e Examination, err error) {
	err = p.with(ctx, func(c *pgConn) error {
		if conn, ok := c.PgConn().Conn().(*tls.Conn); ok {
			e.TLS = tls.VersionName(conn.ConnectionState().Version)
		}
		e.Version = c.PgConn().ParameterStatus("server_version")
		var unfit *ServerError
		if err := c.examineServer(); errors.As(err, &unfit) {
			e.Unfit = unfit
		} else if err != nil {
			return err
		}
		e.Lazy = c.lazy
		if err := c.QueryRow(ctx, "SELECT pg_is_in_recovery()").Scan(&e.Standby); err != nil {
			return err
		}
		return e.tables(ctx, c)
	})
	return e, err
}

// tables looks at those of the state, where they are.
func (e *Examination) tables(ctx context.Context, c *pgConn) error {
	err := c.atOnce(func() error {
		heads, err := queryInt(c, "SELECT count(*) FROM head")
		e.There = heads > 0
		return err
	})
	if missing(err) || err == nil && !e.There {
		return c.barred()
	}
	if err != nil {
		return err
	}
	const rights = "SELECT has_table_privilege($1 || '.packet', 'INSERT') AND has_table_privilege($1 || '.packet', 'UPDATE') AND has_table_privilege($1 || '.lease', 'UPDATE')"
	if err := c.QueryRow(ctx, rights, c.at.ident()).Scan(&e.MayWrite); err != nil {
		return err
	}
	e.MayWrite = e.MayWrite && !e.Standby
	e.Lease, err = c.lease()
	return err
}
