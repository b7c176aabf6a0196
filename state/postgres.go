package state

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cashredpack/redpack/internal/lang"
)

// Postgres is a state in a schema of a PostgreSQL database, for a merchant whose campaigns are applied from several places. It needs
// PostgreSQL 13 or newer, works behind a pooler, and uses nothing that its kin on the same protocol lack: no session locks, no
// notifications, no prepared statements.
type Postgres struct {
	config  *pgx.ConnConfig
	schema  string
	name    string
	witness string
	project string
	now     func() time.Time
	times   times
}

// PostgresOptions say where a state is in a database and whose campaigns are meant.
type PostgresOptions struct {
	// URL is the address, postgres://user:password@host:port/database. What it leaves out comes from the variables and files that
	// PostgreSQL's own programs know. Where the host is not this machine, the certificate is verified.
	URL    string
	Schema string
	// Project is the name under which campaigns are kept apart from those of other folders.
	Project string
	// Now is the clock by which it is told what other projects sent lately; required with a project.
	Now func() time.Time
	// Witness is the file of this machine that keeps how far the state had come when it was seen last; "" keeps none.
	Witness string
}

// AddressError says that the address of a database cannot be used. It does not repeat it, because a password may be in it.
type AddressError struct{ Why, Do lang.Text }

func (e *AddressError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *AddressError) Said() lang.Text {
	return lang.Format("the address of the database %s. %s", "数据库地址%s。%s", e.Why, e.Do)
}

// NewPostgres reads an address. No connection is made yet.
func NewPostgres(o PostgresOptions) (*Postgres, error) {
	address, err := securely(o.URL)
	if err != nil {
		return nil, err
	}
	config, err := pgx.ParseConfig(address)
	var file *fs.PathError
	switch {
	case errors.As(err, &file):
		return nil, &AddressError{
			Why: lang.Format("names the file %s, which cannot be read: %v", "里写的文件 %s 无法读取：%v", file.Path, file.Err),
			Do:  lang.Both("Write the path of one that can.", "写一个能读取的文件的路径。"),
		}
	case err == nil && config.Database == "":
		return nil, &AddressError{
			Why: lang.Both("names no database", "没有写数据库名"),
			Do: lang.Both("Write it behind the host: postgres://user:password@host:5432/database.",
				"写在主机后面：postgres://user:password@host:5432/database。"),
		}
	case err != nil:
		return nil, &AddressError{Why: lang.Both("cannot be read", "无法读取"), Do: addressForm}
	}
	// Nothing of a session: the next transaction may be in another one.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.StatementCacheCapacity, config.DescriptionCacheCapacity = 0, 0
	config.ConnectTimeout = connectTimeout
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "redpack"
	}
	name := placeOf(o.Schema, config.Database, net.JoinHostPort(config.Host, fmt.Sprint(config.Port)))
	return &Postgres{config: config, schema: o.Schema, name: name, witness: o.Witness, project: o.Project, now: o.Now, times: usualTimes()}, nil
}

// connectTimeout is for one host of the address.
const connectTimeout = 10 * time.Second

