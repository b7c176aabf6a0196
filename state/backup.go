package state

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
)

func (f File) backup(ctx context.Context, to string) (err error) {
	path, err := resolve(string(f))
	if err != nil {
		return err
	}
	seen, witnessed, err := readWitness(path)
	if err != nil {
		return err
	}
	info, err := present(path)
	if err != nil {
		return err
	}
	if info == nil {
		return &NotFoundError{Path: path, What: aState}
	}
	return writeBackup(to, func(to string) error {
		return withFile(ctx, path, "", func(c fileConn) error {
			// Pages that are used twice could be copied without end, and fill the disk.
			if err := finds(c, "quick_check(1)"); err != nil {
				return err
			}
			// SQLite takes a copy for a change of the original.
			if err := c.Exec("PRAGMA query_only = OFF"); err != nil {
				return err
			}
			return query(c, "VACUUM INTO ?", func(line) error { return nil }, to)
		})
	}, func(to string) error { return verifyCopy(ctx, to, seen, witnessed) })
}

// writeBackup makes a new file durable that a function writes, and removes it where another function finds it wrong.
func writeBackup(to string, write, verify func(path string) error) (err error) {
	file, err := newBackup(to)
	if errors.Is(err, fs.ErrExist) {
		return &PermissionError{Path: to, Why: lang.Both("exists already and is not overwritten by a backup",
			"已经存在，备份不会覆盖它"), Fix: lang.Both("Name a new file.", "换一个新的文件名。"), Err: err}
	}
	if err != nil {
		return fileError(to, lang.Both("cannot be written", "无法写入"), err)
	}
	if to, err = filepath.Abs(to); err != nil {
		return errors.Join(err, file.Close())
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(to))
		}
	}()
	defer closing(file, &err)
	if err := write(to); err != nil {
		return err
	}
	if err := errors.Join(file.Sync(), osfile.SyncDir(filepath.Dir(to))); err != nil {
		return &WriteError{Path: to, Err: err}
	}
	return verify(to)
}

func newBackup(path string) (file *os.File, err error) {
	err = osfile.Given(path, func(f *osfile.Folder, name string) error {
		file, err = f.Create(name, osfile.Private)
		return err
	})
	return file, err
}

// verifyCopy reads a backup as Open would.
func verifyCopy(ctx context.Context, to string, seen witness, witnessed bool) error {
	c, err := connect(ctx, to, "", immutable)
	if err != nil {
		return dbError(ctx, to, err)
	}
	copied, _, err := load(c)
	if err = errors.Join(err, c.Close()); err != nil {
		return dbError(ctx, to, err)
	}
	if witnessed {
		return seen.compare(copied.Serial(), copied.Lineage())
	}
	return nil
}

// setAside renames the file and the files beside it.
func (f File) setAside(ctx context.Context, now time.Time, owner string) (moved []string, err error) {
	path, err := resolve(string(f))
	if err != nil {
		return nil, err
	}
	l, err := acquire(ctx, path, holder{Holder: owner, Since: now}, 0)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, l.release()) }()
	if err := l.announce(path, ""); err != nil {
		return nil, err
	}
	suffix := ".aside-" + now.UTC().Format("20060102T150405Z")
	// The witness goes last: after a crash in between it still tells that a state was there.
	for _, name := range []string{path, path + "-wal", path + "-shm", witnessPath(path)} {
		to := path + suffix + name[len(path):]
		if _, err := os.Lstat(to); err == nil {
			return moved, &PermissionError{Path: to, Why: lang.Both("is in the way", "挡住了位置"), Fix: lang.Both("Remove or rename it.", "把它删除或改名。")}
		}
		switch err := osfile.Rename(name, to); {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return moved, fileError(path, lang.Both("cannot be set aside", "无法挪开"), err)
		}
		moved = append(moved, to)
	}
	if err := osfile.SyncDir(filepath.Dir(path)); err != nil {
		return moved, lang.Errorf("set %s aside: %w", "挪开 %s：%w", path, err)
	}
	return moved, nil
}
