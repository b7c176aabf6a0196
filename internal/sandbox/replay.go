package sandbox

import (
	"bytes"
	"fmt"
)

// DamagedError says that a ledger holds something no crash can have left there. Nothing is repaired: what was paid can no
// longer be told for certain.
type DamagedError struct {
	Path string
	Line int
	Why  error
}

// Error names the file and the line.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("the sandbox ledger %s is damaged in line %d: %v; keep it for inspection and start with another one", e.Path, e.Line, e.Why)
}

// Unwrap gives the cause.
func (e *DamagedError) Unwrap() error { return e.Why }

// replay folds a ledger's bytes into a book. It returns how many bytes are whole; what follows is the line a crash left
// unfinished, if any. Only a line without its end can be that: a finished line that does not check out may be a payment
// somebody was told of, and is damage.
func replay(path string, content []byte) (*book, int, error) {
	b := newBook()
	whole, line := 0, 0
	for whole < len(content) {
		line++
		end := bytes.IndexByte(content[whole:], '\n')
		if end < 0 {
			return b, whole, nil
		}
		r, err := decodeLine(content[whole : whole+end])
		if err == nil {
			err = b.follow(&r)
		}
		if err != nil {
			return nil, 0, &DamagedError{Path: path, Line: line, Why: err}
		}
		whole += end + 1
	}
	return b, whole, nil
}