// securely is an address whose server must prove itself, unless it is this machine.
func securely(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return "", &AddressError{Why: lang.Both("does not begin with postgres://, or cannot be read", "不是以 postgres:// 开头，或者无法读取"), Do: writeAddress}
	}
	if strings.Contains(u.EscapedPath()+u.RawQuery+u.EscapedFragment(), "@") { // else the rest of a password would be the name of a database, and be shown
		return "", &AddressError{Why: lang.Both("has an @ behind its host, as where a password holds one of / ? #", "在主机后面有 @，像是密码里含有 / ? #"), Do: escapedPassword}
	}
	query := u.Query()
	hosts := strings.Split(u.Host, ",")
	if more := query.Get("host"); more != "" {
		hosts = strings.Split(more, ",")
	}
	local := !slices.ContainsFunc(hosts, func(host string) bool { return !loopback(host) })
	switch mode := query.Get("sslmode"); {
	case mode != "" && !slices.Contains([]string{"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}, mode):
		return "", &AddressError{
			Why: lang.Format("asks for sslmode=%q, which there is not", "里写了 sslmode=%q，没有这种模式", mode),
			Do:  lang.Both("Use sslmode=verify-full, or leave it out, which is the same.", "写 sslmode=verify-full，或者不写，效果一样。"),
		}
	case mode == "" && local:
		query.Set("sslmode", "prefer")
	case mode == "":
		query.Set("sslmode", "verify-full")
	case mode != "verify-full" && !local:
		return "", &AddressError{
			Why: lang.Format("asks for sslmode=%s, with which anybody on the way could be the server",
				"里写了 sslmode=%s，这样中途的任何人都可能冒充服务器", mode),
			Do: lang.Both("Use sslmode=verify-full, with sslrootcert=FILE where the server's certificate is of your own authority.",
				"写 sslmode=verify-full；服务器证书由自己的 CA 签发时，再加上 sslrootcert=FILE。"),
		}
	}
	u.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20") // pgx takes a + for itself
	return u.String(), nil
}

// loopback tells whether a host, with its port or without, is this machine.
func loopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasPrefix(host, "/") || ip != nil && ip.IsLoopback()
}

// String names the schema, the database and its host.
func (p *Postgres) String() string { return p.name }

// Project is the name under which campaigns are kept apart from those of other folders.
func (p *Postgres) Project() string { return p.project }

// connect opens a connection to a state. What its server is has been looked at.
func (p *Postgres) connect(ctx context.Context) (*pgConn, error) {
	c := &pgConn{ctx: ctx, at: p}
	config := p.config.Copy()
	config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
		if n.SeverityUnlocalized == "WARNING" {
			c.warning = n
		}
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, &UnreachableError{Name: p.name, Err: err}
	}
	c.Conn = conn
	return c, nil
}

// with runs a function on a connection of its own.
func (p *Postgres) with(ctx context.Context, do func(*pgConn) error) (err error) {
	c, err := p.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = c.hangUp() }() // what matters was answered before
	return p.explain(do(c))
}

// hangUp closes a connection, without waiting for a server that does not answer.
func (c *pgConn) hangUp() error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), time.Second)
	defer cancel()
	return c.Close(ctx)
}

// SQLSTATE codes that matter here (PostgreSQL, "Appendix A. PostgreSQL Error Codes").
const (
	codeNoTable         = "42P01"
	codeNoSchema        = "3F000"
	codeNoColumn        = "42703"
	codeForbidden       = "42501"
	codeSerialization   = "40001"
	codeDeadlock        = "40P01"
	codeReadOnly        = "25006"
	codeDiskFull        = "53100"
	classConnection     = "08"
	classResources      = "53"
	classIntervention   = "57P0" // shut down, crashed, starting, terminated
	codeUnknownComplete = "40003"
	codeLockTimeout     = "55P03"
	codeCanceled        = "57014" // by statement_timeout or a person
	codeIdle            = "25P03" // ended by idle_in_transaction_session_timeout
	codeTooLong         = "25P04" // by transaction_timeout
	classClash          = "23"
)

// explain gives an error of the server or of our own checks the type that tells the way out.
func (p *Postgres) explain(err error) error {
	if explained := p.typed(err); explained != nil {
		return explained
	}
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return lang.Errorf("read the state %s: %w", "读取状态库 %s：%w", named(p.name), err)
	}
	return err
}

