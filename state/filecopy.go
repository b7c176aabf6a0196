package state

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
)

// receive makes a file complete under another name and renames it then, so that a crash leaves either none or a whole one.
func (f File) receive(ctx context.Context, c connection, s *Snapshot, h head, o OpenOptions) (aside []string, err error) {
	path, err := resolve(string(f))
	if err != nil {
		return nil, err
	}
	found, err := f.look(ctx)
	if err != nil {
		return nil, err
	}
	if found.there {
		if aside, err = inTheWay(ctx, f, found, s, o.Now(), o.Owner); err != nil {
			return nil, err
		}
	}
	temp := path + ".new"
	if err := fresh(temp); err != nil {
		return aside, fileError(path, lang.Both("cannot be created", "无法新建"), err)
	}
	if err := copyInto(ctx, temp, c, h, &s.meta); err != nil {
		return aside, dbError(ctx, path, err)
	}
	if err := osfile.Rename(temp, path); err != nil {
		return aside, &WriteError{Path: path, Err: err}
	}
	if err := osfile.SyncDir(filepath.Dir(path)); err != nil {
		return aside, &WriteError{Path: path, Err: err}
	}
	return aside, nil
}

// copyInto fills an empty file with the lines that a connection reads, under a description of its own.
func copyInto(ctx context.Context, path string, from connection, h head, m *meta) (err error) {
	c, err := dial(ctx, path, "", writing)
	if err != nil {
		return err
	}
	defer closing(c, &err)
	if err := c.Exec(durable + "; BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON"); err != nil {
		return err
	}
	if err := c.Exec(fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return err
	}
	if err := migrate(c, 0); err != nil {
		return err
	}
	for key, value := range m.entries() {
		if err := query(c, putMeta, func(line) error { return nil }, key, value, int64(metaCRC(key, value))); err != nil {
			return err
		}
	}
	for i := range copiedTables {
		if err := copyTable(c, from, &copiedTables[i]); err != nil {
			return err
		}
	}
	if err := query(c, insertFileHead, func(line) error { return nil }, h.args()...); err != nil {
		return err
	}
	if err := c.Exec("COMMIT"); err != nil {
		return err
	}
	return logAhead(c)
}

const insertFileHead = "INSERT INTO head(serial, packets, events, campaigns, runs, sum, crc, id) VALUES(?, ?, ?, ?, ?, ?, ?, 1)"

// copyTable copies the lines of one table.
func copyTable(c fileConn, from connection, t *copied) (err error) {
	names := strings.Join(t.columns, ", ")
	insert, _, err := c.Prepare("INSERT INTO " + t.name + "(" + names + ") VALUES(?" + strings.Repeat(", ?", len(t.columns)-1) + ")")
	if err != nil {
		return err
	}
	defer closing(insert, &err)
	var values []any
	return query(from, "SELECT "+names+" FROM "+t.name+" ORDER BY "+t.order, func(l line) error {
		values = t.values(l, values)
		for i, value := range values {
			if value == nil {
				values[i] = null{}
			}
		}
		if err := bind(insert, values...); err != nil {
			return err
		}
		return insert.Exec()
	})
}

// fresh makes an empty file for its owner only, without what a crash may have left of another one.
func fresh(path string) error {
	for _, name := range []string{path, path + "-journal", path + "-wal", path + "-shm"} {
		if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	file, err := osfile.Create(path, osfile.Private)
	if err != nil {
		return err
	}
	return file.Close()
}
