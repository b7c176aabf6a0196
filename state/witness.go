package state

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"strings"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/osfile"
)

// The witness is a small file beside the state that holds the serial of the last commit. It is rewritten in place after
// every commit and never synced: after a power cut it may lag behind the state, which is harmless. A state that is
// behind its witness has lost commits. One write fits one disk sector, so it is never half old and half new.

func witnessPath(path string) string { return path + ".serial" }

type witness struct {
	serial  int64
	lineage string
	// of is the state that it is of, and at the file that it is read from.
	of, at string
}

// maxLineageBytes is the length of a lineage; the witness is of one size for ever.
const maxLineageBytes = 36

// witnessMax is far more than the one line that a witness is.
const witnessMax = 4 << 10

func (w witness) encode() []byte {
	line := fmt.Sprintf("redpack.state 1 serial %020d lineage %-*s crc32c ", w.serial, maxLineageBytes, w.lineage)
	return fmt.Appendf(nil, "%s%08x\n", line, crc32.Checksum([]byte(line), castagnoli))
}

// readWitness yields ok false where there is none. A reader may meet a write half done, so it looks more than once.
func readWitness(path string) (w witness, ok bool, err error) {
	return readWitnessOf(path, witnessPath(path))
}

// readWitnessOf reads the witness of a state from a file.
func readWitnessOf(of, at string) (w witness, ok bool, err error) {
	const looks = 5
	for range looks {
		var data []byte
		data, err = bounded.ReadFile(at, witnessMax)
		if errors.Is(err, fs.ErrNotExist) {
			return w, false, nil
		}
		if tooLarge := (*bounded.TooLargeError)(nil); errors.As(err, &tooLarge) || errors.Is(err, bounded.ErrNoFile) {
			break // no writer is in the middle of that
		}
		if err != nil {
			return w, false, err // which says what was read
		}
		if w, ok = decodeWitness(data); ok {
			w.of, w.at = of, at
			return w, true, nil
		}
	}
	return w, false, &CorruptError{Path: of, Why: unreadableWitness(at)}
}

func decodeWitness(data []byte) (w witness, ok bool) {
	_, err := fmt.Sscanf(string(data), "redpack.state 1 serial %d lineage %s", &w.serial, &w.lineage)
	return w, err == nil && string(w.encode()) == string(data)
}

// compare refuses a state that is behind its witness, and one that is another file than the witness saw.
func (w witness) compare(serial int64, lineage string) error {
	if !strings.EqualFold(w.lineage, lineage) {
		return &ForeignError{Path: w.of, Field: "lineage", Want: w.lineage, Have: lineage, Witness: w.at}
	}
	if serial < w.serial {
		return &BehindError{Path: w.of, Serial: serial, WitnessSerial: w.serial}
	}
	return nil
}

// files is what the state does to files besides SQLite. A VFS that injects faults offers the same methods and is then
// used instead of the operating system.
type files interface {
	// WriteFile overwrites a file from its beginning, creating it for its owner only; sync makes it durable.
	WriteFile(name string, data []byte, sync bool) error
	Rename(from, to string) error
	SyncDir(dir string) error
	// Probe asks the disk for room by a new file, which it takes away again. What has the name already stays as it is, and nothing is asked.
	Probe(name string, size int) error
}

type osFiles struct{}

func (osFiles) WriteFile(name string, data []byte, sync bool) (err error) {
	f, err := osfile.Open(name, os.O_WRONLY|os.O_CREATE, osfile.Private)
	if err != nil {
		return err
	}
	defer closing(f, &err)
	if _, err = f.WriteAt(data, 0); err == nil && sync {
		err = f.Sync()
	}
	return err
}

func (osFiles) Rename(from, to string) error { return osfile.Rename(from, to) }

func (osFiles) SyncDir(dir string) error { return osfile.SyncDir(dir) }

func (osFiles) Probe(name string, size int) error {
	f, err := osfile.Create(name, osfile.Private)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, size))
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(name))
}
