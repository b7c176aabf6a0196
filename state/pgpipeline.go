package state

import (
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
)

// pgStatement is one on its way to a server, with its arguments numbered $1 and so on.
type pgStatement struct {
	sql  string
	args []any
	// each, if any, takes the lines that it yields.
	each func(*pgRows) error
	// changes is how many lines it must change; negative: any number.
	changes int
}

// pipeline sends statements at once and takes their results. After the first error the server does none of those that follow.
func (c *pgConn) pipeline(statements []pgStatement) (err error) {
	var batch pgconn.Batch
	for _, s := range statements {
		values, oids, err := pgArgs(s.args)
		if err != nil {
			return err
		}
		batch.ExecParams(s.sql, values, oids, nil, binaryResults)
	}
	results := c.PgConn().ExecBatch(c.ctx, &batch)
	defer func() {
		if closeErr := results.Close(); err == nil {
			err = closeErr
		}
	}()
	r := &pgRows{conn: c}
	for _, s := range statements {
		if !results.NextResult() {
			return nil // Close knows why
		}
		tag, err := r.take(results.ResultReader())
		if err != nil {
			return err
		}
		if s.changes >= 0 && tag.RowsAffected() != int64(s.changes) {
			return &notChangedError{s.sql, int64(s.changes), tag.RowsAffected()}
		}
		if s.each == nil {
			continue
		}
		if err := s.each(r); err != nil {
			return err
		}
	}
	return nil
}

// notChangedError says that lines were not as this process had left them.
type notChangedError struct {
	sql        string
	want, have int64
}

func (e *notChangedError) Error() string {
	return errForeignWriter.Error() + " (" + strconv.FormatInt(e.have, 10) + " of " + strconv.FormatInt(e.want, 10) + " lines)"
}

// Unwrap says so in short.
func (e *notChangedError) Unwrap() error { return errForeignWriter }

// numbersArray is how PostgreSQL writes a bigint[].
func numbersArray(numbers []int64) []byte {
	b := []byte{'{'}
	for i, n := range numbers {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return append(b, '}')
}

// textsArray is how PostgreSQL writes a text[].
func textsArray(texts []string) []byte {
	b := []byte{'{'}
	for i, text := range texts {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		for j := range len(text) {
			if text[j] == '"' || text[j] == '\\' {
				b = append(b, '\\')
			}
			b = append(b, text[j])
		}
		b = append(b, '"')
	}
	return append(b, '}')
}
