package sandbox

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
)

// LockedError says that another server has the ledger in use.
type LockedError struct {
	Path   string
	PID    int    // of the other server, 0 if unknown
	Listen string // its address, "" if unknown
}

// Error names the other server and what to do.
func (e *LockedError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *LockedError) Said() lang.Text {
	who := lang.Both("another simulator", "另一个模拟器")
	if e.PID != 0 {
		who = lang.Format("another simulator (process %d on %s)", "另一个模拟器（进程 %d，地址 %s）", e.PID, e.Listen)
	}
	return lang.Format("the sandbox ledger %s is in use by %s; stop it first, or use another ledger",
		"模拟账本 %s 正被%s使用；先停止它，或换一个账本", e.Path, who)
}

// openLedger opens or creates the file, takes its lock, replays it and cuts an unfinished last line. cut is how many bytes
// that line had.
func openLedger(path string) (f *os.File, b *book, cut int, err error) {
	f, err = osfile.Open(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, osfile.Private)
	if err != nil {
		return nil, nil, 0, lang.Errorf("open the sandbox ledger: %w", "打开模拟账本：%w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	if err := osfile.TryLock(f, true); errors.Is(err, osfile.ErrLocked) {
		return f, nil, 0, lockedBy(path)
	} else if err != nil {
		return f, nil, 0, lang.Errorf("lock the sandbox ledger %s: %w",
			"锁定模拟账本 %s：%w", path, err)
	}
	b, whole, cut, err := replay(path, f)
	if err != nil {
		return f, nil, 0, err
	}
	if cut > 0 {
		if err := f.Truncate(int64(whole)); err != nil {
			return f, nil, 0, lang.Errorf("cut the unfinished last line of the sandbox ledger %s: %w",
				"截去模拟账本 %s 未写完的最后一行：%w", path, err)
		}
	}
	// Without its name on the disk a power cut could lose a file whose content was synced.
	return f, b, cut, osfile.SyncDir(filepath.Dir(path))
}

// lockedFile gives the lock back with the file.
type lockedFile struct{ *os.File }

func (f lockedFile) Close() error { return osfile.CloseLocked(f.File) }

// lockedBy reads who started last. A ledger that cannot be read makes the message shorter, not the refusal weaker.
func lockedBy(path string) error {
	locked := &LockedError{Path: path}
	if report, err := ReadLedger(path); err == nil {
		locked.PID, locked.Listen = report.PID, report.Listen
	}
	return locked
}
