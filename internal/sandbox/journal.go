package sandbox

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"strconv"
	"sync"

	"github.com/cashredpack/redpack/internal/lang"
)

// file is what the journal needs of one: tests pass files that fail.
type file interface {
	io.Writer
	Sync() error
	Close() error
}

// journal appends records and makes them durable. Appending only queues a line; wait returns when it is on disk. Whoever
// waits first writes and syncs for all who queued meanwhile (group commit), so 64 connections share one fsync.
//
// After a failed write or sync nothing more is promised: every later call reports that first error, because what the disk
// holds is no longer known (a second fsync may succeed without having written anything).
type journal struct {
	mu      sync.Mutex
	changed sync.Cond
	file    file
	queued  bytes.Buffer
	spare   []byte // the batch buffer of the last commit, for the next one
	last    uint64 // sequence number of the newest queued record
	synced  uint64 // of the newest durable one
	busy    bool   // somebody is writing
	failed  error
}

func newJournal(f file, last uint64) *journal {
	j := &journal{file: f, last: last, synced: last}
	j.changed.L = &j.mu
	return j
}

// append numbers the record and queues it.
func (j *journal) append(r *record) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.failed != nil {
		return j.failed
	}
	r.Seq = j.last + 1
	line, err := encodeLine(r)
	if err != nil {
		return err
	}
	j.queued.Write(line)
	j.last = r.Seq
	return nil
}

// wait returns nil once the record of that number is durable.
func (j *journal) wait(seq uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for j.synced < seq && j.failed == nil {
		if j.busy {
			j.changed.Wait()
		} else {
			j.commit()
		}
	}
	if j.synced >= seq {
		return nil
	}
	return j.failed
}

// commit writes what is queued. It is called with the mutex held and gives it up while the disk works.
func (j *journal) commit() {
	batch, upTo := append(j.spare[:0], j.queued.Bytes()...), j.last
	j.queued.Reset()
	j.busy = true
	j.mu.Unlock()
	_, err := j.file.Write(batch)
	if err == nil {
		err = j.file.Sync()
	}
	j.mu.Lock()
	j.busy, j.spare = false, batch
	if err != nil {
		j.failed = lang.Errorf("write the sandbox ledger: %w", "写入模拟账本：%w", err)
	} else {
		j.synced = upTo
	}
	j.changed.Broadcast()
}

// fail keeps the first error of a part of the server that runs on its own, for Close to return.
func (j *journal) fail(err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.failed == nil {
		j.failed = err
	}
}

func (j *journal) newest() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last
}

// close makes everything durable and gives the file and its lock back.
func (j *journal) close() error {
	return errors.Join(j.wait(j.newest()), j.file.Close())
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const checksumLength = 8

func encodeLine(r *record) ([]byte, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, lang.Errorf("encode a ledger record: %w", "编码账本记录：%w", err)
	}
	line := make([]byte, 0, checksumLength+len(body)+2)
	sum := crc32.Checksum(body, castagnoli)
	line = hex.AppendEncode(line, []byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)})
	line = append(line, ' ')
	line = append(line, body...)
	return append(line, '\n'), nil
}

// decodeLine reads one line without its newline.
func decodeLine(line []byte) (record, error) {
	var r record
	if len(line) < checksumLength+2 || line[checksumLength] != ' ' {
		return r, lang.Errorf("not a ledger line", "不是账本的行")
	}
	want, err := strconv.ParseUint(string(line[:checksumLength]), 16, 32)
	if err != nil {
		return r, lang.Errorf("its checksum is not hexadecimal",
			"它的校验和不是十六进制")
	}
	body := line[checksumLength+1:]
	if crc32.Checksum(body, castagnoli) != uint32(want) {
		return r, lang.Errorf("its checksum does not match", "它的校验和对不上")
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return r, lang.Errorf("it is not a record: %w", "它不是记录：%w", err)
	}
	return r, nil
}
