package state

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cashredpack/redpack/internal/lang"
)

// pgConn is a connection to a state in a PostgreSQL database. Every transaction names the schema itself and nothing is prepared, so a
// pooler may give each of them another session. Results are read by cursors, because a statement may run while another one is being read.
type pgConn struct {
	*pgx.Conn
	ctx     context.Context
	at      *Postgres
	inside  bool // of a read transaction
	known   int  // the version of the tables, once the transaction has asked for it
	cursors int
	warning *pgconn.Notice // the last one
	lazy    bool           // by itself the server acknowledges what is not on disk
	limits  []string       // statements that bound what a transaction of the writer's can keep from others
}

// oids of the arguments.
const (
	oidInt8 = 20
	oidText = 25

	oidInt8s = 1016
	oidTexts = 1009
)

// statements of ours name what only SQLite needs to be told.
var forPostgres = strings.NewReplacer(" NOT INDEXED", "", " INDEXED BY "+byAddress, "")

// numbered makes $1 of the first ?, and so on.
func numberedArgs(sql string) string {
	sql = forPostgres.Replace(sql)
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, more := strings.Cut(sql, "?")
		b.WriteString(before)
		if !more {
			return b.String()
		}
		b.WriteString("$" + strconv.Itoa(n))
		sql = after
	}
}

// pgArgs are arguments as the server takes them, as texts.
func pgArgs(args []any) (values [][]byte, oids []uint32, err error) {
	for _, arg := range args {
		switch v := arg.(type) {
		case int64:
			values, oids = append(values, strconv.AppendInt(nil, v, 10)), append(oids, oidInt8)
		case string:
			values, oids = append(values, append([]byte{}, v...)), append(oids, oidText)
		case null:
			values, oids = append(values, nil), append(oids, 0)
		case []int64:
			values, oids = append(values, numbersArray(v)), append(oids, oidInt8s)
		case []string:
			values, oids = append(values, textsArray(v)), append(oids, oidTexts)
		default:
			return nil, nil, fmt.Errorf("bind: unexpected type %T", arg) // for programs
		}
	}
	return values, oids, nil
}

// atOnce sees one moment, as the first statement after BEGIN finds it.
func (c *pgConn) atOnce(do func() error) (err error) {
	if err := c.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err != nil {
		return err
	}
	c.inside, c.known = true, 0
	defer func() {
		c.inside, c.known = false, 0
		if _, endErr := c.PgConn().Exec(c.ctx, "ROLLBACK").ReadAll(); err == nil {
			err = endErr
		}
	}()
	return do()
}

// begin starts a transaction of the schema.
func (c *pgConn) begin(how string) error {
	_, err := c.PgConn().Exec(c.ctx, how+"; "+c.at.setSchema()).ReadAll()
	return err
}

// version is what schema has found in the transaction: a history that is read event by event asks for it with each.
func (c *pgConn) version() (int, error) {
	if c.known != 0 {
		return c.known, nil
	}
	return c.schema()
}

// schema is what head tells. Whoever may change the tables of a database may change anything in it, so Check compares them, and nothing else.
func (c *pgConn) schema() (int, error) {
	version, err := queryInt(c, "SELECT schema FROM head")
	if err == nil && version == 0 {
		return 0, damage{lang.Both("its head is missing, which counts everything in it", "它的总计不见了，那里记着所有内容的数量")}
	}
	if err == nil && version > schemaVersion {
		return 0, &NewerError{Path: c.at.name, Schema: int(version), Known: schemaVersion}
	}
	if err == nil && version < firstPostgresSchema {
		return 0, damage{lang.Format("it has schema %d, which no redpack makes in a database",
			"它的结构版本是 %d，没有哪个 redpack 会在数据库里建这样的表", version)}
	}
	if err == nil && c.inside {
		c.known = int(version)
	}
	return int(version), err
}

// rows begins a statement. Within a transaction a cursor reads it; outside of one it has few lines, and all of them are taken at once.
func (c *pgConn) rows(sql string, args ...any) (rows, error) {
	values, oids, err := pgArgs(args)
	if err != nil {
		return nil, err
	}
	r := &pgRows{conn: c}
	sql = numberedArgs(sql)
	if !c.inside {
		return r, r.read(sql, values, oids)
	}
	c.cursors++
	r.cursor = "c" + strconv.Itoa(c.cursors)
	if _, err := c.PgConn().ExecParams(c.ctx, "DECLARE "+r.cursor+" NO SCROLL CURSOR FOR "+sql, values, oids, nil, nil).Close(); err != nil {
		return nil, err
	}
	return r, r.fetch()
}

// stream begins a statement whose lines are taken as they come.
func (c *pgConn) stream(sql string, args ...any) (rows, error) {
	values, oids, err := pgArgs(args)
	if err != nil {
		return nil, err
	}
	return &pgStream{result: c.PgConn().ExecParams(c.ctx, numberedArgs(sql), values, oids, nil, binaryResults)}, nil
}

