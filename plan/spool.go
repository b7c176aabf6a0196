package plan

import (
	"cmp"
	"io"

	"github.com/cashredpack/redpack/internal/lang"
)

// Spool is a file without a name, for one plan alone: nobody else reads it, and it is gone with whoever has it. What is read from it is read
// at any place, and by several at once.
type Spool interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// spool is a row of blocks of bytes. The first of them stay in memory, so that a small campaign touches no disk; what is more goes to
// a file, because a run may take hours and its memory is not for what was read long before.
type spool struct {
	open    func() (Spool, error) // nil: everything stays in memory
	most    int                   // bytes of the head, where there may be a file
	head    []byte
	file    Spool  // nil: all is in head
	pending []byte // of the file, and not written yet
	written int64  // to the file
	closed  bool
}

const (
	spoolHead  = 4 << 20   // bytes that stay in memory if nobody says how many
	spoolWrite = 256 << 10 // bytes that are written at once
)

func (s *spool) size() int64 { return int64(len(s.head)) + s.written + int64(len(s.pending)) }

// add appends a block, which is never parted between memory and file.
func (s *spool) add(block []byte) (err error) {
	if s.open == nil || s.file == nil && len(s.head)+len(block) <= cmp.Or(s.most, spoolHead) {
		s.head = append(s.head, block...)
		return nil
	}
	if s.file == nil {
		if s.file, err = s.open(); err != nil {
			return err
		}
	}
	if s.pending = append(s.pending, block...); len(s.pending) >= spoolWrite {
		return s.flush()
	}
	return nil
}

func (s *spool) flush() error {
	n, err := s.file.Write(s.pending)
	if err == nil && n < len(s.pending) {
		err = io.ErrShortWrite
	}
	s.written, s.pending = s.written+int64(n), s.pending[:0]
	return err
}

// finish writes what is left to be written. Nothing may be added after it.
func (s *spool) finish() error {
	if s.file == nil {
		return nil
	}
	err := s.flush()
	s.pending = nil
	return err
}

// block reads what lies between two places, into a buffer where it is not in memory.
func (s *spool) block(from, to int64, buffer []byte) ([]byte, error) {
	if to <= int64(len(s.head)) {
		return s.head[from:to], nil
	}
	n := int(to - from)
	if cap(buffer) < n {
		buffer = make([]byte, n)
	}
	buffer = buffer[:n]
	if got, err := s.file.ReadAt(buffer, from-int64(len(s.head))); got < n {
		return nil, lang.Errorf("%d bytes of %d: %w", "只读到 %d 字节，应有 %d 字节：%w", got, n, err)
	}
	return buffer, nil
}

// close lets go of the file, once.
func (s *spool) close() error {
	if s.file == nil || s.closed {
		return nil
	}
	s.closed = true
	return s.file.Close()
}