// typed is an error with the type that tells the way out, nil where there is none for it.
func (p *Postgres) typed(err error) error {
	var d damage
	var said *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &d):
		return &CorruptError{Path: p.name, Why: d.why}
	case isCut(err) || pgconn.Timeout(err):
		return &UnreachableError{Name: p.name, Err: err}
	case !errors.As(err, &said):
		return nil
	case said.Code == codeForbidden:
		return &PermissionError{
			Path: p.name, Why: lang.Format("may not be used like this by the database's user %s: %s",
				"不允许数据库用户 %s 这样使用：%s", p.config.User, said.Message), Err: err,
			Fix: rightsFix,
		}
	case said.Code == codeReadOnly:
		return &ServerError{
			Why: lang.Both("can only be read: it follows another one, or default_transaction_read_only is on",
				"只能读取：它是另一台服务器的备库，或者打开了 default_transaction_read_only"), Err: err,
			Do: lang.Both("Let the address lead to the server that may be written, as target_session_attrs=read-write does among several. Nothing was sent.",
				"让地址指向可写的服务器；有多台时，target_session_attrs=read-write 会选出可写的那台。没有发放任何红包。"),
		}
	}
	return nil
}

// missing tells whether a server said that what was asked for is no table, or no schema.
func missing(err error) bool {
	var said *pgconn.PgError
	return errors.As(err, &said) && (said.Code == codeNoTable || said.Code == codeNoSchema)
}

// look finds out whether the schema has the tables of a state.
func (p *Postgres) look(ctx context.Context) (*finding, error) {
	found := p.finding(ctx)
	// The witness comes first: it is written after the commit, so the state can only be further.
	var corrupt *CorruptError
	var err error
	if found.seen, found.witnessed, err = p.readWitness(); errors.As(err, &corrupt) {
		found.troubles = append(found.troubles, corrupt)
	} else if err != nil {
		return nil, err
	}
	err = p.with(ctx, func(c *pgConn) error {
		err := c.atOnce(func() error {
			heads, err := queryInt(c, "SELECT count(*) FROM head")
			found.there = heads > 0 // tables without one were made by whoever runs the database, for the state to come
			return err
		})
		if missing(err) {
			if barred := c.barred(); barred != nil {
				return barred
			}
		}
		return err
	})
	switch {
	case err != nil && !missing(err):
		return nil, err
	case !found.there && found.witnessed:
		return nil, &VanishedError{Path: p.name, Witness: lang.Same(p.witness)}
	}
	return found, nil
}

// barred is a *PermissionError where this user may not look into the schema: to such a user its tables are as if they were not there.
func (c *pgConn) barred() error {
	var may bool
	err := c.QueryRow(c.ctx, "SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = $1", c.at.schema).Scan(&may)
	if may || errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return &PermissionError{Path: c.at.name, Why: lang.Format("may not be looked into by the database's user %s", "不允许数据库用户 %s 查看", c.at.config.User), Fix: rightsFix}
}

// rightsFix is what to do about a user who may not.
var rightsFix = lang.Both("Nothing was sent by this command. Use the address of a user who may, or have the user given a role of redpack state create -print: "+
	"redpack_apply may write, redpack_plan may only look; tables are made, renamed and removed by whoever owns them.",
	"这条命令没有发放任何红包。改用有权限的用户的地址，或者给这个用户授予 redpack state create -print 中的角色："+
		"redpack_apply 可以写入，redpack_plan 只能查看；建表、改名、删表由表的所有者来做。")

func (p *Postgres) finding(ctx context.Context) *finding {
	return &finding{name: p.name, project: p.project, now: p.now, reader: p.beside(ctx), examinations: postgresExaminations}
}

func (p *Postgres) readWitness() (witness, bool, error) {
	if p.witness == "" {
		return witness{}, false, nil
	}
	return readWitnessOf(p.name, p.witness)
}

// beside makes reading connections.
func (p *Postgres) beside(ctx context.Context) beside {
	return func(do func(connection) error) error {
		return p.with(ctx, func(c *pgConn) error { return do(c) })
	}
}

// load reads and verifies the whole state.
func (p *Postgres) load(ctx context.Context) (*Snapshot, error) {
	return p.finding(ctx).readAll(extent{}, nil)
}
