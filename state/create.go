package state

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/cashredpack/redpack/internal/lang"
)

// create makes a new state. It is made complete under another name and then renamed, so a crash leaves either no state
// or a whole one, and an empty file is always a sign of damage.
func (s *fileStore) create(ctx context.Context) (err error) {
	temp := s.path + ".new"
	if err := fresh(temp); err != nil {
		return fileError(s.path, lang.Both("cannot be created", "无法新建"), err)
	}
	m, err := s.opts.newMeta()
	if err != nil {
		return err
	}
	if err := fill(ctx, temp, s.opts.VFS, m); err != nil {
		return dbError(ctx, s.path, err)
	}
	if err := s.files.Rename(temp, s.path); err != nil {
		return &WriteError{Path: s.path, Err: err}
	}
	if err := s.files.SyncDir(filepath.Dir(s.path)); err != nil {
		return &WriteError{Path: s.path, Err: err}
	}
	return nil
}

// fill writes the schema and the first transaction into an empty file.
func fill(ctx context.Context, path, vfs string, m meta) (err error) {
	c, err := dial(ctx, path, vfs, writing)
	if err != nil {
		return err
	}
	defer closing(c, &err)
	if err := c.Exec(durable + "; BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := c.Exec(fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return err
	}
	if err := migrate(c, 0); err != nil {
		return err
	}
	if m.schemaCRC, err = schemaCRC(c); err != nil {
		return err
	}
	var h head
	for key, value := range m.entries() {
		if err := writeMeta(c, &h, key, value); err != nil {
			return err
		}
	}
	h.serial = 1
	if err := query(c, insertFileHead, func(line) error { return nil }, h.args()...); err != nil {
		return err
	}
	if err := c.Exec("COMMIT"); err != nil {
		return err
	}
	return logAhead(c)
}

// bringUpToDate brings a sound file of an older version up to date, in one transaction: its schema, the endpoint where it knows
// of none, and the key of its seal.
func (s *fileStore) bringUpToDate(c fileConn, h head, from int, store *Store) (_ head, err error) {
	m := &store.snapshot.meta
	missing := map[string]string{}
	if m.endpoint == "" && store.foreign == nil && s.opts.Endpoint != "" {
		m.endpoint = s.opts.Endpoint
		missing[metaEndpoint] = m.endpoint
	}
	if m.seal == "" {
		if m.seal, err = newSeal(s.opts.Random); err != nil {
			return h, err
		}
		missing[metaSeal] = m.seal
	}
	if from == schemaVersion && len(missing) == 0 {
		return h, nil
	}
	return upgrade(c, from, missing)
}

// upgrade is bringUpToDate with what was decided.
func upgrade(c fileConn, from int, missing map[string]string) (h head, err error) {
	if err := c.Exec("BEGIN IMMEDIATE"); err != nil {
		return h, err
	}
	defer func() {
		if err != nil && !c.GetAutocommit() {
			err = errors.Join(err, c.Exec("ROLLBACK"))
		}
	}()
	if h, err = readHead(c); err != nil {
		return h, err
	}
	if err := migrate(c, from); err != nil {
		return h, err
	}
	fingerprint, err := schemaCRC(c)
	if err != nil {
		return h, err
	}
	if err := writeMeta(c, &h, metaSchemaCRC, fingerprint); err != nil {
		return h, err
	}
	for key, value := range missing {
		if err := writeMeta(c, &h, key, value); err != nil {
			return h, err
		}
	}
	h.serial++
	if err := query(c, updateHead, func(line) error { return nil }, append(h.args(), h.serial-1)...); err != nil {
		return h, err
	}
	return h, c.Exec("COMMIT")
}
