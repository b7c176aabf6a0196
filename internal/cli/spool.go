package cli

import (
	"errors"
	"io/fs"
	"os"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// spoolFile is a file without a name beside the state, where the work of a plan has no place in memory. It holds openids: the folder of
// the state is as private as they need, and the system's own folder for such files may be memory, or anybody's.
type spoolFile struct {
	*os.File
	dir string
}

var _ plan.Spool = (*spoolFile)(nil)

func (p *project) spool() (plan.Spool, error) {
	dir := p.besideState()
	file, err := osfile.Nameless(dir)
	if err != nil {
		return nil, unspooled(dir, err)
	}
	return &spoolFile{file, dir}, nil
}

// Write is for io.Writer.
func (f *spoolFile) Write(b []byte) (n int, err error) {
	if n, err = f.File.Write(b); err != nil {
		err = unspooled(f.dir, err)
	}
	return n, err
}

// unspooled says what keeps the file from being written, as the state says it of itself. The file's name is of no use to anybody.
func unspooled(dir string, err error) error {
	happened, do := (&state.WriteError{Err: err}).Cause().Texts()
	if named := (*fs.PathError)(nil); errors.As(err, &named) {
		err = named.Err
	}
	where := lang.Format("%s", "%s ", dir)
	if dir == "." {
		where = lang.Both("this folder", "这个文件夹")
	}
	if !happened.Empty() {
		return lang.Errorf("a file in %s cannot be written: %s (%w). %s, then run the same command again",
			"%s里的文件无法写入：%s（%w）。%s，然后再运行同样的命令", where, happened, err, do)
	}
	return lang.Errorf("a file in %s cannot be written: %w", "%s里的文件无法写入：%w", where, err)
}

// closeWork lets go of what plans were made to act on. It is only read, so there is nothing that could be lost by it.
func closeWork(plans []*plan.Plan) (err error) {
	for _, p := range plans {
		if p != nil {
			err = errors.Join(err, p.Work.Close())
		}
	}
	return err
}
