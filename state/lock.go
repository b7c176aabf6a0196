package state

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
)

// The lock is a kernel lock on a sidecar file and dies with its owner, so there is never a stale one to remove. What
// the file says about the holder is for people and only true while the lock is held. The file itself stays: removing it
// would let two processes lock two different files of the same name.

func lockPath(path string) string { return path + ".lock" }

// holder is the content of the lock file.
type holder struct {
	Holder string    `json:"holder"` // user@host pid
	Tool   string    `json:"tool"`
	Since  time.Time `json:"since"`
	// File identifies the state file that the holder is at work on, as long as it is. What a crash leaves here must be the file
	// that lies beside the lock; a copy made in the meantime is another one.
	File string `json:"file,omitempty"`
}

type lock struct {
	file   *os.File
	holder holder // as announced
	left   holder // what a holder that did not end cleanly has left in the file
}

// acquire takes the lock or says who has it. It tries for a moment, because Holder takes a shared lock for an instant.
func acquire(ctx context.Context, path string, h holder, patience time.Duration) (*lock, error) {
	f, err := osfile.Open(lockPath(path), os.O_RDWR|os.O_CREATE, osfile.Private)
	if err != nil {
		return nil, fileError(path, lang.Both("cannot be locked", "无法加锁"), err)
	}
	const least, pause = 5, 20 * time.Millisecond
	tries := least + int(patience/pause)
	for try := range tries {
		if err = osfile.TryLock(f, true); !errors.Is(err, osfile.ErrLocked) || try == tries-1 {
			break
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), f.Close())
		}
	}
	if err != nil {
		defer func() { _ = f.Close() }() // the lock's error is what matters; nothing was written
		if errors.Is(err, osfile.ErrLocked) {
			held := readHolder(f)
			return nil, &LockedError{Path: path, Holder: held.Holder, Since: held.Since}
		}
		return nil, lang.Errorf("lock %s: %w", "锁定 %s：%w", lockPath(path), err)
	}
	if err := checkLock(f, lockPath(path)); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &lock{file: f, holder: h, left: readHolder(f)}, nil
}

// checkLock refuses a file of another program, such as the lock of a package manager, of which a state's path has made redpack's own.
// After a power cut a lock may be cut off or hold zeros.
func checkLock(f *os.File, path string) error {
	const start = `{"holder":`
	var begins [len(start)]byte
	n, err := f.ReadAt(begins[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err // which says what was read
	}
	if n == 0 || begins[0] == 0 || strings.HasPrefix(start, string(begins[:n])) {
		return nil
	}
	return &osfile.RefusedError{
		Path: path, What: lang.Both("is no lock of redpack", "不是 redpack 的锁文件"), Why: lang.Both("it would be overwritten", "写入会覆盖它"),
		Do: lang.Both("Name another state in the redpack block, or remove that file if nothing needs it.",
			"在 redpack 块里写另一个状态库；如果没有程序需要那个文件，就删除它。"),
	}
}

// announce writes into the lock who holds it, and on which file it is at work. The new line covers the old one before what is
// left of that is cut off, so that a crash never leaves an empty lock where a holder had been.
func (l *lock) announce(path, file string) error {
	l.holder.File = file
	line, err := json.Marshal(l.holder)
	if err == nil {
		_, err = l.file.WriteAt(append(line, '\n'), 0)
	}
	if err == nil {
		err = l.file.Truncate(int64(len(line) + 1))
	}
	if err != nil {
		return &WriteError{Path: lockPath(path), Err: err}
	}
	return nil
}

// release gives the lock back. The name of the holder is taken out first.
func (l *lock) release() error {
	return errors.Join(l.file.Truncate(0), osfile.CloseLocked(l.file))
}

// leave gives the lock back and leaves the file as it was found, for whoever looks into what is wrong.
func (l *lock) leave() error { return osfile.CloseLocked(l.file) }

// readHolder yields what it can; a holder that is just writing leaves it empty. What follows the first line is the rest of an
// older one.
func readHolder(f *os.File) (h holder) {
	if json.NewDecoder(io.NewSectionReader(f, 0, 1<<12)).Decode(&h) != nil {
		return holder{}
	}
	return h
}

// compare refuses a state that is not the one that an unclean end has left beside this lock.
func (h holder) compare(path string) error {
	file, err := identity(path)
	if err != nil || file == "" || h.File == "" || file == h.File {
		return err
	}
	return &CopiedError{Path: path, Holder: h.Holder, Since: h.Since}
}

// readLeft is what the lock file of a state says to somebody who does not take the lock. Whoever may not read it learns nothing.
func readLeft(path string) holder {
	f, err := os.Open(lockPath(path))
	if err != nil {
		return holder{}
	}
	h := readHolder(f)
	_ = f.Close() // it was only read
	return h
}

func (s File) holder(context.Context) (name string, since time.Time, held bool, err error) {
	path, err := resolve(string(s))
	if err != nil {
		return "", time.Time{}, false, err
	}
	f, err := os.Open(lockPath(path))
	if errors.Is(err, os.ErrNotExist) {
		return "", time.Time{}, false, nil
	}
	if err != nil {
		return "", time.Time{}, false, fileError(path, lang.Both("cannot be asked who uses it", "无法查出谁在使用它"), err)
	}
	defer closing(f, &err)
	if err = osfile.TryLock(f, false); errors.Is(err, osfile.ErrLocked) {
		h := readHolder(f)
		return h.Holder, h.Since, true, nil
	}
	return "", time.Time{}, false, err
}