// pgStream is a result on its way. It is read to its end: until then the connection does nothing else.
type pgStream struct {
	result *pgconn.ResultReader
	pgLine
	failed error
}

func (r *pgStream) next() bool {
	if r.result.NextRow() {
		r.pgLine = r.result.Values()
		return true
	}
	r.pgLine, r.failed = nil, r.Close()
	return false
}

// Err is what kept the lines from being read.
func (r *pgStream) Err() error { return r.failed }

// Close takes what is left.
func (r *pgStream) Close() error {
	_, err := r.result.Close()
	return err
}

// pgLine is a line in binary form, lent until the next one.
type pgLine [][]byte

// ColumnInt64 reads a whole number of any width.
func (l pgLine) ColumnInt64(column int) int64 { return wholeNumber(l[column]) }

// ColumnRawText is the text of a column, lent until the next line.
func (l pgLine) ColumnRawText(column int) []byte { return l[column] }

// ColumnText is the text of a column.
func (l pgLine) ColumnText(column int) string { return string(l[column]) }

func (l pgLine) isNull(column int) bool { return l[column] == nil }

// pageLines is how many lines are fetched at a time.
const pageLines = 4096

// pgRows are the lines of a page, all of their values one behind the other.
type pgRows struct {
	conn   *pgConn
	cursor string // "" where all lines were read at once
	data   []byte
	ends   []int // of each value in data; negative: NULL
	width  int
	lines  int
	at     int // the line after the one that is read
	last   bool
	failed error
}

func (r *pgRows) fetch() error {
	if err := r.read("FETCH FORWARD "+strconv.Itoa(pageLines)+" FROM "+r.cursor, nil, nil); err != nil {
		return err
	}
	r.last = r.lines < pageLines
	return nil
}

// read takes all lines of a statement, in binary form.
func (r *pgRows) read(sql string, values [][]byte, oids []uint32) error {
	_, err := r.take(r.conn.PgConn().ExecParams(r.conn.ctx, sql, values, oids, nil, binaryResults))
	return err
}

// binaryResults asks for all values as the server keeps them.
var binaryResults = []int16{pgx.BinaryFormatCode}

// take makes the lines of a result those of r.
func (r *pgRows) take(result *pgconn.ResultReader) (pgconn.CommandTag, error) {
	r.data, r.ends, r.lines, r.at, r.last = r.data[:0], r.ends[:0], 0, 0, true
	for result.NextRow() {
		line := result.Values()
		r.width = len(line)
		r.lines++
		for _, value := range line {
			r.data = append(r.data, value...)
			end := len(r.data)
			if value == nil {
				end = -end - 1
			}
			r.ends = append(r.ends, end)
		}
	}
	return result.Close()
}

func (r *pgRows) next() bool {
	if r.at == r.lines && !r.last {
		if r.failed = r.fetch(); r.failed != nil {
			r.lines, r.at, r.last = 0, 0, true
		}
	}
	if r.at >= r.lines {
		return false
	}
	r.at++
	return true
}

// Err is what kept the lines from being read.
func (r *pgRows) Err() error { return r.failed }

// Close gives the cursor back. Where the transaction has failed there is none any more.
func (r *pgRows) Close() error {
	if r.cursor == "" || r.failed != nil || !r.conn.inside || r.conn.PgConn().TxStatus() != 'T' {
		return nil
	}
	_, err := r.conn.PgConn().Exec(r.conn.ctx, "CLOSE "+r.cursor).ReadAll()
	return err
}

// value is one of the line that is read; nil for NULL.
func (r *pgRows) value(column int) []byte {
	i := (r.at-1)*r.width + column
	end := r.ends[i]
	if end < 0 {
		return nil
	}
	begin := 0
	if i > 0 {
		if begin = r.ends[i-1]; begin < 0 {
			begin = -begin - 1
		}
	}
	return r.data[begin:end]
}

// ColumnInt64 reads a whole number of any width.
func (r *pgRows) ColumnInt64(column int) int64 { return wholeNumber(r.value(column)) }

func wholeNumber(v []byte) int64 {
	switch len(v) {
	case 8:
		return int64(binary.BigEndian.Uint64(v))
	case 4:
		return int64(int32(binary.BigEndian.Uint32(v)))
	case 2:
		return int64(int16(binary.BigEndian.Uint16(v)))
	case 1:
		return int64(v[0])
	}
	return 0
}

// ColumnRawText is the text of a column, lent until the next line.
func (r *pgRows) ColumnRawText(column int) []byte { return r.value(column) }

// ColumnText is the text of a column.
func (r *pgRows) ColumnText(column int) string { return string(r.value(column)) }

func (r *pgRows) isNull(column int) bool { return r.ends[(r.at-1)*r.width+column] < 0 }
