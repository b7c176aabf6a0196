package cli

import (
	"bytes"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/plain"
)

// addJSONInto gives a command the flag -json-into; newPrinter finds it by its name.
func addJSONInto(env *Env, cmd *cobra.Command) {
	cmd.Flags().String("json-into", "", env.say(lang.Both(
		"write the events of -json into this `file`, beside the output for people", "把 -json 的事件写进这个`文件`，给人看的输出照常")))
}

// jsonInto is the file that the flag names, "" where there is none or the command has no such flag.
func jsonInto(cmd *cobra.Command) string {
	flag := cmd.Flags().Lookup("json-into")
	if flag == nil {
		return ""
	}
	return flag.Value.String()
}

// eventsOut is where JSON events go: to stdout, to a file, or to both. No destination can keep the other from being
// written, and a file that fails is only told of: nothing that is written about a run may stop it.
type eventsOut struct {
	env    *Env
	stdout io.Writer // nil without -json
	broken error     // of stdout; nothing more is written there
	file   *os.File  // nil without -json-into, and after it has failed
	path   string    // of -json-into

	opening bool  // the first line is on its way: a command whose events cannot be written from the start does not begin
	refused error // what the file said to it
}

// createEvents makes the file for events, for its owner only. What is no file of events is not overwritten: a mistyped
// name must not cost a state or a campaign.
func createEvents(path string) (_ *os.File, err error) {
	defer func() {
		if err != nil {
			err = lang.Errorf("-json-into: %w", "-json-into：%w", err)
		}
	}()
	f, err := osfile.Stream(path)
	if f != nil || err != nil {
		return f, err
	}
	if f, err = osfile.OpenGiven(path); err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		err = emptied(f, path, info.Size())
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// emptied makes a regular file ready for events.
func emptied(f *os.File, path string, size int64) error {
	const start = `{"v":"`
	if size > 0 {
		var begins [len(start)]byte
		if n, err := f.ReadAt(begins[:], 0); err != nil || !bytes.Equal(begins[:n], []byte(start)) {
			return lang.Errorf("the file %s exists and does not hold events of redpack; it is not overwritten. Name another file",
				"文件 %s 已经存在，里面不是 redpack 的事件，所以不覆盖。换一个文件", path)
		}
	}
	return errors.Join(f.Chmod(0o600), f.Truncate(0))
}

// Write writes whole lines. It never fails; Err tells of stdout, and a failing file is told of on stderr at once.
func (o *eventsOut) Write(line []byte) (int, error) {
	if o.file != nil {
		if _, err := o.file.Write(line); err != nil {
			o.lost(err)
		}
	}
	if o.stdout != nil && o.broken == nil {
		o.broken = plain.Pass(o.stdout, line)
	}
	return len(line), nil
}

// lost gives the file up.
func (o *eventsOut) lost(err error) {
	if o.opening {
		o.refused = err
	} else {
		o.env.complain("%s%s\n", warningLead, lang.Format("%s has no more events: %v. The command goes on without it.",
			"%s 不再写入事件：%v。命令继续执行。", o.path, err))
	}
	_ = o.file.Close() // it is incomplete, and that has been said
	o.file = nil
}

// close ends the file; what was written is on the disk then.
func (o *eventsOut) close() {
	if o.file == nil {
		return
	}
	// Pipes and terminals cannot be synced; only what cannot be closed either is worth a word.
	_ = o.file.Sync()
	if err := o.file.Close(); err != nil {
		o.env.complain("%s%s\n", warningLead, lang.Format("%s may lack events: %v.", "%s 里的事件可能不全：%v。", o.path, err))
	}
	o.file = nil
}
